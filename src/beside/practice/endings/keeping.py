"""What the law makes a practice keep after an end: which kinds of record, and for how many years."""

import datetime

from django.utils.translation import gettext_lazy as _

from beside.practice.agreements.models import Version
from beside.practice.endings.models import KeepingRule
from beside.practice.feedback.models import Sheet
from beside.practice.meetings.models import CheckIn, Moment, ProgressNote, Session
from beside.practice.people.models import Consent
from beside.practice.thread.models import Message

# Kept where the practice says nothing else, for its years (Practice.keep_years).
RECORD = {
    "progress-notes": (_("Your therapist's notes for the record"), ProgressNote),
    "moments": (_("Moments that your therapist keeps"), Moment),
    "agreement": (_("Agreements that both signed"), Version),
    "consents": (_("What you agreed to, and took back"), Consent),
    "appointments": (_("The days of your sessions, and how long they were"), Session),
}
# Kept only where the practice says so: copies of these are sealed with the record before the rest goes.
COPIED = {
    "answers": (_("What you answered after sessions, and questionnaires"), Sheet),
    "check-ins": (_("What you wrote before sessions"), CheckIn),
    "messages": (_("Messages between the two of you"), Message),
}
KINDS = RECORD | COPIED


def years_of(practice) -> dict[str, int]:
    """{kind: years} of every kind. One query."""
    said = dict(KeepingRule.objects.filter(practice=practice).values_list("kind", "years"))
    usual = dict.fromkeys(RECORD, practice.keep_years) | dict.fromkeys(COPIED, 0)
    return {kind: said.get(kind, usual[kind]) for kind in KINDS}


def until(relationship, years, *, today) -> datetime.date:
    """The last day on which the law holds something for so many years after the end of the therapy."""
    ended = relationship.ended_on or today
    try:
        return ended.replace(year=ended.year + years)
    except ValueError:  # the 29th of February
        return ended.replace(year=ended.year + years, month=3, day=1)


def kept(relationship, *, today):
    """[(what, until)]: what stays when the rest is erased, in a client's words, in the order of the list."""
    years = years_of(relationship.practice)
    return [
        (label, until(relationship, years[kind], today=today))
        for kind, (label, _model) in KINDS.items()
        if years[kind]
    ]
