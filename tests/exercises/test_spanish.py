"""Spanish answers are read by rules that a clinician can edit: each finds its examples, and leaves the others alone."""

import pytest

from beside.exercises import exercise
from beside.exercises.reading import NAMES, read
from beside.exercises.spanish import READINGS, heard_in, looks_spanish, rules

RULES = [(name, rule) for name in READINGS for rule in rules(name).rules]


def names_in(answer):
    return [heard.name for heard in heard_in(answer)]


@pytest.mark.parametrize(("name", "rule"), RULES, ids=[f"{name}/{rule.name}" for name, rule in RULES])
def test_each_rule_finds_its_examples_and_leaves_the_others_alone(name, rule):
    assert rule.examples
    assert rule.not_examples
    assert name in NAMES
    for example in rule.examples:
        assert name in names_in(example), example
    for other in rule.not_examples:
        assert name not in names_in(other), other


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("¿Cómo son las noches?", ["question", "open"]),
        ("¿CÓMO son las noches?", ["question", "open"]),
        ("¿Qué pasa?", ["question", "open"]),
        ("Que le pasa por la noche?", ["question", "open"]),
        ("¿Duerme mal?", ["question", "closed"]),
        ("¿Y el trabajo?", ["question"]),
        ("¿Le parece bien si le digo algo?", ["question", "permission_asked"]),
        ("Le escucho decir que está cansada. ¿Qué más?", ["question", "open", "reflection"]),
        ("Se siente solo.", ["reflection"]),
        ("Lo siento mucho.", []),
        ("Siente que debería poder con todo.", []),
        ("Debería dormir más.", ["advice_without_permission"]),
        ("Si le parece, le recomiendo un libro.", ["permission_asked"]),
        ("Me equivoqué.", ["owning_a_mistake"]),
        ("Ajá.", []),
    ],
)
def test_what_is_heard_in_one_answer(answer, names):
    assert names_in(answer) == names


def test_accents_typed_as_two_signs_are_the_same_letters():
    assert names_in("¿Co\u0301mo son las noches?") == ["question", "open"]


def test_a_spanish_reading_names_its_rule_and_is_never_sure():
    found = read("No duermo.", "¿Cómo son las noches?", language="es")
    assert (found.names, found.why_not, found.model, found.by_rules_alone) == (
        ("question", "open"),
        "",
        "",
        True,
    )
    assert {(one.sure, one.probability) for one in found.readings} == {(False, None)}
    assert found.of("open").rule == "empieza con qué, cómo, cuál o quién: «Cómo»"


def test_where_nobody_says_which_language_its_words_tell():
    assert looks_spanish("¿Duerme?")
    assert read("No duermo.", "¿Cómo son las noches?").by_rules_alone
    assert not read("I cannot sleep.", "What are the nights like?", light=True).by_rules_alone
    assert not looks_spanish("No idea, no plan, no me.")


def test_an_answer_that_does_not_tell_its_language_is_of_the_moments():
    assert not looks_spanish("Descansa mal, entonces.")
    assert read("No duermo nada y todo me pesa.", "Descansa mal, entonces.").by_rules_alone


def test_where_neither_tells_the_language_it_is_read_as_the_exercises_and_nothing_is_sure():
    assert read("Fatal.", "Cuénteme.", otherwise="es").by_rules_alone
    assert not read("I cannot sleep.", "What are the nights like?", otherwise="es", light=True).by_rules_alone
    unsure = read("Awful.", "Lonely?", otherwise="en", light=True)
    assert not unsure.by_rules_alone
    assert unsure.readings
    assert not any(one.sure for one in unsure.readings)


@pytest.mark.parametrize(
    ("name", "reading", "least"),
    [
        ("open-question", "open", 0.9),
        ("ask-permission", "permission_asked", 0.7),
        ("own-mistake", "owning_a_mistake", 0.4),
    ],
)
def test_the_other_answers_that_ship_are_mostly_heard_as_what_they_are(name, reading, least):
    """Our own sentences: this says that the rules do something, and not how well they do it."""
    others = [other.text for moment in exercise(name, "es").moments for other in moment.others]
    assert sum(reading in names_in(text) for text in others) / len(others) >= least
