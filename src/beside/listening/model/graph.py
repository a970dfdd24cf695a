"""The trained network as an ONNX file, which listening runs without PyTorch. Needs `onnx`, as training does.

Weights are whole numbers from -127 to 127 with one step by column (by row for word pieces): a quarter of the size. They are multiplied out when the file is
opened, and reading is done in 32-bit floats: on processors without 8-bit dot products that is as fast, and what one turn gets
does not depend on how large the numbers of another one are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

LOOKS = 12
FARTHEST = 8
NEVER = np.float32(-1e4)
OPSET = 20

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
    place = made.add("Gather", made.constant(weights["place.weight"][:128]), "place")
    seen = made.norm(made.add("Add", made.words(weights), place), weights, "norm")
    alone_bias, bias_of = biases(made)
    kept: tuple[list[str], list[str]] = ([], [])
    for index in range(layers):
        name = f"layers.{index}"
        if index < alone:
            seen = layer(made, seen, weights, name, alone_bias, None)
            continue
        before = (slot(made, "kept_keys", index - alone), slot(made, "kept_values", index - alone))
        own: list[str] = []
        bias = bias_of(weights[f"{name}.nearness"])
        seen = layer(made, seen, weights, name, bias, before, own)
        for many, one in zip(kept, own, strict=True):
            many.append(made.add("Unsqueeze", one, made.whole([0])))
    named(made, made.linear(turns_of(made, seen), weights, "codes"), "scores")
    named(made, made.add("Concat", *kept[0], axis=0), "keys")
    named(made, made.add("Concat", *kept[1], axis=0), "values")
    return as_file(made, layers - alone, metadata)


def named(made: Graph, what: str, name: str) -> None:
    from onnx import helper

    made.nodes.append(helper.make_node("Identity", [what], [name]))


def slot(made: Graph, name: str, layer: int) -> str:
    return made.add("Gather", name, made.whole(layer), axis=0)


def biases(made: Graph) -> tuple[str, Any]:
    """What is added before softmax: for layers that see a turn alone, and by layer for those that look back."""
    turns = made.add("Unsqueeze", "turn", made.whole([1]))
    own = made.add("Sub", turns, made.add("Unsqueeze", "turn", made.whole([0])))
    every = made.add("Concat", "kept_turn", "turn", axis=0)
    apart = made.add("Sub", turns, made.add("Unsqueeze", every, made.whole([0])))
    zero, never = made.constant(0), made.constant(NEVER)
    alone = made.add("Where", made.add("Equal", own, made.whole(0)), zero, never)
    later = made.add("Where", made.add("Less", apart, made.whole(0)), never, zero)
    near = made.add("Clip", apart, made.whole(0), made.whole(FARTHEST))

    def of(nearness: NDArray[np.float32]) -> str:
        by_place = made.add("Gather", made.constant(nearness), near, axis=1)
        return made.add("Add", by_place, later)

    return alone, of


def layer(
    made: Graph,
    seen: str,
    weights: Weights,
    name: str,
    bias: str,
    before: tuple[str, str] | None,
    own: list[str] | None = None,
) -> str:
    query, key, value = made.add_many(
        "Split", 3, made.linear(seen, weights, f"{name}.look"), axis=1, num_outputs=3
    )
    if before is not None and own is not None:
        own += [key, value]
        key = made.add("Concat", before[0], key, axis=0)
        value = made.add("Concat", before[1], value, axis=0)
    wide = weights[f"{name}.out.weight"].shape[0]
    apart = made.whole([0, LOOKS, wide // LOOKS])
    looks = [made.add("Reshape", each, apart) for each in (query, key, value)]
    query, value = (made.add("Transpose", each, perm=[1, 0, 2]) for each in (looks[0], looks[2]))
    key = made.add("Transpose", looks[1], perm=[1, 2, 0])
    query = made.add("Mul", query, made.constant((wide // LOOKS) ** -0.5))
    shares = made.add("Softmax", made.add("Add", made.add("MatMul", query, key), bias), axis=-1)
    looked = made.add("Transpose", made.add("MatMul", shares, value), perm=[1, 0, 2])
    looked = made.linear(made.add("Reshape", looked, made.whole([0, wide])), weights, f"{name}.out")
    seen = made.norm(made.add("Add", seen, looked), weights, f"{name}.norm")
    raised = made.add("Gelu", made.linear(seen, weights, f"{name}.up"))
    lowered = made.linear(raised, weights, f"{name}.down")
    return made.norm(made.add("Add", seen, lowered), weights, f"{name}.last")


def turns_of(made: Graph, seen: str) -> str:
    """For each turn: its first token beside the mean of all its tokens."""
    first = made.add("Gather", "turn", "first")
    same = made.add(
        "Equal", made.add("Unsqueeze", first, made.whole([1])), made.add("Unsqueeze", "turn", made.whole([0]))
    )
    own = made.add("Cast", same, to=1)
    mean = made.add("Div", made.add("MatMul", own, seen), made.add("ReduceSum", own, made.whole([1])))
    return made.add("Concat", made.add("Gather", seen, "first"), mean, axis=1)


def as_file(made: Graph, looking_back: int, metadata: dict[str, str]) -> bytes:
    from onnx import TensorProto, checker, helper, numpy_helper

    def value(name: str, kind: int, *shape: int | str) -> Any:
        return helper.make_tensor_value_info(name, kind, shape)

    wide = 384
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
