"""
ExerciseError           anything this part tells its caller on purpose
├── UnknownExercise     there is no exercise of that name
└── BrokenExercise      a file that cannot be read: which, at which line, and what to do

A plain AssertionError is a bug: please report it.
"""


class ExerciseError(Exception):
    """Its text can be shown to a person."""


class UnknownExercise(ExerciseError):
    pass


class BrokenExercise(ExerciseError):
    def __init__(self, file: str, line: int, what: str):
        super().__init__(f"{file}, line {line}: {what}")
        self.file, self.line, self.what = file, line, what
