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
# Of a name that does not look like one.
MOST_LOOSE_WORDS = 8
NEVER = frozenset("?!;<>{}|=\\")
# What begins with one is a key in JSON, or said by somebody.
QUOTES = ('"', "'")
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

# What sentences have before a colon, in small letters, and no name has.
SENTENCE = words_in(
    "a an the my your his her our their its this that these those it i is was are were am be been has have had do does did "
    "said says say saying told tell asked ask thought think thinking felt feel know means mean meant goes went like just "
    "not no one thing things to for in on at with from about because if when what which who how why there here"
)


def labelled(line: str) -> tuple[str, str] | None:
    """(label, what follows) where the line begins with a label, else None."""
    label = parted(line)
    return label[:2] if label and not label[2] and is_name(label[0]) else None


def loosely(line: str) -> tuple[str, str] | None:
    """The same for whatever stands before a colon and a blank: a name only if the rest of the file bears it out.

    >>> loosely("chris: Hard."), labelled("chris: Hard."), loosely("What: now?"), loosely('"text": "Hi"')
    (('chris', 'Hard.'), None, None, None)
    """
    label = parted(line)
    if not label or label[2]:
        return None
    name = label[0]
    if not 0 < name.count(" ") + 1 <= MOST_LOOSE_WORDS or name.casefold() in OPENERS or NEVER & set(name):
        return None
    # A number of few digits counts something.
    if name.startswith(QUOTES) or (len(name) < 5 and name.isdigit()) or not any(map(str.isalnum, name)):
        return None
    return label[:2]


def tightly(line: str) -> tuple[str, str] | None:
    """The same for a name with no blank after its colon. An address or a time of day is none.

    >>> tightly("T:How?"), tightly("T: How?"), tightly("https://x.org"), tightly("C:\\\\Files")
    (('T', 'How?'), None, None, None)
    """
    label = parted(line)
    if not label or not label[2] or label[1][:1] in ("/", "\\", ":") or not is_name(label[0]):
        return None
    return label[:2]


def parted(line: str) -> tuple[str, str, bool] | None:
    """(what stands before the first colon, what after it, whether they touch). Chinese and Japanese colons are wide, and touch nothing."""
    head, colon, rest = line[: LONGEST + 2].replace("：", ":").partition(":")
    if not colon:
        return None
    # A name in bold, as Markdown has it, ends its stars after the colon.
    touch = bool(rest) and not rest[0].isspace() and not rest.startswith("**") and line[len(head)] == ":"
    name = " ".join(head.strip().strip("*[]").split())
    return name, line[len(head) + 1 :].strip().removeprefix("**").strip(), touch


def may_be_name(name: str) -> bool:
    """Whether it is no sentence by its words: a name that is not written like one may be this.

    >>> [may_be_name(name) for name in ("chris", "+1 202-555-0123", "So Young (she/her)", "so he", "the thing is")]
    [True, True, True, False, False]
    """
    words = name.split()
    if not 0 < len(words) <= MOST_LOOSE_WORDS or NEVER & set(name) or name.startswith(QUOTES):
        return False
    if ":" in name or "•" in name:
        return False
    begins = words[0].casefold() in OPENERS and (len(words) == 1 or words[1][:1].islower())
    return not begins and (len(words) == 1 or not any(word in SENTENCE for word in words))


# The same few names come again and again.
@functools.lru_cache(maxsize=4096)
def is_name(name: str) -> bool:
    name = without_pronouns(name)
    words = name.split()
    if not 0 < len(words) <= MOST_WORDS or len(name) > LONGEST or name.casefold() in OPENERS:
        return False
    if any(mark in name for mark in '?!;"<>{}|=/\\') or name.isdigit():
        return False
    return any(letter.isalpha() for letter in name) and all(is_part(word) for word in words)


def without_pronouns(name: str) -> str:
    """The name without what people put behind it in parentheses: (she/her), (guest).

    >>> without_pronouns("Chris Doe (they/them)"), without_pronouns("Chris (and so on)")
    ('Chris Doe', 'Chris (and so on)')
    """
    before, opened, inside = name.rpartition(" (")
    return before if opened and inside.endswith(")") and " " not in inside else name


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
