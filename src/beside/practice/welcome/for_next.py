"""Which lines of this room a client can hand on: what they told, answer by answer, and how they like to work. See endings/lines.py."""

from django.utils.translation import gettext as _

from beside.practice.welcome import shown


def lines(relationship, *, by):
    for name, page in shown.told(relationship, by=by).items():
        for answer in shown.answers(page):
            source = f"told:{name}.{answer.question.key}"
            if answer.text:
                yield _("What I told before we began, and later"), source, answer.question.words, answer.text
            elif answer.leans:
                leans = "; ".join(str(lean.side) for lean in answer.leans if lean.side)
                if leans:
                    yield _("How I like to work"), source, "", leans
            elif answer.barriers:
                named = ", ".join(barrier.guidance.title for barrier in answer.barriers)
                yield _("What I told before we began, and later"), source, answer.question.words, named
