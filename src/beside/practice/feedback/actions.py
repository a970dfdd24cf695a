"""Answers sent, kept, corrected and guessed. What a client keeps for themself is parted off before anything else happens."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.alliance.said import LOW_SAFETY, PACE_ASKS
from beside.measures import UnusableAnswers, load_form
from beside.practice.audit import trail
from beside.practice.feedback import asking, following
from beside.practice.feedback.models import Due, Guess, Kept, Sheet, Urgent
from beside.practice.feedback.responders import current_responder, is_responder, who_is_told
from beside.practice.loops.actions import leave_be, open_loop, reword
from beside.practice.loops.models import Loop, tapped
from beside.practice.people import access, drafts, notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.models import Absence, Notice, Relationship, Submission
from beside.practice.people.taking_back import is_hidden
from beside.practice.repair import actions as repair
from beside.practice.repair.models import Episode

TAKEN_BACK = gettext_lazy(
    "These answers were taken back, so nothing is written over them. Whoever gave them can show them again, and then correct them."
)
NOBODY_ANSWERS = gettext_lazy(
    "Nobody is named any more who answers one of these questions, so nothing was sent. If you need someone now, choose crisis help. You can send the rest."
)


@dataclass(frozen=True)
class Sent:
    """What became of what was sent: the sheet that the therapist gets (or None), whether something was kept, an alarm."""

    sheet: Sheet | None = None
    kept: bool = False
    urgent: Urgent | None = None
    fresh: bool = True


@transaction.atomic
def send_answers(
    relationship, *, form, answers, key, by, session=None, way="screen", entered_by=None, only_me=(), now=None
):
    """Send what the client answered, and keep what they keep. Sending twice makes one; a second sheet is a correction."""
    relationship = _held(relationship)
    before = _current(relationship, form if isinstance(form, str) else form.id, session)
    _refuse_what_was_taken_back(before, key, by)
    if before and not by.is_client and not _sent_before(key, by):
        raise Refused(_("This was answered already. Look at the answers; you can correct what you typed in."))
    return _take(
        relationship, form, answers, key, by, session=session, way=way, entered_by=entered_by or by,
        only_me=only_me, now=now, corrects=before,
    )  # fmt: skip


@transaction.atomic
def correct_answers(sheet, *, answers, key, by, only_me=(), now=None):
    """A new sheet in the place of this one; both are kept. Loops that no longer hold are left be by the client's own word."""
    if not by.is_client and by.pk != sheet.entered_by_id:
        raise Refused(_("Only who typed the answers in can correct them."))
    relationship = _held(sheet.relationship)
    _refuse_what_was_taken_back(sheet, key, by)
    if Sheet.objects.filter(corrects=sheet).exists() and not _sent_before(key, by):
        raise Refused(_("This was corrected before. Open the page again to see how it stands now."))
    return _take(
        relationship, sheet.form, answers, key, by, session=sheet.session, way=sheet.way, entered_by=by,
        only_me=only_me, now=now, corrects=sheet,
    )  # fmt: skip


def _held(relationship):
    """The relationship as it is now; of two who send at once in it, the second waits until the first is done."""
    rows = Relationship.objects.select_for_update(of=("self",)).select_related(
        "client", "clinician", "practice"
    )
    return rows.get(pk=relationship.pk)


def _take(relationship, form, answers, key, by, *, session, way, entered_by, only_me, now, corrects):
    if relationship.frozen or relationship.ended_on:
        raise Refused(_("This relationship has ended, so nothing can be sent in it any more."))
    form = load_form(form) if isinstance(form, str) else form
    answers, only_me = _read(form, answers, by), sorted(only_me)
    split = form.split_private(answers, only_me)
    if split.kept and not by.is_client:
        raise Refused(_("What a client keeps for themself is not typed in by anybody else. Leave it out."))
    if not answers and not corrects:
        drafts.drop(by, page=asking.draft_page(form.id, session))
        return Sent(fresh=False)
    made = []

    def make():
        drafts.drop(by, page=asking.draft_page(form.id, session))
        kept = _keep(relationship, form, split.kept, by, session, now) if by.is_client else None
        if not split.sent and not corrects:
            made.append(Sent(kept=True))
            return kept
        sheet = _store(relationship, form, split.sent, by, session, way, entered_by, now, corrects)
        made.append(Sent(sheet, kept is not None, _alarm(sheet, form, by, now)))
        return sheet

    words = [form.id, str(getattr(session, "pk", "")), answers, only_me]
    thing, fresh = submissions.once(key, by=by, what="answers", words=words, make=make)
    if fresh:
        return made[0]
    return Sent(Sheet.objects.filter(pk=thing).first(), bool(split.kept), fresh=False)


def _read(form, answers, by):
    """Checked answers. A risk item that nobody answers to any more is refused aloud: silence could cost a life."""
    read = _checked(form, answers)
    if unanswerable_risk(form, read, by=by):
        raise Refused(str(NOBODY_ANSWERS))
    asked = {item.key for item in _asked_of(form, by).items}
    return {item: answer for item, answer in read.items() if item in asked}


def unanswerable_risk(form, answers, *, by):
    """Whether a risk item was answered to which nobody is named who answers: what was on the page may have ended since."""
    asked = {item.key for item in _asked_of(form, by).items}
    return any(item.urgent and answers.get(item.key) and item.key not in asked for item in form.items)


def _asked_of(form, by):
    return asking.askable(form, practice_id=by.practice_id, device="client" if by.is_client else "therapist")


def _checked(form, answers):
    """Read answers, whether they come as a page's texts or as values."""
    raw = {
        item: answer if isinstance(answer, str) else "true" if answer is True else str(answer)
        for item, answer in answers.items()
    }
    try:
        return form.read(raw)
    except UnusableAnswers as fault:
        raise Refused(
            _("One answer does not fit its question. Choose again, or skip it. (%(fault)s)")
            % {"fault": fault}
        ) from None


def _keep(relationship, form, kept, by, session, now):
    """The client's own, under the client's own key. Not audited, not counted, told to nobody."""
    Kept.objects.filter(practice=by.practice_id, member=by, session=session, form=form.id).delete()
    if not kept:
        return None
    return Kept.objects.create(
        practice_id=by.practice_id,
        relationship=relationship,
        member=by,
        session=session,
        form=form.id,
        answers=kept,
        at=now or timezone.now(),
    )


def _store(relationship, form, sent, by, session, way, entered_by, now, corrects):
    sheet = Sheet.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        session=session,
        form=form.id,
        version=form.version,
        way=way,
        answers=sent,
        entered_by=entered_by,
        sent_at=now or timezone.now(),
        corrects=corrects,
    )
    trail.write(
        f"answers {'corrected' if corrects else 'sent'}: {form.id}",
        by=by,
        relationship=relationship,
        thing=sheet,
    )
    following.answer_came(sheet, form)
    _loops(sheet, form, by=by, now=now)
    if by.is_client:
        notices.tell(
            relationship.clinician, kind="answers", relationship=relationship, thing=session or sheet
        )
    return sheet


# -- What a sheet asks for ---------------------------------------------------------------------------------------


def asks_for(sheet, form=None):
    """Loop kind → the client's own words for it, or what they tapped, of all that this sheet asks an answer to.

    A low *safe* is not here: it alerts nobody by itself.
    """
    form = form or load_form(sheet.form, sheet.version)
    answers, asks = sheet.answers, {}
    if answers.get("held") == "help_raise":
        asks[Loop.Kind.HELD_BACK] = tapped(sheet, "held")
    if answers.get("strain") in ("a_little", "clearly", "strongly"):
        asks[Loop.Kind.STRAIN] = tapped(sheet, "strain")
    if abs(answers.get("pace", 0)) >= PACE_ASKS:
        asks[Loop.Kind.PACE] = tapped(sheet, "pace")
    for item in form.items:
        if item.kind == "words" and answers.get(item.key):
            asks[Loop.Kind.WORDS] = answers[item.key]
    return asks


def _loops(sheet, form, *, by, now):
    asks, client = asks_for(sheet, form), sheet.relationship.client
    standing = {loop.kind: loop for loop in loops_of(sheet)}
    for kind, loop in standing.items():
        if kind not in asks and loop.is_waiting and by.is_client:
            leave_be(loop, by=by, now=now)
    for kind, words in asks.items():
        before = standing.get(kind)
        if before is None or (before.words != words and not before.is_waiting):
            # Typed in by the therapist, it is given by the client all the same.
            open_loop(
                sheet.relationship, kind=kind, source=sheet, words=words, by=by, given_by=client, now=now
            )
        elif before.words != words:
            reword(before, words=words, by=by, now=now)
    _episode(sheet, by=by, now=now)


def _episode(sheet, *, by, now):
    """A strain that is said opens an episode. One that is taken back by who said it is left, if it began with it."""
    before = sheet.corrects.answers.get("strain", "no") if sheet.corrects else "no"
    strength = sheet.answers.get("strain", "no")
    if strength == before:
        return
    if strength != "no":
        repair.open_episode(sheet.relationship, by=by, session=sheet.session, strength=strength, now=now)
    elif by.is_client:
        for episode in Episode.objects.going_on().filter(
            relationship=sheet.relationship, session=sheet.session, opened_by=by
        ):
            repair.leave_it(episode, by=by, now=now)


def loops_of(sheet):
    """The loops that this sheet and those it corrects opened, oldest first."""
    ids, before = [], sheet
    while before:
        ids.append(before.pk)
        before = before.corrects
    rows = Loop.objects.filter(
        practice=sheet.practice_id, source_kind=Sheet._meta.label_lower, source_id__in=ids
    )
    return list(rows.select_related("relationship").order_by("opened_at"))


def loops_of_session(session):
    """Every loop that the answers of one session opened. One query."""
    sheets = Sheet.objects.filter(practice=session.practice_id, session=session).values("pk")
    return list(
        Loop.objects.filter(
            practice=session.practice_id, source_kind=Sheet._meta.label_lower, source_id__in=sheets
        ).select_related("relationship")
    )


def _alarm(sheet, form, by, now):
    if not form.positive(sheet.answers):
        return None
    before = sheet.corrects or (
        Sheet.objects.current()
        .filter(relationship=sheet.relationship, form=sheet.form, sent_at__lte=sheet.sent_at)
        .exclude(pk=sheet.pk)
        .order_by("-sent_at")
        .first()
    )
    if not form.urgent(sheet.answers, before.answers if before else None):
        return None
    urgent = Urgent.objects.create(
        practice_id=sheet.practice_id,
        relationship=sheet.relationship,
        sheet=sheet,
        raised_at=now or timezone.now(),
    )
    trail.write("urgent raised", by=by, relationship=sheet.relationship, thing=urgent)
    for who in _told_of(sheet.relationship):
        notices.tell(who, kind="urgent", relationship=sheet.relationship, thing=urgent)
    return urgent


def _told_of(relationship):
    """The responder, the therapist, and whoever stands in today for either."""
    today = timezone.localdate()
    stand_ins = Absence.objects.filter(
        practice=relationship.practice_id,
        clinician=relationship.clinician_id,
        first_day__lte=today,
        last_day__gte=today,
    ).select_related("deputy")
    responder = current_responder(relationship.practice_id)
    return {
        relationship.clinician,
        *(absence.deputy for absence in stand_ins),
        *(who_is_told(responder) if responder else ()),
    }


def _current(relationship, form_id, session):
    if session is None:
        return None
    return Sheet.objects.current().filter(relationship=relationship, session=session, form=form_id).first()


def _refuse_what_was_taken_back(sheet, key, by):
    if sheet is not None and is_hidden(sheet) and not _sent_before(key, by):
        raise Refused(str(TAKEN_BACK))


def _sent_before(key, by):
    return Submission.objects.filter(practice=by.practice_id, key=key, member=by).exists()


# -- Asked for by the client -------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_safety(sheet, *, by):
    """The client wants a low *safe* raised. Only they can: the number alone tells nobody."""
    if by.pk != sheet.relationship.client_id or not is_low_safety(sheet.answers):
        raise Refused(_("Only what the client sent, and only at their wish, is raised with the therapist."))
    return open_loop(
        sheet.relationship,
        kind=Loop.Kind.SAFETY,
        source=sheet,
        words=tapped(sheet, "safe"),
        by=by,
    )


def is_low_safety(answers):
    safe = answers.get("safe")
    return isinstance(safe, int) and safe <= LOW_SAFETY


@transaction.atomic
def say_of_episode(session, *, said, by, now=None):
    """What the client said when asked whether what was off is mended by now: "mended", "leave", "not-yet" or nothing."""
    episode = open_episode_asked_about(session)
    if episode is None:
        return
    repair.asked(episode, by=by)
    if said == "mended":
        repair.mended(episode, by=by, session=session, now=now)
    elif said == "leave":
        repair.leave_it(episode, by=by, now=now)


def open_episode_asked_about(session):
    episode = (
        Episode.objects.going_on()
        .filter(relationship=session.relationship_id)
        .select_related("session", "relationship")
        .first()
    )
    return episode if repair.is_asked_about(episode, session) else None


@transaction.atomic
def ask_to_be_called(relationship, *, by):
    """*Tell someone now*: the responder gets a contentless notice, and the client sees who and when."""
    responder = current_responder(by.practice_id)
    if responder is None:
        raise Refused(
            _("Nobody is named here who calls back. Use the lines on this page: somebody answers there now.")
        )
    told = [
        notices.tell(who, kind="call-me", relationship=relationship, thing=relationship)
        for who in who_is_told(responder)
    ]
    trail.write("asked to be called", by=by, relationship=relationship)
    return told[0]


# -- The therapist's side ----------------------------------------------------------------------------------------


@transaction.atomic
def guess(session, *, answers, by, now=None):
    """How the client would answer, once, before the answers are seen; `answers` None passes."""
    if not by.is_clinician:
        raise Refused(_("Only the therapist guesses."))
    if session.is_first:
        raise Refused(_("After a first session there are no numbers, and so there is nothing to guess."))
    if not session.has_begun:
        raise Refused(_("Guess when the session has begun."))
    if asking.answers_visible(session, by=by):
        raise Refused(_("You have seen the answers of this session, so a guess would not be one."))
    form = load_form(asking.SESSION)
    made, fresh = Guess.objects.get_or_create(
        practice_id=by.practice_id,
        session=session,
        author=by,
        form=form.id,
        defaults={
            "relationship_id": session.relationship_id,
            "version": form.version,
            "answers": _checked(form, answers or {}),
            "passed": answers is None,
            "at": now or timezone.now(),
        },
    )
    if not fresh:
        raise Refused(_("You have seen the answers of this session, so a guess would not be one."))
    following.guess_came(made)
    trail.write(
        "guess passed" if made.passed else "guess written",
        by=by,
        relationship=session.relationship_id,
        thing=made,
    )
    return made


@transaction.atomic
def plan_questionnaire(relationship, *, form, by, every=4):
    """Ask for a questionnaire every so many sessions, from the second session on."""
    if asking.questionnaire(form) is None:
        raise Refused(_("Choose one of the questionnaires on the list."))
    if not 1 <= every <= 52:
        raise Refused(_("Choose a number of sessions from 1 to 52."))
    plan, fresh = Due.objects.get_or_create(
        practice_id=by.practice_id,
        relationship=relationship,
        form=form,
        ended_at=None,
        defaults={"every": every},
    )
    if not fresh:
        plan.every = every
        plan.save(update_fields=["every"])
    trail.write(f"questionnaire planned: {form}", by=by, relationship=relationship, thing=plan)
    return plan


@transaction.atomic
def end_plan(due, *, by):
    due.ended_at = timezone.now()
    due.save(update_fields=["ended_at"])
    trail.write(f"questionnaire ended: {due.form}", by=by, relationship=due.relationship_id, thing=due)


@transaction.atomic
def see_urgent(urgent, *, by, now=None):
    """Somebody has it before their eyes. The first who says so is the one the client reads of."""
    if by.is_client or not (access.may_see(by, urgent.relationship, "urgent") or is_responder(by)):
        raise Refused(
            _("Only who treats this client, or answers for the practice, can say that they have seen this.")
        )
    first = Urgent.objects.filter(pk=urgent.pk, seen_at=None).update(
        seen_by=by, seen_at=now or timezone.now()
    )
    urgent.refresh_from_db()
    if first:
        trail.write("urgent seen", by=by, relationship=urgent.relationship_id, thing=urgent)
        Notice.objects.filter(
            practice=by.practice_id, thing_id=urgent.pk, kind="urgent", seen_at=None, member=by
        ).update(seen_at=urgent.seen_at)
    return urgent
