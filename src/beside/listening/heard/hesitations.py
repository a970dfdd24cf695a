"""Hesitations: sounds that fill a pause, and words said twice.

Definition: *um, uh, er, erm* and the like for each 100 words, and repeated words (*I I*, *the-the*) for each 100 words.
*Hm* and *mm* count only inside other talk, because alone they are an answer. The words are in `signs/hesitation.toml`.
Source: Clark & Fox Tree 2002, doi:10.1016/S0010-0277(02)00017-3.
Does not mean: doubt, fear or hiding. People hesitate when they think.
Agreement of experts: none known for transcripts; most programs drop these sounds, so too few are counted, never too many.

>>> from beside.listening import Session
>>> session = Session.of(("Thea", "Well? " * 100, "therapist"), ("Chris", "Um, I went to the - the shop. " * 20, "client"))
>>> hear(session).numbers["client"]
{'words': 140, 'fillers': 20, 'repeated': 20, 'fillers per 100': 14.286, 'repeated per 100': 14.286}
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from beside.listening.finding import Refusal
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.language import not_read
from beside.listening.said import said
from beside.listening.session import Session, Turn
from beside.signs import sign

NAME = "hesitations"
WORDS = 200


def hear(session: Session, given: Given = ALONE) -> Heard:
    """By role: words, fillers, repeated words, and both for each 100 words."""
    if refusals := not_read(NAME, session):
        return Heard(refusals=refusals)
    numbers = {role: counts(session, role) for role in ("therapist", "client")}
    if why := why_not(session, sum(number["fillers"] for number in numbers.values())):
        return Heard(refusals=(Refusal(NAME, why),))
    return Heard(numbers={role: number for role, number in numbers.items() if number["words"]})


def why_not(session: Session, heard: float) -> str:
    """Why this transcript cannot carry hesitations, or nothing."""
    if session.word_count < WORDS:
        return said(
            "few-words-hesitations",
            "There are {n} words; hesitations are counted from {least} on.",
            n=session.word_count,
            least=WORDS,
        )
    if session.source.cleaned:
        return said(
            "cleaned", "Not one um or uh in all these words: the program that wrote this took them out."
        )
    if session.source.cleaned is None and not heard:
        return said(
            "perhaps-cleaned", "Not one um or uh, and too few words to say whether a program took them out."
        )
    return ""


def counts(session: Session, role: str) -> dict[str, float]:
    turns = [turn for turn in session.turns if turn.role == role]
    words = sum(len(turn.words) for turn in turns)
    found = {"fillers": sum(map(fillers, turns)), "repeated": sum(map(repeated, turns))}
    rates = {f"{name} per 100": round(100 * n / words, 3) if words else 0.0 for name, n in found.items()}
    return {"words": words, **found, **rates}


def fillers(turn: Turn) -> int:
    """How many sounds in a turn fill a pause."""
    words = turn.plain_words
    lists = sign("hesitation").lists
    if lists["filler"].isdisjoint(words):
        return 0
    if all(word in lists["filler"] for word in words):
        return sum(word not in lists["answer"] for word in words)
    return sum(word in lists["filler"] for word in words)


def repeated(turn: Turn) -> int:
    """How many words were said twice in a row, or with a hyphen (*the-the*), and not for weight (*very very*)."""
    words: Sequence[str] = turn.plain_words
    if "-" in turn.text and "-" in " ".join(words):
        words = [part for word in words for part in parts(word)]
    if len(set(words)) == len(words):
        return 0
    lists = sign("hesitation").lists
    return sum(
        one == other and one not in lists["weight"] and one not in lists["filler"]
        for one, other in pairwise(words)
    )


def parts(word: str) -> list[str]:
    """The parts of *the-the*; *mm-hmm* and *well-known* stay whole."""
    pieces = word.split("-")
    return pieces if len(pieces) > 1 and len(set(pieces)) < len(pieces) else [word]
