"""The agenda of two: something is brought, answered, agreed. Nothing goes unanswered: whoever gave it can open it again."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from beside.measures import load_form
from beside.practice.audit import trail
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.locking import locked
from beside.practice.people.models import Supervision
from beside.practice.supervision.models import CheckIn, Point, Reply, Sheet

MOVES = ("talked", "changed", "left")
INITIAL = 2  # “J.” is no name
WORDS = re.compile(r"\w+(?:-\w+)*")


@transaction.atomic
def bring(
    supervision, *, kind="question", text, label="", relationship=None, figure=None, passage=None, key, by
):
    """Put something on the agenda: the supervisee, or whoever supervises them (a question, and no more than that)."""
    _of_the_two(supervision, by)
    text, label = text.strip(), label.strip()
    if not text and figure is None and passage is None:
        raise Refused(_("Write a few words, so that the other knows what you want to talk about."))
    if relationship is not None:
        if by.pk != relationship.clinician_id or by.pk != supervision.clinician_id:
            raise Refused(_("Only a client’s own therapist can say whom it is about."))
        try:
            relationship = locked(relationship)
        except Refused:
            raise Refused(_("This record is frozen: write without saying whom it is about.")) from None
        _refuse_their_name(supervision, relationship.client, label, text)
    if figure is not None and (figure.supervisor_id, figure.author_id) != (supervision.supervisor_id, by.pk):
        raise Refused(_("This figure is not shown to them. Show it on the page of the mirror first."))
    if passage is not None and (passage.supervision_id != supervision.pk or passage.agreed_at is None):
        raise Refused(_("The client has not said yes to showing this."))
    words = {"text": text, "label": label}

    def made():
        return open_point(
            supervision,
            kind=kind,
            words=words,
            by=by,
            relationship=relationship,
            figure=figure,
            passage=passage,
        )

    about = str(relationship.pk) if relationship else ""
    pk, _fresh = submissions.once(
        key, by=by, what="point", words=[str(supervision.pk), kind, about, words], make=made
    )
    return Point.objects.get(pk=pk)


@transaction.atomic
def promise(supervision, *, text, due_on=None, key, by):
    """What was agreed becomes a promise of whoever writes it down."""
    _of_the_two(supervision, by)
    if not text.strip():
        raise Refused(_("Write what you promise, in a few words."))

    def made():
        return open_point(supervision, kind="promise", words={"text": text.strip()}, by=by, due_on=due_on)

    pk, _fresh = submissions.once(
        key, by=by, what="promise", words=[str(supervision.pk), text, str(due_on)], make=made
    )
    return Point.objects.get(pk=pk)


@transaction.atomic
def check_in(supervision, *, words, key, by):
    """Before they meet. What somebody wants to talk about, or hesitates to say, waits for an answer."""
    _supervisee(supervision, by)
    words = {name: said.strip() for name, said in words.items() if said.strip()}
    if not words:
        raise Refused(_("Nothing is written here yet. One line is enough."))

    def made():
        row = CheckIn.objects.create(**_of(supervision), words=words)
        trail.write("supervision: check-in sent", by=by, thing=row)
        for kind in ("wish", "hesitation"):
            if words.get(kind):
                open_point(supervision, kind=kind, words={"text": words[kind]}, by=by)
        return row

    pk, _fresh = submissions.once(key, by=by, what="supervision-check-in", words=words, make=made)
    return CheckIn.objects.get(pk=pk)


@transaction.atomic
def send_sheet(supervision, *, answers, key, by):
    """After they met. Each sheet waits for an answer: a form that nobody talks about does harm."""
    _supervisee(supervision, by)
    form = load_form("supervision")
    form.check(answers)
    if not answers:
        raise Refused(_("Nothing is answered here yet. One answer is enough."))

    def made():
        sheet = Sheet.objects.create(**_of(supervision), words=answers, version=form.version)
        trail.write("supervision: form sent", by=by, thing=sheet)
        open_point(supervision, kind="form", words={"text": str(answers.get("differently", ""))}, by=by)
        return sheet

    pk, _fresh = submissions.once(key, by=by, what="supervision-sheet", words=answers, make=made)
    return Sheet.objects.get(pk=pk)


@transaction.atomic
def seen(point, *, by):
    """The other has it before their eyes. A record that is frozen changes no more, and this neither."""
    if point.state != Point.State.GIVEN or point.by_id == by.pk or point.kind == Point.Kind.PROMISE:
        return point
    if point.relationship_id and point.relationship.frozen:
        return point
    point = _locked(point)
    # Its giver may have let it be meanwhile.
    return _move(point, Point.State.SEEN, by=by) if point.state == Point.State.GIVEN else point


@transaction.atomic
def answer(point, *, state, text="", by):
    """Talked about, answered, or left be. An answer has words; whoever gave it leaves it be."""
    point = _locked(point)
    _of_the_two(point.supervision, by)
    if state not in MOVES or not point.waits:
        raise Refused(_("This has moved on since the page was opened. Look where it stands now."))
    mine = by.pk == point.by_id
    if point.kind == Point.Kind.PROMISE and not mine:
        raise Refused(_("Only whoever promised this can say that it is done, or let it go."))
    if point.kind != Point.Kind.PROMISE and mine != (state == "left"):
        raise Refused(_("The other answers what you gave. Only you can say to leave it be."))
    if state == "changed" and not mine and not text.strip():
        raise Refused(_("Write your answer in a few words. That you do not know yet is an answer too."))
    return _move(point, state, text=text, by=by)


@transaction.atomic
def not_answered_for_me(point, *, text="", by):
    """Whoever gave it opens it again. It is among the oldest, because it is."""
    point = _locked(point)
    _of_the_two(point.supervision, by)
    if by.pk != point.by_id or point.state not in (Point.State.TALKED, Point.State.CHANGED):
        raise Refused(_("Only whoever gave this can open it again, once it was talked about or answered."))
    point.reopened += 1
    return _move(point, Point.State.GIVEN, text=text, by=by, reopened=True)


def names(client, label, text) -> bool:
    """Whether a part of their name is what they are called here, or stands in the text as a word written like it."""
    parts = {part for part in (*client.name.split(), *client.prefers.split()) if len(part) > INITIAL}
    found = WORDS.findall(label.casefold())
    return any(part.casefold() in found or part in WORDS.findall(text) for part in parts)


def _refuse_their_name(supervision, client, label, text):
    if supervision.kind == Supervision.Kind.CONSULTATIVE and names(client, label, text):
        raise Refused(
            _(
                "Their name stands here. Whoever advises you knows no names: write an initial, or a word of yours."
            )
        )


def _locked(point):
    """As it is now; and with its row of two people, where it is about one."""
    if point.relationship_id:
        locked(point.relationship_id)
    rows = Point.objects.select_for_update(of=("self",))
    return rows.select_related("supervision__supervisor", "supervision__clinician").get(pk=point.pk)


def open_point(supervision, *, kind, words, by, relationship=None, **more):
    point = Point.objects.create(
        **_of(supervision), kind=kind, words=words, by=by, relationship=relationship, **more
    )
    trail.write(f"supervision: brought, {kind}", by=by, thing=point)
    notices.tell(_other(supervision, by), kind="supervision-brought", thing=point)
    return point


def _move(point, state, *, by, text="", reopened=False):
    if point.relationship_id and by.pk == point.supervisee_id:
        _refuse_their_name(point.supervision, point.relationship.client, "", text)
    point.state = state
    point.save(update_fields=["state", "reopened"])
    Reply.objects.create(
        **_of(point.supervision),
        relationship_id=point.relationship_id,
        point=point,
        by=by,
        state=state,
        reopened=reopened,
        words=text.strip() or None,
    )
    trail.write(f"supervision: {state}", by=by, thing=point)
    if state != Point.State.SEEN:
        kind = "supervision-brought" if reopened else "supervision-answered"
        notices.tell(_other(point.supervision, by), kind=kind, thing=point)
    return point


def _of(supervision):
    return {
        "practice_id": supervision.practice_id,
        "supervision": supervision,
        "supervisee_id": supervision.clinician_id,
    }


def _other(supervision, by):
    return supervision.supervisor if by.pk == supervision.clinician_id else supervision.clinician


def _of_the_two(supervision, by):
    if by.pk not in (supervision.supervisor_id, supervision.clinician_id):
        raise Refused(_("This is between the two of them."))
    # Fresh: it may have ended since the page was opened.
    now = Supervision.objects.select_related("supervisor").get(pk=supervision.pk)
    if now.ended_on:
        raise Refused(_("This supervision has ended, and nothing is added to it."))
    if not now.goes_on:
        raise Refused(
            _(
                "Whoever supervises here is suspended, and would not read it. Ask the practice’s owner who can."
            )
        )


def _supervisee(supervision, by):
    _of_the_two(supervision, by)
    if by.pk != supervision.clinician_id:
        raise Refused(_("Only whoever is supervised writes this."))
