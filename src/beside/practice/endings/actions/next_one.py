"""What a client's next therapist should know: line by line, chosen or written by the client, by default nothing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.endings import lines as offered
from beside.practice.endings.models import ForNext, HandedOn
from beside.practice.meetings.actions.schedule import locked
from beside.practice.meetings.words import tidy
from beside.practice.people import notices, submissions
from beside.practice.people.actions import leave_practice
from beside.practice.people.errors import Refused

OWN_WORDS = "own"


@transaction.atomic
def choose_lines(relationship, *, sources, own="", by, now=None):
    """What is ticked and written now, in place of what was. Theirs alone: not audited, not told. Returns the lines."""
    relationship, now = locked(relationship), now or timezone.now()
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client chooses this."))
    known = {line.source: line for line in offered.lines(relationship, by=by)}
    chosen = [(source, _said(known[source])) for source in sources if source in known]
    if tidy(own):
        chosen.append((OWN_WORDS, {"title": "", "words": tidy(own)}))
    ForNext.objects.visible_to(by).filter(relationship=relationship).delete()
    made = []
    for source, words in chosen:
        line = ForNext(
            practice_id=relationship.practice_id,
            relationship=relationship,
            member=by,
            source=source,
            words=words,
            at=now,
        )
        line.save(force_insert=True)
        made.append(line)
    return made


def _said(line):
    return {"title": line.title, "words": line.words} | ({"lang": line.language} if line.language else {})


@transaction.atomic
def give_lines(relationship, *, to, key, by, now=None):
    """The chosen lines of one relationship, for another therapist of this client: copied there, and read by them alone."""
    now, to = now or timezone.now(), locked(to)
    if by.pk != relationship.client_id or to.client_id != by.pk or to.pk == relationship.pk or to.ended_on:
        raise Refused(_("Choose the therapist with whom you go on."))
    chosen = list(ForNext.objects.visible_to(by).filter(relationship=relationship).order_by("at", "pk"))
    if not chosen:
        raise Refused(_("Nothing is chosen yet. Tick a line or write one."))

    def given():
        made = []
        for line in chosen:
            row = HandedOn(practice_id=to.practice_id, relationship=to, words=line.words, at=now)
            row.save(force_insert=True)
            made.append(row)
        trail.write("handed on", by=by, relationship=to, thing=to)
        notices.tell(to.clinician, kind="handed-on", relationship=to, thing=to)
        return made[0]

    said = [str(relationship.pk), str(to.pk), [str(line.pk) for line in chosen]]
    submissions.once(key, by=by, what="handed-on", words=said, make=given)
    return list(HandedOn.objects.visible_to(by).filter(relationship=to).order_by("at", "pk"))


@transaction.atomic
def let_leave(member, *, by, hand_over_to=None):
    """A therapist leaves. Each of their clients is told where to say what the next one should know: by default nothing."""
    clients = list(member.caseload.going_on().filter(frozen=False).select_related("client"))
    leave_practice(member, by=by, hand_over_to=hand_over_to)
    for pair in clients:
        notices.tell(pair.client, kind="for-next", relationship=pair, thing=pair)
