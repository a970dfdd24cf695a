"""What stands on the agenda of two, for the one of them who reads it."""

from django.utils.translation import get_language

from beside.measures import load_form
from beside.practice.learning import mirror, mirror_words
from beside.practice.learning.consent import unless_taken_back
from beside.practice.learning.models import Reflection, ShownFigure
from beside.practice.people.models import Supervision
from beside.practice.supervision.actions import passages
from beside.practice.supervision.models import CheckIn, Passage, Point, Sheet
from beside.practice.vault import keyring

SHOWN = 30


def of(supervision, *, by):
    keyring.warm(by.practice_id, [supervision.clinician_id])
    rows = list(
        Point.objects.visible_to(by)
        .filter(supervision=supervision)
        .select_related("by", "relationship__client")
        .order_by("at", "pk")
    )
    keyring.warm(by.practice_id, list({row.relationship_id for row in rows if row.relationship_id}))
    waiting = [Line(row, supervision, by) for row in rows if row.waits]
    asked = unless_taken_back(
        Passage.objects.visible_to(by).filter(supervision=supervision, ended_at=None, refused_at=None)
    )
    return {
        "supervision": supervision,
        "ended": supervision.ended_on is not None,
        "goes_on": supervision.goes_on,
        "brought": [one for one in waiting if one.row.kind != Point.Kind.PROMISE],
        "promises": [one for one in waiting if one.row.kind == Point.Kind.PROMISE],
        "behind": [Line(row, supervision, by) for row in reversed(rows) if not row.waits][:SHOWN],
        "check_in": CheckIn.objects.visible_to(by).filter(supervision=supervision).order_by("-at").first(),
        "sheets": sheets(supervision, by=by),
        "passages": list(asked.select_related("relationship__client")) if by.is_clinician else [],
        "reflections": list(Reflection.objects.visible_to(by).order_by("-at").only("pk", "at")[:5])
        if by.is_clinician
        else [],
        "figures": _figures(supervision) if by.is_clinician else [],
    }


def sheets(supervision, *, by):
    """The last few, each as its answers in the words of the form: compared with oneself, and with nobody."""
    found = Sheet.objects.visible_to(by).filter(supervision=supervision).order_by("-at")[:6]
    return [(sheet, _answers(sheet, supervision)) for sheet in found]


def _answers(sheet, supervision):
    form = load_form("supervision", sheet.version)
    text = form.text(get_language() or "en", therapist=supervision.supervisor.short_name)
    said = []
    for question in text.questions:
        if question.item.key not in sheet.words:
            continue
        answer = sheet.words[question.item.key]
        if question.item.kind == "choice":
            answer = next((one.words for one in question.options if one.value == answer), answer)
        elif question.item.kind == "scale":
            answer = f"{answer}/{question.item.highest}"
        said.append((question.words, answer))
    return said


class Line:
    """A point as one of the two reads it."""

    def __init__(self, row, supervision, by):
        self.row, self.mine = row, row.by_id == by.pk
        self.about = called(row, supervision, by)


def called(row, supervision, by):
    """What the client is called here: for whoever advises never by name, unless the supervisee chose the word."""
    if row.label or row.relationship_id is None:
        return row.label
    client = row.relationship.client
    if by.is_supervisor and supervision.kind == Supervision.Kind.CONSULTATIVE:
        return initial(client.name)
    return client.short_name


def initial(name):
    return next((f"{one}." for one in name if one.isalpha()), "")


def _figures(supervision):
    found = ShownFigure.objects.filter(
        practice=supervision.practice_id,
        author=supervision.clinician_id,
        supervisor=supervision.supervisor_id,
        ended_at=None,
    ).order_by("shown_at")
    return [(one, figure_title(one)) for one in found]


def figure_title(figure):
    return mirror_words.WORDS[figure.key][0] if figure.key in mirror_words.WORDS else ""


def figure_words(figure):
    """Title and value, where it is shown still."""
    if figure is None or figure.ended_at or figure.words is None or figure.key not in mirror.UNITS:
        return ""
    return f"{figure_title(figure)}: {mirror_words.value(mirror.UNITS[figure.key], figure.words['value'])}"


def _shown(point, by):
    """The passage, where this one may read it now: not what a client took back meanwhile."""
    found = (
        Passage.objects.visible_to(by)
        .filter(pk=point.passage_id)
        .select_related("relationship", "supervision")
    )
    passage = found.first() if point.passage_id else None
    return passage if passage and passages.may_be_shown(passage) else None


def one(point, form, *, by, language):
    supervision, mine = point.supervision, point.by_id == by.pk
    on = supervision.goes_on and point.waits
    shown = _shown(point, by)
    is_promise = point.kind == Point.Kind.PROMISE
    replies = point.replies.select_related("by").exclude(state=Point.State.SEEN)
    return {
        "point": point,
        "supervision": supervision,
        "mine": mine,
        "about": called(point, supervision, by),
        # What was written back to a passage may repeat it: it is read as long as the passage is.
        "replies": replies.none() if point.passage_id and shown is None else replies,
        "figure": figure_words(point.figure),
        "passage": shown,
        "can_answer": on and not mine and not is_promise,
        "can_keep": on and mine and is_promise,
        "can_leave": on and mine,
        "can_reopen": supervision.goes_on
        and mine
        and point.state in (Point.State.TALKED, Point.State.CHANGED),
        "form": form,
    }
