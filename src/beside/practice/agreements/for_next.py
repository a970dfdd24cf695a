"""Which lines of this room a client can hand on: clauses of what both signed last. See endings/lines.py."""

from django.utils.translation import gettext as _

from beside.practice.agreements.models import Version


def lines(relationship, *, by):
    version = Version.objects.visible_to(by).filter(relationship=relationship).order_by("-number").first()
    for group in version.terms["groups"] if version else ():
        for clause in group["clauses"]:
            if clause["text"]:
                source = f"clause:{group['key']}.{clause['key']}"
                yield _("How we worked together"), source, clause["title"], clause["text"], version.language
