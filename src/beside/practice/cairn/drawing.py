"""A cairn as a picture: each stone's shape follows from its random id, and from nothing that anybody said or did.

All stones are about as large. They lie in rows, the oldest at the bottom, so that the picture grows and never stands in a row to be read off.
"""

import math
from dataclasses import dataclass

WIDE, HIGH, EDGE = 76.0, 40.0, 14.0
CORNERS = 10
TONES = 3
# A cairn of few stones has air around it, and is not drawn larger.
LEAST_WIDE = 5


@dataclass(frozen=True)
class Drawn:
    """One stone: its outline, and which of a few tones."""

    path: str
    tone: int


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    ground: float
    stones: tuple[Drawn, ...]


def drawing(ids) -> Drawing:
    """The ids of the stones, oldest first."""
    ids = list(ids)
    rows = _rows(len(ids))
    width, height = (
        2 * EDGE + WIDE * max([LEAST_WIDE, *rows]),
        2 * EDGE + HIGH * 0.82 * len(rows) + HIGH * 0.3,
    )
    stones, left = [], iter(ids)
    for level, count in enumerate(rows):
        y = height - EDGE - HIGH * (0.5 + 0.82 * level)
        for place in range(count):
            x = width / 2 + (place - (count - 1) / 2) * WIDE * 0.94
            stones.append(_stone(next(left), x, y))
    return Drawing(round(width), round(height), round(height - EDGE + 2), tuple(stones))


def _rows(count):
    """From the bottom up, each row one shorter; the top one has what is left."""
    if not count:
        return []
    first = math.ceil((math.sqrt(8 * count + 1) - 1) / 2)
    rows = []
    for size in range(first, 0, -1):
        rows.append(min(size, count))
        count -= rows[-1]
        if not count:
            break
    return rows


def _stone(pk, x, y):
    """An uneven round outline around a middle that is a little off."""
    chance = pk.bytes
    x, y = x + (chance[0] / 255 - 0.5) * 6, y + (chance[1] / 255 - 0.5) * 3
    turn, flat = (chance[2] / 255 - 0.5) * 0.24, 0.42 + chance[3] / 255 * 0.08
    points = []
    for corner in range(CORNERS):
        angle = 2 * math.pi * corner / CORNERS + turn
        reach = WIDE * 0.47 * (0.9 + 0.14 * chance[4 + corner] / 255)
        points.append((x + reach * math.cos(angle), y + reach * flat / 0.9 * math.sin(angle)))
    return Drawn(_smooth(points), chance[15] % TONES)


def _smooth(points):
    """A closed line through the middles between neighbours, bent towards each of them."""
    middles = [
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(points, points[1:] + points[:1], strict=True)
    ]
    bends = "".join(
        f"Q{corner[0]:.1f} {corner[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
        for corner, end in zip(points[1:] + points[:1], middles[1:] + middles[:1], strict=True)
    )
    return f"M{middles[0][0]:.1f} {middles[0][1]:.1f}{bends}Z"
