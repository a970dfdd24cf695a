"""What the demo practice shows of goals and wins, of the way back after a strain, and of sharing from a journal.

The journal itself is sealed on a device, so nobody can write one for Sam.
"""

import datetime

from beside.practice.growth import actions as growth
from beside.practice.journal import actions as journal
from beside.practice.people.models import Relationship
from beside.practice.repair import actions as repair
from beside.practice.repair.models import Episode

DAY = datetime.timedelta(days=1)


def happen(texts, *, key, yesterday):
    sam = _relationship("Sam Okafor")
    _goals(sam, texts["sam_growing"], key, yesterday)
    _mended(sam, texts["sam_growing"], key, yesterday)
    shared = journal.share(
        sam,
        how="passage",
        words=texts["sam_growing"]["shared"],
        key=key(),
        by=sam.client,
        now=yesterday - 3 * DAY,
    )
    journal.has_read(shared, by=sam.clinician, now=yesterday - 2 * DAY)
    _on_the_way(_relationship("Ines Duarte"), texts["ines_growing"], yesterday)


def _relationship(name):
    return Relationship.objects.select_related("client", "clinician", "practice").get(client__name=name)


def _goals(relationship, said, key, yesterday):
    """One goal with a step done, rated by both; a win of each; a kind word for a bad day."""
    sam, mara = relationship.client, relationship.clinician
    goal = growth.set_goal(
        relationship, goal=said["goal"], notice=said["notice"], key=key(), by=sam, now=yesterday - 50 * DAY
    )
    first, _second = [
        growth.add_step(goal, words=words, key=key(), by=sam, now=yesterday - 50 * DAY)
        for words in said["steps"]
    ]
    growth.mark_step(first, done=True, by=sam, now=yesterday - 22 * DAY)
    for days, near, by in ((50, 2, sam), (29, 4, sam), (8, 5, sam), (8, 8, mara)):
        growth.rate(goal, near=near, key=key(), by=by, now=yesterday - days * DAY)
    growth.note_win(relationship, words=said["win"], key=key(), by=sam, now=yesterday - 15 * DAY)
    growth.note_win(relationship, words=said["mara_win"], key=key(), by=mara, now=yesterday - 8 * DAY)
    growth.keep_kind_word(relationship, words=said["kind"], by=sam, now=yesterday - 40 * DAY)


def _mended(relationship, said, key, yesterday):
    """The strain that was mended: what each showed the other, and what Sam learnt."""
    episode = Episode.objects.filter(relationship=relationship).order_by("opened_at").first()
    sam, mara = relationship.client, relationship.clinician
    for of, words, by in (
        ("happened", said["happened"], sam),
        ("happened", said["own_part"], mara),
        ("learnt", said["learnt"], sam),
    ):
        repair.tell(episode, of=of, words=words, shown=True, key=key(), by=by, now=yesterday - 20 * DAY)


def _on_the_way(relationship, said, yesterday):
    """The strain that is open: Mara is on the way back, and has put down for herself what she wants to say."""
    episode = Episode.objects.filter(relationship=relationship).order_by("opened_at").last()
    mara = relationship.clinician
    for step in ("notice", "invite"):
        repair.rehearse(episode, step=step, words="", taken=True, by=mara, now=yesterday)
    repair.rehearse(episode, step="own", words=said["rehearsed"], taken=False, by=mara, now=yesterday)
