"""What speaks against calling a client's turn a confrontation, as the 3RS asks."""

from __future__ import annotations

from beside.listening.said import said
from beside.listening.session import Turn
from beside.signs import Found, sentences

REASON = {"because", "since", "instead", "unless", "rather", "prefer"}
THANKS = {"thank", "thanks", "appreciate", "helpful", "helped", "glad"}
OTHERS = {"he", "she", "they", "him", "her", "them", "his", "their", "he's", "she's", "they're"}


def collaborating(turn: Turn, fired: Found) -> tuple[str, ...]:
    """Reasons against, in words; none where nothing was found.

    >>> from beside.signs import sign
    >>> turn = Turn("C", "That won't work, because I work nights.")
    >>> collaborating(turn, sign("rejecting").found_in(turn.text)[0])
    ('It gives a reason or another way (“because”): disagreeing together.',)
    """
    words = [word.lower().replace("’", "'") for word in turn.words]
    sentence = sentences(fired.sentence)[0].words
    reasons = []
    if word := next((word for word in words if word in REASON), ""):
        reasons.append(
            said(
                "gives-a-reason",
                "It gives a reason or another way (“{word}”): disagreeing together.",
                word=word,
            )
        )
    if word := next((word for word in words if word in THANKS), ""):
        reasons.append(said("also-thanks", "The same turn also says “{word}”.", word=word))
    if word := next((word for word in sentence if word in OTHERS), ""):
        reasons.append(
            said(
                "of-somebody-else",
                "The sentence speaks of somebody else (“{word}”): it may be about them.",
                word=word,
            )
        )
    return tuple(reasons)
