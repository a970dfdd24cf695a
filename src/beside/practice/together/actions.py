"""Looking back together, and telling in good time what changes on the therapist's side."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.meetings.actions.schedule import locked
from beside.practice.meetings.models import Session
from beside.practice.meetings.words import tidy
from beside.practice.people import drafts, notices, submissions, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.models import Role
from beside.practice.together.models import News, Part, Reaction, Review, Rhythm

PARTS = ("helps", "change", "life")


# -- Looking back -----------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_review(relationship, *, by, now=None):
    """Ask both to look back. Beside asks after so many sessions; either may ask earlier. There is one at a time."""
    relationship, now = locked(relationship), now or timezone.now()
    if by.pk is not None and not _is_one_of_the_two(relationship, by):
        raise Refused(_("Looking back is for the two of them."))
    _refuse_if_over(relationship)
    review, fresh = Review.objects.get_or_create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        agreed_at=None,
        defaults={
            "asked_at": now,
            "asked_by_id": by.pk,
            "after_sessions": _held(relationship).count(),
        },
    )
    if fresh:
        trail.write("review asked for", by=by, relationship=relationship, thing=review)
        for member in (relationship.client, relationship.clinician):
            if member.pk != by.pk:
                notices.tell(member, kind="review", relationship=relationship, thing=relationship)
    return review


def draft_page(relationship):
    return f"review:{relationship.pk}"


def keep_draft(relationship, *, words, by):
    """Theirs alone: not audited, not told, gone when sent."""
    words = _tidied(words)
    if not words:
        drafts.drop(by, page=draft_page(relationship))
        return None
    return drafts.keep(relationship, by=by, page=draft_page(relationship), words=words)


@transaction.atomic
def send_part(relationship, *, words, key, by, now=None):
    """One's own part. It can be sent anew until the other can read it; when both are there, both can be read."""
    relationship, words, now = locked(relationship), _tidied(words), now or timezone.now()
    if not _is_one_of_the_two(relationship, by):
        raise Refused(_("Looking back is for the two of them."))
    made, _fresh = submissions.once(
        key,
        by=by,
        what="review",
        words=[str(relationship.pk), words],
        make=lambda: _sent(relationship, words, by=by, now=now),
    )
    drafts.drop(by, page=draft_page(relationship))
    return Part.objects.select_related("review", "relationship").get(pk=made)


@transaction.atomic
def show_when_due(review, *, by, now=None):
    """They sit together: from now on each can read what the other wrote, also where one of them wrote nothing."""
    now = now or timezone.now()
    if (
        review is None
        or review.shown_at
        or not (by.is_clinician or by.is_client)
        or review.relationship.frozen
    ):
        return review
    begun = (
        _sessions(review.relationship)
        .filter(starts_at__gt=review.asked_at, starts_at__lte=now)
        .exclude(state__in=(Session.State.CANCELLED, Session.State.MISSED))
        .exists()
    )
    # Two pages may open at once: whoever comes second finds it shown.
    if begun and any(who_has_sent(review)) and not _in_hand(review).shown_at:
        _show(review, by=by, now=now)
    return review


def _in_hand(review):
    return Review.objects.select_for_update().get(pk=review.pk)


@transaction.atomic
def agree(review, *, words, by, whose="", promise="", key=None, now=None):
    """What the two agreed, and with it the review is done. A promise goes where promises are kept."""
    relationship, now = locked(review.relationship), now or timezone.now()
    review = _in_hand(review)
    words, promise = tidy(words), tidy(promise)
    if not _is_one_of_the_two(relationship, by):
        raise Refused(_("Looking back is for the two of them."))
    if review.agreed_at and (review.agreed, review.agreed_by_id) == (words, by.pk):
        return review  # sent twice
    if not words:
        raise Refused(_("Write what you agreed in a few words. That all stays as it is can be agreed too."))
    if review.shown_at is None:
        raise Refused(_("Read what each of you wrote first, then write what you agreed."))
    if review.agreed_at:
        raise Refused(_("What you agreed is written already. Look back again when it no longer fits."))
    if promise:
        _promise(relationship, whose=whose, words=promise, key=key, by=by, now=now)
    review.agreed, review.agreed_by, review.agreed_at = words, by, now
    review.save(update_fields=["agreed", "agreed_by", "agreed_at"])
    trail.write("review agreed", by=by, relationship=relationship, thing=review)
    for loop in _loops_of(review).select_related("relationship"):
        if by.is_clinician:
            loops.what_changed(loop, by=by, note=words, now=now)
        else:
            loops.talked_about(loop, by=by, note=words, now=now)
    return review


@transaction.atomic
def choose_rhythm(practice, *, every, by, relationship=None):
    """After how many sessions: for one pair by whoever treats them, for the practice by its owner."""
    allowed = by.is_clinician if relationship else by.role == Role.OWNER
    if not allowed:
        raise Refused(_("The therapist says it for one client, the owner for the practice."))
    if relationship:
        relationship = locked(relationship)
    rhythm, _fresh = Rhythm.objects.update_or_create(
        practice=practice, relationship=relationship, defaults={"every": every}
    )
    trail.write("rhythm of reviews chosen", by=by, relationship=relationship, thing=rhythm)
    return rhythm


def _sent(relationship, words, *, by, now):
    if not words:
        raise Refused(_("Nothing is written yet. One of the three is enough."))
    review = ask_for_review(relationship, by=by, now=now)
    if review.shown_at:
        raise Refused(_("The other has read it already. Write what you agreed instead."))
    part, fresh = Part.objects.get_or_create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        review=review,
        author=by,
        defaults={"words": words, "sent_at": now},
    )
    if not fresh:
        part.words, part.sent_at = words, now
        part.save()
        if by.is_client and taking_back.since_when([part]):
            taking_back.show_again(part, by=by)
    trail.write("part of a review sent", by=by, relationship=relationship, thing=part)
    by_client, by_therapist = who_has_sent(review)
    if by_client and by_therapist:
        _show(review, by=by, now=now)
    return part


def who_has_sent(review):
    """(the client, the therapist or whoever stands in): whether a part of theirs stands."""
    parts = Part.objects.not_taken_back().filter(review=review)
    authors = set(parts.values_list("author", flat=True))
    client = review.relationship.client_id
    return client in authors, bool(authors - {client})


def _show(review, *, by, now):
    review.shown_at = now
    review.save(update_fields=["shown_at"])
    trail.write("review shown to both", by=by, relationship=review.relationship_id, thing=review)
    relationship = review.relationship
    for part in review.parts.select_related("author").filter(author__role=Role.CLIENT):
        # What somebody wants changed asks for an answer. Before, it would have told what stands in the part.
        if part.words.get("change"):
            loops.open_loop(
                relationship,
                kind=Loop.Kind.REVIEW,
                source=part,
                words=part.words["change"],
                by=part.author,
                now=now,
            )
    for member in (relationship.client, relationship.clinician):
        if member.pk != by.pk:
            notices.tell(member, kind="review-shown", relationship=relationship, thing=review)


def _promise(relationship, *, whose, words, key, by, now):
    session = _held(relationship, now=now).order_by("-starts_at").first()
    if session is None or whose not in ("client", "clinician"):
        raise Refused(
            _("Say whose promise it is. It is kept with your last session, so there has to be one.")
        )
    session.relationship = relationship
    meetings.promise(session, whose=whose, words=words, key=key, by=by, now=now)


def _loops_of(review):
    return Loop.objects.not_taken_back().filter(
        source_kind=Part._meta.label_lower,
        source_id__in=review.parts.values("pk"),
        state__in=(Loop.State.GIVEN, Loop.State.SEEN),
    )


def _sessions(relationship):
    return Session.objects.filter(practice=relationship.practice_id, relationship=relationship)


def _held(relationship, now=None):
    return _sessions(relationship).standing().filter(starts_at__lte=now or timezone.now())


def _tidied(words):
    return {part: tidy(words.get(part)) for part in PARTS if tidy(words.get(part))}


def _refuse_if_over(relationship):
    if relationship.ended_on:
        raise Refused(_("Your work together has ended, so nothing is asked any more."))


def _is_one_of_the_two(relationship, by):
    return by.is_clinician or by.pk == relationship.client_id


# -- What changes on the therapist's side -------------------------------------------------------------------------


@transaction.atomic
def tell_news(relationships, *, what, text, by, key, first_day=None, last_day=None, now=None):
    """Tell each of these clients of a change. A notice without a word of it says that there is something to look at."""
    now, text = now or timezone.now(), tidy(text)
    if not by.is_clinician:
        raise Refused(_("This is for what changes on the therapist's side."))
    if not text or not relationships:
        raise Refused(_("Choose whom you tell, and write what changes in a few words."))
    if what not in News.What.values or (last_day and (not first_day or last_day < first_day)):
        raise Refused(_("Say what it is, and from when until when."))
    ids = sorted(str(relationship.pk) for relationship in relationships)

    def told():
        made = [
            _told(_going_on(relationship), {"what": what, "text": text}, by, first_day, last_day, now)
            for relationship in relationships
        ]
        return made[0]

    said = [ids, what, text, str(first_day or ""), str(last_day or "")]
    submissions.once(key, by=by, what="news", words=said, make=told)


@transaction.atomic
def say_how_that_is(news, *, words, key, by, now=None):
    """How it is for the client. It asks for an answer."""
    relationship, words, now = locked(news.relationship), tidy(words), now or timezone.now()
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client can say how it is for them."))
    if not words:
        raise Refused(_("Nothing is written yet. A word or two is enough."))

    def said():
        _going_on(relationship)
        reaction = Reaction.objects.create(
            practice_id=news.practice_id, relationship=relationship, news=news, words=words, at=now
        )
        trail.write("said how news are", by=by, relationship=relationship, thing=reaction)
        loops.open_loop(relationship, kind=Loop.Kind.WORDS, source=reaction, words=words, by=by, now=now)
        notices.tell(relationship.clinician, kind="news-answer", relationship=relationship, thing=news)
        return reaction

    made, _fresh = submissions.once(key, by=by, what="news-answer", words=[str(news.pk), words], make=said)
    return Reaction.objects.get(pk=made)


@transaction.atomic
def news_talked_about(news, *, by, now=None):
    """They talked about it: it stands in no brief any more."""
    for loop in open_news_loops().filter(source_id=news.pk).select_related("relationship"):
        loops.talked_about(loop, by=by, now=now)


def open_news_loops():
    return Loop.objects.filter(
        kind=Loop.Kind.NEWS,
        source_kind=News._meta.label_lower,
        state__in=(Loop.State.GIVEN, Loop.State.SEEN),
    )


def _going_on(relationship):
    relationship = locked(relationship)
    if relationship.ended_on:
        raise Refused(_("This relationship has ended, so nothing can be sent in it any more."))
    return relationship


def _told(relationship, words, by, first_day, last_day, now):
    news = News.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        author=by,
        words=words,
        first_day=first_day,
        last_day=last_day,
        told_at=now,
    )
    trail.write("news told", by=by, relationship=relationship, thing=news)
    loops.open_loop(relationship, kind=Loop.Kind.NEWS, source=news, words=words["text"], by=by, now=now)
    notices.tell(relationship.client, kind="news", relationship=relationship, thing=news)
    return news
