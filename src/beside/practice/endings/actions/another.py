"""Another therapist: asked of somebody who is not the present one, who reads nothing of it before the client says so."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.endings.actions.ending import close_plan
from beside.practice.endings.models import AnotherAsked, Break
from beside.practice.meetings.actions.schedule import cancel_between
from beside.practice.meetings.words import tidy
from beside.practice.people import notices, submissions
from beside.practice.people.actions import hand_over
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member, Relationship, Role


def those_who_decide(relationship):
    """The owners of the practice who are not this therapist in another role."""
    owners = Member.objects.active().filter(practice=relationship.practice_id, role=Role.OWNER)
    account = relationship.clinician.account_id
    return list(owners.exclude(account__isnull=False, account=account).order_by("name", "pk"))


def others(relationship):
    """Therapists of the practice who have joined, without the present one."""
    found = Member.objects.active().filter(practice=relationship.practice_id, role=Role.CLINICIAN)
    return found.exclude(pk=relationship.clinician_id).order_by("name", "pk")


@transaction.atomic
def ask_for_another(relationship, *, words="", key, by, now=None):
    """Why need not be said."""
    relationship, now, words = _row(relationship), now or timezone.now(), tidy(words)
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client asks for this."))
    if relationship.ended_on:
        raise Refused(_("Your work together has ended already."))
    decide = those_who_decide(relationship)
    if not decide:
        raise Refused(_("Nobody here could decide this without your therapist. The page names ways outside."))

    def made():
        if AnotherAsked.objects.filter(relationship=relationship, state__in=AnotherAsked.OPEN).exists():
            raise Refused(_("You have asked already. Where it stands is on this page."))
        asked = AnotherAsked(
            practice_id=relationship.practice_id, relationship=relationship, asked_at=now, words=words or None
        )
        asked.save(force_insert=True)
        # Nothing about whom: an entry of the trail is the client's own act.
        trail.write("asked for another therapist", by=by, relationship=relationship, thing=asked)
        for member in decide:
            notices.tell(member, kind="another-asked", relationship=relationship, thing=asked)
        return asked

    pk, _fresh = submissions.once(key, by=by, what="another", words=[str(relationship.pk), words], make=made)
    return AnotherAsked.objects.select_related("relationship").get(pk=pk)


@transaction.atomic
def offer(asked, *, to, words="", by, now=None):
    """Somebody of the practice could begin with this client, and a word with it. The client says whether."""
    asked, relationship = _open(asked, by)
    if not others(relationship).filter(pk=to.pk).exists():
        raise Refused(_("Choose another therapist of the practice, who has joined."))
    _answered(asked, AnotherAsked.State.OFFERED, by=by, now=now, offered=to, answer=tidy(words) or None)
    return asked


@transaction.atomic
def answer_asked(asked, *, words, by, now=None):
    """In words: what is possible, and what is not."""
    asked, _relationship = _open(asked, by)
    if not tidy(words):
        raise Refused(_("Write your answer in a few words. That it is not possible is an answer too."))
    _answered(asked, AnotherAsked.State.ANSWERED, by=by, now=now, answer=tidy(words))
    return asked


@transaction.atomic
def go_on_with(asked, *, by, now=None):
    """The client says yes: this work ends today and the other begins. The present therapist reads that, and not why."""
    asked, relationship = _mine(asked, by)
    if asked.state == AnotherAsked.State.DONE:
        begun = Relationship.objects.filter(client=by, clinician=asked.offered_id).order_by("-began_on", "pk")
        return begun.first()
    if asked.state != AnotherAsked.State.OFFERED:
        raise Refused(_("Nobody is offered at the moment. Look again where it stands."))
    now = now or timezone.now()
    ended_before = relationship.ended_on
    began = end_and_begin(relationship, to=asked.offered, by=by, now=now)
    if ended_before:
        # It had ended while the offer stood: that stays its last day, from which the law counts.
        relationship.ended_on = ended_before
        relationship.save(update_fields=["ended_on"])
    asked.state, asked.told_at = AnotherAsked.State.DONE, asked.told_at or now
    asked.save(update_fields=["state", "told_at"])
    trail.write("goes on with somebody else", by=by, relationship=relationship, thing=asked)
    notices.tell(relationship.clinician, kind="ended", relationship=relationship, thing=relationship)
    notices.tell(asked.offered, kind="new-client", relationship=began, thing=began)
    return began


def end_and_begin(relationship, *, to, by, now):
    """This work ends, with what was planned in it, and the other begins. Whoever calls holds the row, and tells the people."""
    cancel_between(relationship, by=by, first_day=timezone.localdate(now), for_good=True, now=now)
    relationship.paused_from = relationship.paused_until = None
    relationship.save(update_fields=["paused_from", "paused_until"])
    close_plan(relationship, now=now)
    Break.objects.filter(relationship=relationship, ended_at=None).update(ended_at=now)
    return hand_over(relationship, to=to, by=by)


@transaction.atomic
def tell_therapist(asked, *, by, now=None):
    """From now on the present therapist can read that it was asked; never the words."""
    asked, _relationship = _mine(asked, by)
    if not asked.is_open:
        raise Refused(_("You have not asked for another therapist."))
    if asked.told_at is None:
        asked.told_at = now or timezone.now()
        asked.save(update_fields=["told_at"])
        trail.write("told: asks for another therapist", by=by, relationship=asked.relationship, thing=asked)
        notices.tell(
            asked.relationship.clinician,
            kind="another-told",
            relationship=asked.relationship,
            thing=asked.relationship,
        )
    return asked


@transaction.atomic
def take_back_asking(asked, *, by):
    """As if nothing had been; whoever decides reads that it was taken back."""
    asked, _relationship = _mine(asked, by)
    if asked.is_open:
        asked.state = AnotherAsked.State.WITHDRAWN
        asked.words = None
        asked.save(update_fields=["state", "words"])
        trail.write("asking for another taken back", by=by, relationship=asked.relationship, thing=asked)
    return asked


def _answered(asked, state, *, by, now, offered=None, answer=None):
    asked.state, asked.offered, asked.answer = state, offered, answer
    asked.answered_by, asked.answered_at = by, now or timezone.now()
    asked.save(update_fields=["state", "offered", "answer", "answered_by", "answered_at"])
    trail.write("answered: another therapist", by=by, thing=asked)
    notices.tell(
        asked.relationship.client,
        kind="another-answered",
        relationship=asked.relationship,
        thing=asked.relationship,
    )


def _open(asked, by):
    found = AnotherAsked.objects.visible_to(by).filter(pk=asked.pk).first()
    if by.role != Role.OWNER or found is None:
        raise Refused(_("The owner of the practice answers this."))
    relationship = _row(found.relationship)
    found = _locked(found)
    if not found.is_open:
        raise Refused(_("The client took it back, or it is done."))
    return found, relationship


def _mine(asked, by):
    """Whatever is said to it is refused on a frozen record, taking it back too."""
    relationship = _row(asked.relationship)
    if by.pk != relationship.client_id:
        raise Refused(_("Only whoever asked can say this."))
    return _locked(asked), relationship


def _locked(asked):
    """As it is now, after the row of its two people: in this order everywhere, so that no two wait for each other."""
    return (
        AnotherAsked.objects.select_for_update(of=("self",))
        .select_related("relationship__client", "relationship__clinician", "offered")
        .get(pk=asked.pk)
    )


def _row(relationship):
    """The pair's row, locked. The therapist's is not: nothing of theirs waits for this."""
    found = (
        Relationship.objects.select_for_update(of=("self",))
        .select_related("client", "clinician", "practice")
        .get(pk=relationship.pk)
    )
    if found.frozen:
        raise Refused(
            _("This record is frozen, and nothing can be changed in it. The practice's owner can say why.")
        )
    return found
