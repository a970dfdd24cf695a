"""The small reading: a transformer of six layers, weighed together with the light reading. Its model card is `small.md`.

`small.onnx` holds numbers and the word pieces (opening it runs nothing), `small.json` says how its scores become probabilities and what it was trained on.
Sessions are read chunk by chunk, each once; a chunk sees what the one before left behind, so memory does not grow with the session.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from hmac import compare_digest
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from beside.listening.errors import NoReading
from beside.listening.model.arrays import damaged
from beside.listening.model.calibrating import Blend
from beside.listening.model.codes import HEADS, HEADS_OF, Coded
from beside.listening.model.light import LightModel, coded, light
from beside.listening.model.pieces import Pieces, chunks
from beside.listening.model.weighing import Floats
from beside.listening.session import Session, Turn

FILE = Path(__file__).with_name("small.onnx")
ABOUT = FILE.with_suffix(".json")
VERSION = 1
THREADS = 2
# Turns that are cut into pieces at one time.
AT_ONCE = 2_000


@dataclass(frozen=True)
class Encoder:
    """The network and its word pieces. `shape`: layers that look back, and numbers by token."""

    network: Any
    pieces: Pieces
    shape: tuple[int, int]

    def scores(self, turns: Sequence[Turn], progress: Callable[[float], None] | None = None) -> Floats:
        """Turns × codes, head after head. Each turn is read from itself and earlier ones."""
        done = 0
        found, kept = [np.zeros((0, sum(map(len, HEADS.values()))), np.float32)], self.nothing
        for begins in range(0, len(turns), AT_ONCE):
            for chunk in chunks(self.pieces.numbers(turns[begins : begins + AT_ONCE]), begins):
                given = {name: getattr(chunk, name) for name in ("numbers", "turn", "place", "first")}
                scores, keys, values = self.network.run(None, given | kept)
                found.append(scores)
                done += len(scores)
                if progress:
                    progress(done / len(turns))
                kept = {"kept_turn": chunk.turn, "kept_keys": keys, "kept_values": values}
        return np.concatenate(found).astype(np.float64)

    @property
    def nothing(self) -> dict[str, Any]:
        layers, wide = self.shape
        empty = np.zeros((layers, 0, wide), np.float32)
        return {"kept_turn": np.zeros(0, np.int64), "kept_keys": empty, "kept_values": empty}


@dataclass(frozen=True)
class SmallModel:
    """`sure_from`: by code, the probability from which a reading was right at least .85 of the time; none where it never was."""

    encoder: Encoder
    light: LightModel
    blends: dict[str, Blend]
    sure_from: dict[str, float]
    trained_on: frozenset[str] = field(default_factory=frozenset)

    name: str = "small"

    def codes(self, session: Session, progress: Callable[[float], None] | None = None) -> list[Coded]:
        """One for each turn, in order."""
        found = [Coded()] * len(session.turns)
        scores = by_head(self.encoder.scores(session.turns, progress))
        for role, heads in HEADS_OF.items():
            rows, light_scores = self.light.scores(session.turns, role)
            mixed = {
                head: self.blends[head].mixed((scores[head][rows], light_scores[head])) for head in heads
            }
            calibrations = {head: self.blends[head].calibration for head in heads}
            for index, each in zip(rows, coded(mixed, calibrations), strict=True):
                found[index] = each
        return found

    def is_sure(self, code: str, probability: float) -> bool:
        """Whether a quote may be shown as evidence; otherwise it reads *possible*."""
        return probability >= self.sure_from.get(code, 2.0)


def by_head(scores: Floats) -> dict[str, Floats]:
    sizes = [len(codes) for codes in HEADS.values()]
    return dict(zip(HEADS, np.split(scores, np.cumsum(sizes)[:-1], axis=1), strict=True))


def is_there() -> bool:
    """Whether its files and what runs them are installed."""
    return FILE.is_file() and ABOUT.is_file() and find_spec("onnxruntime") is not None


@cache
def small() -> SmallModel:
    """The model that ships with the package."""
    return loaded(FILE)


def loaded(path: Path) -> SmallModel:
    try:
        about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        if about["version"] != VERSION:
            raise ValueError(f"version {about['version']}, not {VERSION}")
        model = path.read_bytes()
        if not compare_digest(digest(model), about["digest"]):
            raise ValueError("the two files do not belong together")
        blends = {head: Blend.of(about["blends"][head]) for head in HEADS}
        trained_on = frozenset(about["trained_on"])
        return SmallModel(encoder(model), light(), blends, dict(about["sure_from"]), trained_on)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(path) from error


def digest(model: bytes) -> str:
    return blake2b(model, digest_size=16).hexdigest()


def encoder(model: bytes) -> Encoder:
    try:
        import onnxruntime
    except ImportError as error:
        raise NoReading(
            "The small model needs onnxruntime: install Beside again, or read with --light."
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    # Two cores are shared with whoever else works on the machine: wait without turning round.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Chunks differ in size: a plan of memory for each would be kept for nothing.
    options.enable_mem_pattern = False
    options.log_severity_level = 4
    network = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    pieces = network.get_modelmeta().custom_metadata_map["pieces"]
    keys = next(each for each in network.get_inputs() if each.name == "kept_keys")
    return Encoder(network, Pieces(tuple(pieces.split("\n"))), (keys.shape[0], keys.shape[2]))


def saved(model: bytes, given: SmallModel, path: Path) -> None:
    """`path` and, beside it, the same name ending in `.json`."""
    about = {
        "version": VERSION,
        "digest": digest(model),
        "blends": {head: blend.as_numbers() for head, blend in given.blends.items()},
        "sure_from": given.sure_from,
        "trained_on": sorted(given.trained_on),
    }
    path.write_bytes(model)
    path.with_suffix(".json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
