"""What the demo practice shows of ends and breaks: a work that ended with a look back, one on a break, and what Sam would hand on."""

import datetime

from beside.practice.endings import actions as endings
from beside.practice.growth import actions as growth
from beside.practice.meetings import actions as meetings
from beside.practice.people import actions as people
from beside.practice.people.models import Relationship, Role
from beside.practice.together import actions as together

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)


def happen(texts, *, key, yesterday):
    said = texts["endings"]
    sam = Relationship.objects.select_related("client", "clinician").get(client__name="Sam Okafor")
    _ended(_begun("Nora Blum", sam.clinician, yesterday - 150 * DAY), said, key, yesterday)
    _on_a_break(_begun("Tom Vance", sam.clinician, yesterday - 70 * DAY), said, key, yesterday)
    endings.choose_lines(sam, sources=(), own=said["for_next"], by=sam.client, now=yesterday - 6 * DAY)


def _begun(name, mara, at):
    """A client on paper, with two sessions in the early morning."""
    client = people.add_member(name, role=Role.CLIENT, by=mara)
    pair = people.begin_relationship(client, clinician=mara, by=mara, began_on=at.date())
    for weeks in (0, 1):
        starts = (at + weeks * 7 * DAY).replace(hour=5, minute=0)
        session = meetings.schedule_session(pair, starts_at=starts, by=mara)
        meetings.close_session(session, by=mara, now=session.ends_at + HOUR)
    return Relationship.objects.select_related("client", "clinician", "practice").get(pk=pair.pk)


def _ended(pair, said, key, yesterday):
    """Nora and Mara planned it, wrote what was, and each a last word."""
    nora, mara, at = pair.client, pair.clinician, yesterday - 60 * DAY
    growth.note_win(pair, words=said["nora_win"], key=key(), by=nora, now=at - 40 * DAY)
    growth.note_win(pair, words=said["mara_win"], key=key(), by=mara, now=at - 20 * DAY)
    goal = growth.set_goal(pair, goal=said["goal"], notice="", key=key(), by=nora, now=at - 70 * DAY)
    growth.end_goal(goal, state="reached", by=nora, now=at - 5 * DAY)
    for who, part in ((nora, "helps"), (mara, "change")):
        sent = together.send_part(pair, words={part: said[part]}, key=key(), by=who, now=at - 10 * DAY)
    together.agree(sent.review, words=said["agreed"], by=mara, now=at - 9 * DAY)
    endings.plan_ending(pair, on_day=at.date(), words=said["word"], key=key(), by=nora, now=at - 21 * DAY)
    for who, last in ((nora, "nora_last"), (mara, "mara_last")):
        endings.say_last(pair, words=said[last], key=key(), by=who, now=at - 2 * DAY)
    endings.finish(pair, by=mara, now=at)


def _on_a_break(pair, said, key, yesterday):
    """Tom works on a ship until spring."""
    endings.begin_break(
        pair,
        first_day=(yesterday - 20 * DAY).date(),
        words=said["break_word"],
        key=key(),
        by=pair.client,
        now=yesterday - 20 * DAY,
    )
