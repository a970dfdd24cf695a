"""What gives a thing away in talk: word lists and phrases, a file for each sign. The folder is the registry.

>>> advice = sign("advice")
>>> [found.rule for found in advice.found_in("You should tell her. I told mine.")]
['advice/should']
>>> advice.found_in("You said you should tell her.")
()

A clinician can read and change these files; `README.md` beside them says how a phrase is written. They hold
phrases, never patterns: a phrase is put together here from its own escaped words, so no file can make the
search slow or wrong.
"""

from __future__ import annotations

import functools
import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from beside.sources import Source

# One letter for one letter, so that a place in the plain text is the same place in the text as given.
_PLAIN = str.maketrans("’‘ʼ`´“”", "'''''\"\"")
# A sentence ends at its mark and the space after it; a new line always ends one.
_END = re.compile(r"[.!?…][\"')\]”’]*\s+|\n+")
_QUOTED = re.compile(r"\"[^\"]*\"?|(?<!\w)'[^']*'(?!\w)")
# A word begun again: "I-I-I", "the, the".
_STUTTER = re.compile(r"\b(\w{1,12})(?:[-–—, ]{1,4}\1\b)+", re.IGNORECASE)
_TOKEN = re.compile(r"\w+(?:'\w+)*")
_PHRASE = re.compile(r"\s*(\^|\$|\.\.|\*|<[\w-]+>\??|\([^()]*\)\??|[^\s()<>^$*?]+\??)")
# What stands between words, and small letters for large ones, one letter for one letter again: a phrase then knows three of the one and
# none of the other, and is put together in a fifth of the time.
_EVEN: dict[int, str] = {
    **{ord(large): large.lower() for large in string.ascii_uppercase},
    **dict.fromkeys((*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)), " "),
    **dict.fromkeys((0x2028, 0x2029, 0x202F, 0x205F, 0x3000, ord(",")), " "),
    **dict.fromkeys(map(ord, "–—…"), "-"),
    **dict.fromkeys(map(ord, ':"'), ";"),
}
_BETWEEN = "[ ;-]+(?:(?:um|uh|er|erm|like|well)[ -]+)?"
_ANY = r"[\w']+"
# What may stand before the first word of a sentence without changing what it does.
_OPENERS = "and|so|but|well|um|uh|okay|ok|yeah|yes|right|then|also|just|please|now|oh"


class UnknownSign(Exception):
    """There is no sign of that id."""


class UnreadablePhrase(Exception):
    """A phrase in a sign's file that is not written as README.md says."""


@dataclass(frozen=True)
class Sentence:
    """One sentence and where it starts in its text; `plain` has straight quotes and is of the same length. So is `even`, in which phrases are looked for."""

    start: int
    text: str
    plain: str
    words: tuple[str, ...]

    @functools.cached_property
    def even(self) -> str:
        return self.plain.translate(_EVEN)

    @functools.cached_property
    def word_set(self) -> frozenset[str]:
        return frozenset(self.words)

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return self.text.rstrip(" \"')]’”").endswith("?")


@dataclass(frozen=True)
class Found:
    """A rule that fired: its name, the sentence it fired in, and where the words stand in the text."""

    rule: str
    sentence: str
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Phrase:
    """A phrase put together, and words of which one must be there: looking for those first is what makes it quick.

    `also` are such words for its other places; `rows`, for each place where the choice is between words in a row, all words of each.
    Its search is for `Sentence.even`.
    """

    pattern: str
    needs: frozenset[str]
    also: tuple[frozenset[str], ...] = ()
    rows: tuple[tuple[frozenset[str], ...], ...] = ()

    @functools.cached_property
    def search(self) -> re.Pattern[str]:
        """Made when first needed: most phrases wait for a word that this session does not have."""
        # Not a pattern from a file: put together below of escaped words and of pieces that stand in this module.
        return re.compile(self.pattern)

    def may_stand(self, words: frozenset[str]) -> bool:
        """Whether a sentence of these words has what the phrase needs. If not, nobody need search it."""
        if self.needs.isdisjoint(words):
            return False
        for others in self.also:
            if others.isdisjoint(words):
                return False
        return all(any(map(words.issuperset, place)) for place in self.rows)


@dataclass(frozen=True)
class Rule:
    """Phrases of one kind. `unless` are phrases that, in the same sentence, keep it silent."""

    name: str
    why: str
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    question: bool | None
    longest: int
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]

    def fits(self, sentence: Sentence) -> bool:
        """Whether the sentence is of the kind that the rule is about: a question or not, not too long."""
        if self.question is not None and self.question != sentence.asks:
            return False
        return not self.longest or len(sentence.words) <= self.longest

    def silenced(self, sentence: Sentence) -> bool:
        return first_of(self.unless, sentence.even, sentence.word_set) is not None


@dataclass(frozen=True)
class Sign:
    """One thing to be heard: what it means, what it does not, its rules."""

    id: str
    title: str
    means: str
    not_meant: str
    rules: tuple[Rule, ...]
    sources: tuple[Source, ...]
    lists: Mapping[str, frozenset[str]]

    @functools.cached_property
    def index(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """By each word that a phrase needs, where such phrases are: (rule, phrase)."""
        places: dict[str, list[tuple[int, int]]] = {}
        for number, rule in enumerate(self.rules):
            for place, one in enumerate(rule.phrases):
                for word in one.needs:
                    places.setdefault(word, []).append((number, place))
        return {word: tuple(found) for word, found in places.items()}

    @functools.cached_property
    def needs(self) -> frozenset[str]:
        return frozenset(self.index)

    def found_in(self, text: str | tuple[Sentence, ...]) -> tuple[Found, ...]:
        """Each sentence in which a rule fires, with the first rule that does.

        >>> [found.words for found in sign("advice").found_in("It went well. You should rest, and you should eat.")]
        ['You should']
        """
        split = sentences(text) if isinstance(text, str) else text
        needs = self.needs
        return tuple(
            found
            for sentence in split
            if not needs.isdisjoint(sentence.word_set) and (found := self._in(sentence))
        )

    def _in(self, sentence: Sentence) -> Found | None:
        index, passed = self.index, -1
        places = {place for word in self.needs & sentence.word_set for place in index[word]}
        for number, place in sorted(places):
            rule = self.rules[number]
            if number == passed or not rule.phrases[place].may_stand(sentence.word_set):
                continue
            if not rule.fits(sentence):
                passed = number
            elif match := rule.phrases[place].search.search(sentence.even):
                if not rule.silenced(sentence):
                    return self._found(rule, sentence, match)
                passed = number
        return None

    def _found(self, rule: Rule, sentence: Sentence, match: re.Match[str]) -> Found:
        place = match.end() - len(match.group().lstrip(" ,;:-–—\"'"))
        start = sentence.start + place
        words = sentence.text[place : match.end()]
        return Found(f"{self.id}/{rule.name}", sentence.text, words, start, start + len(words))


def without(sign_: Sign, plain: str) -> str:
    """A plain text in small letters, without quoted words, words begun again, and what the sign's rules find.

    >>> without(sign("stance"), "I think my mother said 'I know'.").split()
    ['my', 'mother', 'said', '.']
    """
    left = _STUTTER.sub(r"\1", _QUOTED.sub(" ", plain)).translate(_EVEN)
    words = frozenset(_TOKEN.findall(left.lower()))
    for rule in sign_.rules:
        for one in rule.phrases:
            if one.may_stand(words):
                left = one.search.sub(" ", left)
    return left


def first_of(phrases: tuple[Phrase, ...], even: str, words: frozenset[str]) -> re.Match[str] | None:
    """Where the first of these phrases stands that stands in it at all."""
    for phrase in phrases:
        if phrase.may_stand(words) and (match := phrase.search.search(even)):
            return match
    return None


def sentences(text: str) -> tuple[Sentence, ...]:
    """Each sentence of a text.

    >>> [(sentence.start, sentence.text) for sentence in sentences("Well... yes. And you?")]
    [(0, 'Well...'), (8, 'yes.'), (13, 'And you?')]
    """
    ends = [match.end() for match in _END.finditer(text)]
    pieces = zip([0, *ends], [*ends, len(text)], strict=True)
    return tuple(_sentence(text, start, end) for start, end in pieces if text[start:end].strip())


def _sentence(text: str, start: int, end: int) -> Sentence:
    piece = text[start:end]
    said = piece.strip()
    plain = said.translate(_PLAIN)
    return Sentence(
        start + len(piece) - len(piece.lstrip()), said, plain, tuple(_TOKEN.findall(plain.lower()))
    )


def sign_ids() -> tuple[str, ...]:
    """Every sign there is.

    >>> "advice" in sign_ids()
    True
    """
    names = (path.name for path in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@functools.lru_cache(maxsize=128)
def sign(sign_id: str) -> Sign:
    """The sign of that id."""
    if sign_id not in sign_ids():
        raise UnknownSign(f"There is no sign called {sign_id}. There is: {', '.join(sign_ids())}.")
    return read_sign((files(__name__) / f"{sign_id}.toml").read_text(encoding="utf-8"))


def read_sign(toml: str) -> Sign:
    """The sign written in a file's text."""
    table = tomllib.loads(toml)
    lists = {name: tuple(words) for name, words in table.get("lists", {}).items()}
    rules = tuple(_rule(rule, lists) for rule in table.get("rule", []))
    return Sign(
        id=table["id"],
        title=table["title"],
        means=table["means"],
        not_meant=table["not_meant"],
        rules=rules,
        sources=tuple(Source(**source) for source in table.get("sources", [])),
        lists={name: frozenset(words) for name, words in lists.items()},
    )


def _rule(table: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Rule:
    return Rule(
        name=table["name"],
        why=table["why"],
        phrases=tuple(phrase(written, lists) for written in table["phrases"]),
        unless=tuple(phrase(written, lists) for written in table.get("unless", ())),
        question=table.get("question"),
        longest=table.get("longest", 0),
        examples=tuple(table["examples"]),
        not_examples=tuple(table.get("not_examples", ())),
    )


def phrase(written: str, lists: Mapping[str, tuple[str, ...]] | None = None) -> Phrase:
    """A phrase as README.md says it is written, ready to be looked for.

    >>> phrase("you (should|ought to) .. rest").search.search("you should really rest.").group()
    'you should really rest'
    >>> bool(phrase("<feeling>", {"feeling": ("c++", "sad")}).search.search("a saddle."))
    False
    """
    parts = _parts(written)
    if parts and (parts[-1] == ".." or parts[-1].endswith("?")):
        raise UnreadablePhrase(f"{written!r} ends in something that may be missing: leave that out.")
    first, last = parts[:1] == ["^"], parts[-1:] == ["$"]
    middle = [_choices(part, lists or {}) for part in parts[first : len(parts) - last]]
    whole = r"^[\s\W]*(?:(?:" + _OPENERS + r") +){0,2}" if first else r"(?<![\w'])"
    whole += "".join(_part(part, is_last=part is middle[-1]) for part in middle)
    whole += r"[\s\W]*$" if last else r"(?!\w|'\w)"
    return Phrase(whole, *_needs(written, middle))


@dataclass(frozen=True, eq=False)
class _Choice:
    """One place in a phrase: the words that may stand there, or a gap."""

    words: tuple[str, ...] = ()
    gap: str = ""
    may_be_missing: bool = False


def _parts(written: str) -> list[str]:
    parts, place = [], 0
    while place < len(written.rstrip()):
        if not (match := _PHRASE.match(written, place)):
            raise UnreadablePhrase(f"Cannot read {written!r} from its letter {place + 1} on.")
        parts.append(match[1])
        place = match.end()
    return parts


def _choices(part: str, lists: Mapping[str, tuple[str, ...]]) -> _Choice:
    if part in ("..", "*"):
        return _Choice(gap=part)
    if part in ("^", "$"):
        raise UnreadablePhrase(f"{part} stands only at the end it speaks of.")
    may_be_missing, part = part.endswith("?"), part.removesuffix("?")
    if part.startswith("<"):
        if part[1:-1] not in lists:
            raise UnreadablePhrase(f"There is no list called {part}.")
        return _Choice(lists[part[1:-1]], may_be_missing=may_be_missing)
    words = tuple(part[1:-1].split("|")) if part.startswith("(") else (part,)
    return _Choice(words, may_be_missing=may_be_missing)


def _part(part: _Choice, *, is_last: bool) -> str:
    """One place of a phrase, with what stands between it and the next."""
    after = "" if is_last else _BETWEEN
    if part.gap:
        return _ANY + after if part.gap == "*" else f"(?:{_ANY}{_BETWEEN}){{0,3}}?"
    one = "(?:" + "|".join(_BETWEEN.join(map(re.escape, words.lower().split())) for words in part.words) + ")"
    return f"(?:{one}{after})?" if part.may_be_missing else one + after


def _needs(
    written: str, parts: list[_Choice]
) -> tuple[frozenset[str], tuple[frozenset[str], ...], tuple[tuple[frozenset[str], ...], ...]]:
    """What must be there: of the rarest place one word of each choice, the same of the other places, and whole rows of words."""
    sure = [part.words for part in parts if part.words and not part.may_be_missing]
    if not sure:
        raise UnreadablePhrase(f"{written!r} needs a word that must be there.")
    rarest = max(sure, key=lambda words: min(len(_longest(word)) for word in words) - 0.2 * len(words))
    also = tuple(frozenset(map(_longest, words)) for words in sure if words is not rarest)
    rows = tuple(tuple(frozenset(_words(word)) for word in words) for words in sure)
    in_rows = tuple(place for place in rows if any(len(row) > 1 for row in place))
    return frozenset(map(_longest, rarest)), also, in_rows


def _words(words: str) -> list[str]:
    return _TOKEN.findall(words.translate(_PLAIN).lower())


def _longest(words: str) -> str:
    return max(_words(words), key=len, default="")
