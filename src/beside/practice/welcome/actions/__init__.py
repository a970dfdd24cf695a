from beside.practice.welcome.actions.guiding import lay_over
from beside.practice.welcome.actions.page import keep_answer, let_go, publish, save_draft, unpublish
from beside.practice.welcome.actions.telling import ask, keep_draft, newest, send_page

__all__ = [
    "ask",
    "keep_answer",
    "keep_draft",
    "lay_over",
    "let_go",
    "newest",
    "publish",
    "save_draft",
    "send_page",
    "unpublish",
]
