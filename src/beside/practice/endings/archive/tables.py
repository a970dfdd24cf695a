"""CSV that a spreadsheet opens as it is: UTF-8 with its mark, and no cell that a spreadsheet would run."""

import csv
import io

from beside.practice.endings.archive.rows import flat

MARK = "\ufeff"
# What a spreadsheet takes for the beginning of a formula: some in full width too, and after blanks of any kind.
RUNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BLANK = ("\t", "\r", "\n")


def as_csv(rows) -> bytes:
    lines = [flat(row) for row in rows]
    names = list(dict.fromkeys(name for line in lines for name in line))
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([defused(name) for name in names])
    table.writerows([defused(line.get(name)) for name in names] for line in lines)
    return (MARK + out.getvalue()).encode()


def defused(value):
    """Numbers as they are; text that begins like a formula behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str) and (value.startswith(BLANK) or value.lstrip().lstrip(MARK).startswith(RUNS)):
        return f"'{value}"
    return value
