"""Small made-up sessions with codes, in AnnoMI's columns."""

import csv
import json

from beside.listening import Session

COLUMNS = (
    "transcript_id",
    "video_url",
    "utterance_id",
    "interlocutor",
    "utterance_text",
    "main_therapist_behaviour",
    "question_subtype",
    "reflection_subtype",
    "therapist_input_subtype",
    "client_talk_type",
)
# What a therapist says (main, question, reflection, input) and what a client answers (talk), with a topic put in.
TALK = (
    ("What brings you here about {0}?", "question", "open", "", "", "I want to stop {0} for good.", "change"),
    ("Do you like {0}?", "question", "closed", "", "", "I like {0} and I will not stop.", "sustain"),
    ("You want to stop {0}.", "reflection", "", "simple", "", "Yes, I want to.", "change"),
    ("It is as if {0} holds you.", "reflection", "", "complex", "", "Maybe. It was on Monday.", "neutral"),
    ("Research says {0} does harm.", "therapist_input", "", "", "information", "Okay.", "neutral"),
    ("You should leave {0} alone.", "therapist_input", "", "", "advice", "I cannot stop {0}.", "sustain"),
    ("We could plan {0} for later.", "therapist_input", "", "", "options", "I will plan it.", "change"),
    ("Okay.", "other", "", "", "", "It was on Tuesday.", "neutral"),
)
TOPICS = ("smoking", "drinking", "gaming", "betting", "shopping", "snacking")


def rows():
    for number, topic in enumerate(TOPICS):
        for turn, (said, main, question, reflection, given, answer, talk) in enumerate(TALK * 2):
            kinds = (question or "n/a", reflection or "n/a", given or "n/a")
            yield (number, topic, 2 * turn, "therapist", said.format(topic), main, *kinds, "n/a")
            yield (
                number,
                topic,
                2 * turn + 1,
                "client",
                answer.format(topic),
                "n/a",
                "n/a",
                "n/a",
                "n/a",
                talk,
            )


def annomi_file(folder, some=None):
    path = folder / "annomi.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows() if some is None else some)
    return path


def folds_file(folder):
    path = folder / "folds.json"
    path.write_text(json.dumps({"test_transcript_ids": [[0, 1], [2, 3], [4, 5]]}), encoding="utf-8")
    return path


def a_session():
    return Session.of(
        ("Thea", "How was your week?", "therapist"),
        ("Chris", "Hard. I want to stop drinking.", "client"),
        ("Thea", "You want to stop, and it is hard.", "therapist"),
        ("Kim", "May I say something?", "other"),
        ("Chris", "Yes.", "client"),
    )
