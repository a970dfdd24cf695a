"""Every requirement of OWASP ASVS 5.0.0 at levels 1 and 2 has an answer in docs/asvs.csv, and each answer is there.

The wording of the requirements is OWASP's (https://github.com/OWASP/ASVS, CC BY-SA 4.0) and is not repeated here: a row
holds the number, the level and a few words of our own. A row is one of

    test      kept by the tests named in `where`
    document  answered by the heading named in `where`
    n/a       does not apply; `note` says why (`where` may name the test that keeps it so)
    open      not kept yet; `note` says what is missing

`pytest tests/test_asvs.py -s` prints what is open.
"""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
TABLE = HERE / "docs" / "asvs.csv"
COLUMNS = ["id", "level", "about", "state", "where", "note"]

# Goes down, never up.
OPEN_AT_MOST = 0

LEVEL_1 = """
    1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1
    3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5
    6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2
    8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1
    12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
"""
LEVEL_2 = """
    1.1.1 1.1.2 1.2.6 1.2.7 1.2.8 1.2.9 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.3.8 1.3.9 1.3.10 1.3.11 1.4.1
    1.4.2 1.4.3 1.5.2 2.1.2 2.1.3 2.2.3 2.3.2 2.3.3 2.3.4 2.4.1 3.3.2 3.3.3 3.3.4 3.4.3 3.4.4 3.4.5
    3.4.6 3.5.4 3.5.5 3.7.1 3.7.2 4.1.2 4.1.3 4.2.1 4.3.1 4.3.2 4.4.2 4.4.3 4.4.4 5.1.1 5.2.3 5.4.1
    5.4.2 5.4.3 6.1.2 6.1.3 6.2.9 6.2.10 6.2.11 6.2.12 6.3.3 6.3.4 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4
    6.5.5 6.6.1 6.6.2 6.6.3 6.8.1 6.8.2 6.8.3 6.8.4 7.1.1 7.1.2 7.1.3 7.3.1 7.3.2 7.4.3 7.4.4 7.4.5
    7.5.1 7.5.2 7.6.1 7.6.2 8.1.2 8.2.3 8.4.1 9.2.2 9.2.3 9.2.4 10.1.1 10.1.2 10.2.1 10.2.2 10.3.1
    10.3.2 10.3.3 10.3.4 10.4.6 10.4.7 10.4.8 10.4.9 10.4.10 10.4.11 10.5.1 10.5.2 10.5.3 10.5.4 10.5.5
    10.6.1 10.6.2 10.7.1 10.7.2 10.7.3 11.1.1 11.1.2 11.2.1 11.2.2 11.2.3 11.3.3 11.4.2 11.4.3 11.4.4
    11.5.1 11.6.1 12.1.2 12.1.3 12.3.1 12.3.2 12.3.3 12.3.4 13.1.1 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5
    13.3.1 13.3.2 13.4.2 13.4.3 13.4.4 13.4.5 14.1.1 14.1.2 14.2.2 14.2.3 14.2.4 14.3.2 14.3.3 15.1.2
    15.1.3 15.2.2 15.2.3 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6 15.3.7 16.1.1 16.2.1 16.2.2 16.2.3 16.2.4
    16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3 17.1.1 17.2.1 17.2.2
    17.2.3 17.2.4 17.3.1 17.3.2
"""
# Seven of level 3 that we hold ourselves to.
LEVEL_3 = "5.2.4 7.5.3 8.3.2 11.3.4 14.2.6 14.2.7 16.5.4"

# Counted in OWASP's own list: chapter -> (level 1, level 2).
BY_CHAPTER = {
    1: (8, 19),
    2: (4, 7),
    3: (8, 11),
    4: (2, 8),
    5: (4, 5),
    6: (13, 22),
    7: (6, 12),
    8: (4, 3),
    9: (4, 3),
    10: (5, 24),
    11: (3, 11),
    12: (3, 6),
    13: (1, 12),
    14: (2, 7),
    15: (3, 10),
    16: (0, 16),
    17: (0, 7),
}


def rows() -> list[dict[str, str]]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def the_ids() -> dict[str, str]:
    """Each requirement with its level."""
    levels = {"1": LEVEL_1, "2": LEVEL_2, "3": LEVEL_3}
    return {f"V{number}": level for level, numbers in levels.items() for number in numbers.split()}


@cache
def names_pytest_finds_in(file: Path) -> frozenset[str]:
    """The names that pytest would collect, `test_x` or `TestX::test_y`, without importing the file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = (part.name for part in node.body if isinstance(part, ast.FunctionDef))
            names |= {f"{node.name}::{name}" for name in inner if name.startswith("test")}
    return frozenset(names)


@cache
def anchors_in(file: Path) -> frozenset[str]:
    """The headings of a Markdown file as the anchors that readers' tools make of them."""
    text = re.sub(r"^```.*?^```", "", file.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ +(.+?) *#*$", text, flags=re.M)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def a_test_is_there(where: str) -> bool:
    path, _, name = where.partition("::")
    file = HERE / path
    return path.startswith("tests/") and file.is_file() and name in names_pytest_finds_in(file)


def a_heading_is_there(where: str) -> bool:
    path, _, anchor = where.partition("#")
    file = HERE / path
    return path.endswith(".md") and file.is_file() and anchor in anchors_in(file)


def what_is_wrong_with(row: dict[str, str]) -> str | None:
    """The first fault of a row, in words, or None."""
    places = row["where"].split()
    if not row["about"].strip() or len(row["about"].split()) > 10:
        return "needs one to ten words on what it is about"
    match row["state"]:
        case "test":
            if not places:
                return "names no test"
            return next((f"no such test: {p}" for p in places if not a_test_is_there(p)), None)
        case "document":
            if not places:
                return "names no document"
            return next((f"no such heading: {p}" for p in places if not a_heading_is_there(p)), None)
        case "n/a":
            if len(row["note"].split()) < 3:
                return "does not say why it does not apply"
            return next((f"no such test: {p}" for p in places if not a_test_is_there(p)), None)
        case "open":
            return None if len(row["note"].split()) >= 3 else "does not say what is missing"
        case state:
            return f"state {state!r} is none of test, document, n/a, open"


def test_the_list_of_requirements_is_whole():
    ids = the_ids()
    assert Counter(ids.values()) == {"1": 70, "2": 183, "3": 7}
    for chapter, (level_1, level_2) in BY_CHAPTER.items():
        levels = Counter(level for number, level in ids.items() if number.startswith(f"V{chapter}."))
        assert (levels["1"], levels["2"]) == (level_1, level_2), f"chapter {chapter}"


def test_every_requirement_has_one_row():
    table = rows()
    assert list(table[0]) == COLUMNS
    assert [row["id"] for row in table] == sorted(
        the_ids(), key=lambda number: [int(part) for part in number[1:].split(".")]
    )
    assert {row["id"]: row["level"] for row in table} == the_ids()


def test_every_row_says_something_that_is_there():
    faults = [f"{row['id']} {fault}" for row in rows() if (fault := what_is_wrong_with(row))]
    assert faults == []


def test_no_more_is_open_than_before():
    table = rows()
    states = Counter(row["state"] for row in table)
    print(", ".join(f"{count} {state}" for state, count in sorted(states.items())))
    for row in table:
        if row["state"] == "open":
            print(f"open: {row['id']} {row['about']}: {row['note']}")
    assert states["open"] <= OPEN_AT_MOST, "a requirement that was kept is open again"
    assert states["open"] == OPEN_AT_MOST, f"well done: set OPEN_AT_MOST to {states['open']}"


@pytest.mark.parametrize(
    ("state", "where", "note", "fault"),
    [
        ("test", "", "", "names no test"),
        ("test", "tests/test_asvs.py::test_of_nothing", "", "no such test"),
        ("test", "tests/test_nothing.py::test_of_nothing", "", "no such test"),
        ("test", "docs/asvs.csv::test_of_nothing", "", "no such test"),
        ("document", "", "", "names no document"),
        ("document", "docs/nothing.md#at-all", "", "no such heading"),
        ("n/a", "", "", "does not say why"),
        ("n/a", "tests/test_asvs.py::test_of_nothing", "There is no such thing.", "no such test"),
        ("open", "", "", "does not say what is missing"),
        ("", "", "", "is none of"),
        ("yes", "", "", "is none of"),
    ],
)
def test_a_row_that_says_nothing_is_found(state, where, note, fault):
    row = {"id": "V1.1.1", "about": "Something", "state": state, "where": where, "note": note}
    assert fault in (what_is_wrong_with(row) or "")


def test_a_row_that_holds_is_let_be():
    row = {
        "about": "Something",
        "state": "test",
        "note": "",
        "where": "tests/test_asvs.py::test_a_row_that_holds_is_let_be",
    }
    assert what_is_wrong_with(row) is None


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/controls.md", "docs/threats.md"])
def test_every_test_that_a_page_names_is_there(page):
    named = re.findall(r"tests/[\w/]+\.py(?:::\w+)?", (HERE / page).read_text(encoding="utf-8"))
    missing = [
        place
        for place in named
        if not (a_test_is_there(place) if "::" in place else (HERE / place).is_file())
    ]
    assert missing == []
