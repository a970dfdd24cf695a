"""What the law keeps: the owner says for how long; before the rest is erased, what it keeps of it is copied."""

from django.db import transaction
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.endings import keeping
from beside.practice.endings.archive import rows
from beside.practice.endings.models import KeepingRule, KeptByLaw
from beside.practice.people.errors import Refused
from beside.practice.people.models import Role


@transaction.atomic
def change_rules(practice, *, years, by):
    """{kind: years}; 0 keeps nothing of it."""
    if by.role != Role.OWNER or by.practice_id != practice.pk:
        raise Refused(_("Only the owner of the practice says this."))
    for kind in keeping.KINDS:
        KeepingRule.objects.update_or_create(practice=practice, kind=kind, defaults={"years": years[kind]})
    trail.write("years of keeping changed", by=by, thing=practice)


@transaction.atomic
def keep_what_the_law_holds(relationship) -> int:
    """Copies of what a client gave that the practice must keep, sealed with the record. Done twice it is the same."""
    years, count = keeping.years_of(relationship.practice), 0
    for kind, (_what, model) in keeping.COPIED.items():
        if not years[kind]:
            continue
        for row in model.objects.filter(practice=relationship.practice_id, relationship=relationship.pk):
            content = {"model": model._meta.label, "fields": rows.plain(row)}
            if KeptByLaw.objects.filter(practice=relationship.practice_id, kind=kind, row=row.pk).exists():
                continue
            KeptByLaw(
                practice_id=relationship.practice_id,
                relationship_id=relationship.pk,
                kind=kind,
                row=row.pk,
                content=content,
            ).save(force_insert=True)
            count += 1
    return count
