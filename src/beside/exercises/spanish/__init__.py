"""What is heard in a Spanish answer: by rules, a file for each reading, and never surely, for nobody has measured them.

>>> [(heard.name, heard.words) for heard in heard_in("Dígame, ¿cómo son las noches?")]
[('question', 'cómo son las noches?'), ('open', 'cómo')]
>>> [(heard.name, heard.why) for heard in heard_in("Parece que le pesa.")]
[('reflection', 'dice cómo parece que es para la otra persona')]
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

from beside.signs import Sign, read_sign, sentences

READINGS = (
    "open",
    "closed",
    "reflection",
    "validation",
    "permission_asked",
    "advice_without_permission",
    "owning_a_mistake",
    "not_knowing",
)
QUESTION = "question"
WHY_QUESTION = "lleva signo de interrogación"
# One letter for one letter: what is found stands at the same place in the answer as it was typed. An opening mark begins a sentence.
_PLAIN = str.maketrans("ÁÉÍÓÚÜÑ¿¡", "áéíóúüñ\n\n")
_WORD = re.compile(r"\w+")
# Of the words of a short answer, those that everyday Spanish has, where no opening mark tells it.
ENOUGH = 0.3


@dataclass(frozen=True)
class HeardInSpanish:
    """One reading: the words it rests on, and the rule's reason, in Spanish."""

    name: str
    words: str
    why: str


def heard_in(answer: str) -> tuple[HeardInSpanish, ...]:
    """Every reading that a rule gives, once each. An open question is not read as a closed one too; nor is permission as either."""
    answer = unicodedata.normalize("NFC", answer)
    plain = answer.translate(_PLAIN)
    found = [heard for name in READINGS if (heard := _first(name, answer, plain))]
    asking = next((one for one in sentences(plain) if one.asks), None)
    if asking is not None:
        words = answer[asking.start : asking.start + len(asking.text)]
        found.insert(0, HeardInSpanish(QUESTION, words, WHY_QUESTION))
    names = {one.name for one in found}
    hidden = {"closed"} if names & {"open", "permission_asked"} else set()
    # What was offered with permission is not advice that nobody asked for.
    hidden |= {"advice_without_permission"} if "permission_asked" in names else set()
    return tuple(one for one in found if one.name not in hidden)


def looks_spanish(text: str) -> bool:
    """Whether its marks or its everyday words are Spanish ones.

    >>> looks_spanish("¿Y usted?"), looks_spanish("Parece que le pesa."), looks_spanish("It seems that it weighs on you.")
    (True, True, False)
    """
    if "¿" in text or "¡" in text:
        return True
    words = _WORD.findall(text.lower())
    common = rules("everyday").lists["spanish"]
    return bool(words) and sum(word in common for word in words) / len(words) >= ENOUGH


@functools.cache
def rules(name: str) -> Sign:
    """The rules of one file of this folder."""
    return read_sign((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


def _first(name: str, answer: str, plain: str) -> HeardInSpanish | None:
    for found in rules(name).found_in(plain):
        rule = found.rule.partition("/")[2]
        why = next(one.why for one in rules(name).rules if one.name == rule)
        return HeardInSpanish(name, answer[found.start : found.end], why)
    return None
