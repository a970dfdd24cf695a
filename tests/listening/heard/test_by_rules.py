"""Each thing heard by rule names its words, its rule and what speaks against it, and nothing else."""

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beside.listening import Session, Source
from beside.listening.heard import ALONE, about, hear_all, hearing, names
from beside.listening.language import is_english

BY_RULE = {
    "advice_with_permission", "advice_without_permission", "complaint", "confronting", "going_along", "minimal_answer",
    "not_knowing", "owning_a_mistake", "permission_asked", "pushing_back", "rejecting", "repair_attempts",
    "self_disclosure", "topic_shift", "validation",
}  # fmt: skip
COUNTED = {
    "talk_share",
    "latency",
    "silences",
    "overlaps",
    "hesitations",
    "uptake",
    "style_matching",
    "counts_by_code",
}
LEARNT = {"questions", "reflections", "information_or_advice"}
READ_FROM_ENGLISH = BY_RULE | LEARNT | {"hesitations", "uptake", "style_matching", "counts_by_code"}
ROLES = {"T": "therapist", "C": "client"}


def talk(*lines, **source):
    """A session from "T: words" lines."""
    return Session.of(*((line[0], line[3:], ROLES[line[0]]) for line in lines), source=Source(**source))


def heard(name, *lines):
    return hearing(name)(talk(*lines, language="en"), ALONE).moments


def test_the_folder_is_the_list():
    assert set(names()) == BY_RULE | COUNTED | LEARNT


@pytest.mark.parametrize("name", sorted(BY_RULE | COUNTED | LEARNT))
def test_each_file_says_what_it_is_and_what_it_is_not(name):
    module = importlib.import_module(f"beside.listening.heard.{name}")
    assert name == module.NAME
    assert ">>> " in module.__doc__
    said = about(name)
    parts = (said.title, said.definition, said.source, said.does_not_mean, said.agreement)
    assert all(len(part) > 5 and "\n" not in part and ">>>" not in part for part in parts)
    assert not any("Does not mean:" in part or "Agreement of" in part for part in parts)


def answers_to(therapist_asks, client_says):
    asked = talk(f"T: {therapist_asks}", f"C: {client_says}", "T: You should sleep more.", language="en")
    return hearing("advice_with_permission")(asked, ALONE).numbers["count"]


def test_advice_is_with_permission_after_a_yes_and_only_then():
    assert answers_to("Would it be okay if I shared a thought?", "Sure.") == 1
    assert answers_to("Would it be okay if I shared a thought?", "No, not now.") == 0
    assert answers_to("How are you?", "Sure.") == 0
    assert answers_to("How are you?", "Bad. What should I do?") == 1


def test_advice_stands_on_one_side_only():
    lines = ("C: What should I do?", "T: You could call her.", "T: If you like, try it.", "C: Hm.")
    for some in (lines, lines[1:]):
        both = heard("advice_with_permission", *some) + heard("advice_without_permission", *some)
        assert len(both) == len({moment.words for moment in both}) == 2


def test_a_window_of_permission_closes_after_four_turns_or_three_minutes():
    from dataclasses import replace

    lines = ["C: What should I do?", *["T: I see."] * 4, "T: You should sleep."]
    assert len(heard("advice_without_permission", *lines)) == 1
    assert heard("advice_without_permission", *lines)[0].against != ()
    timed = talk(*lines, language="en")
    times = [0.0, 10.0, 20.0, 30.0, 40.0, 179.0]
    timed = timed.with_turns(tuple(replace(t, start=at) for t, at in zip(timed.turns, times, strict=True)))
    assert hearing("advice_without_permission")(timed, ALONE).numbers["count"] == 0


def test_permission_names_the_answer_and_a_no_speaks_against_it():
    ask = "T: Do you mind if I say something?"
    assert "the client said yes" in heard("permission_asked", ask, "C: No, I don't mind, go ahead.")[0].rule
    assert heard("permission_asked", ask, "C: I'd rather not.")[0].against[0].startswith("The client said no")
    assert heard("permission_asked", ask, "C: My week was long.")[0].against[0].startswith("No clear yes")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("validation", "T: Anyone would be tired after such a week."),
        ("self_disclosure", "T: My father died when I was twenty."),
        ("confronting", "T: You keep making excuses, stop making excuses."),
        ("repair_attempts", "T: How is it for you to hear that from me?"),
        ("owning_a_mistake", "T: I shouldn't have said that, I'm sorry."),
        ("not_knowing", "T: I don't know."),
        ("going_along", "C: I guess you're right."),
        ("topic_shift", "C: I don't want to talk about it."),
        ("complaint", "C: You don't listen to me."),
        ("rejecting", "C: No, that's not it."),
        ("pushing_back", "C: Why are you asking me that?"),
    ],
)
def test_a_rule_names_its_words(name, line):
    other = "C: Hm." if line[0] == "T" else "T: Hm."
    (moment,) = heard(name, line, other)
    assert (moment.heard, moment.turn, moment.words, moment.probability) == (name, 0, line[3:], None)
    assert (
        heard(
            name, ("C" if line[0] == "T" else "T") + line[1:], other[0].replace(other[0], line[0]) + other[1:]
        )
        == ()
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("self_disclosure", "T: I wonder how you slept."),
        ("self_disclosure", "T: I'm sorry that you went through this."),
        ("owning_a_mistake", "T: I'm sorry that she died."),
        ("validation", "T: What did you eat?"),
        ("confronting", "T: He says you're lazy."),
        ("complaint", "C: You know, she never listens."),
        ("pushing_back", "C: My wife says stop judging her."),
    ],
)
def test_a_rule_keeps_silent_where_it_is_not_meant(name, line):
    assert heard(name, line, "C: Hm." if line[0] == "T" else "T: Hm.") == ()


def test_a_minimal_answer_needs_an_open_question_and_nothing_after_it():
    assert len(heard("minimal_answer", "T: What was that like?", "C: Fine.")) == 1
    assert heard("minimal_answer", "T: Was it fine?", "C: Fine.") == ()
    assert heard("minimal_answer", "T: How many were there?", "C: Three.") == ()
    assert (
        heard("minimal_answer", "T: What was that like?", "C: Fine.", "C: Or no, it was not fine at all.")
        == ()
    )


def test_what_speaks_against_it_is_named():
    long = "C: " + "I went there with her and it rained " * 4
    short = heard("minimal_answer", "T: What was that like?", "C: Fine.", "T: Hm.", long)[0].against
    assert short == ("The client's next turn is long (32 words).",)
    because = heard("rejecting", "T: Try it.", "C: That won't work, because I work nights.")[0].against
    assert because == ("It gives a reason or another way (“because”): disagreeing together.",)
    repair = "T: Did I say something that hurt?"
    assert heard("repair_attempts", "C: You don't listen.", repair)[0].against == ()
    assert len(heard("repair_attempts", "C: It rained.", repair)[0].against) == 1


def test_another_language_gets_counts_only():
    line = "Bueno, la verdad es que no sé muy bien qué decir de todo eso, doctora. " * 12
    spanish = talk(f"C: {line}", f"T: {line}")
    refused = {
        name
        for name, one in hear_all(spanish).items()
        if any("not in English" in r.why for r in one.refusals)
    }
    assert refused == READ_FROM_ENGLISH
    assert talk("C: hello", language="es-ES").source.language == "es-ES"
    assert not is_english(talk("C: a", language="es-ES"))
    assert is_english(talk("C: " + "so I went to the shop and it was full of people you know " * 3))


def test_an_interpreted_session_gets_counts_only():
    line = "so I went to the shop and it was full of people you know " * 12
    turns = (("T", line, "therapist"), ("C", line, "client"), ("Interpreter", line, "other"))
    refused = {
        name
        for name, one in hear_all(Session.of(*turns)).items()
        if any("interprets here" in r.why for r in one.refusals)
    }
    assert refused == READ_FROM_ENGLISH
    observed = Session.of(*turns[:2], ("Observer", line, "other"))
    assert not any("interprets" in r.why for one in hear_all(observed).values() for r in one.refusals)


def test_without_a_therapist_nothing_is_read_into_anybodys_words():
    nobody = Session.of(("A", "You should go. " * 9, ""), ("B", "That won't work. " * 9, ""))
    for name in BY_RULE:
        (refusal,) = hearing(name)(nobody, ALONE).refusals
        assert "Say who the therapist is" in refusal.why


@given(st.lists(st.tuples(st.sampled_from("TC"), st.text(max_size=60)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_whatever_is_said_every_moment_quotes_its_turn(lines):
    session = talk(*(f"{who}: {text}" for who, text in lines), language="en")
    for name, one in hear_all(session).items():
        for moment in one.moments:
            assert moment.heard == name
            assert moment.words in session.turns[moment.turn].text or name in ("silences", "overlaps")


def test_an_apology_is_owned_and_neither_comfort_nor_about_oneself():
    said = (
        "C: That is not what I meant.",
        "T: You're right, I pushed that too fast. I'm sorry. Tell me what I missed.",
    )
    owned = [moment.words for moment in heard("owning_a_mistake", *said)]
    assert owned == ["You're right, I pushed that too fast.", "Tell me what I missed."]
    assert not heard("validation", *said)
    assert not heard("self_disclosure", *said)
    assert [moment.words for moment in heard("validation", "T: I'm so sorry that you lost her.")]
