"""Which labels a file has: those that look like names, and those that show only by coming again.

People are called what their device or they themselves wrote: iPhone, chris, 12025550123, Chris Doe (they/them). Taken for words, such a name
would put all that its owner says into the mouth of whoever spoke before.

>>> labels = labels_in(["Mara Lind: How was it?", "chris's iPhone: Hard.", "I see: you slept.", "chris's iPhone: No."])
>>> labels.of("chris's iPhone: Yes."), labels.of("I see: so.")
(("chris's iPhone", 'Yes.'), None)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from beside.listening.labels import labelled, loosely, may_be_name, tightly
from beside.listening.pieces import not_too_many
from beside.listening.roles import role_by_name


@dataclass(frozen=True)
class Labels:
    """`loose`: do not look like names, and are some here. `tight`: stand right before what was said (`T:How`)."""

    loose: frozenset[str]
    tight: frozenset[str]

    def of(self, line: str) -> tuple[str, str] | None:
        """(label, what follows) where the line begins with one, else None."""
        if not has_colon(line):
            return None
        if label := labelled(line):
            return label
        if self.loose and (label := loosely(line)) and label[0] in self.loose:
            return label
        return label if self.tight and (label := tightly(line)) and label[0] in self.tight else None


def has_colon(line: str) -> bool:
    """Most lines have none, and need no closer look."""
    return ":" in line or "：" in line


def labels_in(lines: Iterable[str]) -> Labels:
    """From the lines where somebody may begin to speak: all of a text, or the first of each cue."""
    sure: set[str] = set()
    loose: Counter[str] = Counter()
    tight: Counter[str] = Counter()
    bare = found = 0
    for line in lines:
        if not has_colon(line):
            # What stands before all labels is a title.
            bare += bool(found)
        elif label := labelled(line):
            sure.add(label[0])
            not_too_many(found := found + 1)
        elif label := tightly(line):
            tight[label[0]] += 1
            not_too_many(found := found + 1)
        elif label := loosely(line):
            loose[label[0]] += 1
            not_too_many(found := found + 1)
        else:
            bare += bool(found)
    close = {name for name, count in tight.items() if count > 1 or name in sure or role_by_name(name)}
    unlabelled = bare + sum(count for name, count in tight.items() if name not in close)
    return Labels(loose_ones(loose, sure | close, unlabelled), frozenset(close))


def loose_ones(counts: Counter[str], known: set[str], unlabelled: int) -> frozenset[str]:
    """Those that come again: any where every line has a label, else such as no sentence begins with. And one that comes once, where every
    other line has a label or only one person would speak."""
    again = {name for name, count in counts.items() if count > 1 and (not unlabelled or may_be_name(name))}
    people = known | again
    if people and (not unlabelled or len(people) == 1):
        again |= {name for name in counts if may_be_name(name)}
    return frozenset(again)
