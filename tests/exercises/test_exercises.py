"""The exercises that ship, files that a clinician writes, and what is read in a typed answer."""

from importlib.resources import files

import pytest

from beside.exercises import LANGUAGES, UnknownExercise, exercise, exercise_ids, faults
from beside.exercises.__main__ import main
from beside.exercises.errors import BrokenExercise
from beside.exercises.file import checked
from beside.exercises.reading import NAMES, read

KINDS = {
    "open-question",
    "simple-reflection",
    "complex-reflection",
    "ask-permission",
    "leave-silence",
    "answer-withdrawal",
    "answer-complaint",
    "answer-fine",
    "own-mistake",
    "first-hour",
    "renegotiate-boundary",
    "ask-culture",
}
SHIPPED = (files("beside.exercises") / "open-question.toml").read_text(encoding="utf-8")


def test_every_kind_ships_and_nothing_in_the_folder_is_broken():
    assert set(exercise_ids()) >= KINDS
    assert faults() == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_has_five_moments_at_each_difficulty_with_other_answers_and_why(name, language):
    found = exercise(name, language)
    assert [min(5, sum(moment.level == level for moment in found.moments)) for level in (1, 2, 3)] == [
        5,
        5,
        5,
    ]
    assert {len(moment.others) in (2, 3) for moment in found.moments} == {True}
    assert found.sources
    assert set(found.wanted) | set(found.unwanted) <= NAMES


def test_an_unknown_exercise_names_those_there_are():
    with pytest.raises(UnknownExercise, match="open-question"):
        exercise("nothing")


def broken(text):
    with pytest.raises(BrokenExercise) as error:
        checked(text.encode() if isinstance(text, str) else text, "mine.toml")
    return str(error.value)


def line_of(part):
    return SHIPPED[: SHIPPED.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('title.en = "Say', 'title.en = Say"', "this is not TOML"),
        ('wanted = ["question", "open"]', 'wanted = ["cheering"]', "cheering is no reading"),
        ('why = "room", en = "What are', 'why = "luck", en = "What are', "there is no [why.luck]"),
        ('id = "new-job"', 'id = "sleep"', "two moments called sleep"),
        ('goal.es = "Dejar', 'goals.es = "Dejar', "goals is nothing that an exercise has"),
        ("order = 10", 'order = "first"', "order is a whole number"),
        ('id = "party"\nlevel = 1', 'id = "party"\nlevel = 4', "the level of party is 1, 2 or 3"),
        ('id = "party"\nlevel = 1', 'id = "party"\nlevel = 2', "there are 4 moments of level 1"),
    ],
)
def test_a_broken_file_says_where_and_what_to_do(was, becomes, says):
    assert SHIPPED.count(was) == 1
    said = broken(SHIPPED.replace(was, becomes))
    assert said.startswith("mine.toml, line ")
    assert says in said


def test_the_line_is_the_one_to_look_at():
    said = broken(SHIPPED.replace('id = "new-job"', 'id = "sleep"'))
    assert said.startswith(
        f"mine.toml, line {line_of('[[moments]]' + chr(10) + 'id = ' + chr(34) + 'new-job')}:"
    )


def test_a_file_of_another_encoding_says_its_line():
    assert broken(SHIPPED.encode()[:300] + b"\n\xff").endswith("Save the file as UTF-8.")


def test_the_command_says_that_a_file_is_in_order_or_what_is_not(tmp_path, capsys):
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(SHIPPED, encoding="utf-8")
    bad.write_text("order = 1\n", encoding="utf-8")
    assert main([str(good), str(bad)]) == 1
    said = capsys.readouterr()
    assert said.out == "good.toml is in order: 15 moments.\n"
    assert said.err.startswith("bad.toml, line 1: title has to be said")


# -- Reading -----------------------------------------------------------------------------------------------------

MOMENT = "I cannot sleep since she left."


@pytest.mark.parametrize("light", [False, True])
def test_an_open_question_is_read_as_one_by_either_model(light):
    found = read(MOMENT, "What are the nights like for you?", language="en", light=light)
    assert found.names[:2] == ("question", "open")
    assert found.of("question").sure
    assert found.model == ("light" if light else "small")


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("You should go to bed earlier.", "advice_without_permission"),
        ("Would it be okay if I told you something about sleep?", "permission_asked"),
        ("I got that wrong, and I am sorry.", "owning_a_mistake"),
    ],
)
def test_rules_hear_what_the_model_does_not_and_quote_it(answer, name):
    reading = read(MOMENT, answer, language="en").of(name)
    assert (reading.probability, reading.sure) == (None, True)
    assert "“" in reading.rule


def test_what_is_too_little_to_rest_on_is_not_sure():
    assert not read(MOMENT, "You should go to bed earlier.", language="en").readings[0].sure


def test_another_language_is_counted_and_not_read():
    found = read("Je ne dors pas.", "Comment sont les nuits ?", language="fr")
    assert (found.readings, found.words, found.questions, found.model) == ((), 4, 1, "")
    assert "English" in found.why_not


def test_without_any_model_the_rules_still_read(monkeypatch):
    from beside.exercises import reading
    from beside.listening import NoReading

    def none(*, light=False):
        raise NoReading("no weights here")

    monkeypatch.setattr(reading, "reader", none)
    reading._reader.cache_clear()
    try:
        found = read(MOMENT, "You should rest.", language="en")
    finally:
        reading._reader.cache_clear()
    assert (found.names, found.model) == (("advice_without_permission",), "")


def test_saying_nothing_is_a_silence():
    assert read(MOMENT, "  ").names == ("silence",)
