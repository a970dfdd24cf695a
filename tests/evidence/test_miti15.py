"""The table of F1 beside the published model's is counted as it says."""

import os
from pathlib import Path

import pytest

from evidence import miti15


def row(text, truth, said):
    return {"Text": text, "Ground truth": truth, "Prediction": said}


def test_f1_is_0_where_a_label_is_never_said():
    assert miti15.precision_recall_f1([True, False], [False, False]) == (0.0, 0.0, 0.0)


def test_the_table_merges_codes_and_puts_both_side_by_side():
    rows = [
        row("You should sleep.", "Direct", "Advise without Permission"),
        row("Try to rest.", "Warn", "Other"),
        row("It rained.", "Other", "Direct"),
    ]
    first = miti15.table(rows).splitlines()[1].split()
    assert first == [
        "advice",
        "without",
        "permission",
        "2",
        "1.000",
        "1.000",
        "1.000",
        "0.500",
        "0.500",
        "0.500",
    ]


def test_without_the_data_it_says_where_to_look(monkeypatch):
    monkeypatch.delenv("BESIDE_DATA", raising=False)
    with pytest.raises(SystemExit, match=r"miti15/dev_half\.csv"):
        miti15.main()


@pytest.mark.skipif(
    "BESIDE_DATA" not in os.environ, reason="BESIDE_DATA names no folder with miti15/dev_half.csv"
)
def test_the_document_holds_what_the_script_prints(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["miti15"])
    miti15.main()
    lines = capsys.readouterr().out.splitlines()[1:]
    document = (Path(__file__).parents[2] / "docs/evidence/miti15.md").read_text(encoding="utf-8")
    for line in lines:
        f1 = line.split()[-4]
        assert f"**{f1.removeprefix('0')}**" in document, line
