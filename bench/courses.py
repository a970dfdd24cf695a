"""`python -m bench.courses`: how fast the library reads courses, on one core. Part of `make bench`.

Processor seconds, of this process and those it starts, so that other work on the machine counts for little; the best of several runs and the middle one.
"""

import os
import statistics
import subprocess
import sys

COURSES, SESSIONS = 100_000, 20
RUNS = 9


def main():
    print(table())


def table():
    """One line for each thing measured: its goal, the best run and the middle one, in seconds."""
    rows = {
        f"score {COURSES:,} courses of {SESSIONS} sessions, every rule (one core)": (1.0, scoring()),
        "import beside.alliance": (0.3, importing("import beside.alliance")),
        "import beside.alliance and numpy": (0.3, importing("from beside.alliance import score_courses")),
    }
    lines = ["| what | goal, s | best, s | middle, s |", "|---|---|---|---|"]
    for what, (goal, times) in rows.items():
        lines.append(f"| {what} | {goal:g} | {min(times):.3f} | {statistics.median(times):.3f} |")
    return "\n".join(lines)


def scoring():
    import numpy as np

    from beside.alliance import DEFAULTS, score_courses

    chance = np.random.default_rng(1)
    values = chance.normal(8, 1, (COURSES, SESSIONS))
    values[chance.random(values.shape) < 0.1] = np.nan
    return [seconds(lambda: score_courses(values, DEFAULTS)) for _ in range(RUNS)]


def importing(what):
    """Seconds of a new interpreter for it, less those of one that imports nothing."""
    nothing = min(seconds(lambda: start("pass")) for _ in range(RUNS))
    return [seconds(lambda: start(what)) - nothing for _ in range(RUNS)]


def start(program):
    one_core = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", program], check=True, env=one_core)


def seconds(act):
    begun = sum(os.times()[:4])
    act()
    return sum(os.times()[:4]) - begun


if __name__ == "__main__":
    main()
