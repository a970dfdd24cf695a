"""`python -m bench.listening`: how fast a session of 600 turns and 50 minutes is listened to. Part of `make bench`.

With BESIDE_DATA the session is put together from AnnoMI, else from the made-up one in docs/examples. Processor seconds, of this process and those it
starts, so that other work on the machine counts for less; the best of several runs and the middle one. `a plain loop` tells how fast the machine is at that hour.
"""

import contextlib
import io
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from bench.courses import importing

TURNS, MINUTES = 600, 50
RUNS = 7
COUNTED = (
    "talk_share",
    "latency",
    "silences",
    "overlaps",
    "hesitations",
    "uptake",
    "style_matching",
    "counts_by_code",
)
EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "session.vtt"


def main():
    print(table())


def table():
    """A line for each thing measured: its goal, the best run and the middle one."""
    lines = [
        f"Session from {where_from()}.",
        "",
        "| what | goal | best | middle |",
        "|---|---|---|---|",
    ]
    for what, goal, values, unit in measured():
        best = max(values) if unit.startswith("turns") else min(values)
        lines.append(
            f"| {what} | {goal} | {shown(best)} {unit} | {shown(statistics.median(values))} {unit} |"
        )
    return "\n".join(lines)


def shown(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"


def measured():
    """(what, goal, values of each run, unit), as they come."""
    transcript = a_session()
    yield "a plain loop of a million steps, for comparison", "", several(plain_loop), "s"
    yield "import beside.listening", "0.3 s", importing("import beside.listening"), "s"
    yield "read it (VTT)", "", several(lambda: read(transcript)), "s"
    counting = several(lambda: count(transcript))
    yield (
        "read and count, no model",
        "1,000,000 turns/min",
        [60 * TURNS / one for one in counting],
        "turns/min",
    )
    yield "all that is heard, without the model", "", several(lambda: hear(transcript)), "s"
    yield "`--light`, warm", "0.3 s", several(lambda: listen(transcript, light=True)), "s"
    yield "`--light`, cold start to JSON", "0.8 s", several(lambda: command(transcript, "--light")), "s"
    if larger():
        yield "all readings, warm", "3.5 s", several(lambda: listen(transcript), 3), "s"
        yield "all readings, cold start to JSON", "4.5 s", several(lambda: command(transcript), 3), "s"
    yield "by the clock: `--light`, warm", "0.3 s", clocked(lambda: listen(transcript, light=True)), "s"
    yield (
        "by the clock: `--light`, cold start to JSON",
        "0.8 s",
        clocked(lambda: command(transcript, "--light")),
        "s",
    )
    if larger():
        yield "by the clock: all readings, warm", "3.5 s", clocked(lambda: listen(transcript)), "s"
        yield (
            "by the clock: all readings, cold start to JSON",
            "4.5 s",
            clocked(lambda: command(transcript)),
            "s",
        )
    yield "memory of that", "600 MB", [memory(transcript)], "MB"
    yield (
        "a folder of 40 such sessions with `--light`, one core",
        "100 turns/s",
        [folder(transcript, 40, "--light")],
        "turns/s",
    )
    if larger():
        yield (
            "a folder of 4 such sessions, all readings, one core",
            "100 turns/s",
            [folder(transcript, 4)],
            "turns/s",
        )


def seconds(act):
    """Of this processor and of the processes that it started, finer than the clock that the other benches use."""
    begun = taken()
    act()
    return taken() - begun


def taken():
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def several(act, runs=RUNS):
    act()
    return [seconds(act) for _ in range(runs)]


def clocked(act, runs=5):
    """By the clock on the wall, all cores at work: what somebody waits for. Other work on the machine counts too."""
    act()
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return taken


def plain_loop():
    for _ in range(1_000_000):
        pass


def where_from():
    return "AnnoMI" if annomi() else "docs/examples (set BESIDE_DATA for AnnoMI)"


def annomi():
    data = os.environ.get("BESIDE_DATA")
    file = Path(data or "", "annomi", "AnnoMI-simple.csv")
    return file if data and file.exists() else None


def a_session():
    """600 turns in 50 minutes, as VTT."""
    from beside.listening import Session, read, write

    if annomi():
        from beside.listening.model.annomi import sessions_of

        said = [turn for one in sessions_of(annomi()) for turn in one.session.turns]
    else:
        said = read(EXAMPLE).turns
    some = list(islice(cycle(said), TURNS))
    words = sum(len(turn.words) + 1 for turn in some)
    at, turns = 0.0, []
    for turn in some:
        length = 60 * MINUTES * (len(turn.words) + 1) / words
        end = round(at + 0.85 * length, 3)
        turns.append(replace(turn, start=round(at, 3), end=end))
        at += length
    return write(Session(tuple(turns)), "vtt")


def read(transcript):
    from beside.listening import read

    return read(transcript)


def count(transcript):
    from beside.listening.heard import ALONE, hearing

    session = read(transcript)
    for name in COUNTED:
        hearing(name)(session, ALONE)


def hear(transcript):
    from beside.listening.heard import hear_all

    hear_all(read(transcript))


def listen(transcript, light=False):
    from beside.listening import listen

    listen(transcript, light=light)


def larger():
    from beside.listening.model import reader

    return reader().name != reader(light=True).name


def command(transcript, *arguments):
    """A new process that hears the session and writes JSON."""
    typed = [sys.executable, "-m", "beside", "listen", "-", "--json", "-", *arguments]
    subprocess.run(typed, input=transcript, stdout=subprocess.DEVNULL, check=True)


def memory(transcript):
    """Megabytes of such a process at its largest."""
    command(transcript)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def folder(transcript, sessions, *arguments):
    """Turns in a second of one processor, the start of the processes and the writing of Parquet counted."""
    from beside.cli import main

    with tempfile.TemporaryDirectory(prefix="beside-bench-") as place:
        for number in range(sessions):
            Path(place, f"{number}.vtt").write_bytes(
                transcript.replace(b"0:00.000", b"0:00.%03d" % number, 1)
            )
        with contextlib.redirect_stderr(io.StringIO()):
            typed = ["listen", place, "--out", f"{place}/out", "--jobs", "1", *arguments]
            used = seconds(lambda: main(typed))
    return sessions * TURNS / used


if __name__ == "__main__":
    main()
