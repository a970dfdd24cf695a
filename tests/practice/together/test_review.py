"""Looking back together: each writes alone, then both read, then they write what was agreed."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from beside.practice.loops.models import Loop
from beside.practice.meetings.models import Promise
from beside.practice.people import notices, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member, Relationship
from beside.practice.together import actions, recurring
from beside.practice.together.brief import standing
from beside.practice.together.models import Part, Review
from tests.vocabulary import a_client, a_session, a_supervisor, a_therapist, in_days, past_sessions, sign_in

OURS, THEIRS = "More time at the end", "I could be slower"


def sends(member, relationship, change=OURS, key=None, **words):
    return actions.send_part(
        relationship, words={"change": change, **words}, key=key or uuid.uuid4(), by=member
    )


def page_of(member, name, *args):
    return sign_in(Client(), member).get(reverse(name, args=args))


def both(thea, chris):
    sends(thea, chris.relationship, THEIRS)
    return sends(chris, chris.relationship, OURS).review


# -- When both are asked ------------------------------------------------------------------------------------------


def test_after_six_sessions_both_are_asked_once(thea, chris):
    past_sessions(chris, 5)
    assert recurring.ask_all() == 0
    a_session(chris, starts_at=in_days(-1, 16))
    assert recurring.ask_all() == 1
    assert recurring.ask_all() == 0
    for who in (thea, chris):
        assert notices.waiting_for(who).filter(kind="review").count() == 1
    assert Review.objects.get().after_sessions == 6


def test_the_next_is_counted_from_the_last(thea, chris):
    past_sessions(chris, 6)
    recurring.ask_all()
    actions.agree(both(thea, chris), words="We go on", by=thea)
    assert recurring.ask_all() == 0
    for hour in range(6, 12):
        a_session(chris, starts_at=in_days(-1, hour))
    assert recurring.ask_all() == 1


def test_the_practice_and_then_the_pair_say_how_often(thea, chris):
    past_sessions(chris, 3)
    owner = Member.objects.get(practice=thea.practice_id, role="owner")
    browser = sign_in(Client(), owner)
    assert browser.post(reverse("practice-reviews"), {"every": "3"}).status_code == 302
    assert recurring.due(thea.practice) == [chris.relationship]
    sign_in(Client(), thea).post(reverse("review-every", args=[chris.relationship.pk]), {"every": "0"})
    assert recurring.due(thea.practice) == []
    assert 'value="0"' in page_of(thea, "review-every", chris.relationship.pk).content.decode()
    assert 'value="3"' in page_of(owner, "practice-reviews").content.decode()
    with pytest.raises(Refused):
        actions.choose_rhythm(thea.practice, every=2, by=thea)


def test_an_end_asks_nobody(thea, chris):
    past_sessions(chris, 6)
    Relationship.objects.update(ended_on=in_days(-1).date())
    assert recurring.ask_all() == 0
    with pytest.raises(Refused, match="has ended"):
        actions.ask_for_review(chris.relationship, by=thea)


# -- Each alone first ---------------------------------------------------------------------------------------------


def test_before_both_have_sent_neither_reads_the_other(thea, chris):
    review = sends(thea, chris.relationship, THEIRS).review
    for address in (("review", chris.relationship.pk), ("review-detail", review.pk)):
        assert THEIRS not in page_of(chris, *address).content.decode()
        assert THEIRS in page_of(thea, *address).content.decode()
    rosa = a_supervisor("Rosa", of=thea)
    assert not Part.objects.visible_to(rosa).exists()
    sends(chris, chris.relationship)
    for who in (thea, chris, rosa):
        page = page_of(who, "review-detail", review.pk).content.decode()
        assert (OURS in page, THEIRS in page) == (True, True)


def test_what_should_change_waits_for_an_answer_only_once_it_can_be_read(thea, chris):
    sends(chris, chris.relationship)
    assert not Loop.objects.exists()
    sends(thea, chris.relationship, THEIRS)
    loop = Loop.objects.get()
    assert (loop.kind, loop.said, loop.given_by_id) == (Loop.Kind.REVIEW, OURS, chris.pk)


def test_when_their_session_begins_what_is_there_can_be_read(thea, chris):
    review = sends(chris, chris.relationship).review
    Review.objects.update(asked_at=in_days(-7))
    cancelled = a_session(chris, starts_at=in_days(-3))
    type(cancelled).objects.filter(pk=cancelled.pk).update(state="missed")
    assert OURS not in page_of(thea, "review-detail", review.pk).content.decode()
    a_session(chris, starts_at=in_days(-1))
    assert OURS in page_of(thea, "review-detail", review.pk).content.decode()
    with pytest.raises(Refused, match="read it already"):
        sends(chris, chris.relationship, "Something else")


def test_until_it_is_read_it_can_be_sent_anew(thea, chris):
    sends(chris, chris.relationship)
    sends(chris, chris.relationship, "More time at the beginning")
    assert Part.objects.get().words == {"change": "More time at the beginning"}


def test_it_is_told_that_the_other_has_sent_and_nothing_of_it(thea, chris):
    sends(chris, chris.relationship)
    found = standing(chris.relationship, by=thea)
    assert (found.mine_is_sent, found.other_is_sent, found.can_be_read) == (False, True, False)
    found = standing(chris.relationship, by=chris)
    assert (found.mine_is_sent, found.other_is_sent) == (True, False)
    session = a_session(chris)
    page = page_of(thea, "brief", session.pk).content.decode()
    assert "Theirs is sent; write your part" in page
    assert OURS not in page
    assert OURS not in page_of(thea, "relationship", chris.relationship.pk).content.decode()


def test_a_part_taken_back_is_gone(thea, chris):
    review = both(thea, chris)
    taking_back.take_back(Part.objects.get(author=chris), by=chris)
    assert OURS not in page_of(thea, "review-detail", review.pk).content.decode()
    assert not Loop.objects.visible_to(thea).exists()


def test_taken_back_before_it_is_read_it_was_not_sent_and_sent_anew_it_stands(thea, chris):
    part = sends(chris, chris.relationship)
    taking_back.take_back(part, by=chris)
    assert not standing(chris.relationship, by=thea).other_is_sent
    review = sends(thea, chris.relationship, THEIRS).review
    review.refresh_from_db()
    assert review.shown_at is None
    sends(chris, chris.relationship, "More time at the beginning")
    page = page_of(thea, "review-detail", review.pk).content.decode()
    assert "More time at the beginning" in page
    assert OURS not in page


def test_two_therapists_are_not_the_two(thea, chris):
    """Whoever stands in writes for the therapist: only a word of the client's opens both."""
    owner = Member.objects.get(practice=thea.practice_id, role="owner")
    sends(thea, chris.relationship, THEIRS)
    review = sends(a_therapist("Dora", owner=owner), chris.relationship, "From Dora").review
    review.refresh_from_db()
    assert review.shown_at is None


def test_through_the_page(thea, chris):
    browser = sign_in(Client(), chris)
    address = reverse("review-send", args=[chris.relationship.pk])
    browser.post(reverse("review-draft", args=[chris.relationship.pk]), {"helps": "That you wait"})
    page = browser.get(reverse("review", args=[chris.relationship.pk])).content.decode()
    assert "That you wait" in page
    assert "That you wait" not in page_of(thea, "review", chris.relationship.pk).content.decode()
    empty = browser.post(address, {"key": str(uuid.uuid4())})
    assert "One of the three is enough" in empty.content.decode()
    said, key = {"helps": "That you wait", "life": "I moved"}, str(uuid.uuid4())
    for _twice in range(2):
        assert browser.post(address, said | {"key": key}).status_code == 302
    assert Part.objects.count() == 1
    assert b"wait" not in bytes(Part.objects.values_list("words", flat=True).get())
    browser.post(reverse("review-draft", args=[chris.relationship.pk]), {"helps": ""})


def test_only_the_two_write(thea, chris):
    ann = a_client("Ann", therapist=thea)
    with pytest.raises(Refused):
        sends(ann, chris.relationship)
    with pytest.raises(Refused):
        actions.ask_for_review(chris.relationship, by=ann)
    assert page_of(ann, "review", chris.relationship.pk).status_code == 404
    carl = a_supervisor("Carl", of=thea, kind="consultative")
    assert page_of(carl, "review", chris.relationship.pk).status_code == 404


# -- What was agreed ----------------------------------------------------------------------------------------------


def test_what_was_agreed_ends_it_and_answers_what_was_asked(thea, chris):
    past_sessions(chris, 2)
    review = both(thea, chris)
    said = {
        "words": "Five minutes at the end",
        "promise": "look at the clock",
        "whose": "clinician",
        "key": str(uuid.uuid4()),
    }
    browser = sign_in(Client(), thea)
    assert browser.post(reverse("review-agree", args=[review.pk]), said).status_code == 302
    review.refresh_from_db()
    assert (review.agreed, review.agreed_by) == ("Five minutes at the end", thea)
    assert Promise.objects.get().words == "look at the clock"
    assert Loop.objects.get(kind=Loop.Kind.REVIEW).state == Loop.State.CHANGED
    assert "Five minutes at the end" in page_of(chris, "review-detail", review.pk).content.decode()
    assert standing(chris.relationship, by=chris) is None
    assert browser.post(reverse("review-agree", args=[review.pk]), said).status_code == 302
    other = browser.post(reverse("review-agree", args=[review.pk]), said | {"words": "Ten minutes"})
    assert "written already" in other.content.decode()
    assert "Ten minutes" in other.content.decode()
    assert Promise.objects.count() == 1
    assert (
        reverse("review-detail", args=[review.pk])
        in page_of(chris, "review", chris.relationship.pk).content.decode()
    )


def test_the_client_may_write_it_down_too(thea, chris):
    review = both(thea, chris)
    actions.agree(review, words="We go on", by=chris)
    assert Loop.objects.get(kind=Loop.Kind.REVIEW).state == Loop.State.TALKED


def test_what_does_not_fit_is_refused_as_a_whole(thea, chris):
    review = sends(chris, chris.relationship).review
    with pytest.raises(Refused, match="Read what each"):
        actions.agree(review, words="We go on", by=chris)
    sends(thea, chris.relationship, THEIRS)
    for wrong, why in (
        ({"words": " "}, "few words"),
        ({"words": "We go on", "promise": "look at the clock", "whose": ""}, "whose promise"),
    ):
        with pytest.raises(Refused, match=why):
            actions.agree(review, **wrong, by=thea, key=uuid.uuid4())
    with pytest.raises(Refused, match="two of them"):
        actions.agree(review, words="We go on", by=a_supervisor(of=thea))
    assert Review.objects.get().agreed_at is None
    assert not Promise.objects.exists()
