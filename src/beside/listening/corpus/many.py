"""Many transcripts heard by all cores. A bad one is named at the end and stops nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from beside.listening.corpus.parts import keep_part, name_of, remember, wrote
from beside.listening.errors import ListeningError, UnreadableTranscript
from beside.listening.keeping import keep
from beside.listening.model import reader
from beside.listening.reading import contents, session_in
from beside.listening.report import listen
from beside.listening.reports import as_text

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
DIED = "The process that listened to it died, most likely for want of memory. Try it alone, or with --light."
OUR_FAULT = "Beside failed on it ({0}). That is a fault of Beside: please report it, without the transcript."


@dataclass(frozen=True)
class Wish:
    """What to make of each transcript: parts into `parts`, and a file each into the folders of `pages`, by kind (html, json, csv)."""

    parts: Path
    therapist: str | None = None
    light: bool = False
    pages: Mapping[str, Path] = field(default_factory=dict)

    def page(self, kind: str, called: str) -> Path:
        return self.pages[kind] / f"{called}.{kind}"


@dataclass(frozen=True)
class Outcome:
    """Of one transcript: where its part is, how many turns were heard now (none where it was there already), or why not."""

    called: str
    part: Path | None = None
    turns: int = 0
    error: str = ""


def listen_to_all(
    files: Mapping[str, Path], wish: Wish, *, jobs: int, told: Callable[[Outcome], None]
) -> dict[str, Outcome]:
    """Each transcript's outcome, by what it is called, in the order given. `told` hears of each when it is done."""
    outcomes: dict[str, Outcome] = {}

    def done(outcome: Outcome) -> None:
        outcomes[outcome.called] = outcome
        told(outcome)

    left = list(files.items())
    with one_thread_each():
        left = in_a_pool(left, wish, jobs, done)
        # A process died and took the others' work along: each of those again, alone, so that the one is found.
        for one in left:
            if in_a_pool([one], wish, 1, done):
                done(Outcome(one[0], error=f"{one[0]}: {DIED}"))
    return {called: outcomes[called] for called in files}


def in_a_pool(
    files: Sequence[tuple[str, Path]], wish: Wish, jobs: int, done: Callable[[Outcome], None]
) -> list[tuple[str, Path]]:
    """Hear them in so many processes. What is left undone when one of the processes dies is answered."""
    waiting = list(reversed(files))
    running: dict[Future[Outcome], tuple[str, Path]] = {}
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=one_of_many)
    try:
        while waiting or running:
            while waiting and len(running) < 2 * jobs:
                one = waiting.pop()
                running[pool.submit(hear_one, *one, wish)] = one
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done(future.result())
                del running[future]
    except BrokenProcessPool:
        return [*running.values(), *reversed(waiting)]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return []


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Processes started now compute with one thread each: together they fill the cores."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def one_of_many() -> None:
    """What a process of the pool does first: one thread, and Ctrl-C is for the process that started it."""
    from beside.listening.model import small

    small.THREADS = 1
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def hear_one(called: str, path: Path, wish: Wish) -> Outcome:
    """In a process of the pool: one transcript, heard and kept, or why not."""
    try:
        data = contents(path)
        part = wish.parts / f"{name_of(data, reader(light=wish.light).name, wish.therapist)}.json"
        pages = {kind: wish.page(kind, called) for kind in wish.pages}
        if part.exists() and all(wrote(part, page) for page in pages.values()):
            return Outcome(called, part)
        report = listen(session_in(data, wish.therapist), light=wish.light)
        for kind, page in pages.items():
            keep(page, as_text(kind, report, Path(called).name))
            remember(part, page)
        keep_part(part, report)
        return Outcome(called, part, len(report.session.turns))
    except UnreadableTranscript as error:
        error.file = called
        return Outcome(called, error=str(error))
    except ListeningError as error:
        return Outcome(called, error=f"{called}: {error}")
    except MemoryError:
        return Outcome(called, error=f"{called}: {DIED}")
    except Exception as error:
        return Outcome(called, error=f"{called}: {OUR_FAULT.format(type(error).__name__)}")
