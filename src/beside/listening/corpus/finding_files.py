"""Which files to listen to: those that are named, and in a folder those that look like transcripts by their names."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# What is in a folder by another name is left out and counted; a file that is named is always tried.
ENDINGS = frozenset((".vtt", ".srt", ".txt", ".json", ".csv", ".tsv", ".md", ".sbv"))


@dataclass(frozen=True)
class Found:
    """`files`: each with what it is called, its path from the folder that all share. `left_out`: how many of each other ending.
    `results`: folders that were not searched, because what is heard goes there."""

    files: dict[str, Path]
    left_out: dict[str, int]
    results: tuple[Path, ...] = ()


class Search:
    """`results`: folders (as `os.path.realpath` has them) that are passed over, so that nothing of ours is taken for a transcript."""

    def __init__(self, results: Iterable[Path] = ()) -> None:
        self.results = {os.path.realpath(folder) for folder in results}
        self.left: Counter[str] = Counter()
        self.passed: dict[str, Path] = {}

    def transcripts(self, given: Path) -> Iterator[Path]:
        if not given.is_dir():
            yield given
            return
        for folder, folders, names in os.walk(given):
            folders[:] = [name for name in folders if self.is_searched(Path(folder, name))]
            for name in names:
                path = Path(folder, name)
                if name.startswith("."):
                    continue
                if path.suffix.lower() in ENDINGS:
                    yield path
                else:
                    self.left[path.suffix.lower() or "no ending"] += 1

    def is_searched(self, folder: Path) -> bool:
        whole = os.path.realpath(folder)
        if whole in self.results:
            self.passed[whole] = folder
        return not folder.name.startswith(".") and whole not in self.results


def found(
    given: Sequence[Path], *, out: Path | None = None, pages: Mapping[str, Path] | None = None
) -> Found:
    """The transcripts among these files and in these folders, each once, in the order of their names.

    Results go to `out`, and by kind into the folders of `pages`: what lies there from a run before is no transcript, unless it is named.
    """
    pages = pages or {}
    search = Search([*([out, out / "parts"] if out else []), *pages.values()])
    paths = {os.path.abspath(path): path for one in given for path in search.transcripts(one)}
    shared = os.path.commonpath([os.path.dirname(path) for path in paths]) if paths else ""
    called = {os.path.relpath(whole, shared): path for whole, path in sorted(paths.items())}
    # Where pages lie among the transcripts, each is known by its name.
    named = {os.path.abspath(path) for path in given}
    ours = {
        os.path.abspath(folder / f"{name}.{kind}") for kind, folder in pages.items() for name in called
    } - named
    files = {name: path for name, path in called.items() if os.path.abspath(path) not in ours}
    return Found(files, dict(search.left.most_common()), tuple(search.passed.values()))
