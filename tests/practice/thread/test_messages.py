"""A message is read within the agreed hours and not before, asks for an answer, and is never changed."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beside.practice.desk import pair
from beside.practice.loops import brief as loops
from beside.practice.loops.models import Loop
from beside.practice.people import actions as people
from beside.practice.people import notices, taking_back
from beside.practice.people.errors import AlreadySent, Refused
from beside.practice.people.models import Member, Notice, Relationship
from beside.practice.thread import actions
from beside.practice.thread.models import Message, Terms
from tests.vocabulary import a_client, a_session, a_supervisor, a_therapist, sign_in

ALWAYS = {"days": range(7), "from_hour": 0, "until_hour": 24}
HELD = "Cat food, and what you said about my brother"


def another_day():
    """Hours that begin in three days."""
    return {"days": [(timezone.localdate().weekday() + 3) % 7], "from_hour": 9, "until_hour": 18}


def agreed(client, **terms):
    return actions.set_terms(client.relationship, by=client.relationship.clinician, **(ALWAYS | terms))


def sends(member, relationship, words="I could not sleep", key=None):
    return actions.send_message(relationship, words=words, key=key or uuid.uuid4(), by=member)


def reads(member, relationship):
    actions.mark_read(relationship, by=member)


def the_hours_begin():
    """As if the days until then were over."""
    before = timezone.now() - datetime.timedelta(minutes=1)
    Message.objects.filter(shown_from__gt=before).update(shown_from=before)
    Loop.objects.filter(shown_from__gt=before).update(shown_from=before)
    Notice.objects.filter(show_from__gt=before).update(show_from=before)


def page_of(member, name, *args):
    return sign_in(Client(), member).get(reverse(name, args=args))


def waiting(client):
    return [line.words for line in loops.waiting(client.relationship, by=client.relationship.clinician).lines]


# -- Before the hours begin ---------------------------------------------------------------------------------------


def test_before_the_hours_the_therapist_sees_nothing_of_it_anywhere(thea, chris):
    """No page, no count, no notice is another than without the message."""
    session = a_session(chris)
    agreed(chris, **another_day())
    rosa = a_supervisor("Rosa", of=thea)
    carl = a_supervisor("Carl", of=thea, kind="consultative")
    pages = (
        ("today",),
        ("clients",),
        ("notices",),
        ("brief", session.pk),
        ("thread", chris.relationship.pk),
        ("relationship", chris.relationship.pk),
    )

    def seen():
        found = [page_of(thea, *page).content.decode() for page in pages]
        for who in (rosa, carl):
            found += [
                page_of(who, "supervisor").content.decode(),
                page_of(who, "relationship", chris.relationship.pk).content.decode(),
            ]
        return [without_tokens(page) for page in found]

    before = seen()
    sends(chris, chris.relationship, HELD)
    assert seen() == before
    assert notices.waiting_for(thea).count() == 0
    assert pair.numbers(chris.relationship, by=thea)["waiting"] == 0
    assert not Message.objects.visible_to(thea).exists()
    assert page_of(thea, "loop-detail", Loop.objects.get().pk).status_code == 404
    the_hours_begin()
    assert seen() != before
    assert HELD in page_of(thea, "thread", chris.relationship.pk).content.decode()


def without_tokens(page):
    import re

    return re.sub(r'(value|X-CSRFToken)(=|": )"[\w-]{36,64}"', "", page)


def test_the_client_sees_when_it_is_read_and_whom_to_call(thea, chris):
    agreed(chris, **another_day())
    page = page_of(chris, "thread", chris.relationship.pk).content.decode()
    assert "Thea does not see it before" in page
    assert "Not for emergencies" in page
    assert reverse("help-now") in page
    sends(chris, chris.relationship)
    assert "Thea sees it from" in page_of(chris, "thread", chris.relationship.pk).content.decode()
    assert "I could not sleep" in page_of(chris, "gave").content.decode()


def test_shown_outside_the_hours_only_where_the_terms_say_so(thea, chris):
    agreed(chris, **another_day(), show_outside_hours=True)
    sends(chris, chris.relationship)
    assert Message.objects.visible_to(thea).count() == 1
    assert notices.waiting_for(thea).filter(kind="message").count() == 1


def test_a_notice_that_is_held_comes_sooner_with_a_message_that_is_not(thea, chris):
    agreed(chris, **another_day())
    sends(chris, chris.relationship)
    agreed(chris)
    assert notices.waiting_for(thea).count() == 0
    sends(chris, chris.relationship, "And now?")
    assert notices.waiting_for(thea).count() == 1
    assert [message.words for message in Message.objects.visible_to(thea)] == ["And now?"]


def test_an_answer_does_not_settle_what_nobody_has_seen(thea, chris):
    agreed(chris, **another_day())
    sends(chris, chris.relationship)
    sends(thea, chris.relationship, "See you on Tuesday.")
    assert Loop.objects.get().state == Loop.State.GIVEN


# -- Within them --------------------------------------------------------------------------------------------------


def test_a_message_asks_for_an_answer_and_an_answer_settles_it(thea, chris):
    agreed(chris)
    sends(chris, chris.relationship)
    assert waiting(chris) == ["I could not sleep"]
    reads(thea, chris.relationship)
    sends(thea, chris.relationship, "Thank you for telling me.")
    loop = Loop.objects.get()
    assert (loop.kind, loop.state) == (Loop.Kind.MESSAGE, Loop.State.CHANGED)
    assert loop.steps.last().note == "Thank you for telling me."
    assert "Thea answered" in page_of(chris, "thread", chris.relationship.pk).content.decode()


def test_several_messages_lead_the_brief_with_the_first_of_them(thea, chris):
    agreed(chris)
    for words in ("one", "two", "three"):
        sends(chris, chris.relationship, words)
    found = loops.waiting(chris.relationship, by=thea, at_most=1)
    assert ([line.words for line in found.lines], found.more) == (["one"], 2)
    reads(thea, chris.relationship)
    sends(thea, chris.relationship, "I read all three.")
    assert waiting(chris) == []


def test_not_answered_for_me(thea, chris):
    agreed(chris)
    message = sends(chris, chris.relationship)
    reads(thea, chris.relationship)
    sends(thea, chris.relationship, "Fine.")
    browser = sign_in(Client(), chris)
    address = reverse("message-again", args=[message.pk])
    assert address in browser.get(reverse("thread", args=[chris.relationship.pk])).content.decode()
    browser.post(address)
    assert (Loop.objects.get().state, Loop.objects.get().reopened) == (Loop.State.GIVEN, 1)
    # A second tap finds that it has moved on, and says so.
    assert "moved on" in browser.post(address, follow=True).content.decode()
    theirs = Message.objects.get(author=thea)
    assert browser.post(reverse("message-again", args=[theirs.pk])).status_code == 404


def test_an_answer_does_not_settle_what_came_while_it_was_written(thea, chris):
    agreed(chris)
    browser, place = sign_in(Client(), thea), reverse("thread", args=[chris.relationship.pk])
    browser.get(place)
    sends(chris, chris.relationship, "I cannot go on")
    answer = {"key": uuid.uuid4(), "words": "See you on Tuesday."}
    browser.post(reverse("message-send", args=[chris.relationship.pk]), answer)
    assert Loop.objects.get().state == Loop.State.GIVEN
    # A page that refuses an empty line is no reading either.
    browser.post(reverse("message-send", args=[chris.relationship.pk]), {"key": uuid.uuid4(), "words": ""})
    assert notices.waiting_for(thea).filter(kind="message").exists()
    browser.get(place)
    assert Loop.objects.get().state == Loop.State.SEEN
    assert not notices.waiting_for(thea).filter(kind="message").exists()


def test_a_page_back_is_no_reading_of_the_newest(thea, chris, monkeypatch):
    monkeypatch.setattr("beside.practice.thread.views.A_PAGE", 1)
    agreed(chris)
    older, newest = sends(chris, chris.relationship, "one"), sends(chris, chris.relationship, "two")
    sign_in(Client(), thea).get(reverse("thread", args=[chris.relationship.pk]), {"page": 2})
    assert [m.pk for m in Message.objects.filter(read_at=None)] == [newest.pk] != [older.pk]
    assert notices.waiting_for(thea).filter(kind="message").exists()


def test_asked_again_outside_the_hours_it_waits_for_them_as_a_new_one_does(thea, chris):
    agreed(chris)
    message = sends(chris, chris.relationship)
    reads(thea, chris.relationship)
    sends(thea, chris.relationship, "Fine.")
    agreed(chris, **another_day())
    actions.not_answered(message, by=chris)
    assert waiting(chris) == []
    assert Loop.objects.visible_to(chris).waiting().count() == 1
    the_hours_begin()
    assert waiting(chris) == ["I could not sleep"]


def test_each_sees_when_the_other_has_read_it(thea, chris):
    agreed(chris)
    sends(chris, chris.relationship)
    assert "has not seen this yet" in page_of(chris, "thread", chris.relationship.pk).content.decode()
    page_of(thea, "thread", chris.relationship.pk)
    assert "Read by Thea" in page_of(chris, "thread", chris.relationship.pk).content.decode()
    assert Loop.objects.get().state == Loop.State.SEEN
    sends(thea, chris.relationship, "Thank you.")
    assert "Read by Chris" not in page_of(thea, "thread", chris.relationship.pk).content.decode()
    page_of(chris, "thread", chris.relationship.pk)
    assert "Read by Chris" in page_of(thea, "thread", chris.relationship.pk).content.decode()


def test_who_supervises_reads_and_leaves_no_read_mark(thea, chris):
    agreed(chris)
    sends(chris, chris.relationship)
    rosa = a_supervisor("Rosa", of=thea)
    assert "I could not sleep" in page_of(rosa, "thread", chris.relationship.pk).content.decode()
    assert Message.objects.get().read_at is None
    carl = a_supervisor("Carl", of=thea, kind="consultative")
    assert page_of(carl, "thread", chris.relationship.pk).status_code == 404


def test_whoever_stands_in_is_told_and_answers(thea, chris):
    agreed(chris)
    owner = Member.objects.get(practice=thea.practice_id, role="owner")
    dora = a_therapist("Dora", owner=owner)
    today = timezone.localdate()
    people.go_away(thea, deputy=dora, first_day=today, last_day=today, by=owner)
    sends(chris, chris.relationship)
    assert notices.waiting_for(dora).filter(kind="message").exists()
    assert "Dora stands in" in page_of(chris, "thread", chris.relationship.pk).content.decode()
    reads(dora, chris.relationship)
    sends(dora, chris.relationship, "Thea is back on Monday.")
    assert Loop.objects.get().state == Loop.State.CHANGED
    assert "Dora" in page_of(chris, "thread", chris.relationship.pk).content.decode()


def test_looking_puts_the_notice_away(thea, chris):
    agreed(chris)
    sends(chris, chris.relationship)
    page_of(thea, "thread", chris.relationship.pk)
    assert not notices.waiting_for(thea).exists()
    sends(thea, chris.relationship, "Thank you.")
    assert notices.waiting_for(chris).filter(kind="message").exists()
    page_of(chris, "thread", chris.relationship.pk)
    assert not notices.waiting_for(chris).filter(kind="message").exists()


# -- Sending ------------------------------------------------------------------------------------------------------


def test_sent_twice_it_is_one(thea, chris):
    agreed(chris)
    browser, key = sign_in(Client(), chris), str(uuid.uuid4())
    for _twice in range(2):
        answer = browser.post(
            reverse("message-send", args=[chris.relationship.pk]), {"words": "Hello", "key": key}
        )
        assert answer.status_code == 302
    assert Message.objects.count() == 1
    with pytest.raises(AlreadySent):
        sends(chris, chris.relationship, "Something else", key=key)


def test_what_is_typed_is_kept_until_it_is_sent(thea, chris):
    agreed(chris)
    browser = sign_in(Client(), chris)
    browser.post(reverse("message-draft", args=[chris.relationship.pk]), {"words": "I wanted"})
    assert "I wanted" in page_of(chris, "thread", chris.relationship.pk).content.decode()
    assert "I wanted" not in page_of(thea, "thread", chris.relationship.pk).content.decode()
    sends(chris, chris.relationship, "I wanted to say")
    assert ">I wanted<" not in page_of(chris, "thread", chris.relationship.pk).content.decode()
    browser.post(reverse("message-draft", args=[chris.relationship.pk]), {"words": " "})


def test_without_terms_messages_are_off_and_the_words_are_given_back(thea, chris):
    browser = sign_in(Client(), chris)
    address = reverse("message-send", args=[chris.relationship.pk])
    assert "Messages are off" in page_of(chris, "thread", chris.relationship.pk).content.decode()
    for _turn in ("never on", "turned off"):
        answer = browser.post(address, {"words": "Hello there", "key": str(uuid.uuid4())})
        assert answer.status_code == 422
        assert "Hello there" in answer.content.decode()
        agreed(chris, on=False)
    assert not Message.objects.exists()


def test_nothing_an_end_and_a_frozen_record_send_nothing(thea, chris):
    agreed(chris)
    with pytest.raises(Refused, match="Nothing is written"):
        sends(chris, chris.relationship, "  ")
    with pytest.raises(Refused, match="two of them"):
        sends(a_client("Ann", therapist=thea), chris.relationship)
    Relationship.objects.update(ended_on=timezone.localdate())
    with pytest.raises(Refused, match="has ended"):
        sends(chris, chris.relationship)
    Relationship.objects.update(frozen=True)
    with pytest.raises(Refused, match="frozen"):
        sends(chris, chris.relationship)
    assert page_of(thea, "thread", chris.relationship.pk).status_code == 200


def test_taken_back_it_is_gone_for_the_therapist_and_so_is_its_loop(thea, chris):
    agreed(chris)
    first, second = sends(chris, chris.relationship, "one"), sends(chris, chris.relationship, "two")
    loop = Loop.objects.get(source_id=first.pk)
    taking_back.take_back(first, by=chris)
    assert waiting(chris) == ["two"]
    assert page_of(thea, "loop-detail", loop.pk).status_code == 404
    page = page_of(thea, "thread", chris.relationship.pk).content.decode()
    assert [words for words in ("one", "two") if f'quote">{words}<' in page] == ["two"]
    assert "You took this back" in page_of(chris, "thread", chris.relationship.pk).content.decode()
    with pytest.raises(Refused):
        taking_back.take_back(second, by=thea)


def test_a_held_message_taken_back_tells_of_nothing(thea, chris):
    agreed(chris, **another_day())
    message = sends(chris, chris.relationship)
    taking_back.take_back(message, by=chris)
    the_hours_begin()
    assert not notices.waiting_for(thea).exists()
    taking_back.show_again(message, by=chris)
    assert notices.waiting_for(thea).count() == 1


def test_of_two_messages_the_one_that_stays_is_told_when_it_may_be(thea, chris):
    agreed(chris, **another_day())
    held = sends(chris, chris.relationship, "one")
    agreed(chris)
    at_once = sends(chris, chris.relationship, "two")
    assert notices.waiting_for(thea).count() == 1
    taking_back.take_back(at_once, by=chris)
    assert not notices.waiting_for(thea).exists()
    the_hours_begin()
    assert notices.waiting_for(thea).count() == 1
    reads(chris, chris.relationship)
    taking_back.take_back(held, by=chris)
    assert not notices.waiting_for(thea).exists()


def test_what_has_ended_keeps_no_draft_and_takes_no_new_hours(thea, chris):
    agreed(chris)
    Relationship.objects.update(ended_on=timezone.localdate())
    relationship = Relationship.objects.get()
    with pytest.raises(Refused, match="has ended"):
        actions.keep_draft(relationship, words="one more thing", by=chris)
    with pytest.raises(Refused, match="has ended"):
        actions.set_terms(relationship, by=thea, **ALWAYS)
    answer = sign_in(Client(), chris).post(reverse("message-draft", args=[relationship.pk]), {"words": "one"})
    assert answer.status_code == 409


def test_nothing_of_it_lies_open(thea, chris):
    agreed(chris)
    sends(chris, chris.relationship)
    assert b"sleep" not in bytes(Message.objects.values_list("words", flat=True).get())


def test_the_page_costs_the_same_for_one_and_for_many(thea, chris):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    agreed(chris)
    browser, address = sign_in(Client(), chris), reverse("thread", args=[chris.relationship.pk])
    sends(chris, chris.relationship)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        return len(seen)

    browser.get(address)
    one = queries()
    for words in ("two", "three", "four"):
        sends(chris, chris.relationship, words)
    assert queries() == one


def test_earlier_ones_are_a_page_back(thea, chris, monkeypatch):
    monkeypatch.setattr("beside.practice.thread.views.A_PAGE", 1)
    agreed(chris)
    for words in ("the first", "the second"):
        sends(chris, chris.relationship, words)
    page = page_of(chris, "thread", chris.relationship.pk).content.decode()
    assert ("the first" in page, "Earlier" in page) == (False, True)


# -- The terms ----------------------------------------------------------------------------------------------------


def test_the_therapist_turns_them_on_and_the_client_is_told(thea, chris):
    browser = sign_in(Client(), thea)
    address = reverse("thread-terms", args=[chris.relationship.pk])
    assert browser.get(address).status_code == 200
    said = {"on": "on", "days": ["0", "2"], "from_hour": "9", "until_hour": "12", "answer_within_hours": "48"}
    assert browser.post(address, said).status_code == 302
    terms = Terms.objects.get()
    assert (terms.days, terms.from_hour, terms.until_hour, terms.answer_within_hours) == ([0, 2], 9, 12, 48)
    assert notices.waiting_for(chris).filter(kind="message-terms").exists()
    page = page_of(chris, "thread", chris.relationship.pk).content.decode()
    assert "Monday and Wednesday, from 9:00 to 12:00" in page
    refused = browser.post(address, said | {"until_hour": "9"})
    assert "earlier than the last" in refused.content.decode()
    assert Terms.objects.count() == 1


def test_what_is_agreed_only_another_agreement_changes(thea, chris):
    actions.set_terms(chris.relationship, by=chris, agreed=True, **ALWAYS)
    with pytest.raises(Refused, match="stand in your agreement"):
        agreed(chris, on=False)
    actions.set_terms(chris.relationship, by=chris, agreed=True, from_hour=10, until_hour=11)
    with pytest.raises(Refused, match="therapist's to say"):
        actions.set_terms(chris.relationship, by=chris)
    page = page_of(thea, "thread-terms", chris.relationship.pk).content.decode()
    assert "stand in the agreement" in page
    assert "from 10:00 to 11:00" in page
    assert 'name="from_hour"' not in page


def test_hours_that_never_begin_are_refused(thea, chris):
    for wrong in ({"days": []}, {"days": [7]}, {"from_hour": 18, "until_hour": 9}):
        with pytest.raises(Refused, match="at least one day"):
            agreed(chris, **wrong)
    assert not Terms.objects.exists()
