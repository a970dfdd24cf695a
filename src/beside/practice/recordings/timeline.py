"""A session drawn from left to right: who spoke, silences, and where the moments are. Numbers only; the template draws them."""

from dataclasses import dataclass

LANES = ("therapist", "client", "other")
LANE, GAP, TOP = 26, 8, 22
# Neighbouring stretches so near that no eye tells them apart are one.
NEAR = 0.4


@dataclass(frozen=True)
class Lane:
    name: str
    y: float
    middle: float
    path: str


@dataclass(frozen=True)
class Mark:
    x: float
    path: str


@dataclass(frozen=True)
class Tick:
    x: float
    words: str


@dataclass(frozen=True)
class Drawing:
    name: str
    width: int
    height: int
    left: int
    lanes: tuple[Lane, ...]
    silences: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    base: float


def spans(turns):
    """([(from, to) of each turn, as parts of the whole], seconds in all or None). Without times a turn is as long as its words."""
    if turns and all(turn["start"] is not None and turn["end"] is not None for turn in turns):
        whole = max(max(turn["start"], turn["end"]) for turn in turns) or 1.0
        return [
            (_part(turn["start"], whole), max(_part(turn["start"], whole), _part(turn["end"], whole)))
            for turn in turns
        ], whole
    sizes = [len(turn["text"].split()) for turn in turns]
    whole, at, found = sum(sizes) or 1, 0, []
    for size in sizes:
        found.append((at / whole, (at + size) / whole))
        at += size
    return found, None


def drawings(heard, marked):
    """The same twice: for a phone and for a desk. `marked` are the turns at which there is a moment worth a look."""
    turns = heard["turns"]
    where, seconds = spans(turns)
    quiet = [
        (_part(one["start"], seconds), _part(one["end"], seconds))
        for one in heard["findings"]
        if seconds and one["heard"] == "silences" and one["start"] is not None and one["end"] is not None
    ]
    return [
        _drawing(name, width, left, turns, where, quiet, sorted(set(marked)), seconds)
        for name, width, left in (("narrow", 350, 0), ("wide", 640, 0))
    ]


def _drawing(name, width, left, turns, where, quiet, marked, seconds):
    across = width - left - 2
    lanes = [lane for lane in LANES if any(lane_of(turn) == lane for turn in turns)]

    def x(part):
        return round(left + 1 + part * across, 1)

    drawn = []
    for number, lane in enumerate(lanes):
        y = TOP + number * (LANE + GAP)
        stretches = [span for turn, span in zip(turns, where, strict=True) if lane_of(turn) == lane]
        drawn.append(Lane(lane, y, y + LANE / 2, _path(stretches, y, x)))
    base = TOP + len(lanes) * (LANE + GAP)
    return Drawing(
        name,
        width,
        base + 24,
        left,
        tuple(drawn),
        tuple((x(start), round(max(1.5, x(end) - x(start)), 1)) for start, end in quiet),
        tuple(Mark(x(where[turn][0]), _triangle(x(where[turn][0]))) for turn in marked if turn < len(where)),
        tuple(_ticks(seconds, x)),
        base,
    )


def lane_of(turn):
    return turn["role"] if turn["role"] in ("therapist", "client") else "other"


def _path(stretches, y, x):
    """All stretches of one person as one path."""
    joined = []
    for start, end in sorted(stretches):
        begin, stop = x(start), max(x(end), x(start) + 0.8)
        if joined and begin - joined[-1][1] < NEAR:
            joined[-1][1] = max(stop, joined[-1][1])
        else:
            joined.append([begin, stop])
    return "".join(
        f"M{begin} {y}h{round(stop - begin, 1)}v{LANE}h-{round(stop - begin, 1)}z" for begin, stop in joined
    )


def _triangle(x):
    return f"M{x - 5} 4h10l-5 10z"


def _ticks(seconds, x):
    if not seconds or seconds < 60:
        return
    step = next((minutes for minutes in (1, 2, 5, 10, 15, 30) if seconds / 60 / minutes <= 6), 60)
    for minute in range(0, int(seconds // 60) + 1, step):
        yield Tick(x(minute * 60 / seconds), f"{minute}′")


def _part(value, whole):
    return min(max((value or 0.0) / whole, 0.0), 1.0)
