"""What is asked of whom, and when: as often as the client chose, never a number after a first session."""

from dataclasses import replace

from django.db.models import Q
from django.utils import timezone

from beside.measures import Form, UnknownForm, load_form
from beside.practice.feedback.models import Due, Guess, Sheet
from beside.practice.feedback.responders import current_responder
from beside.practice.meetings.models import Session
from beside.practice.people.models import Relationship

SESSION, FIRST = "session", "first-session"
# The items of the session form that stand together on a phone. Other forms are parted by threes.
STEPS = (("self", "matters", "way"), ("safe", "pace"), ("strain", "mended", "held"), ("first",))


def form_after(session) -> Form:
    return load_form(FIRST if session.is_first else SESSION)


def questionnaires():
    """The forms that a therapist can plan: those with a total."""
    from beside.measures import forms

    return [form for form in forms() if form.has_total]


def questionnaire(form_id) -> Form | None:
    """The questionnaire of that id, or None: the session form is not one."""
    try:
        form = load_form(form_id)
    except UnknownForm:
        return None
    return form if form.has_total else None


def is_asked(relationship, session):
    """Whether the client wants to be asked after this session. They may answer whenever they like."""
    asked = relationship.asked
    if asked == Relationship.Asked.NEVER or relationship.is_on_a_break():
        return False
    return session.is_first or asked == Relationship.Asked.EACH or session.number % 4 == 0


def due_forms(relationship, *, session):
    """The planned questionnaires whose turn it is in this session, as ids. Two queries."""
    if session is None or session.number <= 1 or relationship.asked == Relationship.Asked.NEVER:
        return []
    if relationship.is_on_a_break():
        return []
    plans = list(Due.objects.filter(relationship=relationship, ended_at=None).order_by("since", "form"))
    last = _last_session_of(relationship, [plan.form for plan in plans]) if plans else {}
    return [
        plan.form for plan in plans if plan.form not in last or session.number - last[plan.form] >= plan.every
    ]


def _last_session_of(relationship, form_ids):
    """By form, the number of the session in which it was last answered."""
    rows = (
        Sheet.objects.current()
        .filter(relationship=relationship, form__in=form_ids, session__isnull=False)
        .order_by("sent_at")
        .values_list("form", "session__number")
    )
    return dict(rows)


def latest_session(relationship, *, now=None):
    """The last session that has begun, or None."""
    now = now or timezone.now()
    begun = Q(began_at__lte=now) | Q(began_at=None, starts_at__lte=now)
    return Session.objects.standing().filter(begun, relationship=relationship).order_by("-starts_at").first()


def has_risk_items(form):
    return any(item.urgent for item in form.items)


def askable(form, *, practice_id, device="client") -> Form:
    """The form as it may be asked: on the therapist's device less, and without risk items while nobody answers to them.

    The total then cannot be worked out, and nothing is filled in.
    """
    form = form.for_device(device)
    if has_risk_items(form) and current_responder(practice_id) is None:
        form = replace(form, items=tuple(item for item in form.items if not item.urgent))
    return form


def steps(form):
    """The item keys of each step."""
    keys = [item.key for item in form.items]
    if form.scoring == "dimensions":
        return [step for keys_of in STEPS if (step := [key for key in keys_of if key in keys])]
    parted, plain = [], []
    for item in form.items:
        if item.urgent:
            # A risk item stands alone, under what the client reads before answering it.
            parted += [plain, [item.key]]
            plain = []
        else:
            plain.append(item.key)
            if len(plain) == 3:
                parted.append(plain)
                plain = []
    return [step for step in [*parted, plain] if step]


def answers_visible(session, *, by):
    """A therapist sees the answers after guessing, or passing. Nobody else guesses, and nothing urgent waits for it."""
    if not by.is_clinician or session.is_first:
        return True
    return (
        Guess.objects.filter(practice=by.practice_id, session=session, author=by).exists()
        or Sheet.objects.filter(practice=by.practice_id, session=session, entered_by=by).exists()
    )


def sessions_open_to(by, relationship):
    """The ids of sessions whose answers this therapist has guessed, passed or typed in; None for whoever need not guess."""
    if not by.is_clinician:
        return None
    guessed = Guess.objects.filter(practice=by.practice_id, relationship=relationship, author=by)
    typed = Sheet.objects.filter(practice=by.practice_id, relationship=relationship, entered_by=by)
    return set(
        guessed.values_list("session_id")
        .union(typed.values_list("session_id"))
        .values_list("session_id", flat=True)
    )


def draft_page(form_id, session):
    return f"{form_id}:{getattr(session, 'pk', '')}"
