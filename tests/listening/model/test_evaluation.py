"""`beside evaluate annomi`, on made-up sessions; on AnnoMI itself where it is at hand."""

import os
from pathlib import Path

import pytest

from beside.cli import main
from beside.listening.errors import NoReading, UnreadableTranscript
from beside.listening.model import evaluation, light, outside, reader, small, uptake
from beside.listening.model.annomi import fingerprint, folds_of, plurality, sessions_of
from beside.listening.session import Turn
from tests.listening.model.made_up import COLUMNS, annomi_file, folds_file, rows


def given_data(*names):
    folder = os.environ.get("BESIDE_DATA")
    if not folder:
        pytest.skip(f"BESIDE_DATA is not set: {'/'.join(names)} is not at hand")
    return Path(folder, *names)


def test_sessions_are_read_with_their_codes(tmp_path):
    first, *others = sessions_of(annomi_file(tmp_path))
    assert (first.number, first.origin, len(others)) == (0, "smoking", 5)
    assert first.session.turns[0] == Turn(
        "therapist", "What brings you here about smoking?", role="therapist"
    )
    assert first.gold[0] == {"main": "question", "question": "open"}
    assert first.gold[1] == {"talk": "change"}


def test_several_raters_of_a_turn_are_counted_and_none_is_a_vote_too():
    assert plurality(["open", "closed", "closed"], ("open", "closed")) == "closed"
    assert plurality(["open", "n/a", "n/a"], ("open", "closed")) == ""
    assert plurality(["options", "negotiation", "advice"], ("information", "advice", "plan")) == "plan"


@pytest.mark.parametrize("read", [sessions_of, folds_of])
def test_a_file_that_is_not_there_is_refused_with_its_name(read, tmp_path):
    with pytest.raises(UnreadableTranscript, match="none"):
        read(tmp_path / "none.csv")


def test_a_file_of_something_else_is_refused_and_says_what_is_missing(tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UnreadableTranscript, match="transcript_id"):
        sessions_of(tmp_path / "other.csv")
    (tmp_path / "folds.json").write_text("[]")
    with pytest.raises(UnreadableTranscript, match="test folds"):
        folds_of(tmp_path / "folds.json")


def test_the_table_has_every_reading_and_every_code(tmp_path):
    table = evaluation.evaluate(annomi_file(tmp_path), folds_file(tmp_path), light=True)
    assert "6 sessions from 6 sources, 192 turns" in table
    for words in (*evaluation.TITLES.values(), "| question |", "| plan |", "| sustain |", "Spearman"):
        assert words in table


def test_what_was_learnt_from_other_sources_is_found_again(tmp_path):
    # The made-up talk says its codes plainly, so a model that saw other topics reads nearly all of it rightly.
    table = evaluation.evaluate(annomi_file(tmp_path), folds_file(tmp_path), light=True)
    line = next(line for line in table.splitlines() if line.startswith("| therapist, main code"))
    assert float(line.split("|")[3].split()[0]) > 0.8


def test_without_folds_the_shipped_model_reads_the_file(tmp_path):
    assert "as shipped; 0 sessions it was trained on left out" in evaluation.evaluate(annomi_file(tmp_path))


def test_sessions_that_a_model_was_trained_on_measure_nothing(tmp_path, monkeypatch):
    path = annomi_file(tmp_path)
    known = frozenset(fingerprint(each.session) for each in sessions_of(path))
    monkeypatch.setattr(
        evaluation, "reader", lambda light: type("Reader", (), {"trained_on": known, "name": "light"})
    )
    with pytest.raises(NoReading, match="would measure nothing"):
        evaluation.evaluate(path)


def test_the_small_model_is_measured_by_readings_that_were_kept(tmp_path):
    path = annomi_file(tmp_path)
    kept = evaluation.read_by(reader(light=True), sessions_of(path))
    outside.saved(kept, sessions_of(path), tmp_path / "readings.npz")
    table = evaluation.evaluate(path, readings=tmp_path / "readings.npz")
    directly = evaluation.report(sessions_of(path), kept, "small, as readings.npz has it")
    assert table.splitlines()[:5] == directly.splitlines()[:5]
    assert table.count("|") == directly.count("|")


def test_kept_readings_of_other_sessions_are_refused(tmp_path):
    some = sessions_of(annomi_file(tmp_path))[:2]
    outside.saved(evaluation.read_by(reader(light=True), some), some, tmp_path / "readings.npz")
    with pytest.raises(NoReading, match="readings of other sessions"):
        evaluation.evaluate(annomi_file(tmp_path), readings=tmp_path / "readings.npz")


def test_training_the_small_model_anew_is_left_to_beside_train(tmp_path):
    with pytest.raises(NoReading, match="beside train"):
        evaluation.evaluate(annomi_file(tmp_path), folds_file(tmp_path))


def test_the_command_prints_the_table_and_refuses_with_a_sentence(tmp_path, capsys):
    assert main(["evaluate", "annomi", "--data", str(annomi_file(tmp_path)), "--light"]) == 0
    assert "macro-F1" in capsys.readouterr().out
    assert main(["evaluate", "annomi", "--data", str(tmp_path / "none.csv")]) == 1
    assert "See that the path is right" in capsys.readouterr().err


def test_the_fingerprint_knows_words_and_roles_and_nothing_else(tmp_path):
    one, two = sessions_of(annomi_file(tmp_path))[:2]
    assert fingerprint(one.session) != fingerprint(two.session)
    later = tuple(Turn("x", turn.text, start=1.0, role=turn.role) for turn in one.session.turns)
    assert fingerprint(one.session.with_turns(later)) == fingerprint(one.session)


def test_rows_may_come_in_any_order(tmp_path):
    some = [row for row in rows() if row[0] == 0]
    backwards = sessions_of(annomi_file(tmp_path, list(reversed(some))))
    assert backwards == sessions_of(annomi_file(tmp_path, some))
    assert len(COLUMNS) == len(some[0])


def test_annomi_was_what_the_shipped_model_was_trained_on():
    path = given_data("annomi", "AnnoMI-full.csv")
    seen = light.light().trained_on
    assert all(fingerprint(each.session) in seen for each in sessions_of(path))


def test_the_shipped_uptake_model_goes_with_the_ratings_it_was_trained_on():
    from beside.listening.model.agreement import spearman
    from evidence.train_uptake import rated

    pairs, ratings, _ = rated(given_data("uptake", "dev.csv"))
    assert spearman([uptake.uptake(*each) for each in pairs[:300]], ratings[:300]) > 0.5


def test_the_readings_kept_with_the_evidence_give_the_table_of_the_model_card():
    """Numbers only, by the number of the session in AnnoMI: whoever has the data can check the table."""
    kept = Path(__file__).parents[3] / "docs/evidence/listening/readings-small.npz"
    sessions = sessions_of(given_data("annomi", "AnnoMI-full.csv"))
    table = evaluation.report(sessions, outside.loaded(kept, sessions), "small")
    card = small.FILE.with_name("small.md").read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if line.startswith("| therapist, main code")]
    lines += [line for line in table.splitlines() if line.startswith("| client talk")]
    assert len(lines) == 2
    assert all(line in card for line in lines)
