"""The light model that ships, and models trained on made-up sessions."""

import pickle
import zipfile

import numpy as np
import pytest

from beside.listening.errors import NoReading
from beside.listening.model import HEADS, reader
from beside.listening.model.annomi import folds_of, sessions_of
from beside.listening.model.light import FILE, loaded, saved
from beside.listening.model.training import trained
from beside.listening.session import Session, Turn
from tests.listening.model.made_up import a_session, annomi_file, folds_file


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    return trained(sessions_of(annomi_file(folder)), folds_of(folds_file(folder)), {"question": 0.5})


def test_the_file_is_under_a_megabyte_and_holds_numbers_only():
    assert FILE.stat().st_size < 1_000_000
    with np.load(FILE, allow_pickle=False) as file:
        assert all(file[name].dtype.kind in "uif" for name in file.files)


def test_a_file_with_objects_in_it_is_refused_and_never_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("a pickle was opened",))

    path = tmp_path / "trap.npz"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("about.npy", pickle.dumps(Trap()))
    with pytest.raises(NoReading, match="damaged"):
        loaded(path)
    np.savez(path, about=np.array([Trap()], dtype=object))
    with pytest.raises(NoReading, match="damaged"):
        loaded(path)


def test_a_file_that_is_not_there_or_cut_short_says_what_to_do(tmp_path):
    with pytest.raises(NoReading, match="Install Beside again"):
        loaded(tmp_path / "none.npz")
    cut = tmp_path / "cut.npz"
    cut.write_bytes(FILE.read_bytes()[:20_000])
    with pytest.raises(NoReading, match="Install Beside again"):
        loaded(cut)


def test_each_turn_is_coded_by_the_role_of_its_speaker():
    coded = reader(light=True).codes(a_session())
    assert [bool(each.main) for each in coded] == [True, False, True, False, False]
    assert [bool(each.talk) for each in coded] == [False, True, False, False, True]
    assert coded[3].probabilities == {}
    assert coded[0].main == "question"
    assert coded[2].main == "reflection"


def test_probabilities_of_codes_that_exclude_each_other_add_up_to_one():
    for each in reader(light=True).codes(a_session()):
        heads = [head for head in HEADS if (head == "talk") == bool(each.talk)] if each.code else []
        for head in heads:
            assert sum(each.probabilities[code] for code in HEADS[head]) == pytest.approx(1, abs=0.001)


def test_a_reading_does_not_change_with_what_comes_later():
    session = a_session()
    whole = reader(light=True).codes(session)
    for length in range(len(session.turns)):
        assert reader(light=True).codes(session.with_turns(session.turns[:length])) == whole[:length]


def test_turns_without_a_word_we_know_and_sessions_without_turns_are_read_too():
    odd = Session((Turn("T", "", role="therapist"), Turn("C", "\u202e\x00 ж", role="client")))
    assert len(reader(light=True).codes(odd)) == 2
    assert reader(light=True).codes(Session(())) == []


def test_kind_belongs_to_main_and_is_empty_for_other(made):
    for each in made.codes(a_session()):
        assert each.kind in HEADS.get(each.main, ("",))


def test_a_model_reads_the_same_after_it_was_written(made, tmp_path):
    saved(made, tmp_path / "model.npz")
    again = loaded(tmp_path / "model.npz")
    assert again.sure_from == made.sure_from
    assert again.trained_on == made.trained_on
    for before, after in zip(made.codes(a_session()), again.codes(a_session()), strict=True):
        assert after.probabilities == pytest.approx(before.probabilities, abs=0.02)


def test_the_same_sessions_give_the_same_model(made, tmp_path):
    again = trained(sessions_of(annomi_file(tmp_path)), folds_of(folds_file(tmp_path)), {"question": 0.5})
    for role, half in made.halves.items():
        assert np.array_equal(again.halves[role].table, half.table)


def test_a_quote_is_evidence_only_from_the_probability_measured_for_its_code(made):
    assert made.is_sure("question", 0.5)
    assert not made.is_sure("question", 0.49)
    assert not made.is_sure("reflection", 1.0)
