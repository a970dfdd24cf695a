"""Beside's own session form: what it asks, what stays with the client, what comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.measures import ONLY_ME, NotScored, UnusableAnswers, load_form

SESSION = load_form("session")

ANSWERS = some.fixed_dictionaries(
    {},
    optional={
        "self": some.integers(0, 10),
        "matters": some.integers(0, 10),
        "way": some.integers(0, 10),
        "safe": some.one_of(some.integers(0, 10), some.just(ONLY_ME)),
        "pace": some.integers(-5, 5),
        "strain": some.sampled_from(["no", "a_little", "clearly", "strongly", ONLY_ME]),
        "held": some.sampled_from(["no", "just_for_me", "help_raise"]),
        "first": some.just(True),
    },
)


def words_of(language, **names):
    text = SESSION.text(language, **names)
    return {question.key: question.words for question in text.questions}


def test_it_asks_the_client_in_these_words():
    assert words_of("en", therapist="Mara") == {
        "self": "I could be myself with Mara today.",
        "matters": "We spent time on what matters to me now.",
        "way": "What we did makes sense to me.",
        "safe": "Today I could say no to Mara.",
        "pace": "Today's pace was...",
        "strain": "Did anything feel off or tense between us today?",
        "mended": "How far is it mended?",
        "held": "Was there something you did not say?",
        "first": "I said something today that I had not told anyone before.",
    }


def test_it_is_worded_for_both_people_in_both_languages():
    for language in ("en", "es"):
        for voice in ("client", "therapist"):
            text = SESSION.text(language, voice=voice, therapist="Mara", client="Sam")
            assert text.language == language
            assert len(text.questions) == 9
            assert not any("{" in question.words for question in text.questions)
    assert SESSION.can_be_guessed


def test_a_name_is_never_a_format():
    assert words_of("en", therapist="{client} {0}")["safe"] == "Today I could say no to {client} {0}."


def test_the_words_at_the_ends_and_the_middle_of_a_scale():
    pace = SESSION.text("en").question("pace")
    assert (pace.low, pace.middle, pace.high) == ("too slow", "right", "too fast")
    worded = {option.value: option.words for option in pace.options if option.words}
    assert worded == {-5: "too slow", 0: "right", 5: "too fast"}
    assert [option.value for option in pace.options] == list(range(-5, 6))


def test_only_the_client_can_keep_something_to_themselves():
    def private(voice, key):
        options = SESSION.text("en", voice=voice).question(key).options
        return [option.value for option in options if option.private]

    assert private("client", "safe") == ["only_me"]
    assert private("client", "strain") == ["only_me"]
    assert private("client", "self") == []
    assert private("therapist", "safe") == []


def test_on_the_therapists_device_safety_strain_and_what_was_held_back_are_not_asked():
    asked = [item.key for item in SESSION.for_device("therapist").items]
    assert asked == ["self", "matters", "way", "pace", "first"]
    assert SESSION.for_device("client") == SESSION


def test_how_far_it_is_mended_is_asked_after_any_strain_and_never_without():
    def asked(strain):
        return "mended" in {item.key for item in SESSION.asked({"strain": strain})}

    assert [asked(strain) for strain in ("no", "a_little", "clearly", "strongly", ONLY_ME)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert "mended" not in {item.key for item in SESSION.asked({})}


def test_what_a_page_sent_becomes_answers():
    raw = {
        "self": "0",
        "pace": "-3",
        "safe": "only_me",
        "first": "on",
        "held": "",
        "csrfmiddlewaretoken": "x",
    }
    assert SESSION.read(raw) == {"self": 0, "safe": "only_me", "pace": -3, "first": True}


def test_a_page_without_scripts_shows_a_follow_up_that_was_not_asked():
    assert SESSION.read({"strain": "no", "mended": "4"}) == {"strain": "no"}
    assert SESSION.read({"strain": "clearly", "mended": "4"}) == {"strain": "clearly", "mended": 4}


@pytest.mark.parametrize(
    ("answers", "item", "problem"),
    [
        ({"self": 11}, "self", "session: self is answered from 0 to 10, but here it is 11."),
        ({"self": -1}, "self", "session: self is answered from 0 to 10, but here it is -1."),
        ({"self": True}, "self", "session: self is answered from 0 to 10, but here it is True."),
        ({"self": 7.0}, "self", "session: self is answered from 0 to 10, but here it is 7.0."),
        ({"self": "7"}, "self", "session: self is answered from 0 to 10, but here it is '7'."),
        ({"self": "only_me"}, "self", "session: self is answered from 0 to 10, but here it is 'only_me'."),
        ({"pace": None}, "pace", "session: pace is answered from -5 to 5, but here it is None."),
        (
            {"strain": "very"},
            "strain",
            "session: strain is answered with one of no, a_little, clearly, strongly, but here it is 'very'.",
        ),
        ({"first": False}, "first", "session: first is ticked or left alone."),
        ({"mended": 2}, "mended", "session: mended is asked only after strain."),
        ({"strain": "no", "mended": 2}, "mended", "session: mended is asked only after strain."),
        ({"mood": 2}, "mood", "session has no item called mood."),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_by_name(answers, item, problem):
    with pytest.raises(UnusableAnswers) as refusal:
        SESSION.check(answers)
    assert (refusal.value.item, str(refusal.value)) == (item, problem)


def test_what_a_page_sent_is_refused_in_the_same_words():
    with pytest.raises(UnusableAnswers, match="self is answered from 0 to 10, but here it is 'seven'"):
        SESSION.read({"self": "seven"})
    with pytest.raises(UnusableAnswers, match="first is ticked or left alone"):
        SESSION.read({"first": "maybe"})


def test_nothing_at_all_is_an_answer_too():
    SESSION.check({})
    assert SESSION.read({}) == {}
    assert SESSION.session_score({}) is None


def test_only_me_and_just_for_me_reach_nobody():
    answers = {"self": 8, "safe": ONLY_ME, "strain": ONLY_ME, "held": "just_for_me"}
    split = SESSION.split_private(answers)
    assert split.sent == {"self": 8}
    assert split.kept == {"safe": ONLY_ME, "strain": ONLY_ME, "held": "just_for_me"}


def test_an_answer_marked_only_me_takes_its_follow_up_along():
    answers = {"self": 8, "strain": "clearly", "mended": 1, "held": "help_raise"}
    split = SESSION.split_private(answers, only_me={"strain"})
    assert split.sent == {"self": 8, "held": "help_raise"}
    assert split.kept == {"strain": "clearly", "mended": 1}


@given(ANSWERS)
def test_parting_loses_nothing_and_sends_nothing_private(answers):
    split = SESSION.split_private(answers)
    assert {**split.sent, **split.kept} == answers
    assert not {ONLY_ME, "just_for_me"} & set(map(str, split.sent.values()))


@given(ANSWERS)
def test_a_page_gives_back_the_answers_that_were_put_into_it(answers):
    raw = {key: "on" if answer is True else str(answer) for key, answer in answers.items()}
    assert SESSION.read(raw) == answers


@given(ANSWERS)
def test_the_session_score_is_the_mean_of_what_was_answered_and_says_of_how_many(answers):
    """The slow way: each dimension by hand."""
    by_hand = [float(answers[key]) for key in ("self", "matters", "way") if key in answers]
    by_hand += [float(answers["safe"])] if answers.get("safe", ONLY_ME) != ONLY_ME else []
    by_hand += [10.0 - 2 * abs(answers["pace"])] if "pace" in answers else []
    score = SESSION.session_score(answers)
    if not by_hand:
        assert score is None
    else:
        assert (score.of, score.out_of) == (len(by_hand), 5)
        assert score.value == pytest.approx(sum(by_hand) / len(by_hand))


def test_a_private_answer_enters_no_score():
    assert SESSION.dimension_scores({"safe": ONLY_ME, "way": 4}) == {"way": 4.0}


def test_on_the_therapists_device_the_score_rests_on_four():
    score = SESSION.for_device("therapist").session_score({"self": 8})
    assert (score.value, score.of, score.out_of) == (8.0, 1, 4)


def test_a_guess_of_too_slow_against_too_fast_is_the_widest_gap():
    assert SESSION.gaps({"pace": -5, "self": 9}, {"pace": 5, "self": 9, "way": 1}) == {"self": 0, "pace": -10}


def test_what_was_kept_has_no_gap():
    assert SESSION.gaps({"safe": 9}, {"safe": ONLY_ME}) == {}


def test_it_has_no_total_and_nothing_urgent():
    with pytest.raises(NotScored, match="session has no total"):
        SESSION.score({"self": 1})
    assert SESSION.urgent({"self": 0, "safe": 0}) == ()


def test_no_item_has_a_preset_value():
    from dataclasses import fields

    from beside.measures import Item, Question

    names = {field.name for field in (*fields(Item), *fields(Question))}
    assert not {"default", "initial", "preset", "value"} & names
