"""What a practice begins with: its own words over the shipped ones, and its own numbers."""

from django.db import transaction

from beside.practice.agreements import clauses
from beside.practice.agreements.models import OwnClause, Template
from beside.practice.audit import trail
from beside.practice.meetings.words import tidy

PARTS = ("title", "text", "why")


@transaction.atomic
def lay_over(practice, *, language, group, texts, by):
    """The practice's words for the clauses of a group: {key: {"title", "text", "why"}}. As shipped again, nothing lies over."""
    shipped = next(one for one in clauses.groups(language) if one.key == group)
    for clause in shipped.clauses:
        if clause.key not in texts:
            continue
        words = {part: tidy(texts[clause.key].get(part)) for part in PARTS}
        place = {"practice": practice, "language": language, "group": group, "key": clause.key}
        if words == {part: getattr(clause, part) for part in PARTS}:
            OwnClause.objects.filter(**place).delete()
        else:
            OwnClause.objects.update_or_create(**place, defaults=words)
    trail.write(f"agreement template: {group} {language}", by=by, thing=practice)


@transaction.atomic
def choose_beginnings(practice, *, review_after, review_months, facts, by):
    template, _fresh = Template.objects.get_or_create(practice=practice)
    template.review_after, template.review_months, template.facts = review_after, review_months, facts
    template.save()
    trail.write("agreement template: numbers", by=by, thing=practice)
    return template
