"""What the light reading may look at: this turn and earlier ones, nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from beside.listening import Turn
from beside.listening.model.marks import marks_of
from beside.listening.model.weighing import GROUPS
from tests.listening.model.made_up import a_session

TURNS = st.lists(
    st.builds(
        Turn,
        speaker=st.just("x"),
        text=st.text(max_size=60),
        role=st.sampled_from(["therapist", "client", "other", ""]),
    ),
    max_size=8,
)


@given(TURNS, st.sampled_from(["therapist", "client"]), st.integers(0, 8))
def test_marks_of_a_turn_do_not_change_with_what_comes_later(turns, role, length):
    earlier = dict(marks_of(turns[:length], role))
    whole = dict(marks_of(turns, role))
    assert all(whole[index] == marks for index, marks in earlier.items())


@given(TURNS, st.sampled_from(["therapist", "client"]))
def test_every_mark_is_of_a_group_and_holds_no_line_break(turns, role):
    for _, marks in marks_of(turns, role):
        assert all(mark[0] in GROUPS and "\n" not in mark for mark in marks)


def test_speakers_names_and_times_leave_no_mark():
    turns = a_session().turns
    others = [
        Turn("somebody", turn.text, start=float(n), end=n + 0.5, role=turn.role)
        for n, turn in enumerate(turns)
    ]
    assert list(marks_of(turns, "client")) == list(marks_of(others, "client"))


def test_a_giant_turn_is_read_at_its_two_ends():
    giant = Turn("x", "why " + "word " * 200_000 + "end?", role="therapist")
    ((_, marks),) = marks_of([giant], "therapist")
    assert len(marks) < 50_000
    assert {"wwhy", "wend", "sends asking"} <= set(marks)
