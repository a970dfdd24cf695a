"""How hard a text is to read, by two published formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beside.practice.welcome import knowledge, reading_age

pytestmark = pytest.mark.engine_free

HARD = (
    "The therapeutic relationship constitutes an indispensable prerequisite for facilitating meaningful psychological "
    "transformation, notwithstanding considerable methodological heterogeneity across contemporary investigations."
)
DIFICIL = (
    "La relación terapéutica constituye un prerrequisito indispensable para facilitar transformaciones psicológicas "
    "significativas, independientemente de la considerable heterogeneidad metodológica de las investigaciones."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("the", 1), ("home", 1), ("liked", 1), ("wanted", 2), ("table", 2), ("people", 2), ("being", 2)),
        *(("quiet", 2), ("places", 2), ("changed", 1), ("therapist", 3), ("supervisor", 4), ("idea", 3)),
        ("confidentiality", 7),
    ],
)
def test_english_syllables(word, count):
    assert reading_age.syllables(word, "en") == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("que", 1), ("guerra", 2), ("pingüino", 3), ("día", 2), ("leer", 2), ("aire", 2), ("ciudad", 2)),
        *(("hoy", 1), ("país", 2), ("oír", 2), ("escribió", 3), ("ahora", 3), ("poeta", 3), ("huir", 1)),
        ("confidencialidad", 6),
    ],
)
def test_spanish_syllables(word, count):
    assert reading_age.syllables(word, "es") == count


def test_flesch_kincaid_by_hand():
    """30 words of one syllable in 6 sentences: 0.39 · 5 + 11.8 - 15.59 = -1.84, the youngest reader there is."""
    assert reading_age.read("The cat sat on mats. " * 6, "en").age == 6
    # One sentence of 30 such words: 0.39 · 30 + 11.8 - 15.59 = 7.91, in the eighth grade at thirteen.
    assert reading_age.read("the cat sat on mats " * 6 + ".", "en").age == 13


def test_fernandez_huerta_by_hand():
    """32 words of two syllables in 8 sentences: 206.84 - 60 · 2 - 1.02 · 4 = 82.76, easy: eleven would read it at ten."""
    assert reading_age.read("Casa mesa silla luna. " * 8, "es").age == 10


@pytest.mark.parametrize(("text", "language"), [(HARD, "en"), (DIFICIL, "es")])
def test_a_sentence_of_long_words_is_hard(text, language):
    reading = reading_age.read("Come in. " + text, language)
    assert [sentence.hard for sentence in reading.sentences] == [False, True]
    assert reading.hard == 1


def test_a_short_text_has_no_age():
    assert reading_age.read("You can say no.", "en").age is None


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("section", knowledge.sections(), ids=lambda section: section.key)
def test_every_example_is_plain_itself(section, language):
    assert reading_age.read(section.texts[language]["example"], language).is_plain


@given(st.text(), st.sampled_from(["en", "es"]))
def test_the_sentences_are_the_text(text, language):
    reading = reading_age.read(text, language)
    assert "".join(sentence.text for sentence in reading.sentences) == text
