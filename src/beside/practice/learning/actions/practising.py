"""A therapist practises: answers a moment, says what the reading got wrong, and when the moment comes back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.exercises import exercise
from beside.exercises.reading import LONGEST, NAMES, read
from beside.listening.said import as_message
from beside.practice.audit import trail
from beside.practice.learning import boxes, consent
from beside.practice.learning.actions.materials import held
from beside.practice.learning.models import Attempt, Card
from beside.practice.people import submissions
from beside.practice.people.errors import Refused

# Nobody looks at one moment for longer: the page was left open.
LONGEST_LOOK = 300


@transaction.atomic
def answer(exercise_id, *, moment="", material=None, said, language, seconds=0, key, by, now=None):
    """Keep an answer with what was read in it. Sent twice it is one."""
    asked = exercise(exercise_id, language)
    said = said.strip()
    if len(said) > LONGEST:
        raise Refused(_("That is longer than anybody says at a time. Make it shorter: a sentence or two."))
    if not said and not asked.silence:
        raise Refused(_("Write what you would say. One sentence is enough."))
    material = held(material) if material else None
    if material and not consent.may_be_practised(material):
        raise Refused(_("There is no yes to this moment. It is not practised with."))
    words = material.words["words"] if material else asked.moment(moment).text

    def made():
        # Which language a client spoke is not written down: its words tell, or those of the answer.
        heard = read(words, said, language="" if material else asked.language, otherwise=asked.language)
        attempt = Attempt.objects.create(
            practice_id=by.practice_id,
            author=by,
            relationship_id=material.relationship_id if material else None,
            exercise=exercise_id,
            moment=moment,
            material=material,
            level=asked.moment(moment).level if moment else 3,
            words={"said": said, "read": as_plain(heard), "language": asked.language, "mine": None},
            seconds=max(0, min(int(seconds), LONGEST_LOOK)),
            at=now or timezone.now(),
        )
        trail.write("exercise answered", by=by, relationship=attempt.relationship_id, thing=attempt)
        _card(attempt, boxes.FIRST, now)
        return attempt

    what = [exercise_id, moment, str(material.pk) if material else "", said]
    made_id, _fresh = submissions.once(key, by=by, what="exercise", words=what, make=made)
    return Attempt.objects.visible_to(by).filter(pk=made_id).first()


@transaction.atomic
def overrule(attempt, *, mine, by):
    """What it was, as its author says. It stands above the reading, and none given takes it away again."""
    attempt = _mine(attempt, by)
    mine = sorted({one for one in mine if one in NAMES})
    attempt.words = {**attempt.words, "mine": mine or None}
    attempt.save(update_fields=["words"])
    trail.write("exercise: own reading", by=by, relationship=attempt.relationship_id, thing=attempt)
    return attempt


@transaction.atomic
def put_away(attempt, *, went, by, now=None):
    """When it comes back: tomorrow, or later each time it sat well. Pressed twice it moves once."""
    attempt = _mine(attempt, by)
    if went not in (boxes.AGAIN, boxes.SAT):
        raise Refused(_("Choose whether it comes back soon or later."))
    if attempt.went == went:
        return attempt
    if attempt.went:
        raise Refused(_("You have put this one away already. It comes back by itself."))
    card = _card_of(attempt)
    attempt.went = went
    attempt.save(update_fields=["went"])
    _card(attempt, boxes.moved(card.box if card else boxes.FIRST, went), now)
    return attempt


def as_plain(heard):
    return {
        "readings": [
            [one.name, one.sure, one.probability, str(one.rule), as_message(one.rule)]
            for one in heard.readings
        ],
        "words": heard.words,
        "questions": heard.questions,
        "model": heard.model,
        "read": not heard.why_not,
        "by_rules_alone": heard.by_rules_alone,
    }


def _mine(attempt, by):
    found = Attempt.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=attempt.pk).first()
    if found is None:
        raise Refused(_("This answer is not here any more: it went with the words that it was to."))
    if found.material_id and not consent.may_be_practised(held(found.material)):
        raise Refused(_("There is no yes to this moment. It is not practised with."))
    return found


def _card_of(attempt):
    return Card.objects.filter(
        practice=attempt.practice_id,
        author=attempt.author_id,
        exercise=attempt.exercise,
        moment=attempt.moment,
        material=attempt.material_id,
    ).first()


def _card(attempt, box, now):
    """Where the moment lies now. An answer alone leaves it in its box, due tomorrow."""
    card = _card_of(attempt)
    today = timezone.localdate(now)
    if card is None:
        card = Card(
            practice_id=attempt.practice_id,
            author_id=attempt.author_id,
            exercise=attempt.exercise,
            moment=attempt.moment,
            material_id=attempt.material_id,
        )
    elif not attempt.went:
        box = card.box
    card.box = box
    card.due_on = boxes.due(box if attempt.went else boxes.FIRST, today)
    card.changed_at = now or timezone.now()
    card.save()
