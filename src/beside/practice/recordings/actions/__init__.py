"""What people do with a session that may be listened to: ask, say yes or no, add a transcript, keep, correct, share, delete."""

from beside.practice.recordings.actions.adding import add_transcript, delete, say_who, try_again
from beside.practice.recordings.actions.asking import answer, ask, take_back_for_another
from beside.practice.recordings.actions.going import destroy_keys_left_over, go, those_whose_time_is_over
from beside.practice.recordings.actions.keeping import (
    ask_to_see,
    correct,
    keep,
    let_go,
    mark_read,
    share_moment,
    share_report,
)

__all__ = [
    "add_transcript",
    "answer",
    "ask",
    "ask_to_see",
    "correct",
    "delete",
    "destroy_keys_left_over",
    "go",
    "keep",
    "let_go",
    "mark_read",
    "say_who",
    "share_moment",
    "share_report",
    "take_back_for_another",
    "those_whose_time_is_over",
    "try_again",
]
