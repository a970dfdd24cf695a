"""The phrases are readable, quick, and do what each file says of itself."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beside import signs
from beside.signs import UnknownSign, UnreadablePhrase, phrase, sentences, sign, sign_ids, without

RULES = [(sign(name), rule) for name in sign_ids() for rule in sign(name).rules]
NAMES = [f"{one.id}/{rule.name}" for one, rule in RULES]


@pytest.mark.parametrize(("one", "rule"), RULES, ids=NAMES)
def test_a_rule_fires_on_its_examples_and_not_on_the_others(one, rule):
    alone = replace(one, rules=(rule,))
    fires = {text: bool(alone.found_in(text)) for text in rule.examples}
    assert fires
    assert all(fires.values())
    assert [text for text in rule.not_examples if alone.found_in(text)] == []


@pytest.mark.parametrize("name", sign_ids())
def test_a_sign_says_what_it_means_and_what_not_and_where_it_is_from(name):
    one = sign(name)
    assert one.id == name
    assert one.means.endswith(".")
    assert one.not_meant.startswith("Not ")
    assert one.sources
    assert all(source.text for source in one.sources)


def first_rule_the_long_way(one, sentence):
    """Every phrase of every rule searched, in the order of the file."""
    for rule in one.rules:
        said = rule.fits(sentence) and any(each.search.search(sentence.even) for each in rule.phrases)
        if said and not any(each.search.search(sentence.even) for each in rule.unless):
            return f"{one.id}/{rule.name}"
    return None


@pytest.mark.parametrize("name", sign_ids())
def test_words_that_are_looked_for_first_miss_no_phrase(name):
    """The quick way, by needed words, finds what searching every phrase finds, in the examples of every sign."""
    texts = [text for _, rule in RULES for text in (*rule.examples, *rule.not_examples)]
    for sentence in (each for text in texts for each in sentences(text)):
        quickly = [found.rule for found in sign(name).found_in((sentence,))]
        slowly = first_rule_the_long_way(sign(name), sentence)
        assert quickly == ([slowly] if slowly else []), sentence.text


@pytest.mark.parametrize(
    ("written", "text", "there"),
    [
        ("you should", "You, um, should go", True),
        ("you should", "Thank you. Should I?", False),
        ("you really? should", "you should", True),
        ("you .. should", "you and all of them should", False),
        ("you .. should", "you and your brother should", True),
        ("^ try", "Please try it", True),
        ("^ try", "I try it", False),
        ("go $", "Let it go...", True),
        ("go $", "Let it go now", False),
        ("don't", "I don’t", True),
        ("you", "you're", False),
        ("a.b", "axb", False),
    ],
)
def test_a_phrase_means_what_the_readme_says(written, text, there):
    assert bool(phrase(written).search.search(signs.sentences(text)[0].even)) == there or (
        "." in text and any(phrase(written).search.search(one.even) for one in sentences(text)) == there
    )


@pytest.mark.parametrize("written", ["", "(a|b", "a ^ b", "<nothing>", "..", "* *", "you should?", "go .."])
def test_a_phrase_that_cannot_be_read_is_refused(written):
    with pytest.raises(UnreadablePhrase):
        phrase(written)


def test_a_sign_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(UnknownSign, match="There is: advice"):
        sign("../advice")


@given(st.text(alphabet=st.sampled_from("ab c.?!…\n\"')"), max_size=80))
def test_sentences_stand_where_they_say_and_lose_no_letter(text):
    split = sentences(text)
    assert all(text[one.start : one.start + len(one.text)] == one.text for one in split)
    assert re.sub(r"\s", "", "".join(one.text for one in split)) == re.sub(r"\s", "", text)


@given(st.text(max_size=200))
def test_what_is_found_stands_where_it_says(text):
    for name in ("advice", "validation", "complaint"):
        for found in sign(name).found_in(text):
            assert text[found.start : found.end] == found.words


def test_quoted_words_are_somebody_elses():
    assert without(sign("stance"), "My aunt said “I do”.".replace("“", '"').replace("”", '"')).split() == [
        "my",
        "aunt",
        "said",
        ".",
    ]
