"""Who speaks, where a line says it itself: `Thea: How was it?`

A label is short, stands before a colon and looks like a name; a sentence with a colon in it does not.

>>> labelled("Thea Smith: How was it?"), labelled("T: Hm."), labelled("Here is the thing: I left.")
(('Thea Smith', 'How was it?'), ('T', 'Hm.'), None)
"""

from __future__ import annotations

import functools

from beside.listening.session import ROLES, Role


def words_in(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST = 60
MOST_WORDS = 6
# Small words within names, and labels that programs and people write in small letters.
SMALL = words_in(
    "de del der den di da dos du la le van von zu bin al el y e and of speaker spk unknown therapist counselor counsellor "
    "clinician client patient interviewer interpreter t th c cl co p pt i cliente paciente terapeuta other "
    "mother father partner wife husband observer supervisor doctor dr ph.d"
)
# What people begin a sentence with before a colon. None is a name.
OPENERS = words_in(
    "so well okay ok look like and but because listen yes no yeah note question answer example remember think "
    "first second third finally also now then here there this that it i'm i we you he she they what why how "
    "https http right true honestly basically maybe plus anyway again still meaning only"
)


def labelled(line: str) -> tuple[str, str] | None:
    """(label, what follows) where the line begins with a label, else None."""
    head, colon, rest = line[: LONGEST + 2].replace("：", ":").partition(":")
    # A name in bold, as Markdown has it, ends its stars after the colon.
    if not colon or (rest and not rest[0].isspace() and not rest.startswith("**")):
        return None
    name = " ".join(head.strip().strip("*[]").split())
    return (name, line[len(head) + 1 :].strip().removeprefix("**").strip()) if is_name(name) else None


# The same few names come again and again.
@functools.lru_cache(maxsize=4096)
def is_name(name: str) -> bool:
    words = name.split()
    if not 0 < len(words) <= MOST_WORDS or len(name) > LONGEST or name.casefold() in OPENERS:
        return False
    if any(mark in name for mark in '?!;"<>{}|=/\\') or name.isdigit():
        return False
    return any(letter.isalpha() for letter in name) and all(is_part(word) for word in words)


def is_part(word: str) -> bool:
    bare = word.strip("().,'’")
    if not bare or not bare[0].islower():
        return not word.endswith(",")
    return bare in SMALL or any(letter.isdigit() for letter in bare)


def role_in(name: str) -> tuple[str, Role]:
    """The name without a role in parentheses at its end, and the role.

    >>> role_in("Thea (therapist)"), role_in("Chris")
    (('Thea', 'therapist'), ('Chris', ''))
    """
    for role in ROLES:
        ending = f"({role})"
        if len(name) > len(ending) and name.casefold().endswith(ending):
            return name[: -len(ending)].strip(), role
    return name, ""
