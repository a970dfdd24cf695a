"""What is written reads as the same session."""

import dataclasses
import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from beside.listening import CannotWrite, Session, Source, Turn, read, write
from beside.listening.pieces import plain
from beside.listening.writers import names
from tests.listening.files import EVERY

FORMATS = names()
ROLE = st.sampled_from(["therapist", "client", "other", ""])
TIMES = st.none() | st.integers(0, 10_000_000).map(lambda thousandths: thousandths / 1000)
ANYTHING = st.text(max_size=40).map(plain)
TRICKY = st.sampled_from(
    [
        "A --> B",
        "Bob: hi",
        "<v Ann>",
        "&lt;",
        "&amp;amp;",
        "1",
        "NOTE",
        "00:00:01.000 --> 00:00:02.000",
        '"',
        ",",
        "[0:15]",
        "-",
    ]
)
SAID = ANYTHING | st.lists(TRICKY, max_size=4).map(" ".join)
NAME = st.sampled_from(["Thea Smith", "Chris", "SPEAKER_00", "José de la Cruz", "Dr. Lee", "T", "佐藤"])


def a_session(speaker, text, time, role):
    turn = st.builds(Turn, speaker, text, time, time, role)
    return st.lists(turn, min_size=1, max_size=8).map(
        lambda turns: Session(tuple(turns), Source(language="en"))
    )


WILD = a_session(ANYTHING, SAID, TIMES, ROLE)


@settings(deadline=None, max_examples=100)
@given(WILD)
def test_json_carries_any_session(session):
    again = read(write(session, "json"))
    assert again == session
    assert again.source.language == "en"


@settings(deadline=None, max_examples=100)
@given(WILD, st.sampled_from(FORMATS))
@example(Session((Turn("Ann", "00:00:01.000 --> 00:00:02.000", 1.0, 2.0, "client"),)), "vtt")
def test_what_is_written_reads_the_same_or_is_not_written(session, format):
    try:
        data = write(session, format)
    except CannotWrite:
        return
    assert read(data) == session


# What each format promises to carry, so that none may refuse its way out of the test above.
PLAIN_TIMES = st.integers(0, 10_000_000).map(lambda thousandths: thousandths / 1000)
PROMISED = {
    "csv": a_session(ANYTHING.filter(bool), SAID, TIMES, ROLE),
    "vtt": a_session(NAME, SAID, PLAIN_TIMES, ROLE),
    "text": a_session(NAME, SAID, st.none(), ROLE),
    "json": WILD,
}


@pytest.mark.parametrize("format", PROMISED)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_format_writes_what_it_promises(format, data):
    session = data.draw(PROMISED[format])
    assert read(write(session, format)) == session


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.text("abc dé?.,", min_size=1).map(plain).filter(bool), PLAIN_TIMES),
        min_size=2,
        max_size=8,
    )
)
def test_srt_carries_a_talk_of_two(said):
    people = itertools.cycle([("Thea", "therapist"), ("Chris", "client")])
    turns = [Turn(who, text, at, at + 1, role) for (who, role), (text, at) in zip(people, said, strict=False)]
    turns = [dataclasses.replace(turn, end=round(turn.end * 1000) / 1000) for turn in turns]
    session = Session(tuple(turns))
    assert read(write(session, "srt")) == session


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("format", FORMATS)
def test_every_file_goes_through_every_format_that_can_carry_it(name, format):
    session = read(EVERY[name][1].encode())
    if format in ("vtt", "srt") and not session.has_ends:
        with pytest.raises(CannotWrite, match="begins and ends"):
            write(session, format)
    else:
        assert read(write(session, format)) == session


def test_json_of_ours_is_json_whatever_is_said_in_it():
    said = ("H (00:01): a", "T: a", "chris: b", "Ann 0:15", "0:00:01.000,0:00:02.000", "1 --> 2")
    session = Session.of(*(("T", text, "therapist") for text in said * 3))
    assert read(write(session, "json")) == session


def test_a_format_that_is_not_there_is_refused():
    with pytest.raises(CannotWrite, match="There are: csv, json, srt, text, vtt"):
        write(Session.of(("T", "a", "")), "docx")


def test_finer_times_than_a_format_has_are_refused():
    session = Session((Turn("T", "a", 1.00049, 2.0, "therapist"),))
    with pytest.raises(CannotWrite, match="Write JSON"):
        write(session, "csv")
    assert read(write(session, "json")) == session


def test_what_cannot_be_saved_at_all_is_refused():
    for turn in (Turn("T", "a\udc80"), Turn("T", "a  b"), Turn("T", "a", float("nan"))):
        with pytest.raises(CannotWrite):
            write(Session((turn,)), "json")
