"""Where things stand in a TOML file."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beside.measures.files import SHIPPED
from beside.measures.places import Places
from beside.measures.writing import toml_of

FILE = """\
# id = "not this one"
id = "x"  # nor = this
"two words" = 1
values = [
    1,
    2,  # a = 3
]
long = \"\"\"
id = "inside"
[table]
\"\"\"

[scales.ten]
words = { low = "a = b", "high" = "c" }
[[items]]
key = "a"
[[items]]
key = "b"
[items.asked_if]
item = "a"
[text.en.client.items]
a = "[[items]]"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("two words",), 3),
        (("values",), 4),
        (("long",), 8),
        (("scales", "ten"), 13),
        (("scales", "ten", "words"), 14),
        (("scales", "ten", "words", "high"), 14),
        (("items",), 15),
        (("items", 0), 15),
        (("items", 0, "key"), 16),
        (("items", 0, "colour"), 15),
        (("items", 1, "key"), 18),
        (("items", 1, "asked_if", "item"), 20),
        (("text", "en", "client", "items", "a"), 22),
        (("text", "es"), None),
        (("licence",), None),
    ],
)
def test_a_path_has_its_line(path, line):
    assert Places(FILE).line(path) == line


def paths(value, path=()):
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inner:
        if isinstance(value, dict) or isinstance(member, dict):
            yield from paths(member, (*path, key))


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.name)
def test_every_key_of_every_shipped_file_is_found_on_a_line_that_holds_it(path):
    source = path.read_text(encoding="utf-8")
    places, lines = Places(source), source.splitlines()
    for known in paths(tomllib.loads(source)):
        if known in places.lines:
            key = next(part for part in reversed(known) if isinstance(part, str))
            assert key in lines[places.lines[known] - 1]
        else:
            # Only a table that has no line of its own, because its members name it.
            assert any(other[: len(known)] == known for other in places.lines)


WORDS = some.text(some.characters(blacklist_categories=["Cs"]), max_size=8)
VALUES = some.one_of(
    WORDS, some.integers(-(2**63), 2**63 - 1), some.booleans(), some.lists(some.integers(), max_size=3)
)
TABLES = some.recursive(
    some.dictionaries(WORDS, VALUES, max_size=4),
    lambda inner: some.dictionaries(
        WORDS, some.one_of(VALUES, inner, some.lists(inner, min_size=1, max_size=3)), max_size=4
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(TABLES)
def test_a_table_written_as_toml_reads_back_as_it_was(table):
    assert tomllib.loads(toml_of(table)) == table


@settings(deadline=None)
@given(TABLES)
def test_looking_for_lines_never_fails_whatever_the_file(table):
    places = Places(toml_of(table))
    assert all(line >= 1 for line in places.lines.values())


@settings(deadline=None)
@given(some.text(max_size=60))
def test_looking_for_lines_never_fails_on_what_is_no_toml(text):
    Places(text)
