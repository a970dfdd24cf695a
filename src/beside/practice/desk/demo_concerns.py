"""What the demo practice shows of something that was not right: what the practice does with it, and one that Sam told Helen, and not Mara."""

import datetime

from beside.practice.concerns import actions as concerns
from beside.practice.concerns.models import Concern
from beside.practice.people.models import Member, Relationship

DAY = datetime.timedelta(days=1)


def happen(texts, *, key, yesterday):
    said = texts["complaints"]
    sam = Relationship.objects.select_related("client", "practice").get(client__name="Sam Okafor")
    ruth, helen = (
        Member.objects.select_related("practice").get(
            practice=sam.practice_id, account__email=f"{who}@demo.example"
        )
        for who in ("ruth", "helen")
    )
    concerns.change_procedure(
        sam.practice,
        words=said["procedure"],
        days=said["days"],
        outside=said["outside"],
        pays_supervisors="practice",
        by=ruth,
    )
    made = concerns.send(
        sam,
        about="misunderstood",
        words=said["not_right"],
        readers=[helen.pk],
        key=key(),
        by=sam.client,
        now=yesterday - 40 * DAY,
    )
    concerns.has_read(_as_now(made), by=helen, now=yesterday - 39 * DAY)
    concerns.answer(
        _as_now(made), words=said["not_right_answer"], done=False, by=helen, now=yesterday - 38 * DAY
    )


def _as_now(made):
    return Concern.objects.select_related("relationship__client", "relationship__clinician").get(pk=made.pk)
