"""Turns as numbers of word pieces, and chunks of whole turns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beside.listening.model.pieces import CHUNK, LONGEST, Pieces, chunks, spans, words_of
from beside.listening.session import Turn

NAMES = ("[UNK]", "[CLS]", "[SEP]", "client", "therapist", "drink", "##ing", "##s", "i", "'", "d", "?")
SIZES = st.lists(st.integers(1, LONGEST + 3), max_size=60)


@pytest.fixture
def pieces():
    return Pieces(NAMES)


def names(pieces, turn):
    return [NAMES[number] for number in pieces.numbers([turn])[0]]


def test_a_turn_begins_with_whose_it_is_and_ends_with_its_end(pieces):
    said = names(pieces, Turn("x", "I'd drinking?", role="client"))
    assert said == ["[CLS]", "client", "i", "'", "d", "drink", "##ing", "?", "[SEP]"]
    assert names(pieces, Turn("x", "", role="therapist")) == ["[CLS]", "therapist", "[SEP]"]


def test_a_word_of_no_known_pieces_is_unknown_as_a_whole(pieces):
    for word in ("drinkers", "ж", "d" * 101):
        assert names(pieces, Turn("x", word, role="client"))[2:-1] == ["[UNK]"]


def test_a_long_turn_keeps_its_beginning_and_its_end(pieces):
    long = pieces.numbers([Turn("x", "drink " * 500 + "?", role="client")])[0]
    assert len(long) == LONGEST + 3
    assert NAMES[long[-2]] == "?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mm-hmm... $5", ["mm", "-", "hmm", ".", ".", ".", "$", "5"]),
        ("Café – naïve“", ["cafe", "–", "naive", "“"]),
        ("a\u202eb\x00c\ufffdd", ["abcd"]),
        ("我们 go", ["我", "们", "go"]),
        ("tab\tand\nline", ["tab", "and", "line"]),
    ],
)
def test_words_are_cut_as_bert_cuts_them(text, words):
    assert words_of(text) == words


@given(st.text(alphabet="aB1 ?'-$_~\t", max_size=40))
def test_plain_text_is_cut_as_all_text_is(text):
    # One letter that is not ASCII takes the long way round.
    assert words_of(f"{text} é") == [*words_of(text), "e"]


@given(SIZES)
def test_every_turn_is_in_one_chunk_and_no_chunk_of_two_is_too_long(sizes):
    cut = list(spans(sizes))
    assert [index for begins, ends in cut for index in range(begins, ends)] == list(range(len(sizes)))
    assert all(sum(sizes[begins:ends]) <= CHUNK for begins, ends in cut)


@given(SIZES, st.integers(0, 60))
def test_where_chunks_end_is_not_moved_by_later_turns(sizes, length):
    whole, part = list(spans(sizes)), list(spans(sizes[:length]))
    assert part[:-1] == whole[: max(0, len(part) - 1)]


def test_a_chunk_counts_its_turns_through_the_session_and_places_through_each_turn():
    (chunk,) = chunks([[1, 2, 3], [4, 5]], from_turn=7)
    assert chunk.numbers.tolist() == [1, 2, 3, 4, 5]
    assert chunk.turn.tolist() == [7, 7, 7, 8, 8]
    assert chunk.place.tolist() == [0, 1, 2, 0, 1]
    assert chunk.first.tolist() == [0, 3]
