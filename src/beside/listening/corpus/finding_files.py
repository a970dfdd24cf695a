"""Which files to listen to: those that are named, and in a folder those that look like transcripts by their names."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# What is in a folder by another name is left out and counted; a file that is named is always tried.
ENDINGS = frozenset((".vtt", ".srt", ".txt", ".json", ".csv", ".tsv", ".md", ".sbv"))


@dataclass(frozen=True)
class Found:
    """`files`: each with what it is called, its path from the folder that all share. `left_out`: how many of each other ending."""

    files: dict[str, Path]
    left_out: dict[str, int]


def found(given: Sequence[Path]) -> Found:
    """The transcripts among these files and in these folders, each once, in the order of their names."""
    left: Counter[str] = Counter()
    paths = {os.path.abspath(path): path for one in given for path in transcripts(one, left)}
    shared = os.path.commonpath([os.path.dirname(path) for path in paths]) if paths else ""
    files = {os.path.relpath(whole, shared): path for whole, path in sorted(paths.items())}
    return Found(files, dict(left.most_common()))


def transcripts(given: Path, left: Counter[str]) -> Iterator[Path]:
    if not given.is_dir():
        yield given
        return
    for folder, folders, names in os.walk(given):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if name.startswith("."):
                continue
            if path.suffix.lower() in ENDINGS:
                yield path
            else:
                left[path.suffix.lower() or "no ending"] += 1
