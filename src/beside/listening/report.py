"""What was heard in one session, all together.

>>> report = listen(b"Therapist: How was your week?\\nClient: Hard. I slept badly.\\nTherapist: You slept badly.\\n")
>>> [coded.main or coded.talk for coded in report.coded][0]
'question'
>>> Report.from_json(report.as_json()) == report
True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from beside.listening.finding import Moment, Refusal
from beside.listening.heard import Given, Heard, hearing, names, never_sure
from beside.listening.language import why_no_readings
from beside.listening.model import Coded, Progress, Reader, reader
from beside.listening.reading import read
from beside.listening.roles import with_roles
from beside.listening.session import Session

# Where a listening stands when every turn was coded: with the larger model that is nearly all of the time.
CODED = 0.9


@dataclass(frozen=True)
class Report:
    """What was heard. Private to the therapist, and no score of anybody.

    `coded` has one reading for each turn, an empty one where nothing is read. `heard` is by the name of the file under `heard/`. `model`
    is the reader's name, empty where none was used. `sure_codes` has for each turn the codes that may be shown as evidence.
    """

    session: Session
    coded: tuple[Coded, ...]
    heard: Mapping[str, Heard]
    model: str = ""
    sure_codes: tuple[frozenset[str], ...] = ()

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """All of them in the order of the session, whether counted, found by rule or learnt."""
        every = [moment for heard in self.heard.values() for moment in heard.moments]
        return tuple(sorted(every, key=lambda moment: (moment.turn, moment.heard)))

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What this transcript cannot carry, and why."""
        return tuple(refusal for heard in self.heard.values() for refusal in heard.refusals)

    @property
    def numbers(self) -> dict[str, Mapping[str, object]]:
        """By name of what was heard; nothing of what gave no numbers."""
        return {name: heard.numbers for name, heard in self.heard.items() if heard.numbers}

    @property
    def why_no_readings(self) -> str:
        """Why no words were read here, only counted; empty where they were."""
        return why_no_readings(self.session)

    def sure(self, index: int) -> bool:
        """Whether the reading of this turn may be shown as evidence; otherwise it reads *possible*."""
        return bool(self.sure_codes) and self.coded[index].code in self.sure_codes[index]

    def kind_sure(self, index: int) -> bool:
        """The same for the kind within it, open or closed."""
        return self.sure(index) and self.coded[index].kind in self.sure_codes[index]

    def as_json(self) -> dict[str, object]:
        """Plain values, as docs/listening.md and `report.schema.json` describe them."""
        from beside.listening.reports.plain import as_plain

        return as_plain(self)

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Report:
        """The report that `as_json` gave. Raises UnreadableReport where it is none."""
        from beside.listening.reports.plain import report_in

        return report_in(value)

    def _repr_html_(self) -> str:
        from beside.listening.reports.html import fragment

        return fragment(self)


def listen(
    session: Session | str | Path | bytes,
    *,
    therapist: str | None = None,
    earlier: Sequence[Session] = (),
    light: bool = False,
    reader: Reader | None = None,
    progress: Progress | None = None,
) -> Report:
    """Everything that is heard in a session, or in the transcript at that path or in these bytes.

    `therapist` names who that is. `earlier` are sessions of the same two people, with which delays are compared. `light` takes the small
    model. `reader` is one of your own. `progress` is called with the part that is done, from 0 to 1. Raises what `read` raises, and NoReading.
    """
    told = progress or silent
    told(0.0)
    known = as_session(session, therapist)
    given, model = readings(known, tuple(earlier), light, reader, told)
    told(CODED)
    heard = {}
    for done, name in enumerate(names(), start=1):
        heard[name] = in_order(hearing(name)(known, given))
        told(CODED + (1 - CODED) * done / len(names()))
    return Report(known, given.coded, heard, model, sure_codes(given))


def in_order(heard: Heard) -> Heard:
    """With its moments in the order of turns; those of one turn stay as they were."""
    return replace(heard, moments=tuple(sorted(heard.moments, key=lambda moment: moment.turn)))


def silent(part: float) -> None:
    """Progress that nobody wants to know of."""


def as_session(session: Session | str | Path | bytes, therapist: str | None) -> Session:
    if not isinstance(session, Session):
        return read(session, therapist=therapist)
    return session if therapist is None else with_roles(session, therapist)


def readings(
    session: Session, earlier: tuple[Session, ...], light: bool, own: Reader | None, told: Progress
) -> tuple[Given, str]:
    """What the files under `heard/` are given, and the name of the model that gave it. No readings where words are not read."""
    if why_no_readings(session):
        empty = (Coded(),) * len(session.turns)
        return Given(coded=empty, earlier=earlier), ""
    chosen = own or reader(light=light)
    coded = tuple(chosen.codes(session, lambda part: told(CODED * part)))
    # A client's talk is read less well than experts agree on it, so it is in no summary.
    codes = tuple(each.main for each in coded)
    return Given(codes, coded, chosen.is_sure, earlier), chosen.name


def sure_codes(given: Given) -> tuple[frozenset[str], ...]:
    """For each turn, which of its own readings may be shown as evidence."""
    if given.is_sure is never_sure:
        return (frozenset(),) * len(given.coded)
    return tuple(
        frozenset(
            code
            for code in (coded.code, coded.kind)
            if code and given.is_sure(code, coded.probabilities.get(code, 0.0))
        )
        for coded in given.coded
    )
