"""The trained network as an ONNX file, which listening runs without PyTorch. Needs `onnx`, as training does.

Weights are whole numbers from -127 to 127 with one step by column (by row for word pieces): a quarter of the size. They are multiplied out when the file is
opened, and reading is done in 32-bit floats: on processors without 8-bit dot products that is as fast, and what one turn gets
does not depend on how large the numbers of another one are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beside.listening.model.pieces import LONGEST

LOOKS = 12
FARTHEST = 8
NEVER = np.float32(-1e4)
OPSET = 20
# No turn has more tokens.
PLACES = LONGEST + 3

Weights = dict[str, NDArray[np.float32]]


class Graph:
    """Nodes and constants as they are added; each method gives the name of what it added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: dict[str, NDArray[Any]] = {}

    def add(self, kind: str, *given: str, **options: Any) -> str:
        return self.add_many(kind, 1, *given, **options)[0]

    def add_many(self, kind: str, outputs: int, *given: str, **options: Any) -> list[str]:
        from onnx import helper

        names = [f"{kind}_{len(self.nodes)}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(given), names, **options))
        return names

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        array = np.asarray(value, dtype=dtype)
        name = f"constant_{len(self.constants)}"
        self.constants[name] = array
        return name

    def column(self, name: str) -> str:
        return self.add("Unsqueeze", name, self.whole([1]))

    def row(self, name: str) -> str:
        return self.add("Unsqueeze", name, self.whole([0]))

    def call(self, what: str, name: str) -> None:
        """Give something the name by which it comes out."""
        from onnx import helper

        self.nodes.append(helper.make_node("Identity", [what], [name]))

    def whole(self, value: Any) -> str:
        return self.constant(value, np.int64)

    def table(self, weights: NDArray[np.float32]) -> tuple[str, str]:
        """Whole numbers and their steps, one step a column."""
        step = np.maximum(np.abs(weights).max(axis=0), 1e-12) / 127
        return self.constant(np.round(weights / step), np.int8), self.constant(step)

    def linear(self, seen: str, weights: Weights, name: str) -> str:
        whole, step = self.table(weights[f"{name}.weight"].T)
        table = self.add("Mul", self.add("Cast", whole, to=1), step)
        return self.add("Add", self.add("MatMul", seen, table), self.constant(weights[f"{name}.bias"]))

    def norm(self, seen: str, weights: Weights, name: str) -> str:
        given = (self.constant(weights[f"{name}.weight"]), self.constant(weights[f"{name}.bias"]))
        return self.add("LayerNormalization", seen, *given, axis=-1, epsilon=1e-12)

    def words(self, weights: Weights) -> str:
        """One step a row, so the rows are multiplied out after they were taken."""
        table = weights["word.weight"]
        step = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
        whole = self.constant(np.round(table / step), np.int8)
        taken = self.add("Cast", self.add("Gather", whole, "numbers"), to=1)
        return self.add("Mul", taken, self.add("Gather", self.constant(step), "numbers"))


def network(weights: Weights, layers: int, alone: int, metadata: dict[str, str]) -> bytes:
    """`numbers, turn, place` by token of a chunk, `first` by turn; `kept_*` from the chunk before. Scores by turn and code,
    and keys and values for the next chunk.
    """
    made = Graph()
    place = made.add("Gather", made.constant(weights["place.weight"][:PLACES]), "place")
    seen = made.norm(made.add("Add", made.words(weights), place), weights, "norm")
    apart = Distances.of(made)
    kept = [Kept(made.whole(index)) for index in range(layers - alone)]
    for index in range(layers):
        looks_back = kept[index - alone] if index >= alone else None
        seen = layer(made, seen, weights, f"layers.{index}", apart, looks_back)
    made.call(made.linear(turns_of(made, seen), weights, "codes"), "scores")
    made.call(made.add("Concat", *(each.key for each in kept), axis=0), "keys")
    made.call(made.add("Concat", *(each.value for each in kept), axis=0), "values")
    return as_file(made, len(kept), weights["norm.weight"].shape[0], metadata)


@dataclass
class Kept:
    """What one layer has of the chunk before, and what it leaves for the next one."""

    place: str
    key: str = ""
    value: str = ""

    def with_before(self, made: Graph, key: str, value: str) -> tuple[str, str]:
        first = made.whole([0])
        self.key, self.value = (made.add("Unsqueeze", each, first) for each in (key, value))
        before = [made.add("Gather", name, self.place, axis=0) for name in ("kept_keys", "kept_values")]
        with_keys, with_values = (
            made.add("Concat", old, new, axis=0) for old, new in zip(before, (key, value), strict=True)
        )
        return with_keys, with_values


@dataclass(frozen=True)
class Distances:
    """How far tokens lie apart, in turns. `alone`: added before softmax where a turn is seen alone.

    For the layers that look back, `near` and `later` go by token and by turn that can be seen, and `whose` says which token is of which of these
    turns: a product of the two is a bias for every pair of tokens, without ever writing all pairs down for all heads.
    """

    alone: str
    near: str
    later: str
    whose: str

    @classmethod
    def of(cls, made: Graph) -> Distances:
        own = made.add("Sub", made.column("turn"), made.row("turn"))
        zero, never, nothing = made.constant(0), made.constant(NEVER), made.whole(0)
        alone = made.add("Where", made.add("Equal", own, nothing), zero, never)
        every = made.add("Concat", "kept_turn", "turn", axis=0)
        first = made.add("ReduceMin", every, keepdims=0)
        counted = made.add("Sub", every, first)
        count = made.add("Add", made.add("ReduceMax", counted, keepdims=0), made.whole(1))
        turns = made.add("Range", nothing, count, made.whole(1))
        apart = made.add("Sub", made.column(made.add("Sub", "turn", first)), made.row(turns))
        near = made.add("Clip", apart, nothing, made.whole(FARTHEST))
        later = made.add("Where", made.add("Less", apart, nothing), never, zero)
        whose = made.add("Cast", made.add("Equal", made.column(turns), made.row(counted)), to=1)
        return cls(alone, near, later, made.add("Expand", whose, made.whole([LOOKS, 1, 1])))

    def bias(self, made: Graph, nearness: NDArray[np.float32]) -> str:
        """Heads × tokens × turns."""
        by_turn = made.add("Gather", made.constant(nearness), self.near, axis=1)
        return made.add("Add", by_turn, self.later)


def layer(made: Graph, seen: str, weights: Weights, name: str, apart: Distances, kept: Kept | None) -> str:
    """`kept` for a layer that looks back; it gets this chunk's keys and values."""
    query, key, value = made.add_many(
        "Split", 3, made.linear(seen, weights, f"{name}.look"), axis=1, num_outputs=3
    )
    if kept is not None:
        key, value = kept.with_before(made, key, value)
    wide = weights[f"{name}.out.weight"].shape[0]
    shape = made.whole([0, LOOKS, wide // LOOKS])
    query, key, value = (made.add("Reshape", each, shape) for each in (query, key, value))
    query, value = (made.add("Transpose", each, perm=[1, 0, 2]) for each in (query, value))
    key = made.add("Transpose", key, perm=[1, 2, 0])
    query = made.add("Mul", query, made.constant((wide // LOOKS) ** -0.5))
    if kept is None:
        alike = made.add("Add", made.add("MatMul", query, key), apart.alone)
    else:
        query = made.add("Concat", query, apart.bias(made, weights[f"{name}.nearness"]), axis=2)
        alike = made.add("MatMul", query, made.add("Concat", key, apart.whose, axis=1))
    shares = made.add("Softmax", alike, axis=-1)
    looked = made.add("Transpose", made.add("MatMul", shares, value), perm=[1, 0, 2])
    looked = made.linear(made.add("Reshape", looked, made.whole([0, wide])), weights, f"{name}.out")
    seen = made.norm(made.add("Add", seen, looked), weights, f"{name}.norm")
    raised = made.add("Gelu", made.linear(seen, weights, f"{name}.up"))
    lowered = made.linear(raised, weights, f"{name}.down")
    return made.norm(made.add("Add", seen, lowered), weights, f"{name}.last")


def turns_of(made: Graph, seen: str) -> str:
    """For each turn: its first token beside the mean of all its tokens."""
    first = made.add("Gather", "turn", "first")
    same = made.add("Equal", made.column(first), made.row("turn"))
    own = made.add("Cast", same, to=1)
    mean = made.add("Div", made.add("MatMul", own, seen), made.add("ReduceSum", own, made.whole([1])))
    return made.add("Concat", made.add("Gather", seen, "first"), mean, axis=1)


def as_file(made: Graph, looking_back: int, wide: int, metadata: dict[str, str]) -> bytes:
    from onnx import TensorProto, checker, helper, numpy_helper

    def value(name: str, kind: int, *shape: int | str) -> Any:
        return helper.make_tensor_value_info(name, kind, shape)

    kept = [
        value(name, TensorProto.FLOAT, looking_back, "kept", wide) for name in ("kept_keys", "kept_values")
    ]
    inputs = [value(name, TensorProto.INT64, "tokens") for name in ("numbers", "turn", "place")]
    inputs += [
        value("first", TensorProto.INT64, "turns"),
        value("kept_turn", TensorProto.INT64, "kept"),
        *kept,
    ]
    outputs = [value("scores", TensorProto.FLOAT, "turns", "codes")]
    outputs += [value(name, TensorProto.FLOAT, looking_back, "tokens", wide) for name in ("keys", "values")]
    constants = [numpy_helper.from_array(array, name) for name, array in made.constants.items()]
    graph = helper.make_graph(made.nodes, "small", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    helper.set_model_props(model, metadata)
    checker.check_model(model)
    written: bytes = model.SerializeToString(deterministic=True)
    return written
