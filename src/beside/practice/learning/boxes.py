"""When a moment comes back: five boxes, as Sebastian Leitner described them in "So lernt man lernen" (1972).

His boxes were 1, 2, 5, 8 and 14 cm wide, and were gone through when they were full; here the same numbers are days. Going over
a thing again after a pause rather than at once helps keeping it (Cepeda and others 2006, doi:10.1037/0033-2909.132.3.354: words
and facts; whether it holds for ways of speaking nobody measured). Longer and longer pauses are no better than even ones (Latimier,
Peyre & Ramus 2021, doi:10.1007/s10648-020-09572-8); they only keep the list of the day short.

The therapist says where a moment goes: no reading ever moves it.
"""

import datetime

DAYS = (1, 2, 5, 8, 14)
FIRST, LAST = 1, len(DAYS)
# A few minutes: so many moments on one day, new ones among them.
A_DAY = 4
AGAIN, SAT = "again", "sat"


def moved(box: int, went: str) -> int:
    """The box it lies in next: one further, or the first again.

    >>> moved(2, SAT), moved(5, SAT), moved(4, AGAIN)
    (3, 5, 1)
    """
    return min(LAST, box + 1) if went == SAT else FIRST


def due(box: int, today: datetime.date) -> datetime.date:
    """
    >>> due(3, datetime.date(2026, 11, 22))
    datetime.date(2026, 11, 27)
    """
    return today + datetime.timedelta(days=DAYS[box - 1])


def level(sat: int) -> int:
    """How hard the next new moment is, by how many of this exercise sat well at a harder box: 1, 2 or 3.

    >>> level(0), level(3), level(6)
    (1, 2, 3)
    """
    return min(3, 1 + sat // 3)
