"""What to talk about in a course: first what the client said, then what the numbers show.

Ids and numbers only. `docs/prompts.md` lists every id, the numbers that come with it, and words for a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from beside.alliance.cancellations import Outcome, cancellations_false_alarm_rate, late_cancellations
from beside.alliance.course import Course
from beside.alliance.finding import Finding
from beside.alliance.gap import gap_false_alarm_rate, unusual_gap
from beside.alliance.online import Noticed, followed, start
from beside.alliance.parameters import Parameters
from beside.alliance.rates import false_alarm_rate
from beside.alliance.said import Answers, said

if TYPE_CHECKING:
    # Needs numpy, which a page that has no outcome measure does without.
    from beside.alliance.outcome import Outlook

RAISES = "combined"
"""The one statistical rule over session answers that raises a prompt. The others stand behind *why am I told this?*:
if each of them raised one, the rate on the page would be too low, because any of five fires more often than one."""

MESSAGES: Mapping[tuple[str, str], str] = {
    ("combined", "look"): "lower-than-usual",
    ("combined", "talk"): "much-lower-than-usual",
    ("own-baseline", "look"): "below-own-band",
    ("own-baseline", "talk"): "far-below-own-band",
    ("control-chart", "look"): "below-control-limit",
    ("slow-slide", "look"): "sliding",
    ("reliable-change", "look"): "lower-than-last-time",
}

NEXT_STEPS: Mapping[str, str] = {
    "said-strain": "open-strain",
    "said-low-safety": "low-safety",
    "said-held-back": "held-back",
    "said-too-slow": "pace-too-slow",
    "said-too-fast": "pace-too-fast",
    **dict.fromkeys(MESSAGES.values(), "sudden-low"),
    "late-cancellations": "late-cancellations",
    "guessed-higher": "guess-gap",
    "guessed-lower": "guess-gap",
    "off-track": "off-track",
    "reliably-worse": "off-track",
}
"""A file in guidance/ for every message: an alarm without a next step helps little."""


@dataclass(frozen=True)
class Heard:
    """What is known beside the scores: all of it optional.

    `sent` holds, by session, what the client sent (never what they kept); `gaps` session and guess less
    answer; `appointments` what became of each in order of time; `outlook` where an outcome measure stands,
    and `outlook_rate` its rule's false-alarm rate. Gaps are looked at from session `since` on: each costs
    as much as there are before it.
    """

    sent: Mapping[int, Answers] = field(default_factory=dict)
    gaps: Sequence[tuple[int, float]] = ()
    appointments: Sequence[Outcome] = ()
    outlook: Outlook | None = None
    outlook_rate: float | None = None
    since: int = 0


def findings_of(course: Course, parameters: Parameters, heard: Heard | None = None) -> tuple[Finding, ...]:
    """Everything there is to talk about in a course, by session; within a session what was said comes first.

    Scores speak from session 5 on. A session that was skipped raises nothing, and neither do all tens.

    >>> from beside.alliance.course import Point, own_course
    >>> from beside.alliance.parameters import DEFAULTS
    >>> course = own_course([Point(1, 8.0), Point(2, 7.0)])
    >>> [(one.id, one.session) for one in findings_of(course, DEFAULTS, Heard(sent={2: {"strain": "clearly"}}))]
    [('said-strain', 2)]
    """
    heard = heard or Heard()
    found = [*_said(heard), *_statistics(course, parameters), *_gaps(heard), *_last(course, heard)]
    # Sorting keeps the order within a session: said, then the rules as ONLINE lists them, then the rest.
    return tuple(sorted(found, key=lambda finding: finding.session))


def prompts(findings: Sequence[Finding], session: int) -> tuple[Finding, ...]:
    """What a page raises for one session: all that was said, then what was inferred, one finding a source.

    Of the rules over session answers only the combined one raises a prompt; `reasons` has the rest.

    >>> low = Finding("lower-than-usual", "combined", 7, "look", "sudden-low", false_alarms=0.2)
    >>> also = Finding("sliding", "slow-slide", 7, "look", "sudden-low", false_alarms=0.3)
    >>> [one.id for one in prompts([low, also], 7)], [one.id for one in reasons([low, also], 7)]
    (['lower-than-usual'], ['sliding'])
    """
    return tuple(f for f in findings if f.session == session and (f.rule == RAISES or not _is_rule(f)))


def reasons(findings: Sequence[Finding], session: int) -> tuple[Finding, ...]:
    """What the other rules over session answers say of the same session, for *why am I told this?*"""
    return tuple(f for f in findings if f.session == session and f.rule != RAISES and _is_rule(f))


def _is_rule(finding: Finding) -> bool:
    # By its message: a questionnaire's reliable change has the name of a rule over session answers too.
    return finding.id in MESSAGES.values()


def _said(heard: Heard) -> Iterator[Finding]:
    for session, answers in heard.sent.items():
        for one in said(answers):
            yield Finding(one.id, "said", session, "said", NEXT_STEPS[one.id], one.numbers)


def finding_of(noticed: Noticed, *, session: int, score: float, length: int) -> Finding:
    """What a rule noticed in one answer, as a finding; `length` is `Followed.length`, for its false-alarm rate.

    >>> low = Noticed("combined", "look", 1.5, {"mean": 8.0, "shape": 0.0})
    >>> finding_of(low, session=7, score=5.5, length=7).id
    'lower-than-usual'
    """
    message = MESSAGES[noticed.rule, noticed.level]
    rate = false_alarm_rate(noticed.rule, length, level=noticed.level)
    numbers = {**noticed.numbers, "score": score, "distance": noticed.distance}
    return Finding(message, noticed.rule, session, noticed.level, NEXT_STEPS[message], numbers, rate)


def _statistics(course: Course, parameters: Parameters) -> Iterator[Finding]:
    state, seen = start(parameters), []
    for point in course.answered:
        assert point.value is not None, "an answered session has a value"
        state, noticed = followed(state, point.session, point.value, version=point.version)
        seen += [(point, one) for one in noticed]
    for point, one in seen:
        yield finding_of(one, session=point.session, score=point.value or 0.0, length=state.length)


def _gaps(heard: Heard) -> Iterator[Finding]:
    for count, (session, _) in enumerate(heard.gaps, 1):
        gap = unusual_gap(heard.gaps[:count]) if session >= heard.since else None
        if gap:
            message = "guessed-higher" if gap.gap > gap.highest else "guessed-lower"
            numbers = {
                "gap": gap.gap,
                "lowest": gap.lowest,
                "highest": gap.highest,
                "earlier": float(gap.earlier),
            }
            rate = gap_false_alarm_rate(len(heard.gaps))
            yield Finding(message, "guess-gap", gap.session, "look", NEXT_STEPS[message], numbers, rate)


def _last(course: Course, heard: Heard) -> Iterator[Finding]:
    """What belongs to no answer of one session, and stands with the last."""
    session = course.points[-1].session if course.points else 0
    away = late_cancellations(heard.appointments)
    if away:
        rate = cancellations_false_alarm_rate(len(heard.appointments))
        numbers = {name: float(number) for name, number in vars(away).items()}
        step = NEXT_STEPS["late-cancellations"]
        yield Finding("late-cancellations", "late-cancellations", session, "look", step, numbers, rate)
    outlook = heard.outlook
    if outlook and outlook.verdict in ("off-track", "reliably-worse"):
        step, rate_of = NEXT_STEPS[outlook.verdict], heard.outlook_rate
        yield Finding(outlook.verdict, outlook.rule, outlook.session, "talk", step, outlook.numbers, rate_of)
