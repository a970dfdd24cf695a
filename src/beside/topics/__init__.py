"""Topics that are offered on a client's map, a file for each. The folder is the registry.

>>> money = offered_topic("money", "es")
>>> money.words
'El dinero'

They are there so that somebody may tap instead of having to write. None of them is asked about, and nothing is
read from whether somebody taps one.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files

LANGUAGES = ("en", "es")


class UnknownTopic(Exception):
    """There is no topic of that id in the folder."""


@dataclass(frozen=True)
class OfferedTopic:
    """A topic in plain words. `place` says where it stands among the others."""

    id: str
    words: str
    place: int
    language: str


def topic_ids() -> tuple[str, ...]:
    """Every offered topic, in the order of the page.

    >>> topic_ids()[0]
    'growing-up'
    """
    return tuple(topic.id for topic in offered_topics())


@functools.lru_cache(maxsize=8)
def offered_topics(language: str = "en") -> tuple[OfferedTopic, ...]:
    """All of them in one language, in the order of the page.

    >>> offered_topics("es-MX")[-1].words
    'Cómo van las cosas entre nosotros dos aquí'
    """
    names = (path.name for path in files(__name__).iterdir())
    ids = (name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return tuple(
        sorted((offered_topic(id, language) for id in ids), key=lambda topic: (topic.place, topic.id))
    )


@functools.lru_cache(maxsize=256)
def offered_topic(topic_id: str, language: str = "en") -> OfferedTopic:
    """The topic of that id, in English where it lacks the language.

    >>> offered_topic("luck")
    Traceback (most recent call last):
    beside.topics.UnknownTopic: There is no topic called luck. Add a file luck.toml to the folder of topics.
    """
    base = language.replace("_", "-").partition("-")[0].lower()
    spoken = base if base in LANGUAGES else LANGUAGES[0]
    file = files(__name__) / f"{topic_id}.toml"
    if not topic_id.replace("-", "").isalnum() or not file.is_file():
        raise UnknownTopic(
            f"There is no topic called {topic_id}. Add a file {topic_id}.toml to the folder of topics."
        )
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return OfferedTopic(table["id"], table.get(spoken, table["en"])["words"], table["place"], spoken)
