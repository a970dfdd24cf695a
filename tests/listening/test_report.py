"""A report has everything heard, says how sure it is, and comes back from JSON exactly as it was."""

import json

import pytest

from beside.listening import Report, Session, Source, UnreadableReport, listen
from beside.listening.heard import about, names
from beside.listening.model import Coded
from tests.listening.made_up import SPANISH, TALK


class Sure:
    """A reader that is sure of questions, and of nothing else."""

    name = "sure of questions"
    trained_on = frozenset()

    def codes(self, session, progress=None):
        for part in (0.5, 1.0):
            progress(part)
        reading = {
            "therapist": Coded("question", "open", "", {"question": 0.9, "open": 0.8, "closed": 0.2}),
            "client": Coded("", "", "change", {"change": 0.9}),
        }
        return [reading.get(turn.role, Coded()) for turn in session.turns]

    def is_sure(self, code, probability):
        return code == "question" and probability >= 0.9


def test_a_report_comes_back_from_json_exactly():
    report = listen(TALK)
    back = Report.from_json(json.loads(json.dumps(report.as_json())))
    assert back == report
    assert back.as_json() == report.as_json()
    assert back.session.source == report.session.source
    assert (back.session.roles_because, back.session.roles_guessed) == (report.session.roles_because, False)


@pytest.mark.parametrize("wrong", [{}, {"format": "beside-report", "version": 99}, [], None, "x"])
def test_what_is_no_report_is_refused_with_a_sentence(wrong):
    with pytest.raises(UnreadableReport, match=r"^This report|^This is no report"):
        Report.from_json(wrong)


def test_a_report_that_was_cut_off_is_refused():
    whole = listen(TALK).as_json()
    worked_out_anew = {"why_no_readings", "why_no_readings_message"}
    for key in whole.keys() - worked_out_anew:
        with pytest.raises(UnreadableReport):
            Report.from_json({name: value for name, value in whole.items() if name != key})


def test_every_turn_of_the_two_has_its_reading_however_short_the_session():
    for row in listen(b"T: How so?\nC: I want to stop.\n").as_json()["turns"]:
        assert (row["main"] is None, row["talk"] is None) == (
            row["role"] == "client",
            row["role"] != "client",
        )
        assert row["probabilities"][row["main"] or row["talk"]] > 0


def test_what_was_learnt_is_a_moment_with_its_probability():
    report = listen(TALK, reader=Sure())
    asked = [moment for moment in report.moments if moment.heard == "questions"]
    assert [moment.turn for moment in asked] == [0, 2, 4, 6]
    assert {(moment.probability, moment.possible, moment.kind) for moment in asked} == {(0.9, False, "")}
    assert asked[0].rule == "read as a question, perhaps open"
    assert report.sure(0)
    assert not report.kind_sure(0)
    assert not report.sure(1)


def test_below_what_was_measured_as_sure_it_reads_possible():
    class Unsure(Sure):
        def is_sure(self, code, probability):
            return False

    report = listen(TALK, reader=Unsure())
    assert {m.rule for m in report.moments if m.heard == "questions"} == {"possibly a question, perhaps open"}
    assert report.numbers["questions"]["sure"] == 0


def test_client_talk_is_in_the_turns_and_in_no_summary():
    plain = listen(TALK, reader=Sure()).as_json()
    assert {row["talk"] for row in plain["turns"] if row["role"] == "client"} == {"change"}
    apart = json.dumps({key: value for key, value in plain.items() if key != "turns"})
    assert not any(word in apart for word in ('"change"', '"sustain"', '"neutral"'))


def test_another_language_gets_counts_and_no_reading():
    report = listen(SPANISH)
    assert report.model == ""
    assert report.coded == (Coded(), Coded())
    assert "not in English" in report.why_no_readings
    assert "talk_share" in report.numbers
    assert Report.from_json(report.as_json()) == report


def test_earlier_sessions_stand_beside_the_delays_of_this_one():
    timed = TIMED.encode()
    report = listen(timed, earlier=[listen(timed).session])
    assert report.numbers["latency"]["client after therapist, earlier"] == [0.75]


TIMED = """WEBVTT

00:00:01.000 --> 00:00:02.500
<v Therapist>How was your week?</v>

00:00:03.250 --> 00:00:06.000
<v Client>Hard. I slept badly.</v>

00:00:06.500 --> 00:00:09.000
<v Therapist>You slept badly.</v>
"""


def test_the_therapist_of_a_session_can_be_named_afterwards():
    session = Session.of(("Ann", "How was it?", "client"), ("Bob", "Hard.", "therapist"))
    report = listen(session, therapist="Ann")
    assert [turn.role for turn in report.session.turns] == ["therapist", "client"]


def test_progress_goes_from_nothing_to_all_and_never_back():
    told = []
    listen(TALK, progress=told.append)
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)


def test_progress_moves_while_the_reader_reads():
    told = []
    listen(TALK, reader=Sure(), progress=told.append)
    assert told[:3] == [0, 0.45, 0.9]


def test_moments_stand_in_the_order_of_the_session():
    turns = [moment.turn for moment in listen(TALK).moments]
    assert turns == sorted(turns)
    assert len(set(turns)) > 3


def test_a_session_where_nobody_is_the_therapist_is_counted_and_refused_with_the_way_out():
    report = listen(
        Session.of(
            ("A", "So it was. " * 99, ""), ("B", "Was it? " * 99, ""), source=Source("text", language="en")
        )
    )
    assert report.coded == (Coded(), Coded())
    assert any("Say who the therapist is" in refusal.why for refusal in report.refusals)


def test_every_moment_comes_from_a_file_that_says_what_it_does_not_mean():
    for moment in listen(TALK).moments:
        assert moment.heard in names()
        assert about(moment.heard).does_not_mean
