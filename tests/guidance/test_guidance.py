"""Suggestions: each with a next step, two ways to say it, and where it comes from."""

import re

import pytest

from beside.guidance import UnknownGuidance, barriers, guidance, guidance_ids

NEEDED = {
    "open-strain",
    "held-back",
    "pace-too-fast",
    "pace-too-slow",
    "low-safety",
    "unanswered-question",
    "promise-overdue",
    "first-session",
    "all-tens",
    "sudden-low",
    "not-answered-again",
    "leave-for-later",
}

every = pytest.mark.parametrize(
    "suggestion", [guidance(id, lang) for id in guidance_ids() for lang in ("en", "es")]
)


def test_every_prompt_of_the_brief_has_a_next_step():
    assert set(guidance_ids()) >= NEEDED


@every
def test_it_is_complete(suggestion):
    assert guidance(suggestion.id, suggestion.language) is suggestion
    assert len(suggestion.say) == 2
    assert len(suggestion.raise_it) in (0, 2)
    assert all((suggestion.title, suggestion.do, suggestion.why))


@every
def test_it_is_short_enough_to_be_read_before_the_door_opens(suggestion):
    assert len(suggestion.title.split()) <= 9
    assert len(suggestion.do.split()) <= 32
    assert all(
        len(words.split()) <= 25 for words in (*suggestion.say, *suggestion.raise_it, *suggestion.also)
    )
    assert len(suggestion.why.split()) <= 75


@every
def test_what_rests_on_research_names_it_and_what_does_not_says_so(suggestion):
    assert (suggestion.evidence == "research") == bool(suggestion.sources)
    assert suggestion.evidence in ("research", "practice")
    for source in suggestion.sources:
        assert re.search(r"\b20\d\d\b", source.text)
        assert re.fullmatch(r"https://doi\.org/10\.\d{4,}/\S+", source.url)


@every
def test_it_never_shouts_diagnoses_or_judges(suggestion):
    words = " ".join((suggestion.title, *suggestion.say, suggestion.do, suggestion.why, *suggestion.raise_it))
    words += " ".join(suggestion.also)
    assert not re.search(r"!|¡|\b(diagnos|patient|failed|resist|compli|user|must)", words, re.IGNORECASE)
    assert "{" not in words


@every
def test_both_languages_say_as_much(suggestion):
    english = guidance(suggestion.id, "en")
    assert (len(suggestion.say), len(suggestion.raise_it)) == (len(english.say), len(english.raise_it))
    assert len(suggestion.also) == len(english.also)
    assert suggestion.sources == english.sources


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("barrier", barriers())
def test_each_barrier_has_two_or_three_things_to_do_and_to_say(barrier, language):
    suggestion = guidance(f"barrier-{barrier}", language)
    assert len((suggestion.do, *suggestion.also)) in (2, 3)
    assert len(suggestion.say) in (2, 3)


def test_the_barriers_of_a_beginning_are_all_there():
    assert barriers() == ("communication", "culture", "earlier", "judged", "practical", "other")


def test_all_tens_ask_for_nothing():
    assert guidance("all-tens").do.startswith("Nothing has to be done.")


def test_an_unknown_id_is_refused_with_what_there_is():
    with pytest.raises(UnknownGuidance, match=r"There is no guidance called smile\. There is: all-tens, "):
        guidance("smile")
    assert guidance("held-back", "fr").language == "en"
