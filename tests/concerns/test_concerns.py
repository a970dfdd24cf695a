"""What can be not right: each complete, in both languages, in plain words that judge nobody."""

import re
from pathlib import Path

import pytest

import beside.concerns
from beside.concerns import UnknownConcern, concern, concern_ids, concerns, numbered

FOLDER = Path(beside.concerns.__file__).parent


def test_there_is_one_for_each_thing_that_was_asked_for():
    assert set(concern_ids()) == {"judged", "dismissed", "unsafe", "misunderstood", "crossed", "stop"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", concern_ids())
def test_each_says_whether_it_is_common_what_helps_and_words_for_it(name, language):
    found = concern(name, language)
    assert (found.id, found.language) == (name, language)
    assert all((found.title, found.common))
    assert len(found.helps) >= 2
    assert len(found.words) >= 2
    assert not re.search(r"[!¡]", " ".join((found.title, found.common, *found.helps, *found.words)))
    assert (found.evidence == "research") == bool(found.sources)
    assert all(re.fullmatch(r"10\.\d{4,}/\S+", source.doi) for source in found.sources)


def test_no_two_share_a_number_which_stands_in_addresses():
    assert sorted(each.number for each in concerns()) == list(range(1, len(concern_ids()) + 1))
    assert numbered(5).id == "crossed"
    with pytest.raises(UnknownConcern):
        numbered(99)


def test_unsafe_and_a_line_that_was_crossed_are_the_serious_ones():
    assert {each.id for each in concerns() if each.serious} == {"unsafe", "crossed"}


def test_the_folder_says_how_to_add_one():
    assert "Adding a kind is adding a file" in (FOLDER / "README.md").read_text()
