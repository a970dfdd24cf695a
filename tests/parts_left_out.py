"""A pytest plugin for `make test`: says by name, just above the count, what did not run or did not pass.

scripts/test.py loads it (`-p tests.parts_left_out`) and passes the names in the environment.
"""

import os


def pytest_terminal_summary(terminalreporter):
    for title, variable, colour in (
        ("Not run, because something is missing here", "BESIDE_SKIPPED", {"yellow": True}),
        ("Failed before these tests", "BESIDE_FAILED", {"red": True}),
    ):
        lines = os.environ.get(variable, "").splitlines()
        if lines:
            terminalreporter.section(title, sep="-", **colour)
        for line in lines:
            terminalreporter.write_line(line, **colour)
