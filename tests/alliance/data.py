"""Data that are not ours to ship: read from the folder in BESIDE_DATA, and a test is skipped by name where it is not set."""

import csv
import os
from pathlib import Path

import pytest


def sgdata():
    """The example cases of the R package suddengains: a dictionary of numbers (None where missing) for each."""
    folder = os.environ.get("BESIDE_DATA")
    if not folder:
        pytest.skip("BESIDE_DATA is not set: the example data of suddengains are not at hand")
    with (Path(folder) / "suddengains" / "sgdata.csv").open(encoding="utf-8") as file:
        return [
            {name: None if value in ("", "NA") else float(value) for name, value in row.items()}
            for row in csv.DictReader(file)
        ]
