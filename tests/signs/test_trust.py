"""Quiet signs of trust: each file says what it is, the same events give the same signs, and no word of them praises or counts."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beside.signs import sign_ids
from beside.signs.trust import LANGUAGES, Event, UnknownTrustSign, never, noticed, trust_sign, trust_signs

DAY = datetime.timedelta(days=1)
MAY = datetime.datetime(2026, 5, 3, 14, tzinfo=datetime.UTC)
BOTH = [(one, language) for one in trust_signs() for language in LANGUAGES]


def words_of(sign):
    return [sign.name, sign.why, sign.not_meant, sign.basis, *sign.named.values(), *sign.stones.values()]


def found(*events):
    return [(one.sign, one.event.kind, one.event.at) for one in noticed(events)]


# -- The files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "language"), BOTH)
def test_a_sign_says_what_it_is_noticed_from_what_it_does_not_mean_and_where_it_is_from(one, language):
    sign = trust_sign(one, language)
    assert (sign.id, sign.language) == (one, language)
    assert set(sign.events) == set(sign.named) == set(sign.stones)
    assert sign.not_meant.startswith(("It does not mean", "No significa"))
    assert all(words.endswith(".") for words in [sign.why, sign.not_meant, sign.basis, *sign.named.values()])
    assert sign.sources or sign.basis.startswith(("From practice:", "De la práctica:"))
    assert bool(sign.after) is (sign.rule == "after")
    for event in sign.events:
        assert "{" not in sign.said(event, client="Sam")
        assert "3 May" in sign.stone(event, day="3 May")


@pytest.mark.parametrize(("one", "language"), BOTH)
def test_no_sign_praises_staying_or_telling_counts_or_compares(one, language):
    banned = re.compile("|".join(rf"\b{re.escape(word)}" for word in never(language)), re.IGNORECASE)
    assert banned.search({"en": "You are braver than most", "es": "Siga así"}[language])
    assert [words for words in words_of(trust_sign(one, language)) if banned.search(words)] == []
    assert [words for words in trust_sign(one, language).stones.values() if re.search(r"\d", words)] == []


def test_every_event_has_a_line_in_the_readme():
    from importlib.resources import files

    readme = (files("beside.signs.trust") / "README.md").read_text("utf-8")
    events = {event for one in trust_signs() for event in (*trust_sign(one).events, *trust_sign(one).after)}
    assert events == set(re.findall(r"^\| `([a-z]+-[a-z-]+)` \|", readme, re.MULTILINE))


def test_they_are_kept_apart_from_the_rules_for_listening():
    assert not set(trust_signs()) & set(sign_ids())


@pytest.mark.parametrize("wrong", ["luck", "never", "../advice", ""])
def test_what_has_no_file_is_no_sign(wrong):
    with pytest.raises(UnknownTrustSign, match="Add a file"):
        trust_sign(wrong)


def test_a_language_that_is_not_there_is_english():
    assert trust_sign("said-no", "fr") == trust_sign("said-no", "en")


# -- What is noticed -----------------------------------------------------------------------------------------------


def test_coming_back_is_the_first_session_after_something_was_off():
    held = [Event("session-held", MAY + n * DAY, f"session:{n}") for n in (0, 7, 14)]
    assert found(*held) == []
    assert found(*held, Event("strain-felt", MAY + DAY, "1")) == [
        ("came-back", "session-held", MAY + 7 * DAY)
    ]


def test_two_strains_before_one_session_are_one_coming_back():
    strains = [Event("strain-felt", MAY + n * DAY, str(n)) for n in (1, 2)]
    assert len(found(*strains, Event("session-held", MAY + 7 * DAY, "s"))) == 1


def test_a_strain_after_the_last_session_says_nothing_yet():
    assert found(Event("session-held", MAY, "s"), Event("strain-felt", MAY + DAY, "1")) == []


@pytest.mark.parametrize("kind", ["topic-closed", "consent-declined"])
def test_a_no_is_named(kind):
    assert found(Event(kind, MAY, "1")) == [("said-no", kind, MAY)]


def test_several_on_one_day_are_named_once():
    events = [Event("topic-closed", MAY + n * DAY / 10, str(n)) for n in range(3)]
    assert found(*events) == [("said-no", "topic-closed", MAY)]
    assert len(found(*events, Event("topic-closed", MAY + 2 * DAY, "9"))) == 2


def test_only_the_first_of_its_kind_is_a_first_time():
    events = [Event("message-sent", MAY + n * DAY, str(n)) for n in range(3)]
    assert found(*events, Event("topic-opened", MAY + 4 * DAY, "t")) == [
        ("first-words", "topic-opened", MAY + 4 * DAY),
        ("first-words", "message-sent", MAY),
    ]


@pytest.mark.parametrize(("seconds", "said"), [(3.0, False), (7.9, False), (8.0, True), (20.0, True)])
def test_a_silence_has_to_be_a_long_one(seconds, said):
    assert bool(found(Event("silence-let-be", MAY, "s", seconds))) is said


def test_an_event_that_no_file_knows_is_no_sign():
    assert found(Event("journal-written", MAY, "1")) == []


KINDS = sorted({e for one in trust_signs() for e in (*trust_sign(one).events, *trust_sign(one).after)})


@given(
    st.lists(
        st.builds(
            Event,
            st.sampled_from(KINDS),
            st.integers(0, 60).map(lambda n: MAY + n * DAY / 2),
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from([0.0, 9.0]),
        ),
        max_size=12,
    ),
    st.randoms(),
)
def test_the_order_in_which_events_come_changes_nothing_and_each_sign_is_an_event(events, chance):
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert noticed(shuffled) == noticed(events)
    assert all(
        one.event in events and one.event.kind in trust_sign(one.sign).events for one in noticed(events)
    )
