"""Uptake: a reply that takes words up scores higher than one that does not."""

import math

import numpy as np
import pytest

from beside.listening import Turn
from beside.listening.errors import NoReading
from beside.listening.model import uptake

TOLD = Turn("Chris", "My brother and I drink at weekends, mostly at his house.", role="client")


def reply(text):
    return uptake.uptake(TOLD, Turn("Thea", text, role="therapist"))


def test_taking_up_words_and_asking_on_scores_above_an_okay_and_above_another_topic():
    taken_up = reply("So it is at his house, with your brother, that you drink. What is that like for you?")
    assert taken_up > reply("Did you fill in the form that we sent you last month?") > reply("Okay.")


def test_empty_turns_have_a_score_too():
    assert math.isfinite(uptake.uptake(Turn("a", ""), Turn("b", "")))


def test_the_file_is_small_and_holds_numbers_only():
    assert uptake.FILE.stat().st_size < 100_000
    with np.load(uptake.FILE, allow_pickle=False) as file:
        assert all(file[name].dtype.kind in "uif" for name in file.files)


def test_a_damaged_file_is_refused(tmp_path):
    (tmp_path / "bad.npz").write_bytes(b"not this")
    with pytest.raises(NoReading, match="damaged"):
        uptake.loaded(tmp_path / "bad.npz")


def test_a_model_is_the_same_after_it_was_written(tmp_path):
    pairs = [
        (TOLD, Turn("Thea", text))
        for text in ("At his house.", "Okay.", "Your brother?", "At weekends, then.")
    ]
    made = uptake.trained(pairs, np.array([1.0, -1.0, 0.5, 0.8]), ridge=1.0)
    uptake.saved(made, tmp_path / "model.npz")
    assert uptake.loaded(tmp_path / "model.npz").score(*pairs[0]) == made.score(*pairs[0])
