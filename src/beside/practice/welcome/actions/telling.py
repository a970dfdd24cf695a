"""What a client tells of themself and asks: typed by them, or by the therapist with them in the room."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings.actions.schedule import locked
from beside.practice.people import actions as people
from beside.practice.people import drafts, notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.welcome.models import ClientPage, Question


def newest(relationship, page):
    """The version that counts, or None. What was taken back does not: it is in nothing that is told from then on."""
    return _versions(relationship, page).not_taken_back().first()


def _versions(relationship, page):
    return ClientPage.objects.filter(relationship=relationship, page=page).order_by("-version")


def keep_draft(relationship, *, page, fields, by):
    """What stands in the fields so far; theirs alone, gone when sent. Empty fields are no draft."""
    if any(any(values) for values in fields.values()):
        return drafts.keep(relationship, by=by, page=page, words=fields)
    return drafts.drop(by, page=page)


@transaction.atomic
def send_page(relationship, *, page, words, key, by, draft="", now=None):
    """Keep a page, or a later version of it, and open a loop for what asks for an answer.

    `words` holds what was asked, also where it was left empty; the rest of the page stays as it was told before.
    """
    now = now or timezone.now()
    relationship = locked(relationship)
    made, _fresh = submissions.once(
        key,
        by=by,
        what="client-page",
        words=[str(relationship.pk), page.id, words],
        make=lambda: _told(relationship, page, words, by=by, now=now),
    )
    drafts.drop(by, page=draft)
    return ClientPage.objects.select_related("relationship").get(pk=made)


def _told(relationship, page, words, *, by, now):
    earlier = newest(relationship, page.id)
    before = earlier.words if earlier else {}
    words = {key: value for key, value in {**before, **words}.items() if value}
    if not words and earlier is None:
        raise Refused(_("Nothing is written yet. Write a line, tap a word, or skip this page."))
    if words == before:
        return earlier
    last = _versions(relationship, page.id).values_list("version", flat=True).first()
    told = ClientPage.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        page=page.id,
        version=(last or 0) + 1,
        words=words,
        sent_at=now,
        entered_by=by,
    )
    trail.write("page told", by=by, relationship=relationship, thing=told)
    _called(relationship.client, page, words, by=by)
    for question in page.questions:
        if question.asks:
            _answerable(told, question, before, by=by, now=now)
    if by.is_client:
        notices.tell(relationship.clinician, kind="told", relationship=relationship, thing=relationship)
    return told


def _called(client, page, words, *, by):
    """What somebody wants to be called holds everywhere, not on their page only."""
    said = {question.sets: words.get(question.key, "") for question in page.questions if question.sets}
    changes = {name: words for name, words in said.items() if words != getattr(client, name)}
    if changes:
        people.change_me(client, by=by, **changes)


def _answerable(told, question, before, *, by, now):
    """One loop for each thing that asks: other words go on with the loop that is there, no words leave it be."""
    words, said = _for_a_loop(question, told.words), _for_a_loop(question, before)
    if words == said:
        return
    waiting = _waiting_loop(told, question.asks) if said else None
    if waiting is None and words:
        loops.open_loop(
            told.relationship,
            kind=question.asks,
            source=told,
            words=words,
            by=by,
            given_by=told.relationship.client,
            now=now,
        )
    elif waiting is not None and words:
        loops.reword(waiting, words=words, by=by, now=now)
    elif waiting is not None:
        loops.leave_be(waiting, by=by, now=now)


def _for_a_loop(question, words):
    """What the loop carries. How strong a barrier is changes from day to day, and is no other wish."""
    if question.kind != "barriers":
        return words.get(question.key)
    named, own = named_barriers(words), words.get("barrier_words", "")
    return {"barriers": named, "words": own} if named or own else None


def named_barriers(words) -> list[str]:
    """Those that stand in the way today: tapped, or given a strength above nothing."""
    return [barrier for barrier, strength in words.get("barriers", {}).items() if strength != 0]


def _waiting_loop(told, kind):
    return (
        Loop.objects.not_taken_back()
        .filter(
            practice=told.practice_id,
            source_kind=ClientPage._meta.label_lower,
            source_id__in=told.goes_together(),
            kind=kind,
        )
        .waiting()
        .order_by("-opened_at")
        .first()
    )


@transaction.atomic
def ask(relationship, *, words, key, by, draft="", now=None):
    """A question for the therapist, and the loop that says where it stands."""
    now = now or timezone.now()
    relationship = locked(relationship)
    if not words.strip():
        raise Refused(_("No question is written yet. Write one, choose one, or skip this."))
    made, _fresh = submissions.once(
        key,
        by=by,
        what="question",
        words=[str(relationship.pk), words],
        make=lambda: _asked(relationship, words.strip(), by=by, now=now),
    )
    drafts.drop(by, page=draft)
    return Question.objects.select_related("relationship").get(pk=made)


def _asked(relationship, words, *, by, now):
    question = Question.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        words=words,
        asked_at=now,
        entered_by=by,
    )
    trail.write("question asked", by=by, relationship=relationship, thing=question)
    loop = loops.open_loop(
        relationship,
        kind=Loop.Kind.QUESTION,
        source=question,
        words=words,
        by=by,
        given_by=relationship.client,
        now=now,
    )
    if by.is_client:
        notices.tell(relationship.clinician, kind="question", relationship=relationship, thing=loop)
    return question
