"""Questionnaires as files: their items, their words, and what comes out of their answers.

A questionnaire is a file in `beside/forms`, and the folder is the registry. Answers are plain
values by the key of their item; an item that was skipped is not there, and nothing is filled in.

>>> session = load_form("session")
>>> session.dimension_scores({"self": 7, "pace": 3})
{'self': 7.0, 'pace': 4.0}
"""

from beside.measures.checking import faults_of
from beside.measures.errors import (
    CannotImport,
    Fault,
    FaultyForm,
    MeasuresError,
    MissingAnswers,
    NotScored,
    TooFewAnswers,
    UnknownForm,
    UnusableAnswers,
)
from beside.measures.files import forms, load_form, load_skeleton, read_form, skeletons, use_folders
from beside.measures.form import Form
from beside.measures.importing import import_texts
from beside.measures.item import ONLY_ME, Answer, Answers, AskedIf, Item
from beside.measures.scores import Band, ReliableChange, Score, SessionScore, Split, Subscale, reliable_change
from beside.measures.words import FormText, Option, Question, Voice

__all__ = [
    "ONLY_ME",
    "Answer",
    "Answers",
    "AskedIf",
    "Band",
    "CannotImport",
    "Fault",
    "FaultyForm",
    "Form",
    "FormText",
    "Item",
    "MeasuresError",
    "MissingAnswers",
    "NotScored",
    "Option",
    "Question",
    "ReliableChange",
    "Score",
    "SessionScore",
    "Split",
    "Subscale",
    "TooFewAnswers",
    "UnknownForm",
    "UnusableAnswers",
    "Voice",
    "faults_of",
    "forms",
    "import_texts",
    "load_form",
    "load_skeleton",
    "read_form",
    "reliable_change",
    "skeletons",
    "use_folders",
]
