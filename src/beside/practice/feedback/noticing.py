"""What was noticed in a course, in the words of whoever reads it: one sentence, why it is said, and one next step.

The library gives ids and numbers (docs/prompts.md); the same words stand on the therapist's page and on the client's.
"""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from beside.alliance import DEFAULTS, Course, Finding, Heard, findings_of, prompts, reasons
from beside.guidance import Guidance, guidance
from beside.practice.feedback import following

# A prompt from longer ago has had its day.
NOT_OLDER = 2
# Theirs alone: a gap belongs to the therapist, and an empty chair to the pair's talk.
THERAPISTS_OWN = ("guess-gap", "late-cancellations")


@dataclass(frozen=True)
class Prompt:
    """One thing to talk about. Never a diagnosis, and never a word about a therapist's worth."""

    id: str
    session: int
    level: str
    words: str
    why: tuple[str, ...]
    step: Guidance


def noticed(standing, *, by, sent=None, since=0) -> list[Prompt]:
    """Every prompt that these eyes may read, the newest first: for a therapist none from a session still to be guessed.

    `sent`: by session what the client sent, for what was *said*; it comes before anything that was worked out. Sessions
    before `since` are left out.
    """
    if standing is None:
        return []
    relationship = standing.relationship
    name = "" if by.is_client else relationship.client.short_name
    found = following.findings(
        standing,
        sent=sent or {},
        since=since,
        gaps_of=by if by.is_clinician else None,
        curves=following.curves_of(relationship.practice_id) if standing.numbers["totals"] else {},
    )
    closed = following.closed_sessions(standing, by=by)
    shown = [one for one in found if one.session not in closed and one.session >= since]
    return [
        _prompt(one, shown, name)
        for session in sorted({one.session for one in shown}, reverse=True)
        for one in prompts(shown, session)
        if not (by.is_client and one.rule in THERAPISTS_OWN)
    ]


def said_last(sheet, *, name) -> Prompt | None:
    """What the client said with these answers, the gravest; strain has a place of its own (repair)."""
    heard = Heard(sent={sheet.session.number: sheet.answers})
    found = findings_of(Course((), own=None), DEFAULTS, heard)
    return next((_prompt(one, found, name) for one in found if one.id != "said-strain"), None)


def newest(standing, *, by, before) -> Prompt | None:
    """The one prompt that a brief raises: from the last answer, if it is not older than two sessions, and the gravest of them."""
    if standing is None or not standing.numbers:
        return None
    last = max((point[0] for point in standing.numbers["points"]), default=0)
    found = noticed(standing, by=by, since=max(last, before - NOT_OLDER))
    return min(found, key=lambda one: one.level != "talk", default=None)


def _prompt(finding: Finding, all_of_it, name) -> Prompt:
    why = [
        sentence
        for sentence in (
            _rate(finding),
            *(_because(one, name) for one in _beside(finding, all_of_it)),
            _basis(finding),
        )
        if sentence
    ]
    return Prompt(
        finding.id,
        finding.session,
        finding.level,
        sentence(finding, name),
        tuple(why),
        guidance(finding.next_step, get_language() or "en"),
    )


def _beside(finding, all_of_it):
    return reasons(all_of_it, finding.session) if finding.rule == "combined" else ()


def sentence(finding: Finding, name):
    """What was noticed, in one sentence; `name` is the client's, or empty where the client reads it."""
    numbers = {"name": name, **{key: _number(value) for key, value in finding.numbers.items()}}
    theirs, mine = WORDS[finding.id]
    return (_(theirs) if name else _(mine)) % numbers


def _because(finding: Finding, name):
    return _(REASONS[finding.id]) % {key: _number(value) for key, value in finding.numbers.items()}


def _rate(finding: Finding):
    about = finding.about
    if about is None:
        return ""
    if finding.rule == "guess-gap":
        return _(
            "About %(count)s in %(of)s pairs who see it alike throughout have a gap like this by chance."
        ) % _share(about)
    if finding.rule == "late-cancellations":
        return _(
            "About %(count)s in %(of)s people who are away one time in ten, for no reason at all, look like this once."
        ) % _share(about)
    return _(
        "About %(count)s in %(of)s steady courses of this length shows a dip like this by chance."
    ) % _share(about)


def _share(about):
    return {"count": about.count, "of": about.of}


def _basis(finding):
    if finding.rule == "said":
        return _("What a person says comes before any number.")
    if finding.rule == "reliable-change" and finding.id == "reliably-worse":
        return ""
    return _("It is a question, not a finding. No measure of a relationship has a cut-off.")


def _number(value):
    return number_format(round(value, 1), 0 if float(value).is_integer() else 1)


# id → as the therapist reads it, as the client does.
WORDS = {
    "said-strain": (
        gettext_noop("%(name)s said that something felt clearly off between you."),
        gettext_noop("You said that something felt clearly off between you."),
    ),
    "said-low-safety": (
        gettext_noop("%(name)s told you that it was hard to say no to you."),
        gettext_noop("You told your therapist that it was hard to say no."),
    ),
    "said-held-back": (
        gettext_noop("%(name)s did not say something, and would like your help to raise it."),
        gettext_noop("You did not say something, and asked for help to raise it."),
    ),
    "said-too-slow": (
        gettext_noop("The pace was too slow for %(name)s."),
        gettext_noop("The pace was too slow for you."),
    ),
    "said-too-fast": (
        gettext_noop("The pace was too fast for %(name)s."),
        gettext_noop("The pace was too fast for you."),
    ),
    "lower-than-usual": (
        gettext_noop("Lower than usual for %(name)s."),
        gettext_noop("Lower than usual for you."),
    ),
    "much-lower-than-usual": (
        gettext_noop("Much lower than usual for %(name)s."),
        gettext_noop("Much lower than usual for you."),
    ),
    "late-cancellations": (
        gettext_noop("%(name)s came regularly, and was away for %(away)s of the last %(of)s appointments."),
        "",
    ),
    "guessed-higher": (
        gettext_noop(
            "You thought this session was better for %(name)s than it was, by more than the two of you usually differ."
        ),
        "",
    ),
    "guessed-lower": (
        gettext_noop(
            "You thought this session was worse for %(name)s than it was, by more than the two of you usually differ."
        ),
        "",
    ),
    "off-track": (
        gettext_noop("Higher than in 19 of 20 people here who began like %(name)s."),
        gettext_noop("Higher than in 19 of 20 people here who began like you."),
    ),
    "reliably-worse": (
        gettext_noop(
            "%(name)s’s total is %(change)s points higher than at first; %(reliable)s and more is more than the noise of this questionnaire."
        ),
        gettext_noop(
            "Your total is %(change)s points higher than at first; %(reliable)s and more is more than the noise of this questionnaire."
        ),
    ),
}
# What the other rules say of the same session.
REASONS = {
    "below-own-band": gettext_noop(
        "Earlier answers led us to expect about %(mean)s, give or take %(sd)s; this one was %(score)s."
    ),
    "far-below-own-band": gettext_noop(
        "Earlier answers led us to expect about %(mean)s, give or take %(sd)s; this one was %(score)s, far below."
    ),
    "below-control-limit": gettext_noop(
        "Answers usually move by about %(move)s from one session to the next; this one lies much further below their mean of %(mean)s."
    ),
    "sliding": gettext_noop("The last answers were each a little lower, though perhaps none by much."),
    "lower-than-last-time": gettext_noop(
        "From %(last)s to %(score)s: more than two uncertain answers usually differ."
    ),
}
