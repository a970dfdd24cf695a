"""The phrases are readable, quick, and do what each file says of itself."""

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beside import signs
from beside.signs import UnknownSign, UnreadablePhrase, phrase, sentences, sign, sign_ids, without

RULES = [(sign(name), rule) for name in sign_ids() for rule in sign(name).rules]
NAMES = [f"{one.id}/{rule.name}" for one, rule in RULES]


@pytest.mark.parametrize(("one", "rule"), RULES, ids=NAMES)
def test_a_rule_fires_on_its_examples_and_not_on_the_others(one, rule):
    fires = {text: any(rule.match(sentence) for sentence in sentences(text)) for text in rule.examples}
    assert fires
    assert all(fires.values())
    assert [text for text in rule.not_examples if any(rule.match(one) for one in sentences(text))] == []


@pytest.mark.parametrize("name", sign_ids())
def test_a_sign_says_what_it_means_and_what_not_and_where_it_is_from(name):
    one = sign(name)
    assert one.id == name
    assert one.means.endswith(".")
    assert one.not_meant.startswith("Not ")
    assert one.sources
    assert all(source.text for source in one.sources)


@pytest.mark.parametrize("name", sign_ids())
def test_words_that_are_looked_for_first_miss_no_phrase(name):
    """The quick way, by needed words, finds what searching every phrase finds."""
    table = tomllib.loads((files(signs) / f"{name}.toml").read_text(encoding="utf-8"))
    texts = [text for rule in table.get("rule", []) for text in rule["examples"]]
    for sentence in (one for text in texts for one in sentences(text)):
        for rule in sign(name).rules:
            slowly = any(one.search.search(sentence.even) for one in rule.phrases)
            assert slowly == bool(signs.first_of(rule.phrases, sentence.even, frozenset(sentence.words)))


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
        "My",
        "aunt",
        "said",
        ".",
    ]
