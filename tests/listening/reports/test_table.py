"""The table can be opened in a spreadsheet: no cell of it is worked out."""

import csv
import io

import pytest

from beside.listening import Session, listen
from beside.listening.reports.table import COLUMNS, table
from tests.listening.made_up import TALK


def rows(report):
    return list(csv.DictReader(io.StringIO(table(report), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r="])
def test_no_cell_begins_as_a_formula_does(start):
    said = f'{start}HYPERLINK("x")'
    (row, _) = rows(listen(Session.of((said, said, "therapist"), ("C", "Hm.", "client"))))
    for cell in (row["speaker"], row["text"]):
        assert cell == f"'{said}"


def test_there_is_a_row_for_each_turn_with_its_reading():
    table_ = rows(listen(TALK))
    assert [row["index"] for row in table_] == [str(index) for index in range(8)]
    assert tuple(table_[0]) == COLUMNS
    assert table_[0]["main"] == "question"
    assert table_[0]["sure"] in ("yes", "possible")
    assert "permission_asked" in table_[4]["heard"]


def test_a_clients_talk_is_not_in_the_table():
    assert all(row["main"] == "" for row in rows(listen(TALK)) if row["role"] == "client")
    assert "talk" not in COLUMNS


def test_quotes_commas_and_line_ends_stay_in_their_cell():
    said = 'He said "no, never"\nand left'
    (row, _) = rows(listen(Session.of(("T", said, "therapist"), ("C", "Hm.", "client"))))
    assert row["text"] == said
