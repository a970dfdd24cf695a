"""Where each course stands, kept as answers come: what the next one is compared with, and what was noticed so far.

An answer that comes in order brings its course on by one, in a time that does not grow with the course. What comes out of
order (a correction, an import from the past, sessions that were numbered anew, other parameters) follows it anew.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from beside import alliance
from beside.alliance import (
    DEFAULTS,
    Course,
    Finding,
    Followed,
    Heard,
    Noticed,
    Parameters,
    Point,
    Recompute,
    finding_of,
    findings_of,
    followed,
    own_band,
    own_course,
    restored,
    start,
    wording,
)
from beside.measures import Form, MissingAnswers, load_form
from beside.practice.feedback import asking
from beside.practice.feedback.models import Guess, PracticeNumbers, Sheet, Standing
from beside.practice.meetings.models import Session
from beside.practice.people import access
from beside.practice.people.models import Relationship

if TYPE_CHECKING:
    from beside.alliance import Outlook

NOTHING_YET = {"followed": None, "points": [], "noticed": [], "gaps": [], "totals": {}}


def answer_came(sheet: Sheet, form: Form) -> None:
    """Bring the relationship's course on by this sheet. Called by whoever stores one, inside their transaction."""
    if sheet.session is None or not sheet.session.number:
        return
    standing = _standing(sheet.relationship)
    if form.id == asking.SESSION:
        _session_answer(standing, sheet, form)
    elif form.has_total:
        _total_came(standing, sheet, form)
    else:
        return
    standing.at = timezone.now()
    standing.save()


def guess_came(guess: Guess) -> None:
    """A gap is known once both have been given. It is the author's alone, and kept under their name."""
    relationship = Relationship.objects.select_for_update(of=("self",)).get(pk=guess.relationship_id)
    standing = _standing(relationship)
    _with_gaps_of(standing, guess.session)
    standing.save()


@transaction.atomic
def follow_anew(relationship) -> Standing:
    """The whole course from its sheets, as they stand now."""
    standing = _standing(relationship)
    _anew(standing)
    standing.at = timezone.now()
    standing.save()
    return standing


def standing_of(relationship, *, by) -> Standing | None:
    """Where the course stands, for whoever may see it; worked out on the spot where it was not followed yet. One query, as a rule."""
    if not access.may_see(by, relationship, "course"):
        return None
    standing = _standing(relationship)
    if standing._state.adding:
        _anew(standing)
    standing.relationship = relationship
    return standing


def _standing(relationship) -> Standing:
    made = Standing.objects.filter(practice=relationship.practice_id, relationship=relationship).first()
    made = made or Standing(practice_id=relationship.practice_id, relationship=relationship)
    if made.numbers is None:
        made.numbers = dict(NOTHING_YET)
    return made


# -- Session answers ---------------------------------------------------------------------------------------------


def _session_answer(standing, sheet, form):
    numbers, session = standing.numbers, sheet.session
    try:
        if sheet.corrects_id or not _numbered_as_before(standing):
            raise Recompute("out of order")
        before = _restored(numbers, parameters_of(standing.practice_id), sheet.version)
        after, noticed = followed(before, session.number, _score(form, sheet.answers), version=sheet.version)
    except Recompute:
        _anew(standing)
        return
    standing.numbers = {
        **numbers,
        "followed": after.as_numbers(),
        "points": [*numbers["points"], _point(sheet, form)],
        "noticed": [*numbers["noticed"], *(_kept(session.number, one) for one in noticed)],
    }
    _with_gaps_of(standing, session)


def _restored(numbers, parameters, version) -> Followed:
    kept = numbers["followed"]
    return restored(kept, parameters) if kept else start(parameters, version=version)


def _anew(standing):
    parameters = parameters_of(standing.practice_id)
    sheets = _sheets(standing.relationship).filter(form=asking.SESSION)
    state, points, noticed = None, [], []
    for sheet in sheets.order_by("session__number"):
        form = load_form(sheet.form, sheet.version)
        state = state or start(parameters, version=sheet.version)
        point = _point(sheet, form)
        state, found = followed(state, sheet.session.number, point[2], version=sheet.version)
        points.append(point)
        noticed += [_kept(sheet.session.number, one) for one in found]
    standing.numbers = {
        "followed": state.as_numbers() if state else None,
        "points": points,
        "noticed": noticed,
        "gaps": _gaps(standing.relationship),
        "totals": _totals(standing.relationship),
    }


def _sheets(relationship):
    return (
        Sheet.objects.standing()
        .filter(practice=relationship.practice_id, relationship=relationship, session__number__gt=0)
        .select_related("session")
    )


def _point(sheet, form):
    """[session's number, its id, the score or None, the form's version]: the shortest that JSON can hold."""
    return [sheet.session.number, str(sheet.session_id), _score(form, sheet.answers), sheet.version]


def _score(form, answers):
    """The mean of what was answered; None where no number was."""
    return getattr(form.session_score(answers), "value", None)


def _numbered_as_before(standing):
    """Whether the sessions that were counted still have the numbers they had. One query."""
    ids = {point[1]: point[0] for point in standing.numbers["points"]}
    found = Session.objects.filter(practice=standing.practice_id, pk__in=ids).values_list("pk", "number")
    return {str(pk): number for pk, number in found} == ids


def _kept(session, noticed: Noticed):
    return [session, noticed.rule, noticed.level, noticed.distance, dict(noticed.numbers)]


# -- Guesses and totals ------------------------------------------------------------------------------------------


def _with_gaps_of(standing, session):
    """Bring the gaps on by those of one session."""
    others = [gap for gap in standing.numbers["gaps"] if gap[0] != session.number]
    gaps = sorted([*others, *_gaps(standing.relationship, session=session)])
    standing.numbers = {**standing.numbers, "gaps": gaps}


def _gaps(relationship, **only):
    """[session's number, guess less answer over the questions both answered, who guessed], oldest first. Two queries."""
    guesses = Guess.objects.filter(
        practice=relationship.practice_id,
        relationship=relationship,
        form=asking.SESSION,
        passed=False,
        **only,
    )
    sheets = {sheet.session_id: sheet for sheet in _sheets(relationship).filter(form=asking.SESSION, **only)}
    found = []
    for guess in guesses:
        sheet = sheets.get(guess.session_id)
        gap = _gap(guess, sheet) if sheet else None
        if gap is not None:
            found.append([sheet.session.number, gap, str(guess.author_id)])
    return sorted(found)


def _gap(guess, sheet):
    form = load_form(sheet.form, sheet.version)
    both = set(guess.answers) & set(sheet.answers)
    guessed, answered = (
        _score(form, {key: answers[key] for key in both}) for answers in (guess.answers, sheet.answers)
    )
    return None if guessed is None or answered is None else round(guessed - answered, 6)


def _total_came(standing, sheet, form):
    standing.numbers = {**standing.numbers, "totals": _totals(standing.relationship)}


def _totals(relationship):
    """{form: [[session's number, total, version], ...]} of the questionnaires that have one. One query."""
    found: dict = {}
    ids = [form.id for form in asking.questionnaires()]
    for sheet in _sheets(relationship).filter(form__in=ids).order_by("session__number"):
        try:
            total = load_form(sheet.form, sheet.version).score(sheet.answers).total
        except MissingAnswers:
            continue
        found.setdefault(sheet.form, []).append([sheet.session.number, total, sheet.version])
    return found


# -- What was noticed --------------------------------------------------------------------------------------------


def findings(standing: Standing, *, sent=None, gaps_of=None, curves=None, since=0) -> tuple[Finding, ...]:
    """Everything to talk about in this course, by session. No query but that for the appointments.

    `sent`: by session, what the client sent. `gaps_of`: the member whose own guesses are looked at, or None. `curves`: the practice's own, by form. Gaps from session `since` on.
    """
    numbers = standing.numbers
    if not numbers or not (numbers["points"] or numbers["totals"]):
        return ()
    last = max(
        [point[0] for point in numbers["points"]] + [rows[-1][0] for rows in numbers["totals"].values()]
    )
    heard = Heard(
        since=since,
        sent=sent or {},
        gaps=[
            (session, gap)
            for session, gap, author in numbers["gaps"]
            if author == str(getattr(gaps_of, "pk", ""))
        ],
        appointments=appointments(standing.relationship) if gaps_of else (),
    )
    bare = Course((Point(last),), own=None)
    rest = findings_of(bare, DEFAULTS, heard)
    return tuple(
        sorted([*rest, *_noticed(numbers), *_outlooks(numbers, curves or {})], key=lambda one: one.session)
    )


def is_quieter(standing: Standing, episode, *, by) -> bool:
    """Whether the last two answers that these eyes may see lie inside the band as it was before the strain."""
    if not standing.numbers or not episode.session or not episode.session.number:
        return False
    closed, opened = closed_sessions(standing, by=by), episode.session.number
    points = [
        Point(number, value, version=version)
        for number, _pk, value, version in standing.numbers["points"]
        if number not in closed
    ]
    band = own_band(own_course(points), parameters_of(standing.practice_id), before=opened)
    scores = [(point.session, point.value) for point in points if point.value is not None]
    return wording(alliance.Episode(opened), scores, band) == "quieter"


def closed_sessions(standing: Standing, *, by) -> set[int]:
    """The sessions whose answers this therapist has not guessed yet. Two queries at most."""
    open_to = asking.sessions_open_to(by, standing.relationship)
    if open_to is None:
        return set()
    opened = {str(pk) for pk in open_to}
    return {
        session for session, pk, *_rest in standing.numbers["points"] if pk not in opened and session != 1
    }


def _noticed(numbers) -> Iterator[Finding]:
    if not numbers["noticed"]:
        return
    length = Followed(**{**numbers["followed"], "back": tuple(numbers["followed"]["back"])}).length
    scores = {point[0]: point[2] for point in numbers["points"]}
    for session, rule, level, distance, used in numbers["noticed"]:
        one = Noticed(rule, level, distance, used)
        yield finding_of(one, session=session, score=scores[session], length=length)


def _outlooks(numbers, curves) -> Iterator[Finding]:
    for form_id, rows in numbers["totals"].items():
        found = outlook_of(form_id, rows, curves.get(form_id))
        if found and found.verdict in ("off-track", "reliably-worse"):
            yield from findings_of(Course((Point(found.session),), own=None), DEFAULTS, Heard(outlook=found))


def outlook_of(form_id, rows, curve=None) -> "Outlook | None":
    """Where the last total of a questionnaire stands, among those of its latest version. Only where higher is worse."""
    # Needs numpy, which no page needs that shows no questionnaire.
    from beside.alliance import Curve, outlook

    version = rows[-1][2]
    form = load_form(form_id, version)
    if form.higher != "worse":
        return None
    change = form.reliable_change
    totals = [(session, total) for session, total, of in rows if of == version]
    return outlook(
        totals,
        curve=Curve(**curve) if curve else None,
        reliable=change.points if change else None,
        source=change.source if change else "",
    )


AWAY = {Session.State.HELD: "came", Session.State.MISSED: "missed"}


def appointments(relationship) -> list:
    """What became of the last appointments, oldest first: the newest dozen is all that the rule looks at. One query."""
    rows = (
        Session.objects.filter(
            practice=relationship.practice_id, relationship=relationship, ends_at__lt=timezone.now()
        )
        .order_by("-starts_at")
        .values_list("state", "cancelled_by", "cancelled_late")[:24]
    )
    return [_became(state, by, late, relationship) for state, by, late in reversed(rows)]


def _became(state, cancelled_by, late, relationship):
    if state != Session.State.CANCELLED:
        # Planned, and over: nobody has closed it yet, and nobody said that it was missed.
        return AWAY.get(state, "came")
    if cancelled_by != relationship.client_id:
        return "by-therapist"
    return "late" if late else "in-time"


# -- The practice's own numbers ----------------------------------------------------------------------------------


def parameters_of(practice_id) -> Parameters:
    """What this practice's session answers are like, or the stated defaults while it has too few. One query."""
    row = PracticeNumbers.objects.filter(practice=practice_id, form=asking.SESSION).first()
    return Parameters(**row.numbers) if row else DEFAULTS


def curves_of(practice_id) -> dict:
    """{form: the numbers of the practice's own curve}. One query."""
    rows = PracticeNumbers.objects.filter(practice=practice_id).exclude(form=asking.SESSION)
    return {row.form: row.numbers for row in rows}
