"""A few minutes a day: what is due, and something new, from what was left longest ago."""

from dataclasses import dataclass

from django.utils import timezone

from beside.exercises import exercise, exercise_ids
from beside.practice.learning import boxes, consent
from beside.practice.learning.models import Attempt, Card, Material


@dataclass(frozen=True)
class Task:
    """One moment on the list of the day."""

    exercise: object
    moment: object  # of the exercise; None where it is one's own
    material: Material | None
    box: int  # 0 for something new

    @property
    def level(self):
        return self.moment.level if self.moment else 3


@dataclass(frozen=True)
class Day:
    tasks: list[Task]
    done: int
    # The next day on which something comes back, where nothing is left today.
    next_on: object


def today(member, language, *, now=None) -> Day:
    """The list of today. The same number of queries however much was practised."""
    day = timezone.localdate(now)
    cards = list(
        Card.objects.visible_to(member).select_related("material__relationship").order_by("due_on", "pk")
    )
    allowed = {one.pk for one in consent.practised([card.material for card in cards if card.material])}
    materials = consent.practised(
        list(
            Material.objects.visible_to(member)
            .filter(author=member.pk, agreed_at__isnull=False, card=None)
            .select_related("relationship")
            .order_by("agreed_at", "pk")
        )
    )
    done = Attempt.objects.visible_to(member).filter(at__gte=_begins(day)).count()
    left = max(0, boxes.A_DAY - done)
    # Half of the list at most is what comes back, so that something new is always on it.
    due = [
        card
        for card in cards
        if card.due_on <= day and (card.material_id is None or card.material_id in allowed)
    ]
    known = [task for card in due if (task := _task(card, language))]
    fresh = [_own(one, language) for one in materials] + _new(cards, language)
    tasks = known[: max(left // 2, left - len(fresh))]
    tasks += fresh[: left - len(tasks)]
    coming = [card.due_on for card in cards if card.due_on > day]
    return Day(tasks, done, min(coming) if coming else None)


def next_of(member, exercise_id, language):
    """The next moment of one exercise: what is due first, else something new, else what comes back soonest. Two queries."""
    cards = list(
        Card.objects.visible_to(member).filter(exercise=exercise_id, material=None).order_by("due_on", "pk")
    )
    due = [card for card in cards if card.due_on <= timezone.localdate()]
    fresh = _new(cards, language, only=exercise_id)
    found = [task for card in due if (task := _task(card, language))] + fresh
    found += [task for card in cards if (task := _task(card, language))]
    return found[0] if found else None


def _begins(day):
    return timezone.make_aware(timezone.datetime.combine(day, timezone.datetime.min.time()))


def _task(card, language):
    """Nothing where its exercise, or its moment, is not in the folder any more."""
    if card.exercise not in exercise_ids():
        return None
    asked = exercise(card.exercise, language)
    if card.material_id:
        return Task(asked, None, card.material, card.box)
    moment = asked.moment(card.moment)
    return moment and Task(asked, moment, None, card.box)


def _own(material, language):
    known = material.exercise if material.exercise in exercise_ids() else exercise_ids()[0]
    return Task(exercise(known, language), None, material, 0)


def _new(cards, language, only=""):
    """One new moment of each exercise, as hard as it is time for; first those that were left longest."""
    met: dict = {}
    for card in cards:
        met.setdefault(card.exercise, []).append(card)
    names = [only] if only else exercise_ids()
    order = sorted(
        names,
        key=lambda name: (
            max((card.changed_at.timestamp() for card in met.get(name, ())), default=0.0),
            exercise_ids().index(name),
        ),
    )
    found = []
    for name in order:
        asked, mine = exercise(name, language), met.get(name, ())
        seen = {card.moment for card in mine}
        level = boxes.level(sum(card.box > boxes.FIRST for card in mine))
        left = [moment for moment in asked.moments if moment.id not in seen]
        if left:
            moment = min(left, key=lambda one: (abs(one.level - level), one.level))
            found.append(Task(asked, moment, None, 0))
    return found
