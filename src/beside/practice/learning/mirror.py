"""What a therapist sees of their own work over all their relationships: counted when it is opened, kept nowhere.

Where it comes from: how they work from sessions, promises and loops; how far guesses lay off from guesses and answers that
they may read; how strain was met from episodes. What they do in sessions only from transcripts whose client's
yes stands today: they said yes to their therapist learning from it until a day, and not to numbers that outlive it.
"""

import datetime
from dataclasses import dataclass
from functools import partial

from django.utils import timezone

from beside.alliance.mirror import (
    FLOOR_SESSIONS,
    FLOOR_STRAINS,
    STRETCHES,
    Estimate,
    Part,
    Stretch,
    over_sessions,
    over_time,
    share,
)
from beside.practice.agreements import consistency
from beside.practice.feedback.models import Standing
from beside.practice.meetings.models import Session
from beside.practice.recordings import consent as listening
from beside.practice.recordings.models import Recording, Report
from beside.practice.repair.models import Episode
from beside.practice.vault import keyring

WINDOW = consistency.WINDOW
# Strains are rare: they are counted by the year.
STRAINS = datetime.timedelta(days=365)
KEPT = ("value", "low", "high", "n", "sessions", "clients")
DOES, RELIABLE, GUESSES, STRAIN = "does", "reliable", "guesses", "strain"
SHARE, EACH, POINTS, DISTANCE = "share", "each", "points", "distance"
# What may be shown to a supervisor is in these units.
UNITS = {
    **dict.fromkeys(("on-time", "cancelled", "promises", "answered", "remembered", "boundaries"), SHARE),
    "guess-direction": POINTS,
    "guess-distance": DISTANCE,
    **dict.fromkeys(("strain-met", "strain-mended"), SHARE),
}


@dataclass(frozen=True)
class Figure:
    """One figure, now and in the stretch before; each None where it stays silent. `have` of `floor` are there now.

    `course`: the same over several stretches of the therapist's own time, oldest first. `unit`: a share, so many for each session, or points of the session form (with or without their direction). `listened`: out of transcripts.
    """

    key: str
    group: str
    unit: str
    now: Estimate | None
    before: Estimate | None
    have: int
    floor: int
    days: int
    listened: bool = False
    course: tuple[Stretch, ...] = ()

    @property
    def clear(self):
        return bool(self.now and self.before and self.now.apart_from(self.before))

    @property
    def more(self):
        return self.clear and self.now.value > self.before.value


def figures(member, *, now=None) -> list[Figure]:
    """Everything there is, also what stays silent. The same number of queries however much there is."""
    now = now or timezone.now()
    return [*_does(member, now), *_reliable(member, now), *_guesses(member, now), *_strain(member, now)]


# -- What they do in sessions ------------------------------------------------------------------------------------


def _does(member, now):
    heard = _heard(member)
    wanted = {
        # key: (unit, what of one session: how many, of how many)
        "open-questions": (SHARE, _open_questions),
        "reflections": (EACH, _reflections),
        "advice": (EACH, _advice),
        "silences": (SHARE, _silences),
    }
    found = []
    for key, (unit, of_session) in wanted.items():
        parts = [
            (at, Part(client, *counted)) for at, client, report in heard if (counted := of_session(report))
        ]
        found.append(_over(key, DOES, unit, parts, now, listened=True))
    return found


def _heard(member):
    """(when, client, what was heard) of every report that its author may still read, by its client's word."""
    recordings = list(
        Recording.objects.visible_to(member)
        .filter(state=Recording.State.HEARD, asked_by=member.pk)
        .select_related("session", "relationship")
    )
    standing = {one.pk: one for one in listening.those_agreed(recordings)}
    reports = (
        Report.objects.visible_to(member)
        .filter(author=member.pk, transcript__recording__in=standing)
        .select_related("transcript")
        .defer("transcript__words", "transcript__trouble")
    )
    keyring.warm(member.practice_id, list({one.relationship_id for one in standing.values()}))
    found = []
    for report in reports:
        recording = standing[report.transcript.recording_id]
        heard = report.heard
        # Where no words were read there is nothing but counts of turns.
        if not heard["why_no_readings"]:
            found.append((recording.session.starts_at, recording.relationship.client_id, heard))
    return found


def _open_questions(heard):
    kinds = heard["summary"].get("questions", {})
    asked = kinds.get("open", 0) + kinds.get("closed", 0)
    return (kinds.get("open", 0), asked) if asked else None


def _reflections(heard):
    return (heard["summary"].get("reflections", {}).get("count", 0), 1)


def _advice(heard):
    return (heard["summary"].get("advice_without_permission", {}).get("count", 0), 1)


def _silences(heard):
    """Silences that the therapist did not end. The program names who ended each in its own words: "the client"."""
    silences = heard["summary"].get("silences", {})
    if not silences.get("count"):
        return None
    return (silences["count"] - silences.get("ended by", {}).get("the therapist", 0), silences["count"])


# -- How reliable they are ---------------------------------------------------------------------------------------

RELIABLE_KEYS = ("on-time", "cancelled", "promises", "answered", "remembered", "boundaries")


def _reliable(member, now):
    """What agreements/consistency.py counts, silent below the floor."""
    lines = consistency.counted(member, since=now - STRETCHES * WINDOW, now=now)
    return [
        _over(
            key,
            RELIABLE,
            SHARE,
            [(at, Part(whose, float(kept))) for at, kept, whose in line.outcomes],
            now,
            how=share,
        )
        for key, line in zip(RELIABLE_KEYS, lines, strict=True)
    ]


# -- Guesses -----------------------------------------------------------------------------------------------------


def _guesses(member, now):
    """Guess less answer, in points of the session form, over every pair; and how far off without the direction."""
    standing = list(
        Standing.objects.visible_to(member)
        .filter(relationship__clinician=member.pk)
        .select_related("relationship")
    )
    keyring.warm(member.practice_id, [one.relationship_id for one in standing])
    sessions = {
        (relationship, number): at
        for relationship, number, at in Session.objects.visible_to(member)
        .filter(relationship__in=[one.relationship_id for one in standing], number__gt=0)
        .values_list("relationship", "number", "starts_at")
    }
    signed, size = [], []
    for one in standing:
        for number, gap, author in one.numbers["gaps"]:
            at = sessions.get((one.relationship_id, number))
            if author == str(member.pk) and at is not None:
                signed.append((at, Part(one.relationship.client_id, gap)))
                size.append((at, Part(one.relationship.client_id, abs(gap))))
    return [
        _over("guess-direction", GUESSES, POINTS, signed, now),
        _over("guess-distance", GUESSES, DISTANCE, size, now),
    ]


# -- Strain ------------------------------------------------------------------------------------------------------


def _strain(member, now):
    episodes = list(
        Episode.objects.visible_to(member)
        .filter(relationship__clinician=member.pk, opened_at__gte=now - STRETCHES * STRAINS)
        .select_related("relationship")
    )
    over = [one for one in episodes if not one.is_open]
    return [
        _shares("strain-met", [(one.opened_at, _part(one, bool(one.walked))) for one in episodes], now),
        _shares(
            "strain-mended",
            [(one.opened_at, _part(one, one.state == Episode.State.MENDED)) for one in over],
            now,
        ),
    ]


def _part(episode, yes):
    return Part(episode.relationship.client_id, float(yes))


# -- Both ways of counting ---------------------------------------------------------------------------------------


def _over(key, group, unit, parts, now, *, how=None, window=WINDOW, floor=FLOOR_SESSIONS, listened=False):
    course = over_time(parts, now=now, window=window, estimate=how or over_sessions)
    before, latest = course[-2:]
    return Figure(
        key, group, unit, latest.estimate, before.estimate, latest.have, floor, window.days, listened, course
    )


def _shares(key, parts, now):
    how = partial(share, floor=FLOOR_STRAINS)
    return _over(key, STRAIN, SHARE, parts, now, how=how, window=STRAINS, floor=FLOOR_STRAINS)
