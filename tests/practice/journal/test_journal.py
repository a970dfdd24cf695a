"""The server's side of a journal that it cannot read; and what a client shares out of it."""

import base64
import hashlib
import json
import uuid
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.desk import pair
from beside.practice.journal import actions, views
from beside.practice.journal.models import Leaf, Lock, Received, Share, Torn
from beside.practice.loops.models import Loop
from beside.practice.people import actions as people
from beside.practice.people import taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice
from tests.vocabulary import a_client, a_supervisor, a_therapist, sign_in

ROOT = Path(__file__).parents[3]
PART = {"nonce": base64.b64encode(b"n" * 12).decode(), "key": base64.b64encode(b"k" * 48).decode()}
WRAPPED = {
    "v": 1,
    "rounds": 600000,
    "salt": base64.b64encode(b"s" * 16).decode(),
    "by_passphrase": PART,
    "by_code": PART,
}


@pytest.fixture
def chris(db):
    return a_client()


def sent(browser, name, what, **args):
    return browser.post(reverse(name, **args), json.dumps(what), content_type="application/json")


def a_leaf(member, *, sealed=b"sealed", version=0, pk=None):
    return actions.keep_leaf(pk or uuid.uuid4(), sealed=sealed, version=version, by=member)


def a_share(chris, *, how="passage", words="I slept badly after it", key=None):
    return actions.share(chris.relationship, how=how, words=words, key=key or uuid.uuid4(), by=chris)


# -- Sealed on the device ------------------------------------------------------------------------------------------


def test_a_page_is_kept_as_it_was_sealed_and_given_back_the_same(client, chris):
    sign_in(client, chris)
    leaf = {"id": str(uuid.uuid4()), "version": 0, "sealed": base64.b64encode(b"\x00\xff sealed").decode()}
    assert sent(client, "journal-leaves", leaf).json()["version"] == 1
    [kept] = client.get(reverse("journal-leaves")).json()["leaves"]
    assert (kept["id"], kept["sealed"], kept["version"]) == (leaf["id"], leaf["sealed"], 1)


def test_nothing_tells_that_somebody_writes(chris):
    before = Entry.objects.count()
    a_leaf(chris)
    assert Entry.objects.count() == before
    assert not Notice.objects.exists()


def test_two_devices_on_one_page_lose_nothing(client, chris):
    leaf = a_leaf(chris, sealed=b"first")
    actions.keep_leaf(leaf.pk, sealed=b"second", version=1, by=chris)
    sign_in(client, chris)
    late = {"id": str(leaf.pk), "version": 1, "sealed": base64.b64encode(b"third").decode()}
    answer = sent(client, "journal-leaves", late)
    assert answer.status_code == 409
    assert base64.b64decode(answer.json()["sealed"]) == b"second"
    assert bytes(Leaf.objects.get().sealed) == b"second"


def test_the_same_page_sent_twice_is_kept_once(chris):
    leaf = a_leaf(chris)
    assert actions.keep_leaf(leaf.pk, sealed=b"sealed", version=0, by=chris).version == 1


def test_pages_come_in_batches_the_newest_first(client, chris):
    pages = [a_leaf(chris, sealed=str(one).encode()) for one in range(5)]
    sign_in(client, chris)
    first = client.get(reverse("journal-leaves") + "?many=2").json()
    assert ([one["id"] for one in first["leaves"]], first["more"]) == (
        [str(page.pk) for page in pages[:2:-1]],
        True,
    )
    assert client.get(reverse("journal-leaves") + "?from=4&many=2").json()["more"] is False


def test_torn_out_it_is_gone(client, chris):
    leaf = a_leaf(chris)
    sign_in(client, chris)
    for _again in range(2):
        assert client.post(reverse("journal-tear-out", args=[leaf.pk])).status_code == 200
    assert not Leaf.objects.exists()


def test_torn_out_it_does_not_come_back_from_another_device(client, chris):
    sign_in(client, chris)
    leaf = a_leaf(chris)
    actions.tear_out(leaf.pk, by=chris)
    for version in (0, 1):
        late = {"id": str(leaf.pk), "sealed": base64.b64encode(b"late").decode(), "version": version}
        answer = sent(client, "journal-leaves", late)
        assert (answer.status_code, answer.json()) == (410, {"torn": True})
    assert not Leaf.objects.exists()


def test_that_somebody_else_tore_something_out_keeps_no_page_from_being_kept(chris):
    ann = a_client("Ann", therapist=chris.relationship.clinician)
    leaf = a_leaf(chris)
    actions.tear_out(leaf.pk, by=ann)
    assert Leaf.objects.get() == leaf
    assert not Torn.objects.exists()


def test_a_device_asks_which_pages_there_are_and_for_some_of_them(client, chris):
    sign_in(client, chris)
    small, large = a_leaf(chris), a_leaf(chris, sealed=b"x" * 262_172)
    told = client.get(reverse("journal-leaves") + "?names=1").json()["names"]
    assert sorted(told) == sorted([[str(small.pk), 1, True], [str(large.pk), 1, False]])
    # A part of a picture comes only to whom asks for it: the first pages are there before it.
    assert [one["id"] for one in client.get(reverse("journal-leaves")).json()["leaves"]] == [str(small.pk)]
    asked = client.get(reverse("journal-leaves") + f"?ids={large.pk},{uuid.uuid4()}").json()["leaves"]
    assert [one["id"] for one in asked] == [str(large.pk)]
    assert client.get(reverse("journal-leaves") + "?ids=no").status_code == 400


def test_a_journal_has_room_for_so_much_and_says_what_to_do_when_it_is_full(chris, monkeypatch):
    monkeypatch.setattr(actions, "ROOM", 20)
    leaf = a_leaf(chris, sealed=b"x" * 15)
    with pytest.raises(Refused, match="Take out pages"):
        a_leaf(chris, sealed=b"x" * 6)
    actions.tear_out(leaf.pk, by=chris)
    a_leaf(chris, sealed=b"x" * 6)


def test_a_lock_may_hold_a_key_that_a_passkey_wrapped(client, chris):
    sign_in(client, chris)
    by_passkey = {"credential": "AAAA", "salt": "AAAA", "nonce": "AAAA", "key": "AAAA"}
    wrapped = WRAPPED | {"by_passkey": by_passkey}
    assert sent(client, "journal-lock", {"wrapped": wrapped, "version": 0}).status_code == 200
    for wrong in ({"key": "I slept badly"}, {"credential": "A" * 2000}, {"more": "AAAA"}):
        told = {"wrapped": WRAPPED | {"by_passkey": by_passkey | wrong}, "version": 1}
        assert sent(client, "journal-lock", told).status_code == 400


def test_the_page_that_a_device_keeps_knows_nobody(client, chris):
    stranger = client.get(reverse("journal-shell")).content
    sign_in(client, chris)
    page = client.get(reverse("journal-shell")).content.decode()
    assert 'data-owner=""' in page
    assert str(chris.pk) not in page
    assert b'data-shell="yes"' in stranger


def test_gentle_ways_to_begin_stand_on_the_page_in_each_language(client, chris):
    sign_in(client, chris)
    assert "Since last time, what stayed with me is" in client.get(reverse("journal")).content.decode()
    chris.language = "es"
    chris.save()
    assert "lo que se quedó conmigo" in client.get(reverse("journal")).content.decode()


@pytest.mark.parametrize(
    ("felt", "words"),
    [
        ("well", "Share something else"),
        ("unsure", "I do not know how it landed"),
        ("not-well", "it did not feel well received"),
    ],
)
def test_how_it_felt_leads_to_a_next_step_of_its_own(client, chris, felt, words):
    share = a_share(chris)
    actions.has_read(share, by=chris.relationship.clinician)
    sign_in(client, chris)
    assert words not in client.get(share.get_absolute_url()).content.decode()
    client.post(reverse("share-received", args=[share.pk]), {"felt": felt})
    assert words in client.get(share.get_absolute_url()).content.decode()


def test_nobody_reads_changes_or_tears_out_anothers_pages(client, chris):
    leaf = a_leaf(chris)
    ann = a_client("Ann Other", therapist=chris.relationship.clinician)
    sign_in(client, ann)
    assert client.get(reverse("journal-leaves")).json()["leaves"] == []
    over = {"id": str(leaf.pk), "version": 1, "sealed": base64.b64encode(b"mine").decode()}
    assert sent(client, "journal-leaves", over).status_code == 422
    client.post(reverse("journal-tear-out", args=[leaf.pk]))
    assert bytes(Leaf.objects.get().sealed) == b"sealed"
    for who in (chris.relationship.clinician, a_supervisor(of=chris.relationship.clinician)):
        assert not Leaf.objects.visible_to(who).exists()
        assert not Lock.objects.visible_to(who).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        "words",
        {"id": "x", "version": 0, "sealed": "AA=="},
        {"id": str(uuid.uuid4()), "version": 0, "sealed": "not base64!"},
        {"id": str(uuid.uuid4()), "version": None, "sealed": "AA=="},
        {},
    ],
)
def test_what_is_no_page_is_refused_with_a_sentence(client, chris, wrong):
    sign_in(client, chris)
    answer = sent(client, "journal-leaves", wrong)
    assert (answer.status_code, "Open the journal again" in answer.json()["says"]) == (400, True)
    assert not Leaf.objects.exists()


def test_a_page_that_is_too_long_is_refused_with_what_to_do(chris):
    with pytest.raises(Refused, match="Go on in a new one"):
        a_leaf(chris, sealed=b"x" * (actions.LARGEST + 1))


# -- Its lock ------------------------------------------------------------------------------------------------------


def test_a_lock_is_kept_and_changed_by_whoever_knows_its_version(client, chris):
    sign_in(client, chris)
    assert client.get(reverse("journal-lock")).json() == {"wrapped": None, "version": 0}
    assert sent(client, "journal-lock", {"wrapped": WRAPPED, "version": 0}).json() == {"version": 1}
    assert client.get(reverse("journal-lock")).json() == {"wrapped": WRAPPED, "version": 1}
    late = sent(client, "journal-lock", {"wrapped": WRAPPED, "version": 0})
    assert (late.status_code, late.json()["version"]) == (409, 1)


@pytest.mark.parametrize(
    "wrapped",
    [
        {**WRAPPED, "passphrase": "four words of mine"},
        {**WRAPPED, "salt": "my dear diary"},
        {**WRAPPED, "by_code": "words"},
        {**WRAPPED, "salt": "A" * 400},
        {**WRAPPED, "rounds": 599_999},
        {**WRAPPED, "rounds": True},
        None,
    ],
)
def test_a_lock_holds_wrapped_keys_and_nothing_else(client, chris, wrapped):
    sign_in(client, chris)
    assert sent(client, "journal-lock", {"wrapped": wrapped, "version": 0}).status_code == 400
    assert not Lock.objects.exists()


def test_another_journal_begins_only_after_signing_in_once_more(client, chris, monkeypatch):
    sign_in(client, chris)
    sent(client, "journal-lock", {"wrapped": WRAPPED, "version": 0})
    a_leaf(chris)
    monkeypatch.setattr(views, "did_recently_reauthenticate", lambda _request: False)
    answer = sent(client, "journal-lock", {"wrapped": WRAPPED, "version": 1, "anew": True})
    assert answer.status_code == 403
    assert answer.json()["again"].startswith(reverse("account_reauthenticate"))
    assert Leaf.objects.exists()
    monkeypatch.setattr(views, "did_recently_reauthenticate", lambda _request: True)
    sent(client, "journal-lock", {"wrapped": WRAPPED, "version": 1, "anew": True})
    assert not Leaf.objects.exists()


def test_another_journal_deletes_what_nobody_can_open_any_more(chris):
    actions.keep_lock(wrapped=WRAPPED, version=0, by=chris)
    a_leaf(chris)
    actions.keep_lock(wrapped=WRAPPED, version=1, anew=True, by=chris)
    assert not Leaf.objects.exists()
    assert Lock.objects.get().version == 2


# -- Shared --------------------------------------------------------------------------------------------------------


def test_a_share_is_for_the_therapist_and_no_supervisor_and_waits_for_an_answer_without_its_words(chris):
    share, thea = a_share(chris), chris.relationship.clinician
    readers = [thea, *(a_supervisor(kind, of=thea, kind=kind) for kind in ("responsible", "consultative"))]
    assert [share in Share.objects.visible_to(who) for who in readers] == [True, False, False]
    loop = Loop.objects.get()
    assert (loop.kind, loop.state, loop.words) == ("share", "given", "")
    assert Notice.objects.filter(kind="share", member=thea).count() == 1


def test_sent_twice_it_is_one(chris):
    key = uuid.uuid4()
    assert a_share(chris, key=key) == a_share(chris, key=key)


def test_the_client_sees_when_it_was_read(client, chris):
    share, thea = a_share(chris), chris.relationship.clinician
    sign_in(client, chris)
    assert "has not read it yet" in client.get(share.get_absolute_url()).content.decode()
    sign_in(client, thea)
    assert "I slept badly" in client.get(share.get_absolute_url()).content.decode()
    share.refresh_from_db()
    assert share.read_at
    assert Loop.objects.get().state == "seen"
    sign_in(client, chris)
    assert "Thea read it on" in client.get(share.get_absolute_url()).content.decode()


def test_who_stands_in_and_reads_it_is_named_to_the_client(client, chris):
    share, thea = a_share(chris), chris.relationship.clinician
    deputy = a_therapist("Dora", owner=thea)
    today = timezone.localdate()
    people.go_away(thea, deputy=deputy, first_day=today, last_day=today, by=thea)
    sign_in(client, deputy)
    client.get(share.get_absolute_url())
    sign_in(client, chris)
    assert "Dora read it on" in client.get(share.get_absolute_url()).content.decode()


def test_no_supervisor_learns_that_something_was_shared(client, chris):
    a_share(chris)
    thea = chris.relationship.clinician
    supervisor = a_supervisor(of=thea)
    assert not Loop.objects.visible_to(supervisor).exists()
    sign_in(client, supervisor)
    page = client.get(reverse("relationship", args=[chris.relationship.pk])).content.decode()
    assert "shared something" not in page
    assert pair.numbers(chris.relationship, by=supervisor)["waiting"] == 0
    assert pair.numbers(chris.relationship, by=thea)["waiting"] == 1


def test_pages_far_behind_the_last_are_none(client, chris):
    a_leaf(chris)
    sign_in(client, chris)
    assert client.get(reverse("journal-leaves") + f"?from={10**30}").json() == {"leaves": [], "more": False}


def test_taken_back_it_is_gone_for_the_therapist_and_says_that_it_was_read(client, chris):
    share, thea = a_share(chris), chris.relationship.clinician
    sign_in(client, thea)
    client.get(share.get_absolute_url())
    taking_back.take_back(share, by=chris)
    assert client.get(share.get_absolute_url()).status_code == 404
    assert not Loop.objects.visible_to(thea).exists()
    sign_in(client, chris)
    page = client.get(share.get_absolute_url()).content.decode()
    assert "It is hidden" in page
    assert "Thea read it on" in page


def test_how_it_was_received_is_the_clients_until_they_let_the_therapist_know(client, chris):
    share, thea = a_share(chris), chris.relationship.clinician
    actions.has_read(share, by=thea)
    Notice.objects.all().delete()
    actions.say_how_it_was_received(share, felt="not-well", by=chris)
    assert Received.objects.get().key_name().kind == "own"
    assert not Received.objects.visible_to(thea).exists()
    assert not Notice.objects.filter(member=thea).exists()
    sign_in(client, chris)
    assert "Let Thea know" in client.get(share.get_absolute_url()).content.decode()
    client.post(reverse("share-received", args=[share.pk]), {"felt": "not-well", "tell": "yes"})
    assert Notice.objects.get(member=thea).kind == "share-not-well"
    assert not Received.objects.visible_to(thea).exists()


def test_received_well_tells_nobody_even_when_asked_to(chris):
    share = a_share(chris)
    actions.say_how_it_was_received(share, felt="well", tell=True, by=chris)
    assert not Notice.objects.filter(kind="share-not-well").exists()


def test_without_a_script_a_summary_can_be_shared(client, chris):
    sign_in(client, chris)
    page = client.get(reverse("share-new")).content.decode()
    assert "Share with Thea" in page
    words = {"key": uuid.uuid4(), "how": "summary", "words": "It was a hard week"}
    client.post(reverse("share-new"), words)
    assert Share.objects.get().words == "It was a hard week"


def test_an_empty_share_stays_on_the_page_and_nothing_is_kept(client, chris):
    sign_in(client, chris)
    answer = client.post(reverse("share-new"), {"key": uuid.uuid4(), "how": "summary", "words": " "})
    assert answer.status_code == 200
    assert not Share.objects.exists()


def test_a_frozen_record_takes_no_share(chris):
    people.record_death(chris, by=chris.relationship.clinician)
    with pytest.raises(Refused, match="frozen"):
        a_share(chris)


# -- The script that seals -------------------------------------------------------------------------------------------


def test_the_document_and_the_page_name_the_script_as_it_is(client, chris):
    digest = hashlib.sha256(Path(finders.find("beside/js/journal.js")).read_bytes()).hexdigest()
    assert f"\n    {digest}\n" in (ROOT / "docs/journal.md").read_text()
    sign_in(client, chris)
    assert digest in client.get(reverse("journal")).content.decode()
