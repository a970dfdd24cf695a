"""What `--json` writes is what its schema says."""

import json
from importlib.resources import files

import pytest

from beside.listening import listen
from beside.listening.heard import names
from beside.listening.model import HEADS
from beside.listening.reports import as_text
from tests.listening.made_up import SPANISH, TALK, WITH_TIMES

SCHEMA = json.loads((files("beside.listening.reports") / "report.schema.json").read_text())
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def faults(value, schema, place="report"):
    """What is not as the schema says: the part of JSON Schema that ours uses."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    if "const" in schema and value != schema["const"]:
        yield f"{place} is not {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is not in the list"
    allowed = schema.get("type", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    fits = any(
        isinstance(value, TYPES[one]) and (one == "boolean" or not isinstance(value, bool)) for one in allowed
    )
    if allowed and not fits:
        yield f"{place}: {value!r} is no {allowed}"
        return
    if isinstance(value, (int, float)) and not schema.get("minimum", value) <= value <= schema.get(
        "maximum", value
    ):
        yield f"{place}: {value} is out of range"
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from faults(item, schema["items"], f"{place}[{number}]")
    if isinstance(value, dict):
        yield from (f"{place} has no {key}" for key in schema.get("required", []) if key not in value)
        for key, item in value.items():
            known = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
            yield from faults(item, known, f"{place}.{key}")


@pytest.mark.parametrize("transcript", [TALK, WITH_TIMES, SPANISH, b"T: How so?\nC: Hm.\n"])
def test_every_report_fits_the_schema(transcript):
    written = json.loads(as_text("json", listen(transcript), "session.vtt"))
    assert list(faults(written, SCHEMA)) == []


@pytest.mark.parametrize(
    ("place", "wrong"), [("main", "praise"), ("index", "1"), ("probabilities", {"question": 1.5})]
)
def test_what_does_not_fit_the_schema_is_seen(place, wrong):
    written = listen(TALK).as_json()
    written["turns"][0][place] = wrong
    assert len(list(faults(written, SCHEMA))) == 1


def test_the_schema_knows_every_key_that_is_written():
    written = listen(WITH_TIMES).as_json()
    assert written.keys() == SCHEMA["properties"].keys() - {"file"}
    for rows in ("turns", "findings", "refusals"):
        described = SCHEMA["properties"][rows]["items"]
        assert all(
            row.keys() == described["properties"].keys() == set(described["required"])
            for row in written[rows]
        )
    assert written["summary"].keys() == set(names())


def test_the_schema_knows_every_code():
    turn = SCHEMA["properties"]["turns"]["items"]["properties"]
    kinds = {code for head in ("question", "reflection", "input") for code in HEADS[head]}
    assert set(turn["main"]["enum"]) == {*HEADS["main"], None}
    assert set(turn["talk"]["enum"]) == {*HEADS["talk"], None}
    assert set(turn["kind"]["enum"]) == {*kinds, None}


def test_the_json_has_a_line_for_each_turn():
    lines = as_text("json", listen(TALK), "x").splitlines()
    assert sum(line.startswith('{"index"') for line in lines) == 8
