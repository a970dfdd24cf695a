"""`beside listen`: one transcript into the terminal and into files, or many into a folder.

Exit codes: 0 all were read · 1 some could not be read, or a file could not be written · 2 wrong use · 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from beside.listening.errors import ListeningError, UnreadableTranscript
from beside.listening.keeping import keep
from beside.listening.reading import read
from beside.listening.report import listen
from beside.listening.reports import as_text

if TYPE_CHECKING:
    from rich.console import Console

    from beside.listening.corpus.finding_files import Found
    from beside.listening.corpus.many import Outcome

DONE, SOME_NOT_READ, WRONG_USE, STOPPED = 0, 1, 2, 130
STANDARD = "-"
OUT = Path("beside-listening")


class WrongUse(ListeningError):
    """The command was asked for something that it cannot do, whatever the files hold."""


@dataclass(frozen=True)
class Wanted:
    """What was typed. `pages`: by kind (html, json, csv) the file to write, or for many transcripts the folder."""

    files: Sequence[str]
    therapist: str | None = None
    earlier: Sequence[Path] = ()
    light: bool = False
    pages: Mapping[str, str] = field(default_factory=dict)
    out: Path | None = None
    jobs: int | None = None
    again: bool = False


def run(wanted: Wanted) -> int:
    """Do it, and answer the exit code."""
    try:
        check(wanted)
        return many(wanted) if is_many(wanted) else one(wanted)
    except WrongUse as error:
        say(f"{error} `beside listen --help` shows how.")
        return WRONG_USE
    except ListeningError as error:
        say(str(error))
        return SOME_NOT_READ
    except KeyboardInterrupt:
        say("\nStopped.")
        return STOPPED
    except BrokenPipeError:
        # Who read our output has gone. Python would complain once more when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOME_NOT_READ


def say(words: str) -> None:
    """To whoever typed the command, apart from what it was asked for."""
    from beside.listening.reports.saying import plain

    print(plain(words).encode("utf-8", "replace").decode(), file=sys.stderr)


def is_many(wanted: Wanted) -> bool:
    return len(wanted.files) > 1 or wanted.out is not None or Path(wanted.files[0]).is_dir()


def check(wanted: Wanted) -> None:
    """Refuse what cannot be meant, before anything is read."""
    if wanted.jobs is not None and wanted.jobs < 1:
        raise WrongUse("--jobs is the number of processes, 1 or more.")
    places = [place for place in wanted.pages.values() if place != STANDARD]
    names = [os.path.realpath(place) for place in places]
    if is_many(wanted):
        if STANDARD in [*wanted.files, *wanted.pages.values()]:
            raise WrongUse("- stands for one transcript only. For many, name files and folders.")
        if wanted.earlier:
            raise WrongUse("--earlier goes with one transcript: each pair is compared with itself only.")
        return
    if list(wanted.pages.values()).count(STANDARD) > 1 or len(set(names)) < len(names):
        raise WrongUse("Two results cannot go into one place.")
    if os.path.realpath(wanted.files[0]) in names:
        raise WrongUse("That would write over the transcript itself. Name another file.")


# One transcript


def one(wanted: Wanted) -> int:
    name, data = source(wanted.files[0])
    session = read(data, therapist=wanted.therapist)
    earlier = [read(path, therapist=wanted.therapist) for path in wanted.earlier]
    with how_far() as progress:
        report = listen(session, earlier=earlier, light=wanted.light, progress=progress)
    for kind, place in wanted.pages.items():
        if place != STANDARD:
            keep(Path(place), as_text(kind, report, name))
            say(f"Written: {place}")
    for kind, place in wanted.pages.items():
        if place == STANDARD:
            sys.stdout.flush()
            sys.stdout.buffer.write(as_text(kind, report, name).encode("utf-8", "replace"))
            sys.stdout.buffer.flush()
    if STANDARD not in wanted.pages.values():
        from beside.listening.reports.terminal import show

        show(report, console(), name)
    return DONE


@contextlib.contextmanager
def how_far() -> Iterator[Callable[[float], None] | None]:
    """A bar while somebody looks on; gone when it is done."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"))
    with Progress(*columns, console=console(error=True), transient=True) as shown:
        bar = shown.add_task("Listening", total=1.0)
        yield lambda part: shown.update(bar, completed=part)


def source(file: str) -> tuple[str, bytes | Path]:
    """What a transcript is called, and where it is read from: `-` is what is sent to the command."""
    if file == STANDARD:
        return "what was sent", sys.stdin.buffer.read()
    return Path(file).name, Path(file)


def console(error: bool = False) -> Console:
    """A console that never fails for want of a letter."""
    from rich.console import Console

    stream = sys.stderr if error else sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    return Console(stderr=error, highlight=False, soft_wrap=False)


# Many


def many(wanted: Wanted) -> int:
    from beside.listening.corpus.finding_files import found

    out = wanted.out or OUT
    pages = {kind: Path(place) for kind, place in wanted.pages.items()}
    all_of_them = found([Path(file) for file in wanted.files], out=out, pages=pages)
    tell_left_out(all_of_them)
    if not all_of_them.files:
        raise UnreadableTranscript(
            "there is no transcript in it.",
            "Transcripts end in .vtt, .srt, .txt, .json, .csv or .tsv; a file that you name is tried whatever its name.",
            file=", ".join(wanted.files),
        )
    parts = out / "parts"
    if wanted.again:
        shutil.rmtree(parts, ignore_errors=True)
    began = time.monotonic()
    outcomes = heard(all_of_them, wanted, parts)
    return finished(outcomes, out, parts, time.monotonic() - began)


def tell_left_out(all_of_them: Found) -> None:
    if left := all_of_them.left_out:
        kinds = ", ".join(f"{ending} {number}" for ending, number in left.items())
        say(f"Left out, because their names are not those of transcripts: {kinds}.")
    if all_of_them.results:
        say(f"Left out, because what is heard goes there: {', '.join(map(str, all_of_them.results))}.")


def heard(all_of_them: Found, wanted: Wanted, parts: Path) -> dict[str, Outcome]:
    """Hear all, with a bar that shows how far it is."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from beside.listening.corpus.many import Wish, listen_to_all

    wish = Wish(
        parts, wanted.therapist, wanted.light, {kind: Path(place) for kind, place in wanted.pages.items()}
    )
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    jobs = min(wanted.jobs or cores(), len(all_of_them.files))
    with Progress(*columns, console=console(error=True)) as progress:
        bar = progress.add_task("Listening", total=len(all_of_them.files))
        try:
            return listen_to_all(
                all_of_them.files, wish, jobs=jobs, told=lambda outcome: progress.advance(bar)
            )
        except KeyboardInterrupt:
            progress.stop()
            say("What was heard so far is kept: the same command goes on from here.")
            raise


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def finished(outcomes: Mapping[str, Outcome], out: Path, parts: Path, seconds: float) -> int:
    """Put the parts together, and say what was read and what was not."""
    from beside.listening.corpus.parquet import write_all

    good = {called: outcome.part for called, outcome in outcomes.items() if outcome.part}
    errors = {called: outcome.error for called, outcome in outcomes.items() if outcome.error}
    for path in write_all(out, good, errors):
        say(f"Written: {path}")
    turns = sum(outcome.turns for outcome in outcomes.values())
    known = sum(not outcome.turns for outcome in outcomes.values() if outcome.part)
    say(
        f"Heard {len(good)} of {len(outcomes)} transcripts: {turns:,} turns in {seconds:.0f} s."
        + (f" {known} of them were heard before." if known else "")
    )
    if errors:
        say("Not read:")
        for error in errors.values():
            say(f"  {error}")
        say("The same command tries these again, and takes the others as they are.")
        return SOME_NOT_READ
    shutil.rmtree(parts, ignore_errors=True)
    return DONE
