"""What this room gives to the brief: the check-in, and last time."""

from dataclasses import dataclass

from beside.practice.meetings import queries, words
from beside.practice.meetings.actions.check_in import current_check_in, is_open
from beside.practice.meetings.models import CheckIn, ProgressNote


@dataclass(frozen=True)
class Brief:
    """Each part may be missing, and the page says so."""

    check_in: CheckIn | None
    check_in_is_open: bool  # it can still come, or be changed
    arriving: str
    wish: str
    not_today: str
    hesitation: str
    last_note: ProgressNote | None

    @property
    def last_time(self) -> list[str]:
        """The lines that the therapist left for themself."""
        lines = (self.last_note.last_time or "") if self.last_note else ""
        return [line for line in lines.splitlines() if line.strip()]


def brief(session) -> Brief:
    check_in = current_check_in(session)
    said = check_in.words if check_in else {}
    return Brief(
        check_in=check_in,
        check_in_is_open=is_open(session),
        arriving=words.arriving(said),
        wish=said.get("wish", ""),
        not_today=said.get("not_today", ""),
        hesitation=said.get("hesitation", ""),
        last_note=queries.last_time(session),
    )
