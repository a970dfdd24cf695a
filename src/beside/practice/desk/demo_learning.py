"""What the demo practice shows of a therapist's own learning: two weeks of a few minutes a day, a moment of Sam's with Sam's yes, a mirror."""

import datetime

from beside.practice.learning.actions import materials, practising, reflecting, showing
from beside.practice.learning.models import Card
from beside.practice.people.models import Member, Relationship
from beside.practice.recordings import actions as recordings
from beside.practice.recordings.models import Recording

DAY = datetime.timedelta(days=1)


def happen(texts, *, key, yesterday):
    said = texts["mara_learning"]
    sam = Relationship.objects.select_related("client", "clinician", "practice").get(
        client__name="Sam Okafor"
    )
    mara = sam.clinician
    _practises(mara, said["answers"], key, yesterday)
    _with_sams_yes(sam, said["sam"], key)
    for number, one in enumerate(said["sessions"]):
        words = {
            "felt": one["felt"],
            "when": one["when"],
            "mine": one["mine"],
            "client": one["to_them"],
            "next": one["next_time"],
        }
        at = yesterday - (40 - 15 * number) * DAY
        reflecting.reflect(words=words, key=key(), by=mara, now=at)
    for days, minutes, way, topic in ((33, 180, "course", "topic"), (12, 60, "supervision", "second_topic")):
        reflecting.log(
            on=(yesterday - days * DAY).date(),
            minutes=minutes,
            way=way,
            topic=said["log"][topic],
            key=key(),
            by=mara,
        )
    helen = Member.objects.get(practice=mara.practice_id, name="Helen Osei")
    showing.show("cancelled", supervisor=helen, by=mara, now=yesterday)


def _practises(mara, answers, key, yesterday):
    """One or two a day for two weeks; what sat well stays away longer."""
    for number, one in enumerate(answers):
        at = yesterday - (13 - number * 13 // len(answers)) * DAY
        attempt = practising.answer(
            one["exercise"],
            moment=one["item"],
            said=one["said"],
            seconds=40 + 13 * number,
            language="en",
            key=key(),
            by=mara,
            now=at,
        )
        practising.put_away(attempt, went=one["went"], by=mara, now=at)
        if "mine" in one:
            practising.overrule(attempt, mine=one["mine"], by=mara)
    assert Card.objects.filter(author=mara).exists(), "two weeks leave something that comes back"


def _with_sams_yes(sam, said, key):
    """Sam cut the words before saying yes to them."""
    recording = Recording.objects.filter(relationship=sam, state=Recording.State.HEARD).first()
    if recording is None:
        return
    kept = recordings.keep(recording, turn=9, reading="rejecting", by=sam.clinician)
    asked = materials.ask(kept, exercise="answer-complaint", by=sam.clinician)
    asked = materials.answer(asked, given=True, words=said["words"], by=sam.client)
    practising.answer(
        "answer-complaint", material=asked, said=said["said"], language="en", key=key(), by=sam.clinician
    )
