"""Cues, as WebVTT and SRT have them: a time line and what is said, and how cues become pieces.

>>> time_line("00:01.000 --> 1:00:02,500 align:start"), time_line("A --> B")
((1.0, 3602.5), None)
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.entities import name2codepoint

from beside.listening.errors import UnreadableTranscript
from beside.listening.labelling import Labels, labels_in
from beside.listening.labels import role_in
from beside.listening.pieces import NOBODY, Piece, in_seconds, not_too_many, plain, visible
from beside.listening.session import ROLES, Role

TAGS = frozenset(("v", "c", "i", "b", "u", "ruby", "rt", "lang", "font"))
COMMENTS = frozenset(("NOTE", "STYLE", "REGION"))
CLOCK = r"\s*(?:(\d{1,6}):)?(\d{1,3}):(\d{1,3})(?:[.,](\d{1,9}))?"
TIME_LINE = re.compile(rf"{CLOCK}\s*-->{CLOCK}(?:\s|$)", re.ASCII)
STAMP = re.compile(r"[\d:.]{4,20}")
ZOOM_ID = re.compile(r'\d{1,9} "([^"]{1,80})" \(\d{1,12}\)')
ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}));")
# Cues whose ends touch are taken for captions that roll where this share of them repeat the one before.
ROLLING_SHARE = 0.4
ROLLING_CUES = 2
# A cue as nearly all are: one voice says all of it.
ONE_VOICE = re.compile(r"<(v(?:\.[\w.]*)? [^<>]*)>([^<]*)(?:</v>)?")


@dataclass
class Cue:
    """`line` is the number of its time line; `speaker` from its id, mostly empty."""

    start: float
    end: float
    lines: list[str]
    line: int
    speaker: str = ""


def time_line(line: str) -> tuple[float, float] | None:
    """From when to when, where the line is a time line and nothing else."""
    found = TIME_LINE.match(line)
    if not found:
        return None
    numbers = found.groups()
    return in_seconds(*numbers[:4]), in_seconds(*numbers[4:])


def cues_of(lines: list[str], first: int) -> Iterator[Cue]:
    """The cues from line `first` (counted from 1) on. A time line begins one wherever it stands."""
    cue: Cue | None = None
    count = 0
    for place, block in blocks(lines, first):
        times = {at: found for at, line in enumerate(block) if "-->" in line and (found := time_line(line))}
        starts = list(times)
        if not starts:
            refuse_broken(block, place)
            if cue and says_something(block):
                cue.lines.extend(block)
            continue
        # What stands before the first time line is an id of one line, or the end of the cue before.
        if cue and starts[0] > 1:
            cue.lines.extend(block[: starts[0] - 1])
        for number, at in enumerate(starts):
            if cue:
                yield cue
            not_too_many(count := count + 1)
            until = starts[number + 1] if number + 1 < len(starts) else len(block)
            cue = cue_at(block, at, until, times[at], place)
    if cue:
        yield cue


def blocks(lines: list[str], first: int) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, its lines) for whatever stands between empty lines."""
    block: list[str] = []
    for number, line in enumerate(lines[first - 1 :], start=first):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield len(lines) - len(block) + 1, block


def cue_at(block: list[str], at: int, until: int, times: tuple[float, float], first: int) -> Cue:
    zoom = ZOOM_ID.fullmatch(block[at - 1].strip()) if at else None
    said = block[at + 1 : until]
    # The next cue's number, where the empty line before it is missing.
    if until < len(block) and said and said[-1].strip().isdigit():
        said.pop()
    return Cue(times[0], times[1], said, first + at, zoom[1] if zoom else "")


def refuse_broken(block: list[str], first: int) -> None:
    """A block whose first lines would be a time line if they were right is refused; no cue is dropped in silence."""
    for number, line in enumerate(block[:2]):
        begins = line.strip()[:1]
        if (
            "-->" in line
            and block[0].split(maxsplit=1)[0] not in COMMENTS
            and (begins.isdigit() or begins == "-")
        ):
            raise UnreadableTranscript(
                "this line should say from when to when, as 00:01:02.000 --> 00:01:05.000, and does not.",
                "Mend the line, or take the export again.",
                line=first + number,
            )


def says_something(block: list[str]) -> bool:
    """Whether a block without a time line goes on with what was said: it is no comment and no number by itself."""
    if block[0].split(maxsplit=1)[0] in COMMENTS:
        return False
    return len(block) > 1 or not block[0].strip().isdigit()


def voices(cue: Cue) -> list[Piece]:
    """What each voice in the cue says, in order. Before the first `<v>` nobody is named; after a `</v>` it is still theirs.

    >>> [piece.speaker for piece in voices(Cue(0, 1, ["<v Ann>Hi.</v> <v Bob>Hello <i>you</i>.</v>"], 1))]
    ['Ann', 'Bob']
    """
    text = "\n".join(cue.lines)
    if "<" not in text:
        return [spoken(cue, cue.speaker, "", [text])]
    if one := ONE_VOICE.fullmatch(text):
        return [spoken(cue, *voice_of(one[1]), [one[2]])]
    before, *parts = text.split("<")
    not_too_many(len(parts))
    found: list[tuple[str, Role, list[str]]] = [(cue.speaker, "", [before])]
    for part in parts:
        tag, closed, after = part.partition(">")
        kind = kind_of(tag) if closed else ""
        if kind == "v" and not tag.startswith("/"):
            found.append((*voice_of(tag), [after]))
        else:
            found[-1][2].append(after if kind else "<" + part)
    said = [spoken(cue, *voice) for voice in found]
    return said[1:] if len(said) > 1 and not said[0].text.strip() else said


def kind_of(tag: str) -> str:
    """The name of a tag that the formats know, `0` for a time, empty where `<` was only written."""
    if STAMP.fullmatch(tag):
        return "0"
    name = tag[:40].removeprefix("/").replace(".", " ").split(maxsplit=1)[:1]
    return name[0] if name and name[0] in TAGS and not tag[:1].isspace() else ""


def voice_of(tag: str) -> tuple[str, Role]:
    """The name and, where we wrote it, the role in `v.therapist Thea`."""
    head, *name = tag.split(maxsplit=1)
    classes = head.split(".")[1:]
    role: Role = next((role for role in ROLES if role in classes), "")
    return plain(unescaped("".join(name))), role


def spoken(cue: Cue, speaker: str, role: Role, texts: list[str]) -> Piece:
    text = "".join(texts)
    return Piece(speaker, visible(unescaped(text)) if "&" in text else text, cue.start, cue.end, role)


def unescaped(text: str) -> str:
    """`&lt;` as <, once. The standard library's own takes numbers of any length, and then refuses them as a bug would.

    >>> unescaped("a &lt; b &amp;lt; &#233; &#xe9; &lrm;&what;").encode("unicode_escape")
    b'a < b &lt; \\\\xe9 \\\\xe9 \\\\u200e&what;'
    """
    return ENTITY.sub(character, text)


def character(entity: re.Match[str]) -> str:
    number, hexadecimal, name = entity.groups()
    if name:
        code = 39 if name == "apos" else name2codepoint.get(name, -1)
    else:
        code = int(number) if number else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x110000 else entity[0]


def pieces_of(cues: Iterable[Cue]) -> list[Piece]:
    """Pieces with their speakers, without what rolling captions say twice."""
    voiced: list[Piece] = []
    for cue in cues:
        voiced.extend(voices(cue))
        not_too_many(len(voiced))
    named = [piece for piece in with_labels(voiced) if piece.text.strip()]
    rolled = without_repeats(named)
    return [piece._replace(text=text) for piece in rolled if (text := plain(piece.text))]


def with_labels(pieces: list[Piece]) -> Iterator[Piece]:
    """Pieces that name nobody, cut where a line begins with a name and a colon; without one, the speaker goes on.

    A line within a cue begins another voice only if that name begins a cue somewhere, or comes twice.
    """
    labels = labels_in(first_lines(pieces))
    seen = names_in(pieces, labels)
    speaker = NOBODY
    for piece in pieces:
        if piece.speaker:
            yield piece
            speaker = NOBODY
            continue
        for name, lines in cut(piece.text.split("\n"), labels, seen):
            speaker = name or speaker
            bare, role = role_in(speaker)
            yield piece._replace(speaker=bare, role=role, text="\n".join(lines))


def first_lines(pieces: Iterable[Piece]) -> Iterator[str]:
    """Of each cue that names nobody, the line where somebody may begin to speak."""
    for piece in pieces:
        if not piece.speaker and (text := piece.text.lstrip()):
            yield text.partition("\n")[0]


def names_in(pieces: Iterable[Piece], labels: Labels) -> frozenset[str]:
    names: Counter[str] = Counter()
    for piece in pieces:
        if not piece.speaker:
            for number, line in enumerate(piece.text.lstrip().split("\n")):
                if label := labels.of(line):
                    names[label[0]] += 1 if number else 2
    return frozenset(name for name, count in names.items() if count > 1)


def cut(lines: list[str], labels: Labels, names: frozenset[str]) -> Iterator[tuple[str, list[str]]]:
    speaker, said = "", list[str]()
    for line in lines:
        label = labels.of(line)
        if label and label[0] in names:
            if said:
                yield speaker, said
            speaker, said = label[0], [label[1]]
        else:
            said.append(line)
    yield speaker, said


def without_repeats(pieces: list[Piece]) -> list[Piece]:
    """Without the words that a rolling caption repeats from the cue before, of the same speaker.

    Where the two overlap in time nobody can have said it twice. Where they only touch, somebody may have, so it takes more than one.
    """
    new = [unsaid(before, piece) for before, piece in itertools.pairwise(pieces)]
    touching = [
        same_voice(before, piece) and not overlapping(before, piece)
        for before, piece in itertools.pairwise(pieces)
    ]
    rolling = sum(touch and text is not None for touch, text in zip(touching, new, strict=True))
    rolls = rolling >= ROLLING_CUES and rolling >= ROLLING_SHARE * sum(touching)
    kept = pieces[:1]
    for piece, text, touch in zip(pieces[1:], new, touching, strict=True):
        kept.append(piece if text is None or (touch and not rolls) else piece._replace(text=text))
    return kept


def same_voice(before: Piece, piece: Piece) -> bool:
    if before.speaker != piece.speaker or before.end is None or piece.start is None:
        return False
    return (before.start or 0) <= piece.start <= before.end + 0.1


def overlapping(before: Piece, piece: Piece) -> bool:
    assert before.end is not None, "Only cues that have times are compared"
    assert piece.start is not None, "Only cues that have times are compared"
    return piece.start == before.start or piece.start < before.end - 0.02


def unsaid(before: Piece, piece: Piece) -> str | None:
    """What the second cue adds to the first, or None where it does not begin with what the first one showed last."""
    if not same_voice(before, piece):
        return None
    old, new = before.text.split(), piece.text.split()
    if new[: len(old)] == old:
        return " ".join(new[len(old) :])
    old_lines, new_lines = shown(before), shown(piece)
    for count in (2, 1):
        if len(old_lines) > count and len(new_lines) > count and old_lines[-count:] == new_lines[:count]:
            return "\n".join(new_lines[count:])
    if len(old_lines) == 2 and new_lines == old_lines[1:]:
        return ""
    return None


def shown(piece: Piece) -> list[str]:
    return [line for line in map(plain, piece.text.split("\n")) if line]
