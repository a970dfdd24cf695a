"""Courses as a page shows them: a picture and the same as a table. Compared with the person's own answers, nothing else."""

from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from beside.alliance import PHONE, WIDE, Finding, Point, Word, own_course, picture, said
from beside.measures import MissingAnswers, load_form
from beside.practice.feedback import asking, following, noticing
from beside.practice.feedback.models import Sheet
from beside.practice.meetings.models import Session
from beside.practice.people.models import Supervision
from beside.practice.repair.models import Episode


@dataclass(frozen=True)
class Shown:
    """What parts/course.html needs."""

    title: str
    words: str
    basis: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    # Made by our own template, which escapes; empty where nothing was answered.
    picture: str
    n: int
    prompts: tuple[noticing.Prompt, ...] = ()


def session_course(relationship, *, by):
    """The session form's course for this pair of eyes: a therapist's without what they have not guessed yet."""
    sessions = _sessions(relationship)
    episodes = list(
        Episode.objects.filter(relationship=relationship)
        .select_related("session", "ended_in")
        .order_by("opened_at")
    )
    sheets = list(Sheet.objects.standing().filter(relationship=relationship, form=asking.SESSION))
    open_to = asking.sessions_open_to(by, relationship)
    hidden = [sheet for sheet in sheets if open_to is not None and sheet.session_id not in open_to]
    open_ones = [sheet for sheet in sheets if sheet not in hidden]
    scores = {sheet.session_id: _session_score(sheet) for sheet in open_ones}
    versions = {sheet.session_id: sheet.version for sheet in open_ones}
    # A consultative supervisor reads numbers: no day, and nothing that was said but strain.
    dated = not _consults(by, relationship)
    marks = _marks(episodes, sessions, open_ones if dated else [])
    points = [
        Point(
            session.number,
            getattr(scores.get(session.pk), "value", None),
            label=date_format(session.local_start, "SHORT_DATE_FORMAT") if dated else "",
            of=getattr(scores.get(session.pk), "of", None),
            out_of=getattr(scores.get(session.pk), "out_of", None),
            marks=tuple(marks.get(session.number, ())),
            version=versions.get(session.pk),
        )
        for session in sessions
    ]
    parameters = following.parameters_of(relationship.practice_id)
    course = own_course(points, parameters=parameters, words=words_of(episodes))
    numbers = {session.pk: session.number for session in sessions}
    sent = {
        numbers[sheet.session_id]: sheet.answers
        for sheet in open_ones
        if dated and sheet.session_id in numbers
    }
    prompts = noticing.noticed(following.standing_of(relationship, by=by), by=by, sent=sent)
    course = replace(course, findings=tuple(_dot(one) for one in prompts))
    return Shown(
        title=_("The sessions"),
        words=" ".join(_session_words(course, hidden, episodes)),
        basis=_basis(parameters),
        caption=_("Session answers, mean of what was answered, 0 to 10"),
        columns=(_("Session"), *([_("Day")] if dated else []), _("Mean"), _("Answered"), _("What was said")),
        rows=tuple(_row(point, dated) for point in course.points),
        picture=_drawing(course, 0, 10, _("Session answers over time. The same as a table stands below.")),
        n=course.n,
        prompts=tuple(prompts),
    )


def _basis(parameters):
    """What the picture rests on, and what it does not mean."""
    drawn = _(
        "Each dot is the mean of what was answered after that session, 0 to 10. The band is where their own next answer would usually lie, two times in three: no other person is in it, no norm, and outside is not wrong."
    )
    if parameters.stated:
        spread = _("How far answers usually move is assumed, not measured: this practice has too few yet.")
    else:
        spread = _("How far answers usually move comes from this practice’s own: %(clients)s people.") % {
            "clients": parameters.clients
        }
    limits = _(
        "The form is not yet validated. It says how the sessions were rated, not how the person is. What was skipped is not guessed."
    )
    return f"{drawn} {spread} {limits}"


def _dot(prompt):
    return Finding(prompt.id, "", prompt.session, prompt.level, "")


def words_of(episodes):
    """What was said of strain, in order, as the library takes it."""
    for episode in episodes:
        if episode.session and episode.session.number:
            yield Word(episode.session.number, "strain", episode.strength)
            if not episode.is_open:
                ended = episode.ended_in.number if episode.ended_in else episode.session.number
                yield Word(ended, "mended" if episode.state == Episode.State.MENDED else "leave")


def outcome_courses(relationship, *, by):
    """One for each questionnaire with a total that was answered. Never behind the guess: nothing of it is guessed."""
    sheets = list(
        Sheet.objects.standing()
        .filter(relationship=relationship, form__in=[form.id for form in asking.questionnaires()])
        .select_related("session")
        .order_by("sent_at")
    )
    dated = not _consults(by, relationship)
    return [
        _outcome(load_form(form_id), [sheet for sheet in sheets if sheet.form == form_id], dated)
        for form_id in dict.fromkeys(sheet.form for sheet in sheets)
    ]


def _outcome(form, sheets, dated):
    text = form.text(get_language() or "en")
    lowest, highest = form.total_range
    digits = 1 if form.scoring == "mean" else 0
    # By how often it was answered, not by session: it comes every few sessions, and the line would have holes.
    answers = dict(enumerate(sheets, 1))
    points = [
        Point(
            number,
            _total(sheet),
            label=date_format(
                sheet.session.local_start if sheet.session else sheet.sent_at, "SHORT_DATE_FORMAT"
            )
            if dated
            else "",
        )
        for number, sheet in answers.items()
    ]
    course = own_course(points)
    return Shown(
        title=text.title,
        words=" ".join(_outcome_words(course, form, text)),
        basis=_outcome_basis(form, lowest, highest),
        caption=_("%(form)s totals, %(lowest)s to %(highest)s") % {"form": text.title, "lowest": _number(lowest, 0), "highest": _number(highest, 0)},
        columns=(pgettext("the first, the second time", "Time"), _("Session"), *([_("Day")] if dated else []), _("Total"), _("Range it falls in")),
        rows=tuple(
            (
                str(p.session),
                str(getattr(answers[p.session].session, "number", "\N{EN DASH}")),
                *([p.label] if dated else []),
                _number(p.value, digits),
                _band(form, answers[p.session], text),
            )
            for p in course.points
        ),
        picture=_drawing(course, lowest, highest, _("%(form)s totals over time. The same as a table stands below.") % {"form": text.title}),
        n=course.n,
    )  # fmt: skip


def _outcome_basis(form, lowest, highest):
    drawn = _(
        "Each dot is a total from %(lowest)s to %(highest)s. A total is there only where every question was answered. The band is their own mean and range, nothing more."
    ) % {"lowest": _number(lowest, 0), "highest": _number(highest, 0)}
    way = {"worse": _("Higher means more trouble."), "better": _("Higher is better.")}.get(form.higher, "")
    source = _("Source: %(source)s") % {"source": form.source}
    return " ".join(part for part in (drawn, way, source) if part)


def _total(sheet):
    try:
        return float(load_form(sheet.form, sheet.version).score(sheet.answers).total)
    except MissingAnswers:
        return None


def _band(form, sheet, text):
    try:
        band = form.score(sheet.answers).band
    except MissingAnswers:
        return _("not every question was answered")
    return text.bands.get(band.key, "") if band else ""


def _session_score(sheet):
    return load_form(sheet.form, sheet.version).session_score(sheet.answers)


def _sessions(relationship):
    sessions = Session.objects.standing().filter(relationship=relationship, number__gt=0).order_by("number")
    return list({session.number: session for session in sessions if session.has_begun}.values())


def _consults(by, relationship):
    return (
        by.is_supervisor
        and Supervision.objects.filter(
            practice=by.practice_id,
            supervisor=by,
            clinician=relationship.clinician_id,
            kind=Supervision.Kind.CONSULTATIVE,
            ended_on=None,
        ).exists()
    )


def _marks(episodes, sessions, sheets):
    """{session's number: what was said there}; strain where somebody said it, whether or not it opened an episode."""
    marks, numbers = {}, {session.pk: session.number for session in sessions}
    for episode in episodes:
        if episode.session:
            marks.setdefault(episode.session.number, []).append("strain")
        if episode.state == Episode.State.MENDED and episode.ended_in:
            marks.setdefault(episode.ended_in.number, []).append("mended")
    for sheet in sheets:
        if sheet.session_id in numbers and any(one.item != "strain" for one in said(sheet.answers)):
            marks.setdefault(numbers[sheet.session_id], []).append("said")
    return marks


def _row(point, dated):
    words = {
        "strain": _("something felt off"),
        "mended": _("called mended"),
        "said": _("asked for something"),
    }
    answered = (
        _("%(of)s of %(out_of)s") % {"of": point.of, "out_of": point.out_of} if point.of else _("no answers")
    )
    return (
        str(point.session),
        *([point.label] if dated else []),
        _number(point.value, 1),
        answered,
        ", ".join(words[mark] for mark in point.marks if mark in words) or "\N{EN DASH}",
    )


def _number(value, digits):
    return "\N{EN DASH}" if value is None else number_format(value, digits)


def _own(course, digits=1):
    if course.band:
        return _("Their own next answer would usually lie between %(low)s and %(high)s.") % {
            "low": number_format(max(course.band.low, 0), 1),
            "high": number_format(min(course.band.high, 10), 1),
        }
    return _("Their own mean is %(mean)s, between %(lowest)s and %(highest)s.") % {
        "mean": number_format(course.own.mean, 1),
        "lowest": number_format(course.own.lowest, digits),
        "highest": number_format(course.own.highest, digits),
    }


def _session_words(course, hidden, episodes):
    yield ngettext("%(n)s session answered.", "%(n)s sessions answered.", course.n) % {"n": course.n}
    if course.own:
        yield _own(course)
    else:
        yield ngettext(
            "From %(n)s more on, their own mean and range are shown.",
            "From %(n)s more on, their own mean and range are shown.",
            course.missing_for_range,
        ) % {"n": course.missing_for_range}
    if course.all_highest:
        yield _("Every answer was the highest there is. It may be so, and it may be kindness.")
    for episode in episodes:
        if episode.session and episode.state == Episode.State.MENDED and episode.ended_in:
            yield _("Something felt off in session %(off)s (triangle) and was called mended in session %(mended)s (ring).") % {
                "off": episode.session.number, "mended": episode.ended_in.number}  # fmt: skip
        elif episode.session:
            yield _("Something felt off in session %(off)s (triangle).") % {"off": episode.session.number}
    if any("said" in point.marks for point in course.points):
        yield _("A bubble stands where something else was asked for.")
    if hidden:
        yield ngettext(
            "%(n)s answered session waits for your guess and is not shown.",
            "%(n)s answered sessions wait for your guess and are not shown.",
            len(hidden),
        ) % {"n": len(hidden)}


def _outcome_words(course, form, text):
    if not course.n:
        yield _("No total yet: not every question was answered.")
        return
    yield ngettext("%(n)s total.", "%(n)s totals.", course.n) % {"n": course.n}
    if course.latest:
        yield _("The last is %(total)s.") % {
            "total": number_format(course.latest.value, 1 if form.scoring == "mean" else 0)
        }
    if course.own:
        yield _own(course, 0)
    else:
        yield _("Under three answers there is no range to speak of.")


def _drawing(course, lowest, highest, label):
    if not course.n:
        return ""
    drawn = [
        (name, picture(course, layout, lowest=lowest, highest=highest))
        for name, layout in (("wide", WIDE), ("narrow", PHONE))
    ]
    strained = [mark.session for mark in drawn[0][1].marks if mark.kind == "strain"]
    context = {
        "drawings": [{"name": name, "drawn": one, "strained": strained} for name, one in drawn],
        "label": label,
    }
    return render_to_string("feedback/_picture.html", context)
