"""The learning log: what was written down by hand, and what was practised, by day. As lines, in sum, and as CSV."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from beside.exercises import exercise, exercise_ids
from beside.practice.learning.models import Attempt, LogEntry, Reflection
from beside.practice.vault import keyring

# A reflection has no clock beside it; so much is counted for one.
A_REFLECTION = 10


@dataclass(frozen=True)
class Line:
    on: date
    minutes: int
    topic: str
    way: str
    entry: LogEntry | None = None


def lines(member, language, *, since=None, until=None) -> list[Line]:
    """Newest first, between two days where they are named. The same number of queries however many."""
    keyring.warm(member.practice_id, [member.pk])
    found = [*_by_hand(member), *_practised(member, language), *_reflected(member)]
    found = [
        line for line in found if (since is None or line.on >= since) and (until is None or line.on <= until)
    ]
    return sorted(found, key=lambda line: (line.on, line.topic), reverse=True)


def hours(found) -> str:
    """ "3 h 20 min" """
    return hours_of(sum(line.minutes for line in found))


def hours_of(minutes) -> str:
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def as_csv(found) -> str:
    """As a spreadsheet reads it; a cell that it would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Day"), _("Minutes"), _("Topic"), _("Way")])
    for line in reversed(found):
        writer.writerow([line.on.isoformat(), line.minutes, _plain(line.topic), line.way])
    writer.writerow([_("In all"), sum(line.minutes for line in found), "", ""])
    return out.getvalue()


def _plain(text):
    text = " ".join(text.split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _by_hand(member):
    for entry in LogEntry.objects.visible_to(member):
        yield Line(entry.on, entry.minutes, entry.words["topic"], entry.get_way_display(), entry)


def _practised(member, language):
    """By day and exercise, in whole minutes. What it was about, and no word of an answer."""
    seconds: dict = {}
    for exercise_id, at, took in Attempt.objects.visible_to(member).values_list("exercise", "at", "seconds"):
        place = timezone.localdate(at), exercise_id
        seconds[place] = seconds.get(place, 0) + took
    for (day, exercise_id), took in seconds.items():
        title = exercise(exercise_id, language).title if exercise_id in exercise_ids() else exercise_id
        yield Line(day, max(1, round(took / 60)), title, _("an exercise here"))


def _reflected(member):
    for at in Reflection.objects.visible_to(member).values_list("at", flat=True):
        yield Line(
            timezone.localdate(at), A_REFLECTION, _("A session that did not land"), _("a reflection here")
        )
