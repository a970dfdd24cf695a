"""The words of a turn that carry what it is about."""

from __future__ import annotations

import functools

from beside.listening.session import Turn
from beside.signs import sign

# A word loses the longest of these that it ends in, so that the plural of a word in -ing loses both.
ENDINGS = (
    ("fulness", "ations", "ation", "ingly", "edly", "ings", "ness", "ment", "ies", "ing", "ers", "est", "ed", "ly", "er", "es", "'s", "s", "y", "e")
)  # fmt: skip
# The same by their last letter, the longest first.
BY_LAST = {
    last: tuple(sorted((one for one in ENDINGS if one[-1] == last), key=len, reverse=True))
    for last in {ending[-1] for ending in ENDINGS}
}


@functools.cache
def everyday() -> frozenset[str]:
    """Words that carry nothing of the topic."""
    small = sign("style-words").lists.values()
    return sign("everyday-words").lists["word"].union(*small)


def stem(word: str) -> str:
    """A word without its ending, so that forms of one word are one. Rough on purpose: it joins, it does not explain.

    >>> stem("worries"), stem("worrying"), stem("worry"), stem("sing")
    ('worr', 'worr', 'worr', 'sing')
    """
    for ending in BY_LAST.get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            short = word[: -len(ending)]
            return stem(short) if short.endswith(("y", "e")) and len(short) > 3 else short
    return word


def content(turn: Turn) -> dict[str, str]:
    """The stems of a turn's content words, each with the word as it was first said.

    >>> content(Turn("C", "I keep worrying about my daughter, the worries!"))
    {'worr': 'worrying', 'daught': 'daughter'}
    """
    known: dict[str, str] | None = turn.__dict__.get("_content")
    if known is None:
        known = turn.__dict__["_content"] = looked_through(turn)
    return known


def looked_through(turn: Turn) -> dict[str, str]:
    stems: dict[str, str] = {}
    small = everyday()
    for word in turn.plain_words:
        if len(word) > 2 and word not in small and not word.isdigit():
            stems.setdefault(stem(word), word)
    return stems
