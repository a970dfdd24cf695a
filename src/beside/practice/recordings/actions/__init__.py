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
from beside.practice.recordings.actions.showing import (
    answer_showing,
    ask_to_show,
    end_showing,
    mark_shown_read,
    report_shown,
    supervisors_of,
)

__all__ = [
    "add_transcript",
    "answer",
    "answer_showing",
    "ask",
    "ask_to_see",
    "ask_to_show",
    "correct",
    "delete",
    "destroy_keys_left_over",
    "end_showing",
    "go",
    "keep",
    "let_go",
    "mark_read",
    "mark_shown_read",
    "report_shown",
    "say_who",
    "share_moment",
    "share_report",
    "supervisors_of",
    "take_back_for_another",
    "those_whose_time_is_over",
    "try_again",
]
