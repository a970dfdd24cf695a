"""The small model that ships: what it reads from, and what it says when it cannot."""

import numpy as np
import pytest

from beside.listening.errors import NoReading
from beside.listening.model import HEADS, reader, small
from beside.listening.session import Session, Turn
from tests.listening.model.made_up import a_session

SAID = "I want to stop. What would that be like? You are tired of it. Mm-hmm. Here is what research says."
WORDS = SAID.split()


def a_long_session(turns=90):
    """Longer than one chunk, with turns of very different lengths."""
    said = [" ".join(WORDS[index % 7 : 3 + index % 19] * (1 + index % 5)) for index in range(turns)]
    roles = ("therapist", "client")
    return Session(tuple(Turn("x", text, role=roles[index % 2]) for index, text in enumerate(said)))


def alike(one, two):
    return one.code == two.code and one.probabilities == pytest.approx(two.probabilities, abs=2e-4)


def test_it_is_what_a_reader_is_where_nothing_else_is_asked_for():
    assert (reader().name, reader(light=True).name) == ("small", "light")


def test_the_file_is_under_40_megabytes():
    assert small.FILE.stat().st_size < 40_000_000


def test_each_turn_is_coded_in_order_by_the_role_of_its_speaker():
    coded = reader().codes(a_session())
    assert [bool(each.main) for each in coded] == [True, False, True, False, False]
    assert [bool(each.talk) for each in coded] == [False, True, False, False, True]
    assert coded[3].probabilities == {}
    assert coded[0].main == "question"
    assert coded[2].main == "reflection"


def test_probabilities_of_codes_that_exclude_each_other_add_up_to_one():
    for each in reader().codes(a_session()):
        heads = [head for head in HEADS if (head == "talk") == bool(each.talk)] if each.code else []
        for head in heads:
            assert sum(each.probabilities[code] for code in HEADS[head]) == pytest.approx(1, abs=0.001)


def test_it_tells_how_far_it_is_after_each_chunk():
    told = []
    reader().codes(a_long_session(180), told.append)
    assert len(told) > 2
    assert told == sorted(set(told))
    assert told[-1] == 1


def test_a_reading_does_not_change_with_what_comes_later():
    session = a_long_session()
    whole = reader().codes(session)
    for length in (1, 2, 17, 40, 89):
        shorter = reader().codes(session.with_turns(session.turns[:length]))
        assert all(map(alike, shorter, whole[:length]))
    other = (*session.turns[:40], *(Turn("x", "Quite other words!", role="client") for _ in range(50)))
    assert all(map(alike, reader().codes(session.with_turns(other))[:40], whole[:40]))


def test_a_reading_does_change_with_what_was_said_before():
    asked, told = (Turn("T", text, role="therapist") for text in ("Do you want to stop?", "Nice weather."))
    yes = Turn("C", "Yes.", role="client")
    after = [reader().codes(Session((before, yes)))[1] for before in (asked, told)]
    assert after[0].probabilities != after[1].probabilities


def test_names_and_times_make_no_difference():
    session = a_session()
    others = tuple(Turn("someone", turn.text, start=3.0, role=turn.role) for turn in session.turns)
    assert reader().codes(session.with_turns(others)) == reader().codes(session)


def test_turns_without_a_word_we_know_and_sessions_without_turns_are_read_too():
    odd = Session((Turn("T", "", role="therapist"), Turn("C", "\u202e\x00 ж", role="client")))
    assert len(reader().codes(odd)) == 2
    assert reader().codes(Session(())) == []
    assert len(reader().codes(Session((Turn("T", "word " * 20_000, role="therapist"),)))) == 1


def test_the_kind_belongs_to_the_main_code_and_is_empty_for_other():
    for each in reader().codes(a_long_session()):
        assert each.kind in HEADS.get(each.main, ("",))


def test_however_a_session_is_dealt_out_to_memory_its_scores_stay(monkeypatch):
    turns = a_long_session().turns
    whole = small.small().encoder.scores(turns)
    monkeypatch.setattr(small, "AT_ONCE", 50)
    assert small.small().encoder.scores(turns[:50]) == pytest.approx(whole[:50], abs=1e-3)
    assert len(small.small().encoder.scores(turns)) == len(turns)


def copied(tmp_path):
    path = tmp_path / "small.onnx"
    path.write_bytes(small.FILE.read_bytes())
    path.with_suffix(".json").write_bytes(small.ABOUT.read_bytes())
    return path


def test_a_file_that_is_not_there_cut_short_or_changed_says_what_to_do(tmp_path):
    with pytest.raises(NoReading, match="Install Beside again"):
        small.loaded(tmp_path / "none.onnx")
    path = copied(tmp_path)
    whole = path.read_bytes()
    for damaged in (whole[:100_000], b"", whole[:-5] + b"other"):
        path.write_bytes(damaged)
        with pytest.raises(NoReading, match="Install Beside again"):
            small.loaded(path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 99}', '{"version": 1}'])
def test_what_stands_beside_the_file_may_be_damaged_too(text, tmp_path):
    path = copied(tmp_path)
    path.with_suffix(".json").write_text(text)
    with pytest.raises(NoReading, match="Install Beside again"):
        small.loaded(path)


def test_without_its_file_or_what_runs_it_the_light_model_reads(monkeypatch, tmp_path):
    with monkeypatch.context() as without:
        without.setattr(small, "FILE", tmp_path / "none.onnx")
        assert reader().name == "light"
    with monkeypatch.context() as without:
        without.setattr(small, "find_spec", lambda name: None)
        assert reader().name == "light"


def test_a_model_reads_the_same_after_it_was_written(tmp_path):
    given = small.small()
    small.saved(small.FILE.read_bytes(), given, tmp_path / "again.onnx")
    again = small.loaded(tmp_path / "again.onnx")
    assert (again.sure_from, again.trained_on) == (given.sure_from, given.trained_on)
    assert again.codes(a_session()) == given.codes(a_session())


def test_a_quote_is_evidence_only_from_the_probability_measured_for_its_code():
    lowest = small.small().sure_from["question"]
    assert reader().is_sure("question", lowest)
    assert not reader().is_sure("question", np.nextafter(lowest, 0))
    assert not reader().is_sure("no such code", 1.0)
