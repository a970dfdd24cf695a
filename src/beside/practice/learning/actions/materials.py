"""A moment of a session to practise with: asked for, put in other words or cut, said yes or no to, taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.exercises import exercise_ids
from beside.practice.audit import trail
from beside.practice.learning import consent
from beside.practice.learning.models import Attempt, Card, Material
from beside.practice.people import actions as people
from beside.practice.people import locking, notices
from beside.practice.people.errors import Refused
from beside.practice.vault import keyring

LONGEST = 600


@transaction.atomic
def ask(kept, *, exercise, words="", by):
    """Ask the client for a moment that was kept. `words` where the therapist has cut it already. Asked twice it is one question."""
    if by.pk != kept.author_id:
        raise Refused(_("Only whoever kept this moment can ask for it."))
    if not consent.may_be_asked(kept):
        raise Refused(_("This moment cannot be asked for any more."))
    known = Material.objects.filter(kept=kept).first()
    if known:
        if known.refused_at:
            raise Refused(_("They said no to this moment. It is not asked for again."))
        return known
    words = words.strip()[:LONGEST] or kept.words["words"][:LONGEST]
    if exercise not in exercise_ids():
        raise Refused(_("Choose what you want to practise with it."))
    material = Material.objects.create(
        practice_id=kept.practice_id,
        relationship_id=kept.relationship_id,
        author=by,
        kept=kept,
        words={"words": words},
        exercise=exercise,
    )
    trail.write("asked to practise with a moment", by=by, relationship=kept.relationship_id, thing=material)
    notices.tell(
        kept.relationship.client, kind="learning-asked", relationship=kept.relationship, thing=material
    )
    return material


@transaction.atomic
def answer(material, *, given, words="", by):
    """The client says yes to these words, which they may have changed, or no, or takes their yes back: then it is gone."""
    material = held(material)
    relationship = material.relationship
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client can say this."))
    if given:
        locking.locked(relationship)
    if given and material.refused_at:
        raise Refused(_("You said no, and the words are gone. There is nothing left to say yes to."))
    if given:
        return _yes(material, words.strip()[:LONGEST], by)
    if material.refused_at is None:
        _no(material, by)
    return material


def _yes(material, words, by):
    if not words:
        raise Refused(_("Leave at least one word, or say no."))
    if material.agreed_at and consent.may_be_practised(material) and words == material.words["words"]:
        return material  # sent twice
    material.changed = material.changed or words != material.words["words"]
    # Answers to other words than these are gone: they may repeat what was cut.
    if words != material.words["words"]:
        Attempt.objects.filter(material=material).delete()
    material.words = {"words": words}
    material.agreed_at = timezone.now()
    material.save(update_fields=["words", "changed", "agreed_at"])
    people.consent(material.relationship, purpose=consent.PURPOSE, given=True, by=by, about=material)
    notices.tell(material.author, kind="learning-yes", relationship=material.relationship, thing=material)
    return material


def _no(material, by):
    """Nothing of the words is left: not here, and not in a backup, once their key is gone."""
    Attempt.objects.filter(material=material).delete()
    Card.objects.filter(material=material).delete()
    material.words, material.agreed_at, material.refused_at = None, None, timezone.now()
    material.save(update_fields=["words", "agreed_at", "refused_at"])
    people.consent(material.relationship, purpose=consent.PURPOSE, given=False, by=by, about=material)
    keyring.destroy_on_commit(material.key_name())
    notices.tell(material.author, kind="learning-no", relationship=material.relationship, thing=material)


@transaction.atomic
def give_up(material, *, by):
    """The therapist needs it no longer: the words go, and the answers to them."""
    material = held(material)
    if by.pk != material.author_id:
        raise Refused(_("Only whoever asked can give it up."))
    locking.locked(material.relationship_id)
    trail.write(
        "moment to practise with given up", by=by, relationship=material.relationship_id, thing=material
    )
    keyring.destroy_on_commit(material.key_name())
    Attempt.objects.filter(material=material).delete()
    material.delete()


def held(material):
    """As it is now, until the end of the transaction: a yes taken back at the same moment comes before or after."""
    found = (
        Material.objects.select_for_update(of=("self",))
        .select_related("relationship__client", "relationship__clinician", "author")
        .filter(pk=material.pk)
        .first()
    )
    if found is None:
        raise Refused(_("These words are not here any more."))
    return found
