"""What waited on a device: let in by the token sealed inside it, once, as its author, whoever is signed in when it comes."""

import base64
import datetime
import json
import re
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.loops.models import Loop
from beside.practice.meetings.models import CheckIn
from beside.practice.pace import actions as pace
from beside.practice.people import actions, drafts
from beside.practice.people.models import Draft, Member, SafeContact
from beside.practice.people.outbox import came, tokens
from beside.practice.people.outbox.forms import OFFLINE, ONLINE_ONLY, ONLY_KEPT
from beside.practice.thread import actions as thread
from beside.practice.vault import keyfiles, letterbox
from tests.practice.access_table import CLIENTS, TABLE
from tests.practice.people.sealing import a_letter
from tests.practice.world import World
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_practice,
    a_session,
    a_therapist,
    in_days,
    past_sessions,
    sign_in,
)

WORDS = "what the sea said on Tuesday"


@pytest.fixture(autouse=True)
def as_ever(tmp_path, monkeypatch):
    cache.clear()
    monkeypatch.setenv("BESIDE_KEYS", str(tmp_path / "keys"))


@pytest.fixture
def chris():
    return a_client("Chris")


@pytest.fixture
def session(chris):
    return a_session(chris, starts_at=timezone.now() + datetime.timedelta(hours=5))


def sent(letter, browser=None):
    """What the device is told."""
    answer = (browser or Client(enforce_csrf_checks=True)).post(
        reverse("outbox-letter"), json.dumps(letter), content_type="application/json"
    )
    assert answer.status_code == 200, answer.status_code
    return answer.json()["state"]


def check_in_letter(chris, session, **more):
    place = reverse("check-in", args=[session.pk])
    return a_letter(chris, place, {"key": uuid.uuid4(), "wish": WORDS}, **more)


def wishes():
    return [check_in.words["wish"] for check_in in CheckIn.objects.all()]


# -- Let in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("curve", ["X25519", "P-256"])
def test_what_was_sealed_on_a_device_arrives_as_if_its_author_had_just_sent_it(chris, session, curve):
    assert sent(check_in_letter(chris, session, curve=curve)) == "accepted"
    kept = CheckIn.objects.get()
    assert (kept.words["wish"], kept.entered_by, kept.relationship.client) == (WORDS, chris, chris)
    assert Loop.objects.get().given_by == chris
    assert Entry.objects.filter(what="sent offline: check-in", who_id=chris.pk).count() == 1


def test_the_same_letter_twice_makes_one_thing_and_is_told_the_same(chris, session):
    letter = check_in_letter(chris, session)
    assert [sent(letter) for _tab in range(3)] == ["accepted"] * 3
    assert wishes() == [WORDS]


def test_what_had_reached_the_server_before_the_line_went_dead_is_not_made_twice(chris, session):
    key, browser = uuid.uuid4(), sign_in(Client(), chris)
    place = reverse("check-in", args=[session.pk])
    assert browser.post(place, {"key": key, "wish": WORDS}).status_code == 302
    assert sent(a_letter(chris, place, {"key": key, "wish": WORDS})) == "accepted"
    assert wishes() == [WORDS]


def test_whoever_is_signed_in_when_it_comes_does_not_matter(chris, session):
    ann = a_client("Ann", therapist=chris.relationship.clinician)
    assert sent(check_in_letter(chris, session), sign_in(Client(), ann)) == "accepted"
    assert CheckIn.objects.get().entered_by == chris


def test_signing_out_loses_nothing(chris, session):
    browser = sign_in(Client(), chris)
    letter = check_in_letter(chris, session)
    browser.post(reverse("account_logout"))
    assert sent(letter, browser) == "accepted"


def test_a_questionnaire_after_a_session_arrives(chris):
    held = past_sessions(chris)[-1]
    place = reverse("after", args=[held.pk])
    fields = {"key": uuid.uuid4(), "at": "0", "self": "3", "move": "send"}
    assert sent(a_letter(chris, place, fields)) == "accepted"
    from beside.practice.feedback.models import Sheet

    assert Sheet.objects.get().answers["self"] == 3


# -- Not let in --------------------------------------------------------------------------------------------------


def nonsense(chris, session):
    return {"box": "x", "kind": "X25519"}


def another_key(chris, session):
    return check_in_letter(chris, session) | {"key": str(uuid.uuid4())}


def another_version(chris, session):
    return check_in_letter(chris, session) | {"version": 2}


def a_flipped_bit(chris, session):
    letter = check_in_letter(chris, session)
    box = bytearray(base64.b64decode(letter["sealed"]))
    box[20] ^= 1
    return letter | {"sealed": base64.b64encode(bytes(box)).decode()}


def an_unknown_token(chris, session):
    return check_in_letter(chris, session, token="bm90aGluZw==")


def a_token_of_another_form(chris, session):
    return check_in_letter(chris, session, token=tokens.make(chris, place=reverse("safe-contact")))


def another_form_than_its_tokens(chris, session):
    return check_in_letter(chris, session, place=reverse("safe-contact"))


def a_token_that_ran_out(chris, session):
    return check_in_letter(chris, session, now=timezone.now() - datetime.timedelta(days=14, minutes=1))


def a_token_from_tomorrow(chris, session):
    return check_in_letter(chris, session, now=timezone.now() + datetime.timedelta(days=1))


def after_signing_out_everywhere(chris, session):
    letter = check_in_letter(chris, session)
    sign_in(Client(), chris).post(reverse("sign-out-everywhere"))
    return letter


def after_another_password(chris, session):
    letter = check_in_letter(chris, session)
    chris.account.set_password("another horse battery")
    chris.account.save()
    return letter


def after_suspension(chris, session):
    letter = check_in_letter(chris, session)
    actions.suspend(chris, by=chris.relationship.clinician)
    return letter


def after_leaving(chris, session):
    letter = check_in_letter(chris, session)
    actions.record_death(chris, by=chris.relationship.clinician)
    return letter


def a_token_that_was_used(chris, session):
    token = tokens.make(chris, place=reverse("check-in", args=[session.pk]))
    first = [["key", str(uuid.uuid4())], ["wish", "once"]]
    assert sent(check_in_letter(chris, session, token=token, fields=first)) == "accepted"
    return check_in_letter(chris, session, token=token)


def the_same_key_with_other_words(chris, session):
    token, key = tokens.make(chris, place=reverse("check-in", args=[session.pk])), uuid.uuid4()
    first = [["key", str(uuid.uuid4())], ["wish", "once"]]
    assert sent(check_in_letter(chris, session, token=token, key=key, fields=first)) == "accepted"
    return check_in_letter(chris, session, token=token, key=key)


def a_therapists_token(chris, session):
    return check_in_letter(chris.relationship.clinician, session)


def too_many_fields(chris, session):
    return check_in_letter(chris, session, fields=[["wish", WORDS]] * 301)


def a_kind_that_is_none(chris, session):
    return check_in_letter(chris, session, kind="delete")


DEAD = (
    nonsense, another_key, another_version, a_flipped_bit, an_unknown_token, a_token_of_another_form,
    another_form_than_its_tokens, a_token_that_ran_out, a_token_from_tomorrow, after_signing_out_everywhere,
    after_another_password, after_suspension, after_leaving, a_token_that_was_used, the_same_key_with_other_words,
    a_therapists_token, too_many_fields, a_kind_that_is_none,
)  # fmt: skip


@pytest.mark.parametrize("dead", DEAD, ids=lambda dead: dead.__name__)
def test_unknown_and_dead_are_told_the_same_and_change_nothing(dead, chris, session):
    assert sent(dead(chris, session)) == "closed"
    assert WORDS not in wishes()
    assert came.of(chris) == []


def test_a_form_of_another_client_is_refused_as_if_it_were_not_there(chris):
    ann = a_client("Ann", therapist=chris.relationship.clinician)
    hers = a_session(ann, starts_at=timezone.now() + datetime.timedelta(hours=5))
    assert sent(check_in_letter(chris, hers)) == "kept"
    assert wishes() == []
    [(_place, [item])] = came.of(chris)
    assert item["said"] == ["This page is no longer there."]


def test_a_form_outside_the_table_is_not_carried_out(chris):
    """Even with a token of ours for it."""
    for name in ("sign-out-everywhere", "erase-ask", "tell-someone", "account_change_password"):
        assert sent(a_letter(chris, reverse(name), {"words": WORDS})) == "kept"
    chris.account.refresh_from_db()
    assert chris.account.signed_out_at is None
    assert chris.relationship.erasure_requests.count() == 0


def test_of_two_practices_each_token_reaches_its_own(chris, session):
    oak = a_client("Chris", therapist=a_therapist(owner=a_practice("Oak Road")))
    assert sent(check_in_letter(oak, session)) == "kept"
    assert wishes() == []
    assert came.of(chris) == []
    assert len(came.of(oak)) == 1


def test_a_letter_that_is_too_long_is_not_read(chris, session):
    assert sent(check_in_letter(chris, session) | {"more": "x" * 400_000}) == "closed"


def test_an_address_that_tries_and_tries_is_stopped(chris, session):
    browser = Client()
    codes = {
        browser.post(reverse("outbox-letter"), "{}", content_type="application/json").status_code
        for _ in range(61)
    }
    assert codes == {200, 429}


def test_the_answer_is_the_same_size_whoevers_it_is(chris, session):
    answer = Client().post(
        reverse("outbox-letter"), json.dumps(check_in_letter(chris, session)), content_type="application/json"
    )
    assert answer.content == b'{"state": "accepted"}'


# -- Words that come back ----------------------------------------------------------------------------------------


def test_what_the_form_does_not_take_comes_back_to_its_author_with_its_sentences(chris):
    far = a_session(chris, starts_at=in_days(9))
    assert sent(check_in_letter(chris, far)) == "kept"
    assert wishes() == []
    [(place, [item])] = came.of(chris)
    assert (place, item["fields"], item["why"]) == (
        reverse("check-in", args=[far.pk]),
        [["wish", WORDS]],
        "refused",
    )
    assert re.search(r"two days before", " ".join(item["said"]))
    page = sign_in(Client(), chris).get(reverse("outbox")).content.decode()
    assert WORDS in page
    assert item["said"][0] in page


def test_a_field_that_is_wrong_comes_back_with_what_to_mend(chris):
    place = reverse("account-home")
    assert sent(a_letter(chris, place, {"prefers": "x" * 300, "pronouns": WORDS})) == "kept"
    chris.refresh_from_db()
    assert chris.pronouns == ""
    [(_place, [item])] = came.of(chris)
    assert re.search("at most", item["said"][0])


def test_a_form_whose_questions_changed_is_looked_over_again(chris, session):
    assert sent(check_in_letter(chris, session, version=7)) == "kept"
    [(_place, [item])] = came.of(chris)
    assert item["said"] == ["The questions have changed since. Look over what you wrote, and send it again."]


def test_half_a_character_arrives_with_a_mark_in_its_place(chris, session):
    assert (
        sent(check_in_letter(chris, session, fields=[["key", str(uuid.uuid4())], ["wish", "the sea \ud83d"]]))
        == "accepted"
    )
    assert wishes() == ["the sea \ufffd"]


def test_a_draft_comes_back_and_is_not_sent(chris, session):
    assert sent(check_in_letter(chris, session, kind="draft")) == "kept"
    assert wishes() == []
    [(_place, [item])] = came.of(chris)
    assert (item["why"], item["fields"]) == ("draft", [["wish", WORDS]])


def test_two_drafts_of_one_form_stand_side_by_side(chris, session):
    for words in ("from the phone", "from the tablet"):
        assert sent(check_in_letter(chris, session, kind="draft", fields=[["wish", words]])) == "kept"
    [(_place, items)] = came.of(chris)
    assert [item["fields"] for item in items] == [[["wish", "from the phone"]], [["wish", "from the tablet"]]]


def test_what_was_sent_after_all_is_no_draft_any_more(chris, session):
    sent(check_in_letter(chris, session, kind="draft"))
    assert sent(check_in_letter(chris, session)) == "accepted"
    assert came.of(chris) == []


def test_what_came_back_can_be_thrown_away(chris, session):
    sent(check_in_letter(chris, session, kind="draft"))
    [(place, [item])] = came.of(chris)
    browser = sign_in(Client(), chris)
    assert browser.post(reverse("outbox"), {"place": place, "item": item["id"]}).status_code == 302
    assert came.of(chris) == []


def test_words_under_a_dead_token_come_back_to_whoever_wrote_them_and_to_nobody_else(chris, session):
    letter = after_signing_out_everywhere(chris, session)
    ann = a_client("Ann", therapist=chris.relationship.clinician)

    def asks(member):
        answer = sign_in(Client(), member).post(
            reverse("outbox-back"), json.dumps(letter), content_type="application/json"
        )
        return answer.json()["state"]

    assert asks(ann) == "closed"
    assert came.of(ann) == []
    assert asks(chris) == "kept"
    [(_place, [item])] = came.of(chris)
    assert (item["why"], item["fields"]) == ("too-late", [["wish", WORDS]])
    assert wishes() == []


def test_nobody_else_sees_what_came_back(chris, session):
    sent(check_in_letter(chris, session, kind="draft"))
    assert came.of(chris.relationship.clinician) == []
    assert came.of(a_client("Ann", therapist=chris.relationship.clinician)) == []


# -- Older words, and newer ones ---------------------------------------------------------------------------------

CHANGED = "This was changed since. Look it over, then send it again."


def came_back(member):
    return [item for _place, items in came.of(member) for item in items]


def test_a_letter_does_not_change_back_what_its_author_changed_since(chris):
    topic = pace.add_topic(chris.relationship, words="my uncle", wish="ask", key=uuid.uuid4(), by=chris)
    place = reverse("topic-mark", args=[chris.relationship.pk])
    letter = a_letter(chris, place, {"wish": "open", "topic": topic.pk})
    pace.mark(topic, wish="not-now", by=chris)
    assert sent(letter) == "kept"
    assert [mark.wish for mark in topic.marks.order_by("at")] == ["ask", "not-now"]
    assert [item["said"] for item in came_back(chris)] == [[CHANGED]]


def test_an_old_letter_brings_back_no_way_of_reaching_somebody_that_their_therapist_has_closed_since(chris):
    contact = SafeContact.objects.get(client=chris)
    place = reverse("welcome-step", args=[1])
    said = {"key": uuid.uuid4(), "called": "Chris", "channel": "email", "from_hour": 9, "until_hour": 18}
    letter = a_letter(chris, place, said)
    actions.change_safe_contact(
        contact, by=chris.relationship.clinician, channel="none", note="he reads my mail"
    )
    assert sent(letter) == "kept"
    contact.refresh_from_db()
    assert (contact.channel, contact.note) == ("none", "he reads my mail")
    assert [item["said"] for item in came_back(chris)] == [[CHANGED]]
    # Sealed after it, it is the last word.
    assert sent(a_letter(chris, place, said)) == "accepted"


def test_another_thing_that_was_changed_since_holds_no_letter_back(chris):
    one, other = (
        pace.add_topic(chris.relationship, words=words, wish="ask", key=uuid.uuid4(), by=chris)
        for words in ("my uncle", "the sea")
    )
    place = reverse("topic-mark", args=[chris.relationship.pk])
    letter = a_letter(chris, place, {"wish": "open", "topic": one.pk})
    pace.mark(other, wish="not-now", by=chris)
    assert sent(letter) == "accepted"


def test_a_check_in_that_was_sent_since_stays_as_it_is(chris, session):
    letter = check_in_letter(chris, session)
    a_check_in(session, wish="newer words")
    assert sent(letter) == "kept"
    assert wishes() == ["newer words"]


def test_a_letter_counts_from_when_it_was_sealed_and_not_from_when_its_page_was_made(chris, session):
    page = timezone.now() - datetime.timedelta(hours=3)
    before = check_in_letter(chris, session, now=page, at=timezone.now().timestamp())
    a_check_in(session, wish="older words")
    after = check_in_letter(chris, session, now=page, at=timezone.now().timestamp())
    assert [sent(letter) for letter in (before, after)] == ["kept", "accepted"]
    assert wishes() == ["older words", WORDS]


def test_of_letters_that_come_late_each_counts_from_when_it_was_written(chris, session):
    """In the order in which they were written they all arrive; one that was written before another came back."""
    now = timezone.now().timestamp()
    first, second, third = (
        check_in_letter(
            chris,
            session,
            now=timezone.now() - datetime.timedelta(hours=4),
            at=now - ago,
            fields=[["key", str(uuid.uuid4())], ["wish", words]],
        )
        for ago, words in ((9000, "the first"), (6000, "the second"), (3000, "the third"))
    )
    assert [sent(letter) for letter in (first, third)] == ["accepted"] * 2
    assert sent(second) == "kept"
    assert wishes() == ["the first", "the third"]


def test_what_cannot_be_changed_back_needs_a_connection():
    answers = {"safe-contact", "listening-answer", "listening-show-answer", "companions-answer"}
    assert answers <= set(ONLINE_ONLY)


def test_what_is_sent_with_a_connection_only_comes_back_with_its_words_and_is_never_carried_out(chris):
    place = reverse("safe-contact")
    sent_by_itself = a_letter(chris, place, {"outside_sessions": "email", "note": WORDS})
    assert (sent(sent_by_itself), sent(a_letter(chris, place, {"note": WORDS}, kind="draft"))) == (
        "kept",
        "kept",
    )
    assert WORDS not in [contact.note for contact in SafeContact.objects.filter(client=chris)]
    [(_place, items)] = came.of(chris)
    assert [(item["why"], item["fields"][-1]) for item in items] == [
        ("refused", ["note", WORDS]),
        ("draft", ["note", WORDS]),
    ]


def test_one_letter_that_arrives_throws_no_other_away(chris, session):
    far = check_in_letter(chris, session, version=7, fields=[["wish", "the long hard one"]])
    assert sent(far) == "kept"
    assert sent(check_in_letter(chris, session)) == "accepted"
    assert [item["fields"] for item in came_back(chris)] == [[["wish", "the long hard one"]]]


def test_what_was_put_into_the_form_again_is_not_kept_when_it_arrives(chris, session):
    sent(check_in_letter(chris, session, kind="draft", fields=[["wish", "half a"]]))
    sent(check_in_letter(chris, session, kind="draft", fields=[["wish", "another"]]))
    put, other = came_back(chris)
    assert sent(check_in_letter(chris, session, put=put["id"])) == "accepted"
    assert came_back(chris) == [other]


def test_a_page_that_drops_without_saying_what_drops_nothing(chris, session):
    sent(check_in_letter(chris, session, kind="draft"))
    [(place, _items)] = came.of(chris)
    sign_in(Client(), chris).post(reverse("outbox"), {"place": place}, headers={"X-Outbox": "1"})
    assert len(came_back(chris)) == 1


@pytest.mark.parametrize("older", ["old", ""])
def test_an_old_draft_is_laid_beside_the_words_that_are_there_never_over_them(chris, older):
    pair = chris.relationship
    letter = a_letter(chris, reverse("message-draft", args=[pair.pk]), {"words": older})
    thread.keep_draft(pair, words="an hour of newer words", by=chris)
    sent(letter)
    assert drafts.words_of(chris, page=thread.draft_page(pair)) == {"words": "an hour of newer words"}
    beside = [(reverse("message-send", args=[pair.pk]), [["words", older]])] if older else []
    assert [(place, items[0]["fields"]) for place, items in came.of(chris)] == beside


def test_a_draft_that_goes_on_with_the_words_that_are_there_takes_their_place(chris):
    pair = chris.relationship
    thread.keep_draft(pair, words="an hour", by=chris)
    place = reverse("message-draft", args=[pair.pk])
    assert sent(a_letter(chris, place, {"words": "an hour of words"})) == "accepted"
    assert drafts.words_of(chris, page=thread.draft_page(pair)) == {"words": "an hour of words"}
    assert came.of(chris) == []


def test_what_is_sent_takes_no_newer_draft_away(chris):
    pair = chris.relationship
    thread.set_terms(pair, by=pair.clinician, days=range(7), from_hour=0, until_hour=24)
    place = reverse("message-send", args=[pair.pk])
    letter = a_letter(chris, place, {"key": uuid.uuid4(), "words": "older"})
    thread.keep_draft(pair, words="an hour of newer words", by=chris)
    assert sent(letter) == "accepted"
    assert drafts.words_of(chris, page=thread.draft_page(pair)) == {"words": "an hour of newer words"}


def test_what_comes_back_lies_with_the_pair_of_its_form(chris, session):
    letter = check_in_letter(chris, session, version=7)
    before = chris.relationship
    owner = Member.objects.get(role="owner")
    actions.hand_over(before, to=a_therapist("Theo", owner=owner), by=owner)
    assert sent(letter) == "kept"
    assert Draft.objects.get(member=chris, page__startswith=came.PREFIX).relationship_id == before.pk


# -- What a page is given ----------------------------------------------------------------------------------------


def ready(member, *places, **more):
    answer = sign_in(Client(), member).post(reverse("outbox-ready"), {"places": json.dumps(places), **more})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.json()


def test_a_page_is_given_a_token_for_each_form_that_works_offline(chris, session):
    place = reverse("check-in", args=[session.pk])
    told = ready(chris, place, reverse("erase-ask"), "/nowhere/", place + "?again")
    assert set(told["forms"]) == {place, place + "?again"}
    token = told["forms"][place]["token"]
    assert sent(a_letter(chris, place, {"key": uuid.uuid4(), "wish": WORDS}, token=token)) == "accepted"
    assert told["box"]["id"] == letterbox.current().id


def test_a_token_tells_nothing(chris, session):
    place = reverse("check-in", args=[session.pk])
    opened = base64.urlsafe_b64decode(tokens.make(chris, place=place))
    assert str(chris.pk).encode() not in opened
    assert b"check-in" not in opened


def test_the_empty_page_is_given_tokens_for_what_makes_sense_without_content(chris, session):
    told = ready(chris, spare="1")["spare"]
    assert {name: len(each) for name, each in told.items()} == {"check-in": 4, "message": 4, "else": 4}
    place, token = told["else"][0]["place"], told["else"][0]["token"]
    assert sent(a_letter(chris, place, {"words": WORDS}, token=token, kind="draft")) == "kept"
    [(_place, [item])] = came.of(chris)
    assert item["fields"] == [["words", WORDS]]


def test_a_page_is_told_what_came_back_for_its_forms(chris, session):
    place = reverse("check-in", args=[session.pk])
    sent(check_in_letter(chris, session, kind="draft"))
    told = ready(chris, place)
    assert told["came"][place][0]["fields"] == [["wish", WORDS]]
    assert told["back"] == 1
    assert ready(a_client("Ann"), place)["came"] == {}


def test_the_empty_page_is_nobodys(chris):
    page = Client().get(reverse("offline"))
    assert page.status_code == 200
    assert "Chris" not in page.content.decode()
    assert sign_in(Client(), chris).get(reverse("offline")).status_code == 200


# -- The key -----------------------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_only_we_can_read_it():
    first = letterbox.current()
    assert letterbox.current() == first
    assert keyfiles.path("letterbox").stat().st_mode & 0o777 == 0o600


def test_a_changed_key_opens_what_waits_for_ninety_days(chris, session, time_machine):
    letters = [check_in_letter(chris, session) for _each in range(2)]
    old = letterbox.current().id
    letterbox.rotate()
    assert letterbox.current().id != old
    assert sent(letters[0]) == "accepted"
    late = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=91)
    letter = letterbox.Letter(
        letters[1]["box"],
        "X25519",
        *(base64.b64decode(letters[1][name]) for name in ("theirs", "nonce", "sealed")),
    )
    place = f"beside outbox 1|{letters[1]['key']}|1".encode()
    assert WORDS.encode() in letterbox.open_letter(letter, place)
    with pytest.raises(letterbox.Unreadable):
        letterbox.open_letter(letter, place, now=late)
    letterbox.rotate(now=late)
    assert len(list(keyfiles.folder().glob("letterbox-*.key"))) == 1


def test_the_key_can_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("BESIDE_LETTERBOX_KEY", "1e" * 32)
    assert letterbox.current().secret == bytes.fromhex("1e" * 32)
    assert not keyfiles.path("letterbox").exists()


# -- Every form of a client's ------------------------------------------------------------------------------------


def test_every_form_of_a_clients_works_without_a_connection_or_says_why_not():
    """Held against the table of all pages: a new form is put into one of the two tables of outbox/forms.py."""
    sendable = {name for name, row in TABLE.items() if row.act and row.act & CLIENTS}
    assert sendable - set(OFFLINE) - set(ONLINE_ONLY) == set(), "neither offline nor with a reason"
    assert (set(OFFLINE) | set(ONLINE_ONLY)) - sendable == set(), "no client can send these"
    assert set(OFFLINE) & set(ONLINE_ONLY) == set()
    assert set(ONLY_KEPT) < set(ONLINE_ONLY)


def test_a_form_of_the_table_that_comes_empty_breaks_nothing():
    """Carried out with no field, as its author: taken, or kept with a sentence, and never a fault."""
    world = World()
    chris = Member.objects.select_related("account").get(pk=world.chris.pk)
    speechless = []
    for name, form in OFFLINE.items():
        place = reverse(name, kwargs=world.args(TABLE[name].args))
        with world.undone():
            cache.clear()
            state = sent(a_letter(chris, place, {}, version=form.version))
            items = [item for _place, items in came.of(chris) for item in items]
            if state == "closed" or any(item["why"] == "refused" and not all(item["said"]) for item in items):
                speechless.append((name, state))
    assert speechless == []
