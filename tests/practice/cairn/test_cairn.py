"""The cairn is the client's: off until they want it, only the stones they keep, shown or not, and never a number."""

import datetime
import itertools
import re
import uuid
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from beside.practice import cairn as room
from beside.practice.audit.models import Entry
from beside.practice.cairn import actions, offering
from beside.practice.cairn.drawing import _rows, drawing
from beside.practice.cairn.models import Cairn, LetBe, Stone
from beside.practice.desk import erase
from beside.practice.growth import actions as growth
from beside.practice.growth.models import Win
from beside.practice.journal import actions as journal
from beside.practice.pace import actions as pace
from beside.practice.people import taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.signs.trust import never
from tests.vocabulary import a_client, a_supervisor, in_days, sign_in


@pytest.fixture
def chris(db):
    return a_client()


@pytest.fixture
def thea(chris):
    return chris.relationship.clinician


@pytest.fixture
def wanted(chris):
    actions.turn_on(chris.relationship, by=chris)
    return chris


def a_stone(chris, words="I said stop", **more):
    return actions.keep_stone(chris.relationship, words=words, by=chris, **({"key": uuid.uuid4()} | more))


def show(chris, shown=True):
    return actions.show(chris.relationship, shown=shown, by=chris)


def page(browser, who, relationship):
    sign_in(browser, who)
    return browser.get(reverse("cairn", args=[relationship.pk]))


def words_of(answer):
    return answer.content.decode()


def post(browser, who, name, thing, **sent):
    sign_in(browser, who)
    return browser.post(reverse(name, args=[thing.pk]), sent, follow=True)


def a_win(chris, words="I got up", by=None):
    return growth.note_win(chris.relationship, words=words, key=uuid.uuid4(), by=by or chris)


# -- On and off ------------------------------------------------------------------------------------------------------


def test_it_is_off_until_the_client_wants_it(client, chris):
    a_win(chris)
    words = words_of(page(client, chris, chris.relationship))
    assert "I want a cairn" in words
    assert "I got up" not in words
    with pytest.raises(Refused, match="Turn it on first"):
        a_stone(chris)


def test_turned_on_it_holds_only_what_they_keep(client, chris):
    a_win(chris)
    answer = post(client, chris, "cairn-turn", chris.relationship, what="on")
    assert "There is no stone in it yet" in words_of(answer)
    assert not Stone.objects.exists()


def test_turned_off_the_picture_is_gone_and_the_stones_wait_to_be_asked_about(client, wanted):
    a_stone(wanted)
    assert 'class="stone tone-' in words_of(page(client, wanted, wanted.relationship))
    words = words_of(post(client, wanted, "cairn-turn", wanted.relationship, what="off"))
    assert 'class="stone tone-' not in words
    assert "Let all of them go, for good" in words
    assert Stone.objects.count() == 1


def test_the_stones_go_only_when_the_client_is_sure(client, wanted):
    a_stone(wanted)
    actions.turn_off(wanted.relationship, by=wanted)
    assert "Tick the box first" in words_of(
        post(client, wanted, "cairn-turn", wanted.relationship, what="let-go")
    )
    assert Stone.objects.count() == 1
    post(client, wanted, "cairn-turn", wanted.relationship, what="let-go", sure="yes")
    assert not Stone.objects.exists()


def test_turned_on_again_the_stones_are_there(wanted):
    stone = a_stone(wanted)
    actions.turn_off(wanted.relationship, by=wanted)
    actions.turn_on(wanted.relationship, by=wanted)
    assert Stone.objects.get() == stone
    assert Cairn.objects.get().on


def test_a_therapist_has_none_of_their_own_and_turns_none_on(chris, thea):
    with pytest.raises(Refused, match="the client's own"):
        actions.turn_on(chris.relationship, by=thea)


# -- Stones --------------------------------------------------------------------------------------------------------


def test_a_stone_sent_twice_is_one(wanted):
    key = uuid.uuid4()
    assert a_stone(wanted, key=key) == a_stone(wanted, key=key)
    assert Stone.objects.count() == 1


def test_without_words_nothing_is_kept_and_the_page_says_what_to_do(client, wanted):
    answer = post(client, wanted, "stone-keep", wanted.relationship, words="  ", key=uuid.uuid4())
    assert "This field is required" in words_of(answer) or "Write a few words" in words_of(answer)
    assert not Stone.objects.exists()


def test_a_win_is_offered_in_its_words_and_kept_it_is_not_offered_again(client, wanted):
    win = a_win(wanted)
    (offer,) = offering.offers(wanted.relationship, by=wanted)
    assert (offer.words, offer.of) == ("I got up", "win")
    post(client, wanted, "stone-offer", wanted.relationship, mark=offer.mark, key=uuid.uuid4(), what="keep")
    stone = Stone.objects.get()
    assert (stone.words, stone.source_id, stone.of) == ("I got up", win.pk, "win")
    assert offering.offers(wanted.relationship, by=wanted) == []


def test_what_happened_is_offered_in_plain_words_with_its_day(wanted):
    pace.add_topic(
        wanted.relationship, words="my brother", wish="not-now", key=uuid.uuid4(), by=wanted, now=in_days(-20)
    )
    (offer,) = offering.offers(wanted.relationship, by=wanted)
    assert offer.words == f"You said no on {date_format(in_days(-20), 'j F')}."


def test_one_that_was_let_pass_is_not_offered_again_and_the_therapist_still_reads_it(client, wanted, thea):
    journal.share(wanted.relationship, how="passage", words="x", key=uuid.uuid4(), by=wanted)
    (offer,) = offering.offers(wanted.relationship, by=wanted)
    post(client, wanted, "stone-offer", wanted.relationship, mark=offer.mark, key=uuid.uuid4(), what="pass")
    assert offering.offers(wanted.relationship, by=wanted) == []
    assert [one.sign.id for one in offering.quiet_signs(wanted.relationship, by=thea)] == ["shared-a-passage"]


def test_an_offer_cannot_be_made_up(client, wanted):
    answer = post(
        client, wanted, "stone-offer", wanted.relationship, mark="x" * 43, key=uuid.uuid4(), what="keep"
    )
    assert "not offered any more" in words_of(answer)
    assert not Stone.objects.exists()


def test_a_stone_is_said_in_other_words_and_let_go(client, wanted):
    stone = a_stone(wanted)
    post(client, wanted, "stone", stone, what="words", words="I said no")
    assert Stone.objects.get().words == "I said no"
    post(client, wanted, "stone", stone, what="let-go")
    assert not Stone.objects.exists()


def not_taken(client, name, pk, **said):
    answer = client.post(reverse(name, args=[pk]), {"key": uuid.uuid4()} | said)
    assert answer.status_code == 422
    return answer.content.decode()


def test_what_was_typed_stays_on_the_page_when_it_is_refused(client, wanted):
    stone, here = a_stone(wanted), wanted.relationship.pk
    sign_in(client, wanted)
    long = "I slept through " * 40
    assert long in not_taken(client, "stone", stone.pk, what="words", words=long)
    assert long in not_taken(client, "stone-keep", here, words=long)
    actions.turn_off(wanted.relationship, by=wanted)
    said = not_taken(client, "stone-keep", here, words="I called her back")
    assert "Your cairn is off" in said
    assert "I called her back</textarea>" in said
    actions.turn_on(wanted.relationship, by=wanted)
    Relationship.objects.filter(pk=here).update(frozen=True)
    said = not_taken(client, "stone", stone.pk, what="words", words="I said no to her")
    assert "This record is frozen" in said
    assert "I said no to her</textarea>" in said


def test_a_stone_that_was_let_go_meanwhile_is_not_said_otherwise(wanted):
    stone = a_stone(wanted)
    Stone.objects.all().delete()
    with pytest.raises(Refused, match="This stone is gone"):
        actions.say_it_otherwise(stone, words="Later", by=wanted)
    assert not Stone.objects.exists()


def test_let_go_it_is_not_offered_again(wanted):
    a_win(wanted)
    (offer,) = offering.offers(wanted.relationship, by=wanted)
    stone = a_stone(wanted, words="", mark=offer.mark)
    actions.let_go(stone, by=wanted)
    assert offering.offers(wanted.relationship, by=wanted) == []


def test_a_stone_stays_when_the_win_it_was_of_is_taken_off(wanted):
    win = a_win(wanted)
    (offer,) = offering.offers(wanted.relationship, by=wanted)
    a_stone(wanted, words="", mark=offer.mark)
    growth.take_win_back(win, by=wanted)
    assert not Win.objects.exists()
    assert Stone.objects.get().words == "I got up"


def test_a_frozen_record_takes_no_stone(wanted):
    Relationship.objects.update(frozen=True)
    with pytest.raises(Refused, match="frozen"):
        a_stone(wanted)


# -- Who sees it -----------------------------------------------------------------------------------------------------


def test_not_shown_it_is_not_there_for_anybody_else(client, wanted, thea):
    a_stone(wanted)
    for who in (thea, a_supervisor(of=thea), a_client("Ann", therapist=thea)):
        assert page(client, who, wanted.relationship).status_code == 404
        assert not Stone.objects.visible_to(who).exists()


def test_shown_the_therapist_sees_it_and_no_longer_when_that_is_ended(client, wanted, thea):
    a_stone(wanted)
    show(wanted)
    a_stone(wanted, words="A second one")
    words = words_of(page(client, thea, wanted.relationship))
    assert "I said stop" in words
    assert "A second one" in words
    assert "A stone of my own" not in words
    show(wanted, shown=False)
    assert page(client, thea, wanted.relationship).status_code == 404
    assert not Stone.objects.visible_to(thea).exists()


def test_turned_off_it_is_not_shown_any_more_and_turned_on_it_is_the_clients_alone(client, wanted, thea):
    a_stone(wanted)
    show(wanted)
    actions.turn_off(wanted.relationship, by=wanted)
    actions.turn_on(wanted.relationship, by=wanted)
    assert page(client, thea, wanted.relationship).status_code == 404


def test_the_stone_of_something_taken_back_is_hidden_from_the_therapist(wanted, thea):
    given = journal.share(wanted.relationship, how="passage", words="x", key=uuid.uuid4(), by=wanted)
    (offer,) = offering.offers(wanted.relationship, by=wanted)
    a_stone(wanted, words="", mark=offer.mark)
    show(wanted)
    assert Stone.objects.visible_to(thea).exists()
    taking_back.take_back(given, by=wanted)
    assert not Stone.objects.visible_to(thea).exists()
    assert Stone.objects.visible_to(wanted).exists()


def test_the_trail_knows_that_it_is_shown_and_nothing_of_its_stones(wanted):
    before = set(Entry.objects.values_list("pk", flat=True))
    stone = a_stone(wanted)
    actions.let_go(stone, by=wanted)
    show(wanted)
    show(wanted, shown=False)
    said = Entry.objects.exclude(pk__in=before).order_by("number").values_list("what", flat=True)
    assert list(said) == ["cairn shown", "cairn not shown any more"]


# -- The picture -----------------------------------------------------------------------------------------------------


def test_the_shape_follows_from_the_id_alone_and_the_picture_grows():
    ids = [uuid.UUID(int=n * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128) for n in range(1, 12)]
    few, more = drawing(ids[:3]), drawing(ids)
    assert (len(few.stones), len(more.stones)) == (3, 11)
    assert more.height > few.height
    assert drawing(ids) == more
    assert len({stone.path for stone in more.stones}) == 11


@pytest.mark.parametrize("count", [*range(1, 30), 200])
def test_every_stone_lies_in_a_row_that_the_one_below_carries(count):
    rows = _rows(count)
    assert sum(rows) == count
    assert all(above < below for below, above in itertools.pairwise(rows))


def test_no_stone_is_larger_for_what_it_is(wanted):
    """The picture is made of ids: words, kinds and days do not come to it."""
    a_stone(wanted, words="x")
    a_stone(wanted, words="long " * 90)
    widths = []
    for stone in drawing([one.pk for one in Stone.objects.order_by("at")]).stones:
        numbers = [float(number) for number in re.findall(r"-?\d+\.\d", stone.path)]
        widths.append(max(numbers[::2]) - min(numbers[::2]))
    assert all(55 < width < 80 for width in widths)


def test_the_page_says_no_number_of_them(client, wanted):
    for each in range(7):
        a_stone(wanted, words=f"stone {'abcdefg'[each]}")
    words = re.sub(
        r"<svg.*?</svg>|<[^>]+>", " ", words_of(page(client, wanted, wanted.relationship)), flags=re.S
    )
    assert not re.search(r"\b7\b|\bseven\b", words.replace(f"{timezone.localdate():%-d}", ""))


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_word_of_its_pages_praises_counts_or_compares(language):
    banned = re.compile("|".join(rf"\b{re.escape(word)}" for word in never(language)), re.IGNORECASE)
    folder = Path(room.__file__).parent
    ours = " ".join(path.read_text("utf-8") for path in folder.rglob("*.html"))
    said = re.findall(r'translate (?:trimmed )?"([^"]+)"', ours) + re.findall(
        r"blocktranslate[^%]*%}(.*?){% endblocktranslate", ours, re.S
    )
    assert len(said) > 30
    if language == "es":
        messages = import_module("tools.messages")
        spanish = {m.id: m.string for m in messages._read("es") if m.id}
        said = [
            spanish[key] for one in said for key in [re.sub(r"{{ (\w+) }}", r"%(\1)s", one)] if key in spanish
        ]
        assert len(said) > 25
    # "A small win" is what it is called; "compared" stands where it is said that nothing is.
    assert [
        one for one in said if banned.search(one.replace("pequeños logros", "").replace("pequeño logro", ""))
    ] == []


# -- Erasing -------------------------------------------------------------------------------------------------------


def test_erased_nothing_of_it_is_left(wanted, thea, tmp_path, monkeypatch):
    monkeypatch.setenv("BESIDE_KEYRING_BACKUPS", str(tmp_path / "keyring-backups"))
    a_win(wanted)
    (offer,) = offering.offers(wanted.relationship, by=wanted)
    actions.let_pass(wanted.relationship, mark=offer.mark, by=wanted)
    a_stone(wanted)
    show(wanted)
    erase.agree_to_erasure(erase.ask_for_erasure(wanted.relationship, by=wanted), by=thea)
    erase.erase_due(timezone.now() + datetime.timedelta(days=31))
    assert [model for model in (Stone, Cairn, LetBe) if model.objects.exists()] == []
