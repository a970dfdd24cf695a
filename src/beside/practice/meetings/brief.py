"""What this room gives to the brief: the check-in, what was promised, and last time."""

from dataclasses import dataclass

from beside.practice.meetings import queries, words
from beside.practice.meetings.actions.check_in import closes_at, current_check_in, is_open
from beside.practice.meetings.models import CheckIn, ProgressNote


@dataclass(frozen=True)
class Brief:
    """Each part may be missing, and the page says so."""

    number: int
    is_first: bool
    when: str
    place: str
    check_in: CheckIn | None
    check_in_is_open: bool  # it can still come, or be changed
    check_in_closes_at: object
    arriving: str
    wish: str
    not_today: str
    hesitation: str
    life_change: str
    promises: list[queries.Promised]
    last_note: ProgressNote | None

    @property
    def last_time(self) -> list[str]:
        """The lines that the therapist left for themself."""
        lines = (self.last_note.last_time or "") if self.last_note else ""
        return [line for line in lines.splitlines() if line.strip()]


def brief(relationship, session) -> Brief:
    check_in = current_check_in(session)
    said = check_in.words if check_in else {}
    return Brief(
        number=session.number,
        is_first=session.is_first,
        when=words.when(session),
        place=session.get_place_display(),
        check_in=check_in,
        check_in_is_open=is_open(session),
        check_in_closes_at=closes_at(session),
        arriving=words.arriving(said),
        wish=said.get("wish", ""),
        not_today=said.get("not_today", ""),
        hesitation=said.get("hesitation", ""),
        life_change=said.get("life_change", ""),
        promises=queries.promises_waiting(relationship),
        last_note=queries.last_time(session),
    )
