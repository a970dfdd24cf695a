"""One course, followed answer by answer: what each rule says, from a few numbers and without the earlier answers.

The same as the rules over arrays (`rules/`), in the order of the sessions and with the parameters fixed; the tests hold
one against the other. It needs no numpy, and the time that an answer takes does not grow with the course.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeAlias

from beside.alliance.limits import (
    CHART,
    COMBINED,
    EARLIER,
    EARLIER_FOR_CHART,
    FALLS,
    LOOK,
    RELIABLE,
    SLIDE,
    SQRT2,
    START_AFTER,
    TALK,
    TIE,
    WEIGHT,
    Fall,
    Level,
)
from beside.alliance.parameters import Parameters

REMEMBERED = max(len(fall.shape) for fall in FALLS)


class Recompute(Exception):
    """The stored numbers do not go with this answer or these parameters: follow the course anew from its answers."""


@dataclass(frozen=True)
class Noticed:
    """What one rule says of one answer: its highest level, how far beyond, and the numbers behind it."""

    rule: str
    level: Level
    distance: float
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class Followed:
    """All that the rules need to know of the answers so far (sufficient statistics), and of the parameters.

    `session` is the last session that was seen, `n` the answers, `total` their sum, `back` the last four of them
    (the newest first), `moves` the sum of distances from answer to answer, `slide` and `residuals` the weighted mean
    of residuals and how many are in it, `chances` the answers that could have fired (in all versions of the form). `version` is the form's. The parameters lie beside them, because
    numbers that were added up under others are worth nothing.
    """

    within: float
    between: float
    mean: float
    version: int = 0
    session: int = 0
    n: int = 0
    total: float = 0.0
    back: tuple[float, ...] = ()
    moves: float = 0.0
    slide: float = 0.0
    residuals: int = 0
    chances: int = 0

    @property
    def length(self) -> int:
        """The length of a fully answered course with as many chances to fire by chance: what its rate is asked for."""
        return START_AFTER + self.chances

    def as_numbers(self) -> dict[str, Any]:
        """A dictionary for JSON: numbers, and one short list of them.

        >>> from beside.alliance.parameters import DEFAULTS
        >>> start(DEFAULTS).as_numbers()["n"]
        0
        """
        return {**asdict(self), "back": list(self.back)}


def start(parameters: Parameters, *, version: int = 0) -> Followed:
    """A course before its first answer."""
    return Followed(parameters.within, parameters.between, parameters.mean, version)


def restored(numbers: Mapping[str, Any], parameters: Parameters) -> Followed:
    """What `as_numbers` gave, back from storage. Other parameters than those it was added up under: `Recompute`.

    >>> from beside.alliance.parameters import DEFAULTS
    >>> before, _ = followed(start(DEFAULTS), 1, 8.0)
    >>> restored(before.as_numbers(), DEFAULTS) == before
    True
    """
    if set(numbers) != {field.name for field in fields(Followed)}:
        raise Recompute("The stored numbers are of another version of this library. Follow the course anew.")
    kept = Followed(**{**numbers, "back": tuple(numbers["back"])})
    if (kept.within, kept.between, kept.mean) != (parameters.within, parameters.between, parameters.mean):
        raise Recompute("The practice's parameters have changed since. Follow the course anew.")
    return kept


def followed(
    before: Followed, session: int, value: float | None, *, version: int | None = None
) -> tuple[Followed, tuple[Noticed, ...]]:
    """The course after one more session, and what each rule says of its answer, strongest level of each.

    `value` None: nothing was answered, or nothing that reached anybody; then only time passes. Sessions come in
    order; one that lies before the last (an import from the past, a corrected answer) is refused with
    `Recompute`. Another `version` of the form starts a new course: its answers are compared with each other
    alone, while sessions go on counting.

    >>> from beside.alliance.parameters import DEFAULTS
    >>> course = start(DEFAULTS)
    >>> for session, value in enumerate([8.0, 8.0, 9.0, 8.0, 8.0, 4.0], 1):
    ...     course, noticed = followed(course, session, value)
    >>> [(one.rule, one.level) for one in noticed if one.rule == "own-baseline"]
    [('own-baseline', 'talk')]
    """
    if session <= before.session:
        raise Recompute(
            f"Session {session} lies before session {before.session}, which was counted. Follow the course anew."
        )
    if version is not None and version != before.version:
        before = Followed(before.within, before.between, before.mean, version, chances=before.chances)
    if value is None:
        return replace(before, session=session), ()
    assert math.isfinite(value), "an answer is a number, or None where there is none"
    after = _added(before, session, value)
    if session <= START_AFTER:
        return after, ()
    noticed = (rule(before, after, value) for rule in ONLINE.values())
    return after, tuple(one for one in noticed if one is not None)


def recompute(
    answers: Iterable[tuple[int, float | None]], parameters: Parameters, *, version: int = 0
) -> tuple[Followed, dict[int, tuple[Noticed, ...]]]:
    """A whole course followed anew: where it stands, and what was noticed in each session.

    `answers` holds session and value, in any order. For new parameters, late imports and corrections.

    >>> from beside.alliance.parameters import DEFAULTS
    >>> recompute([(2, 9.0), (1, 8.0)], DEFAULTS)[0].total
    17.0
    """
    course, noticed = start(parameters, version=version), {}
    for session, value in sorted(answers, key=lambda answer: answer[0]):
        course, noticed[session] = followed(course, session, value)
    return course, noticed


def expected(course: Followed) -> tuple[float, float]:
    """A person's shrunken mean m, and the SD of their next answer around it, both in points."""
    noise, prior = course.within**2, course.between**-2
    precision = course.n / noise + prior
    if precision == 0:
        return math.nan, math.inf
    mean = (course.total / noise + course.mean * prior) / precision
    return mean, math.sqrt(noise + 1 / precision)


def _added(before: Followed, session: int, value: float) -> Followed:
    ready = before.n >= EARLIER
    return replace(
        before,
        session=session,
        n=before.n + 1,
        total=before.total + value,
        back=(value, *before.back)[:REMEMBERED],
        moves=before.moves + (abs(value - before.back[0]) if before.n else 0.0),
        slide=_slide(before, value) if ready else before.slide,
        residuals=before.residuals + ready,
        chances=before.chances + (ready and session > START_AFTER),
    )


def _slide(before: Followed, value: float) -> float:
    residual = (value - before.total / before.n) / (before.within * math.sqrt(1 + 1 / before.n))
    return WEIGHT * residual + (1 - WEIGHT) * before.slide


# Each rule: the course before the answer and after it, and the answer itself.


def _own_baseline(before: Followed, after: Followed, value: float) -> Noticed | None:
    if before.n < EARLIER or not value * before.n < before.total - TIE:
        return None
    mean, sd = expected(before)
    return _beyond("own-baseline", (mean - value) / sd, {"look": LOOK, "talk": TALK}, mean=mean, sd=sd)


def _reliable_change(before: Followed, after: Followed, value: float) -> Noticed | None:
    if not before.n:
        return None
    last = before.back[0]
    return _beyond("reliable-change", (last - value) / (SQRT2 * before.within), {"look": RELIABLE}, last=last)


def _control_chart(before: Followed, after: Followed, value: float) -> Noticed | None:
    if before.n < EARLIER_FOR_CHART or before.moves <= 0:
        return None
    mean, move = before.total / before.n, before.moves / (before.n - 1)
    return _beyond("control-chart", (mean - value) / move, {"look": CHART}, mean=mean, move=move)


def _slow_slide(before: Followed, after: Followed, value: float) -> Noticed | None:
    if before.n < EARLIER:
        return None
    sd = math.sqrt(WEIGHT / (2 - WEIGHT) * (1 - (1 - WEIGHT) ** (2 * after.residuals)))
    return _beyond("slow-slide", -after.slide / sd, {"look": SLIDE}, slide=after.slide, sd=sd)


def _combined(before: Followed, after: Followed, value: float) -> Noticed | None:
    if before.n < EARLIER or not value < (mean := before.total / before.n) - TIE:
        return None
    shares, forms = zip(*(_share(fall, after) for fall in FALLS), strict=True)
    best = max(shares)
    evidence = best + math.log(math.fsum(math.exp(share - best) for share in shares))
    return _beyond("combined", evidence, COMBINED, mean=mean, shape=float(forms.index(max(forms))))


def _share(fall: Fall, course: Followed) -> tuple[float, float]:
    """The weighted log likelihood ratio of one shape of fall against a course with one mean, and how well its form fits."""
    if course.n < len(fall.shape):
        return -math.inf, -math.inf
    mean = course.total / course.n
    low = math.fsum(size * (mean - value) for size, value in zip(fall.shape, course.back, strict=False))
    low, size = low / course.within, fall.squares - fall.sum**2 / course.n
    return low - size / 2 + fall.log_weight, low / math.sqrt(max(size, TIE))


def _beyond(rule: str, distance: float, limits: Mapping[Level, float], **numbers: float) -> Noticed | None:
    reached = [level for level, limit in limits.items() if distance > limit + TIE]
    # Limits are written from the mildest to the strongest.
    return Noticed(rule, reached[-1], distance, numbers) if reached else None


OnlineRule: TypeAlias = Callable[[Followed, Followed, float], Noticed | None]

ONLINE: dict[str, OnlineRule] = {
    "combined": _combined,
    "own-baseline": _own_baseline,
    "reliable-change": _reliable_change,
    "control-chart": _control_chart,
    "slow-slide": _slow_slide,
}
