"""Many reports as three Parquet files: `sessions`, `turns`, `findings`, joined by the column `file`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

from beside.listening.corpus.parts import (
    FINDING_COLUMNS,
    SESSION_COLUMNS,
    TURN_COLUMNS,
    Columns,
    line_of,
)
from beside.listening.keeping import written_whole
from beside.listening.reports.plain import FORMAT, VERSION

TYPES: dict[type, Callable[[], DataType]] = {
    str: DataType.string,
    int: DataType.int64,
    float: DataType.float64,
    bool: DataType.bool,
}
# Rows that are put together before they are written: enough for a good file, few enough for a small machine.
ROWS = 50_000


def write_all(folder: Path, parts: Mapping[str, Path], errors: Mapping[str, str]) -> list[Path]:
    """The three files, each whole or not at all. `parts` and `errors` are by what the transcript is called."""
    sessions = [*session_columns(parts), *([failed(errors)] if errors else [])]
    return [
        written(folder / "sessions.parquet", SESSION_COLUMNS, iter(sessions)),
        written(folder / "turns.parquet", TURN_COLUMNS, columns_of(parts, 1)),
        written(folder / "findings.parquet", FINDING_COLUMNS, columns_of(parts, 2)),
    ]


def session_columns(parts: Mapping[str, Path]) -> Iterator[Columns]:
    for file, part in parts.items():
        yield {"file": [file], **{name: [value] for name, value in line_of(part, 0).items()}}


def failed(errors: Mapping[str, str]) -> Columns:
    empty: Columns = {name: [None] * len(errors) for name in SESSION_COLUMNS}
    return {**empty, "file": list(errors), "error": list(errors.values())}


def columns_of(parts: Mapping[str, Path], line: int) -> Iterator[Columns]:
    for file, part in parts.items():
        columns: Columns = line_of(part, line)
        yield {"file": [file] * len(next(iter(columns.values()))), **columns}


def written(path: Path, types: Mapping[str, type], columns: Iterator[Columns]) -> Path:
    schema = Schema([Field(name, TYPES[kind](), nullable=True) for name, kind in types.items()])
    batches = (batch(schema, types, some) for some in gathered(columns, list(types)))
    with written_whole(path) as part:
        write_parquet(
            RecordBatchReader.from_batches(schema, batches),
            part,
            compression="zstd(3)",
            key_value_metadata={FORMAT: str(VERSION)},
        )
    return path


def gathered(columns: Iterator[Columns], names: Sequence[str]) -> Iterator[Columns]:
    """The same rows in larger pieces."""
    some: Columns = {name: [] for name in names}
    for more in columns:
        for name in names:
            some[name] += more[name]
        if len(some[names[0]]) >= ROWS:
            yield some
            some = {name: [] for name in names}
    yield some


def batch(schema: Schema, types: Mapping[str, type], columns: Columns) -> RecordBatch:
    arrays = [
        Array([value_of(value, kind) for value in columns[name]], type=TYPES[kind]())
        for name, kind in types.items()
    ]
    return RecordBatch.from_arrays(arrays, schema=schema)


def value_of(value: Any, kind: type) -> Any:
    """The value as its column has it. Half of a pair, from broken JSON or an odd name of a file, is no text."""
    if value is None:
        return None
    return value.encode("utf-8", "replace").decode() if kind is str else kind(value)
