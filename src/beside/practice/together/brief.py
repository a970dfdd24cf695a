"""What this room gives to the brief and to the client's home."""

from dataclasses import dataclass

from beside.practice.together import actions
from beside.practice.together.models import News, Review


@dataclass(frozen=True)
class Standing:
    """A review that is going on, as one of the two finds it."""

    review: Review
    mine_is_sent: bool
    other_is_sent: bool

    @property
    def can_be_read(self):
        return self.review.shown_at is not None


def standing(relationship, *, by) -> Standing | None:
    """Two queries. That the other has sent is told; what they sent is not, before it is shown."""
    review = Review.objects.visible_to(by).filter(relationship=relationship, agreed_at=None).first()
    if review is None:
        return None
    review.relationship = relationship
    by_client, by_therapist = actions.who_has_sent(review)
    mine, other = (by_client, by_therapist) if by.is_client else (by_therapist, by_client)
    return Standing(review, mine, other)


def open_news(relationship, *, by) -> list[News]:
    """What was told and not talked about yet, the oldest first, each with what the client said to it. Two queries."""
    waiting = actions.open_news_loops().filter(relationship=relationship)
    found = list(
        News.objects.visible_to(by)
        .filter(relationship=relationship, pk__in=waiting.values("source_id"))
        .select_related("author")
        .order_by("told_at", "pk")
    )
    for news in found:
        news.relationship = relationship
    return found
