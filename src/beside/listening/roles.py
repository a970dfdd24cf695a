"""Who is the therapist: told, found by the names of roles, or guessed with the reason.

>>> session = Session.of(("Ann", "How was your week?", ""), ("Bob", "I slept, I think. My mother called.", ""))
>>> found = with_roles(session)
>>> found.turns[0].role, found.roles_guessed
('therapist', True)
>>> with_roles(session, therapist="bob").turns[0].role
'client'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from beside.listening.errors import UnknownSpeaker
from beside.listening.labels import words_in
from beside.listening.pieces import NOBODY
from beside.listening.said import said
from beside.listening.session import Role, Session, Turn

THERAPIST = words_in(
    "therapist psychotherapist counselor counsellor clinician psychologist psychiatrist practitioner provider interviewer "
    "coach t th thr co terapeuta psicoterapeuta psicólogo psicóloga psicologo psicologa consejero consejera doctor"
)
CLIENT = words_in("client patient cl c p pt cliente paciente consultante interviewee participant")
OTHER = words_in(
    "interpreter observer supervisor narrator translator other intérprete interprete notetaker moderator"
)
INTERPRETER = words_in("interpreter translator intérprete interprete")
TITLES = ("dr ", "dr.", "phd", "ph.d", "psyd", "lcsw", "lmft", "lpc", "lmhc")
YOU = frozenset(("you", "your", "you're", "you've", "yours", "usted", "tú", "tu", "te", "su"))
ME = frozenset(("i", "my", "me", "i'm", "i've", "mine", "yo", "mi", "me", "conmigo"))
CORRECT = 'If that is wrong, name the therapist: --therapist "Name".'


def with_roles(session: Session, therapist: str | None = None) -> Session:
    """The session with a role on every turn that has a known speaker, and why. Roles that turns have already stay, unless
    `therapist` says otherwise."""
    if therapist is not None:
        name = named(session, therapist)
        known = {speaker: role_by_name(speaker) for speaker in session.speakers}
        return given(
            session.with_turns(tuple(replace(turn, role="") for turn in session.turns)),
            others_are_clients(known, name),
            said("was-named", "{name} was named as the therapist.", name=name),
        )
    stated = stated_in(session)
    known = {speaker: stated.get(speaker) or role_by_name(speaker) for speaker in session.speakers}
    if any(turn.role == "therapist" for turn in session.turns):
        return given(session, others_are_clients(known), said("file-says", "The file says who is who."))
    if "therapist" in known.values():
        return by_names(session, known)
    if len(session.speakers) < 2:
        return given(
            session,
            known,
            said("one-speaker", "Only one person speaks, and their name does not say who they are."),
        )
    return guessed(session, known)


def stated_in(session: Session) -> dict[str, Role]:
    """The role that turns give each speaker; empty for one who has several, as two people under one name have."""
    found: dict[str, Role] = {}
    for turn in session.turns:
        if turn.role and turn.speaker not in ("", NOBODY):
            found[turn.speaker] = turn.role if found.get(turn.speaker, turn.role) == turn.role else ""
    return found


def given(session: Session, roles: Mapping[str, Role], why: str, guess: bool = False) -> Session:
    """Turns that have no role get their speaker's, unless the speaker has several."""
    several = {name: role for name, role in stated_in(session).items() if not role}
    roles = {**roles, **several}
    turns = tuple(replace(turn, role=turn.role or roles.get(turn.speaker, "")) for turn in session.turns)
    return replace(session, turns=turns, roles_because=why, roles_guessed=guess)


def named(session: Session, therapist: str) -> str:
    """The speaker who is meant: the same name, or the only one that contains it."""
    wanted = " ".join(therapist.split()).casefold()
    same = [name for name in session.speakers if name.casefold() == wanted]
    near = same or [name for name in session.speakers if wanted and wanted in name.casefold()]
    if len(near) != 1:
        names = ", ".join(session.speakers[:12])
        what = "more than one person" if near else "nobody"
        raise UnknownSpeaker(
            said(
                "several-called" if near else "nobody-called",
                f"In this transcript {what} is called “{{name}}”. These people speak: {{names}}.",
                name=therapist,
                names=names,
            )
        )
    return near[0]


def role_by_name(name: str) -> Role:
    """The role that a name says: Therapist, T, Client, Patient 2, Interpreter.

    >>> role_by_name("T"), role_by_name("Patient 2"), role_by_name("Chris"), role_by_name("SPEAKER_00")
    ('therapist', 'client', '', '')
    """
    word = bare(name)
    if word in THERAPIST:
        return "therapist"
    if word in CLIENT:
        return "client"
    return "other" if word in OTHER else ""


def bare(name: str) -> str:
    """The name in small letters, without what programs put around it and without its number."""
    return name.casefold().strip(" .:*[]()").rstrip("0123456789_- ")


def speaks_for_others(turn: Turn) -> bool:
    """Whether an interpreter speaks: their words are somebody else's.

    >>> speaks_for_others(Turn("Interpreter 1", "She says that she slept.", role="other"))
    True
    """
    return turn.role not in ("therapist", "client") and bare(turn.speaker) in INTERPRETER


def others_are_clients(known: Mapping[str, Role], therapist: str | None = None) -> dict[str, Role]:
    """Whoever has no known role is a client. Where a therapist is named, nobody else is one."""
    roles: dict[str, Role] = {name: role or "client" for name, role in known.items()}
    if therapist is not None:
        roles = {name: "other" if role == "therapist" else role for name, role in roles.items()}
    roles.pop(NOBODY, None)
    roles.pop("", None)
    return roles if therapist is None else {**roles, therapist: "therapist"}


def by_names(session: Session, known: Mapping[str, Role]) -> Session:
    names = [name for name, role in known.items() if role == "therapist"]
    return given(
        session,
        others_are_clients(known),
        said("calls-them", "The transcript itself calls them {names}.", names=" and ".join(names)),
    )


@dataclass(frozen=True)
class Manner:
    """How one person talks, as far as it tells a therapist from a client."""

    words: int
    turns: int
    questions: int
    you: int
    me: int

    @property
    def score(self) -> float:
        """Higher for who asks and speaks of the other person. Tried on AnnoMI: docs/evidence/readers.md."""
        asks = self.questions / max(1, self.turns)
        return 2 * asks + (self.you - self.me) / max(1, self.you + self.me)


def manner(turns: list[Turn]) -> Manner:
    counts: Counter[str] = Counter()
    for turn in turns:
        counts.update(word.casefold().replace("’", "'") for word in turn.words)
    return Manner(
        words=counts.total(),
        turns=len(turns),
        questions=sum("?" in turn.text for turn in turns),
        you=sum(counts[word] for word in YOU),
        me=sum(counts[word] for word in ME),
    )


def guessed(session: Session, known: Mapping[str, Role]) -> Session:
    manners = manners_of(session, known)
    if not manners:
        return clinician_and_patient(session, known)
    if len(manners) == 1 and "client" in known.values():
        name = next(iter(manners))
        return given(
            session,
            others_are_clients(known, name),
            said("only-not-client", "{name} is the only one who is not called a client.", name=name),
        )
    titled = [name for name in manners if is_titled(name)]
    if len(titled) == 1:
        return given(
            session,
            others_are_clients(known, titled[0]),
            said("guessed-title", "Guessed from the title in “{name}”. " + CORRECT, name=titled[0]),
            True,
        )
    best = max(manners, key=lambda name: manners[name].score)
    return given(session, others_are_clients(known, best), reason(best, manners[best]), guess=True)


def clinician_and_patient(session: Session, known: Mapping[str, Role]) -> Session:
    """C is a client beside a T, and mostly a clinician beside a P."""
    letters = {name.casefold(): name for name in session.speakers}
    if set(letters) != {"c", "p"}:
        return given(
            session,
            known,
            said("guessed-nobody", "Nobody could be the therapist by their name. " + CORRECT),
            guess=True,
        )
    roles: dict[str, Role] = {letters["c"]: "therapist", letters["p"]: "client"}
    return given(
        session,
        roles,
        said("guessed-letters", "Guessed: C for clinician, P for patient. " + CORRECT),
        guess=True,
    )


def manners_of(session: Session, known: Mapping[str, Role]) -> dict[str, Manner]:
    """How everybody talks who could be the therapist."""
    spoken: dict[str, list[Turn]] = {}
    for turn in session.turns:
        if not known.get(turn.speaker) and turn.speaker not in ("", NOBODY):
            spoken.setdefault(turn.speaker, []).append(turn)
    return {name: manner(turns) for name, turns in spoken.items()}


def is_titled(name: str) -> bool:
    return any(title in f"{name.casefold()} " for title in TITLES)


def reason(name: str, how: Manner) -> str:
    return said(
        "guessed-manner",
        "Guessed: {name} asks in {questions} of {turns} turns and says “you” {you} and “I” {me} times, "
        "more like a therapist than the others. " + CORRECT,
        name=name,
        questions=how.questions,
        turns=how.turns,
        you=how.you,
        me=how.me,
    )
