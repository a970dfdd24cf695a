"""Exercises for a therapist, a file for each. The folder is the registry.

>>> exercise("open-question").title
'Say it again as an open question'
>>> sorted({moment.level for moment in exercise("open-question").moments})
[1, 2, 3]

Every moment is made up, in words of our own: nobody's session is in it. A file that is broken is left out and named, with
the line to look at; the others are there all the same. How one is added: docs/add-an-exercise.md.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files

from beside.exercises.errors import BrokenExercise, ExerciseError, UnknownExercise
from beside.exercises.file import LEVELS, checked
from beside.exercises.language import LANGUAGES, spoken
from beside.sources import Source

__all__ = [
    "LANGUAGES",
    "LEVELS",
    "BrokenExercise",
    "Exercise",
    "ExerciseError",
    "Moment",
    "Other",
    "Source",
    "UnknownExercise",
    "exercise",
    "exercise_ids",
    "faults",
]


@dataclass(frozen=True)
class Other:
    """Another possible answer, and why it can work. One of several: none is *the* answer."""

    text: str
    why: str


@dataclass(frozen=True)
class Moment:
    """What a client says. `id` is its name within the exercise and stays when others are added; `level` is 1, 2 or 3."""

    id: str
    level: int
    text: str
    others: tuple[Other, ...]


@dataclass(frozen=True)
class Exercise:
    """One thing to practise, in one language.

    `wanted` and `unwanted` are readings (reading.py): what the goal asks for, and what it asks to do without in this one
    exercise. Unwanted here is no fault elsewhere. `silence`: saying nothing is an answer too.
    """

    id: str
    title: str
    goal: str
    ask: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    sources: tuple[Source, ...]
    moments: tuple[Moment, ...]
    language: str
    silence: bool = False

    def moment(self, moment_id: str) -> Moment | None:
        return next((moment for moment in self.moments if moment.id == moment_id), None)


def exercise_ids() -> tuple[str, ...]:
    """Every exercise that can be read, in the order in which they build on each other.

    >>> exercise_ids()[0]
    'open-question'
    """
    found = {name: _table(name) for name in _names() if not isinstance(_table(name), str)}
    return tuple(sorted(found, key=lambda name: (found[name]["order"], name)))


def faults() -> tuple[str, ...]:
    """A sentence for each file that cannot be read: its name, the line, and what to do.

    >>> faults()
    ()
    """
    return tuple(fault for name in _names() if isinstance(fault := _table(name), str))


@functools.lru_cache(maxsize=128)
def exercise(exercise_id: str, language: str = "en") -> Exercise:
    """The exercise of that id, in English where it lacks the language. Raises UnknownExercise.

    >>> exercise("open-question", "es-MX").title
    'Dígalo otra vez como pregunta abierta'
    """
    if exercise_id not in exercise_ids():
        raise UnknownExercise(
            f"There is no exercise called {exercise_id}. There is: {', '.join(exercise_ids())}."
        )
    table, tongue = _table(exercise_id), spoken(language)
    assert not isinstance(table, str), "a broken file is not among the ids"
    return Exercise(
        id=exercise_id,
        title=table["title"][tongue],
        goal=table["goal"][tongue],
        ask=table["ask"][tongue],
        wanted=tuple(table["wanted"]),
        unwanted=tuple(table["unwanted"]),
        sources=tuple(Source(**source) for source in table["sources"]),
        moments=tuple(
            Moment(
                moment["id"],
                moment["level"],
                moment[tongue],
                tuple(Other(other[tongue], table["why"][other["why"]][tongue]) for other in moment["others"]),
            )
            for moment in table["moments"]
        ),
        language=tongue,
        silence=table["silence"],
    )


@functools.cache
def _names() -> tuple[str, ...]:
    names = (path.name for path in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@functools.lru_cache(maxsize=128)
def _table(name):  # type: ignore[no-untyped-def]  # a table as TOML has it, or the sentence that says why not
    try:
        return checked((files(__name__) / f"{name}.toml").read_bytes(), f"{name}.toml")
    except BrokenExercise as error:
        return str(error)
