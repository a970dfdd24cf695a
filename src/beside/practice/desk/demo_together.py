"""What the demo practice shows of topics and pace, of messages, and of looking back together: all of it Sam's."""

import datetime

from django.utils import timezone

from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings.models import Session
from beside.practice.pace import actions as pace
from beside.practice.people.access import Named
from beside.practice.people.models import Relationship
from beside.practice.thread import actions as thread
from beside.practice.together import actions as together

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)


def happen(texts, *, key, yesterday):
    """Told with the agreement of both in force: it says when messages are read."""
    said = texts["sam_together"]
    relationship = Relationship.objects.select_related("client", "clinician", "practice").get(
        client__name="Sam Okafor"
    )
    _topics(relationship, said, key, yesterday)
    _messages(relationship, said, key, yesterday)
    together.tell_news(
        [relationship],
        what="holiday",
        text=said["news"],
        first_day=timezone.localdate(yesterday) + 25 * DAY,
        last_day=timezone.localdate(yesterday) + 34 * DAY,
        key=key(),
        by=relationship.clinician,
        now=yesterday,
    )
    together.ask_for_review(relationship, by=Named(relationship.practice_id), now=yesterday - DAY)
    words = {part: said[part] for part in ("helps", "change")}
    together.send_part(relationship, words=words, key=key(), by=relationship.clinician, now=yesterday)


def _topics(relationship, said, key, yesterday):
    """One topic that was to be asked about, and is closed for now; a pace that Mara answered."""
    sam, mara = relationship.client, relationship.clinician
    brother = pace.add_topic(
        relationship, words=said["topic"], wish="ask", key=key(), by=sam, now=yesterday - 40 * DAY
    )
    money = pace.mark_offered(
        relationship, offered="money", wish="ask", by=sam, now=yesterday - 40 * DAY + HOUR
    )
    pace.mark_offered(relationship, offered="love", wish="open", by=sam, now=yesterday - 33 * DAY)
    pace.mark(brother, wish="not-now", by=sam, now=yesterday - 5 * DAY)
    pace.set_pace(
        relationship, wish="slower", reason=said["reason"], key=key(), by=sam, now=yesterday - 19 * DAY
    )
    loop = Loop.objects.select_related("relationship").get(relationship=relationship, source_kind="pace.pace")
    loops.what_changed(loop, by=mara, note=said["changed"], now=yesterday - 12 * DAY)
    last = Session.objects.filter(relationship=relationship, closed_at__isnull=False).in_order().last()
    pace.say_asked_first(last, topics=[money], by=mara, now=last.closed_at)
    pace.confirm_asked(money.askings.get(), answer="yes", by=sam, now=last.closed_at + DAY)


def _messages(relationship, said, key, yesterday):
    sam, mara = relationship.client, relationship.clinician
    asked, answered, thanks = said["messages"]
    at = yesterday - 9 * DAY
    thread.send_message(relationship, words=asked, key=key(), by=sam, now=at)
    thread.mark_read(relationship, by=mara, now=at + 15 * HOUR)
    thread.send_message(relationship, words=answered, key=key(), by=mara, now=at + 16 * HOUR)
    thread.mark_read(relationship, by=sam, now=at + 20 * HOUR)
    thread.send_message(relationship, words=thanks, key=key(), by=sam, now=at + 21 * HOUR)
    for loop in (
        Loop.objects.filter(relationship=relationship, kind=Loop.Kind.MESSAGE)
        .waiting()
        .select_related("relationship")
    ):
        loops.leave_be(loop, by=sam, now=at + 21 * HOUR)
