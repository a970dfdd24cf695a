"""The map as pages read it: the same number of queries, whatever stands on it."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from beside.practice.pace.models import Asking, Mark, Pace, Topic


@dataclass
class OnTheMap:
    """A topic and what it is marked as now."""

    topic: Topic
    mark: Mark | None = None
    askings: list = field(default_factory=list)

    @property
    def wish(self):
        return self.mark.wish if self.mark else ""


def topics_of(relationship, *, by) -> list[OnTheMap]:
    """Every topic with its newest mark, in the order in which they came. Two queries."""
    found = {
        topic.pk: OnTheMap(topic)
        for topic in Topic.objects.visible_to(by).filter(relationship=relationship).order_by("made_at", "pk")
    }
    later = Mark.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")), topic=OuterRef("topic")
    )
    newest = Mark.objects.filter(topic__in=found).exclude(Exists(later)).select_related("entered_by")
    for mark in newest:
        found[mark.topic_id].mark = mark
    for one in found.values():
        one.topic.relationship = relationship
    return list(found.values())


def newest_pace(rows, relationship) -> Pace | None:
    """The last that was said, if it is one of these rows: what was said before it does not come back when it is taken back."""
    later = Pace.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        relationship=OuterRef("relationship"),
    )
    found = rows.filter(relationship=relationship).exclude(Exists(later))
    return found.select_related("entered_by").first()


def askings_of(session, *, by):
    """What was said to have been asked first in one session. One query."""
    return list(
        Asking.objects.visible_to(by)
        .filter(session=session)
        .select_related("topic", "claimed_by", "relationship")
        .order_by("claimed_at", "pk")
    )
