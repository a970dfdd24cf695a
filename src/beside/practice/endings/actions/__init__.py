"""What this room does: breaks, ends and the way back, another therapist, what goes along, what the law keeps."""

from beside.practice.endings.actions.another import (
    answer_asked,
    ask_for_another,
    go_on_with,
    offer,
    take_back_asking,
    tell_therapist,
)
from beside.practice.endings.actions.breaks import begin_break, end_break, keep_the_place
from beside.practice.endings.actions.ending import (
    ask_to_come_back,
    begin_again,
    drop_plan,
    finish,
    finish_due,
    plan_ending,
    say_last,
    show_when_due,
)
from beside.practice.endings.actions.keeping import change_rules, keep_what_the_law_holds
from beside.practice.endings.actions.next_one import choose_lines, give_lines, let_leave

__all__ = [
    "answer_asked",
    "ask_for_another",
    "ask_to_come_back",
    "begin_again",
    "begin_break",
    "change_rules",
    "choose_lines",
    "drop_plan",
    "end_break",
    "finish",
    "finish_due",
    "give_lines",
    "go_on_with",
    "keep_the_place",
    "keep_what_the_law_holds",
    "let_leave",
    "offer",
    "plan_ending",
    "say_last",
    "show_when_due",
    "take_back_asking",
    "tell_therapist",
]
