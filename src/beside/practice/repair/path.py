"""The repair path: its steps in order, each with a file of guidance. What comes next is the first step not taken."""

from dataclasses import dataclass

from django.utils.translation import get_language

from beside.guidance import Guidance, guidance

STEPS = ("notice", "invite", "listen", "own", "explore", "agree", "return")
# Harm to who somebody is starts with apology and change. Exploring it would make the person who was hurt do the work.
WHERE_IT_WAS_ABOUT_WHO_THEY_ARE = ("notice", "apologise", "agree", "listen", "return")
EVERY_STEP = (*STEPS, "apologise")


@dataclass(frozen=True)
class Step:
    """One step, as the therapist reads it."""

    key: str
    taken: bool
    is_next: bool
    guide: Guidance


def steps_of(episode) -> tuple[str, ...]:
    return WHERE_IT_WAS_ABOUT_WHO_THEY_ARE if episode.about_who_they_are else STEPS


def next_step(episode) -> str:
    """The first step not taken; the last one for as long as the client has not ended it."""
    steps = steps_of(episode)
    return next((step for step in steps if step not in episode.walked), steps[-1])


def guide(step) -> Guidance:
    return guidance(f"repair-{step}", get_language() or "en")


def path_of(episode) -> list[Step]:
    following = next_step(episode)
    return [
        Step(step, step in episode.walked, episode.is_open and step == following, guide(step))
        for step in steps_of(episode)
    ]
