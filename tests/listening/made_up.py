"""Sessions that nobody held."""

from pathlib import Path

TALK = b"""Therapist: How was your week?
Client: Um, hard. I slept badly and I lay awake thinking about my mother.
Therapist: You lay awake thinking about your mother.
Client: Yes.
Therapist: Would it be okay if I told you what has helped others?
Client: Sure, go ahead.
Therapist: You should get up after twenty minutes.
Client: That won't work, because I share a room.
"""
WITH_TIMES = (Path(__file__).parents[2] / "docs" / "examples" / "session.vtt").read_bytes()
SPANISH = "Terapeuta: {0}\nCliente: {0}\n".format(
    "Bueno, la verdad es que no sé muy bien qué decir de todo eso. " * 9
).encode()
