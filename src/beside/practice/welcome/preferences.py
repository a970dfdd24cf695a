"""How somebody likes to work, and where two lean far apart: something to talk about, never a misfit."""

from dataclasses import dataclass

from beside.practice.welcome import knowledge
from beside.practice.welcome.knowledge import Slider

FURTHEST = 2
# A client who leans clearly, and a therapist on the other side: at least so far from each other.
CLEARLY, FAR = 2, 3


@dataclass(frozen=True)
class Difference:
    slider: Slider
    client: str
    therapist: str


@dataclass(frozen=True)
class Lean:
    """Where somebody stands on one slider, in words."""

    slider: Slider
    value: int

    @property
    def side(self):
        return self.slider.side(self.value)

    @property
    def is_clear(self):
        return abs(self.value) >= CLEARLY


def leans(values) -> list[Lean]:
    """In the order of the file; what was left out is left out."""
    return [Lean(slider, values[slider.key]) for slider in knowledge.sliders() if slider.key in values]


def differences(client, therapist) -> list[Difference]:
    """Where the client leans clearly one way and the therapist the other. What either left open differs from nothing."""
    return [
        Difference(slider, slider.side(client[slider.key]), slider.side(therapist[slider.key]))
        for slider in knowledge.sliders()
        if slider.key in client and slider.key in therapist
        if abs(client[slider.key]) >= CLEARLY
        and client[slider.key] * therapist[slider.key] < 0
        and abs(client[slider.key] - therapist[slider.key]) >= FAR
    ]
