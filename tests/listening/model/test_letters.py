"""Pieces of words looked up all at once are those that looking up each of them finds."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from beside.listening.model import letters
from beside.listening.model.letters import SIZES, Letters

TEXTS = st.lists(st.text(alphabet="ab 'é—\ud800😀", max_size=12), max_size=6)
PIECES = st.sets(st.text(alphabet="ab 'é—😀", min_size=3, max_size=5), max_size=40)


def found_the_long_way(pieces, texts):
    return Counter(
        (row, pieces[padded[at : at + size]])
        for row, padded in enumerate(f" {text} " for text in texts)
        for size in SIZES
        for at in range(len(padded) - size + 1)
        if padded[at : at + size] in pieces
    )


@given(PIECES, TEXTS, st.integers(1, 4))
@settings(deadline=None, max_examples=300)
def test_all_at_once_finds_what_one_by_one_finds(pieces, texts, at_once):
    columns = {piece: number for number, piece in enumerate(sorted(pieces))}
    before, letters.AT_ONCE = letters.AT_ONCE, at_once
    try:
        rows, found = Letters.of(columns).found(texts)
    finally:
        letters.AT_ONCE = before
    assert Counter(zip(rows.tolist(), found.tolist(), strict=True)) == found_the_long_way(columns, texts)


def test_the_marks_of_a_turn_without_its_letters_are_the_others():
    from beside.listening import Turn
    from beside.listening.model.marks import marks_of

    turn = Turn("T", "So you slept badly?", role="therapist")
    ((_, every),) = marks_of([turn], "therapist")
    ((_, others),) = marks_of([turn], "therapist", letters=False)
    assert others == [mark for mark in every if mark[0] != "c"]
    assert len(others) < len(every)
