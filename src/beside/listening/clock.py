"""Times as the formats write them."""

from __future__ import annotations

from beside.listening.errors import CannotWrite
from beside.listening.session import Turn


def clock(time: float) -> str:
    """
    >>> clock(3723.25)
    '01:02:03.250'
    """
    thousandths = round(time * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def times_of(turn: Turn) -> tuple[float, float]:
    if turn.start is None or turn.end is None:
        raise CannotWrite(
            "VTT and SRT need to know when every turn begins and ends. Write CSV, text or JSON."
        )
    return turn.start, turn.end


def escaped(text: str) -> str:
    """Text in which no tag begins and no entity is meant."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
