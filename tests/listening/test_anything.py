"""Whatever people say and however times run, a session is listened to, and every way of saying it holds."""

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from beside.listening import Report, Session, Source, Turn, listen
from beside.listening.reports import as_text
from beside.listening.reports.terminal import show
from tests.listening.reports.test_page import Elements

WORDS = st.sampled_from(
    ["you should", "I'm sorry", "would it be okay if", "sure", "um", "um,", "the-the", "mother", "?", "<b>", "=1", "—", "é", "İ", "\ud800", "\u202e", "\x00", "\x1b[2J", "", "don’t", "…", "]]>", "&lt;", "that won't work"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(WORDS, max_size=20).map(" ".join), st.text(max_size=40))
TIMES = st.one_of(st.none(), st.floats(-10, 1e6), st.sampled_from([0.0, 1.0, 5.5, 1e8]))
ROLES = st.sampled_from(["therapist", "client", "other", ""])
TURNS = st.builds(Turn, st.text(max_size=8), TEXTS, TIMES, TIMES, ROLES)
SOURCES = st.builds(
    Source, st.just("x"), st.booleans(), st.sampled_from([None, True, False]), st.integers(1, 3), st.sampled_from(["", "en", "es"])
)  # fmt: skip
SESSIONS = st.builds(
    Session, st.lists(TURNS, max_size=12).map(tuple), SOURCES, st.text(max_size=5), st.booleans()
)


@given(SESSIONS)
@settings(deadline=None, max_examples=150)
def test_any_session_is_listened_to_and_comes_back(session):
    report = listen(session, light=True)
    written = as_text("json", report, "x").encode("utf-8", "replace")
    back = Report.from_json(report.as_json())
    assert back == report
    assert back.session.turns == session.turns
    assert len(json.loads(written)["turns"]) == len(session.turns)
    assert (
        len(list(csv.reader(io.StringIO(as_text("csv", report, "x"), newline="")))) == len(session.turns) + 1
    )
    made = Elements(as_text("html", report, "x"))
    assert made.open == made.wrong == []
    show(report, Console(file=io.StringIO(), width=60), "x")
    report._repr_html_()
