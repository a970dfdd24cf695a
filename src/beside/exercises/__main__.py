"""`python -m beside.exercises FILE ...`: says what is wrong in a file, or that nothing is."""

from __future__ import annotations

import sys
from pathlib import Path

from beside.exercises.errors import BrokenExercise
from beside.exercises.file import checked


def main(paths: list[str]) -> int:
    wrong = 0
    for path in map(Path, paths):
        try:
            table = checked(path.read_bytes(), path.name)
            print(f"{path.name} is in order: {len(table['moments'])} moments.")
        except (BrokenExercise, OSError) as error:
            print(error, file=sys.stderr)
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
