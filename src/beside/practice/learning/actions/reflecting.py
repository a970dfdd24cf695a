"""A session that did not land: five small questions, for oneself. And what was learnt elsewhere, with its hours."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.learning.models import LogEntry, Reflection
from beside.practice.people import locking, submissions
from beside.practice.people.errors import Refused

MOST_MINUTES = 12 * 60


@transaction.atomic
def reflect(*, words, relationship=None, key, by, now=None):
    """Keep it. Under the relationship's key where it is about one, so that it goes when that is erased."""
    words = _something(words)
    if relationship is not None:
        locking.locked(relationship)

    def made():
        reflection = Reflection.objects.create(
            practice_id=by.practice_id,
            author=by,
            relationship=relationship,
            words=words,
            at=now or timezone.now(),
            changed_at=now or timezone.now(),
        )
        trail.write("reflection written", by=by, relationship=reflection.relationship_id, thing=reflection)
        return reflection

    about = str(relationship.pk) if relationship else ""
    made_id, _fresh = submissions.once(key, by=by, what="reflection", words=[about, words], make=made)
    return Reflection.objects.visible_to(by).get(pk=made_id)


@transaction.atomic
def change(reflection, *, words, by):
    """Other words for the same session. What stood there before is not kept: nobody else has read it."""
    if reflection.relationship_id:
        locking.locked(reflection.relationship_id)
    reflection = Reflection.objects.visible_to(by).select_for_update(of=("self",)).get(pk=reflection.pk)
    reflection.words, reflection.changed_at = _something(words), timezone.now()
    reflection.save(update_fields=["words", "changed_at"])
    trail.write("reflection changed", by=by, relationship=reflection.relationship_id, thing=reflection)
    return reflection


@transaction.atomic
def throw_away(row, *, by):
    """A reflection, or a line of the log: its author's to keep, or not, unless the record that it is about is frozen."""
    if row.relationship_id:
        locking.locked(row.relationship_id)
    what = "reflection" if isinstance(row, Reflection) else "line of the learning log"
    trail.write(f"{what} thrown away", by=by, relationship=row.relationship_id, thing=row)
    row.delete()


@transaction.atomic
def log(*, on, minutes, topic, way, key, by, now=None):
    """A line in the log of continuing education, by hand."""
    topic = topic.strip()
    if not topic:
        raise Refused(_("Write what it was about, in a few words and without anybody’s name."))
    if on > timezone.localdate(now):
        raise Refused(_("That day has not come yet. Write it down when it is over."))
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("Write between one minute and twelve hours for one day."))

    def made():
        entry = LogEntry.objects.create(
            practice_id=by.practice_id,
            author=by,
            on=on,
            minutes=minutes,
            way=way,
            words={"topic": topic},
            at=now or timezone.now(),
        )
        trail.write("learning logged", by=by, thing=entry)
        return entry

    words = [on.isoformat(), minutes, topic, way]
    made_id, _fresh = submissions.once(key, by=by, what="learning-log", words=words, make=made)
    return LogEntry.objects.visible_to(by).get(pk=made_id)


def _something(words):
    kept = {key: value for key, value in words.items() if value}
    if not kept:
        raise Refused(_("Answer one of the five at least. The others may stay empty."))
    return kept
