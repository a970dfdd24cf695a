"""What the light reading sees of a turn: words, pieces of words, its shape, and what was said just before it.

Every mark is a short string whose first letter names its group. Only this turn and earlier ones are looked at: nobody
in the room knew later ones either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise
from math import log2

from beside.listening.model.letters import SIZES
from beside.listening.session import Turn

TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[?!.,]|-+")
SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+")
# A longer turn is read at its two ends, so that no file makes us slow.
LONGEST = 6_000
EARLIER_TURNS = 4
SECOND = frozenset(("you", "your", "yours", "yourself"))
FIRST = frozenset(("i", "me", "my", "we", "us", "our"))
# Words that people say before they begin.
FILLER_WORDS = "so and okay ok but well um uh now alright right then yeah mm hm hmm oh because"
FILLERS = frozenset(FILLER_WORDS.split())
# Words that two speakers share by chance.
COMMON_WORDS = """
    a an the and or but so if then of to in on at for with from by about as is are was were be been being am it it's that
    this these those there here i me my you your we us our he she they them his her their do does did have has had will
    would can could should may might must not no yes yeah okay um uh just like really kind sort what when where how who
    which why well know mean think i'm you're that's i've you've don't it'll i'd you'd gonna going get got go some any all
    more up out
"""
COMMON = frozenset(COMMON_WORDS.split())


@dataclass(frozen=True)
class Said:
    """One turn taken apart once, and used again as the turn before later ones."""

    role: str
    text: str
    tokens: list[str]
    words: list[str]
    sentences: list[list[str]]
    stems: frozenset[str]

    @classmethod
    def of(cls, turn: Turn) -> Said:
        text = " ".join(ends_of(turn.text).lower().replace("’", "'").replace("‘", "'").split())
        tokens = TOKEN.findall(text)
        words = [token for token in tokens if token[0].isalnum()]
        sentences = [TOKEN.findall(sentence) for sentence in SENTENCE_ENDS.split(text)]
        stems = frozenset(stem(word) for word in words if word not in COMMON and not word.isdigit())
        return cls(turn.role, text, tokens, words, [each for each in sentences if each], stems)

    @property
    def asks(self) -> bool:
        return "?" in self.text


def said_in(turn: Turn) -> Said:
    """The same, taken apart once for both roles. It is gone with the turn."""
    known: Said | None = turn.__dict__.get("_said")
    if known is None:
        known = turn.__dict__["_said"] = Said.of(turn)
    return known


def ends_of(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"


def stem(word: str) -> str:
    """The word without a common English ending; good enough to see that two people used the same one.

    >>> stem("drinking"), stem("drinks"), stem("his")
    ('drink', 'drink', 'his')
    """
    for ending in ("'s", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word


def marks_of(turns: Sequence[Turn], role: str, *, letters: bool = True) -> Iterator[tuple[int, list[str]]]:
    """(index, marks) of every turn of that role; without `letters`, all but its pieces of words."""
    said = [said_in(turn) for turn in turns]
    for index, turn in enumerate(said):
        if turn.role == role:
            yield (
                index,
                [*word_marks(turn, role, letters), *shape_marks(turn, index), *before_marks(said, index)],
            )


def word_marks(turn: Said, role: str, letters: bool = True) -> list[str]:
    """Single words of a client; of a therapist also pairs, and pieces of three to five letters."""
    if role == "client":
        return [f"w{token}" for token in turn.tokens]
    pairs = pairwise(turn.tokens)
    text = f" {turn.text} " if letters else ""
    pieces = [f"c{text[at : at + n]}" for n in SIZES for at in range(len(text) - n + 1)]
    return [*(f"w{token}" for token in turn.tokens), *(f"w{one} {two}" for one, two in pairs), *pieces]


def size(count: int) -> int:
    """Two steps for every doubling."""
    return int(log2(count + 1) * 2)


def shape_marks(turn: Said, index: int) -> list[str]:
    words, length = turn.words, size(len(turn.words))
    asked = [sentence for sentence in turn.sentences if "?" in sentence]
    told = [sentence for sentence in turn.sentences if "?" not in sentence]
    marks = [f"slength {length}", *(f"slength over {step}" for step in range(1, min(length, 12) + 1))]
    marks += [f"squestions {min(len(asked), 3)}", f"ssentences {min(len(turn.sentences), 6)}"]
    marks += [f"sshare asked {4 * len(asked) // max(1, len(turn.sentences))}", f"splace {size(index) // 2}"]
    marks += [f"s{name}" for name, true in edges(turn).items() if true]
    marks += [*openings("sasked", asked), *openings("stold", told), *openings("slast", turn.sentences[-1:])]
    marks += [*openings("sfirst", [words]), *bare_marks(turn, asked)]
    marks += [f"sasked size {size(len(sentence))}" for sentence in asked]
    marks += [f"sasked with {word}" for sentence in asked for word in set(sentence)]
    return marks + person_marks(words)


def edges(turn: Said) -> dict[str, bool]:
    return {
        "ends asking": turn.text.endswith("?"),
        "begins asking": bool(turn.sentences) and "?" in turn.sentences[0],
        "breaks off": turn.text.endswith("-"),
        "resumes": turn.text.startswith("-"),
    }


def bare_marks(turn: Said, asked: list[list[str]]) -> list[str]:
    """How the turn, its last sentence and its questions begin, fillers left out, and how its last question ends."""
    questions = [bare(sentence) for sentence in asked]
    marks = openings("sbare", [bare(turn.tokens), *(bare(sentence) for sentence in turn.sentences[-1:])])
    marks += [f"sbare asked {' '.join(question[:n])}" for question in questions for n in (1, 2)]
    if questions:
        marks += [
            f"slast asked {' '.join(questions[-1][:1])}",
            f"slast asked ends {' '.join(questions[-1][-2:])}",
        ]
    return marks


def bare(tokens: list[str]) -> list[str]:
    words = [token for token in tokens if token[0].isalnum()]
    return list(dropwhile(FILLERS.__contains__, words))


def openings(name: str, sentences: list[list[str]]) -> list[str]:
    """The first one, two and three tokens of each."""
    return [f"{name} {' '.join(sentence[:n])}" for sentence in sentences for n in (1, 2, 3)]


def person_marks(words: list[str]) -> list[str]:
    you = sum(word.split("'")[0] in SECOND for word in words)
    me = sum(word.split("'")[0] in FIRST for word in words)
    more = "you" if you > me else "me" if me > you else "neither"
    count = max(1, len(words))
    return [
        f"syou {size(you)}",
        f"sme {size(me)}",
        f"smore {more}",
        f"syou share {5 * you // count}",
        f"sme share {8 * me // count}",
    ]


def before_marks(said: list[Said], index: int) -> list[str]:
    """What the other said last and what the speaker said before that."""
    turn = said[index]
    others = [each for each in reversed(said[max(0, index - 12) : index]) if each.role != turn.role]
    own = next((each for each in reversed(said[max(0, index - 12) : index]) if each.role == turn.role), None)
    marks = [] if index else ["sopens"]
    if index and said[index - 1].role == turn.role:
        marks.append("sgoes on")
    if own:
        marks += [f"sown size {size(len(own.words)) // 2}", f"bown {' '.join(own.tokens[:1])}"]
        marks += [
            f"sown {name}"
            for name, true in (("asked", own.asks), ("broke off", own.text.endswith("-")))
            if true
        ]
    return marks + (answer_marks(turn, others) if others else [])


def answer_marks(turn: Said, others: list[Said]) -> list[str]:
    last, length = others[0], size(len(turn.words)) // 2
    marks = [f"sother size {size(len(last.words)) // 2}", f"ssizes {length} {size(len(last.words)) // 2}"]
    if last.asks:
        marks += ["sother asked", f"sother asked {length}"]
    if last.text.endswith("-"):
        marks.append("sother broke off")
    tail = [*last.tokens[-12:], "$"]
    marks += [f"bsaid {token}" for token in tail]
    marks += [f"bsaid {one} {two}" for one, two in pairwise(tail)]
    marks += openings("bfirst", [last.words])
    marks += openings("basked", [sentence for sentence in last.sentences if "?" in sentence])
    if len(turn.words) <= 6:
        marks += [f"bto {word}" for word in set(last.words)]
    if len(turn.words) <= 4:
        marks.append(f"b{'asked' if last.asks else 'told'}, answers {' '.join(turn.words)}")
    return marks + overlap_marks(turn, others)


def overlap_marks(turn: Said, others: list[Said]) -> list[str]:
    """How many of the other's words come back, and how many words are new."""
    mine, last = turn.stems, others[0].stems
    recent = frozenset().union(*(each.stems for each in others[:EARLIER_TURNS]))
    count = max(1, len(mine))
    shared, again = len(mine & last), len(mine & recent)
    return [
        f"sshared {min(shared, 5)}",
        f"sshared share {5 * shared // count}",
        f"sagain {min(again, 6)}",
        f"sagain share {5 * again // count}",
        f"snew {min(len(mine - recent), 8)}",
        f"sshared by size {min(shared, 3)} {size(len(turn.words)) // 2}",
    ]
