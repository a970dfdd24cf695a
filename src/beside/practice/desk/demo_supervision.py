"""What the demo practice shows of supervision: Mara with Helen, who is responsible; Daniel with Helen, who advises him; a trainee's term."""

import datetime

from django.utils import timezone

from beside.practice.feedback import actions as feedback
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.people import actions as people
from beside.practice.people.models import Member, Relationship, Role, Supervision
from beside.practice.supervision.actions import answering, handing, passages, points, terms
from beside.practice.supervision.models import TermEnd


def happen(texts, *, key, today, joins):
    said = texts["supervision"]
    sam = Relationship.objects.select_related("client", "clinician").get(client__name="Sam Okafor")
    helen, daniel, ruth = (
        Member.objects.get(practice=sam.practice_id, account__email=f"{who}@demo.example")
        for who in ("helen", "daniel", "ruth")
    )
    # As long as the notes of the last week go back: those are to be co-signed.
    Supervision.objects.filter(practice=sam.practice_id).update(began_on=today - datetime.timedelta(days=8))
    of = {
        one.clinician_id: one
        for one in Supervision.objects.filter(practice=sam.practice_id, ended_on=None).select_related(
            "supervisor", "clinician"
        )
    }
    mara, with_mara, with_daniel = sam.clinician, of[sam.clinician_id], of[daniel.pk]
    points.check_in(with_mara, words={"arrive": said["arrived"], "wish": said["wish"]}, key=key(), by=mara)
    first = points.bring(with_mara, text=said["asked"], relationship=sam, label="S.", key=key(), by=mara)
    points.answer(first, state="changed", text=said["answered"], by=helen)
    points.bring(with_mara, text=said["helen_asks"], key=key(), by=helen)
    points.promise(
        with_mara, text=said["promised"], due_on=today + datetime.timedelta(days=7), key=key(), by=helen
    )
    points.send_sheet(
        with_mara, answers={"show": 6, "brought": 8, "use": 7, "strain": "no"}, key=key(), by=mara
    )
    points.bring(with_daniel, text=said["daniel_asks"], key=key(), by=daniel)
    passage = passages.ask(with_mara, relationship=sam, text=said["passage"], key=key(), by=mara)
    passages.answer(passage, given=True, by=sam.client)
    tess = joins(people.add_member("Tess Wynn", role=Role.CLINICIAN, by=ruth), "tess")
    with_tess = people.supervise(tess, supervisor=helen, kind="responsible", by=ruth)
    with_tess.began_on = today - datetime.timedelta(days=8)
    with_tess.save(update_fields=["began_on"])
    cohort = terms.make_cohort(
        name=said["cohort"],
        first_day=today - datetime.timedelta(days=60),
        last_day=today + datetime.timedelta(days=40),
        by=ruth,
    )
    for member in (tess, helen):
        terms.join_cohort(cohort, member=member, by=ruth)
    _tess_begins(tess, helen, said, key=key, today=today)
    terms.ask_clients(cohort, by=ruth)
    leo = TermEnd.objects.get(cohort=cohort, relationship__client__name="Leo Brandt")
    handing.offer(leo, to=daniel, by=helen)


def _tess_begins(tess, helen, said, *, key, today):
    """Two clients of the trainee's: a note to co-sign; and a strain that nobody answered yet, asked after by whoever is responsible."""
    began = today - datetime.timedelta(days=30)
    leo, nia = (
        people.begin_relationship(
            people.add_member(name, role=Role.CLIENT, by=tess), clinician=tess, by=tess, began_on=began
        )
        for name in ("Leo Brandt", "Nia Adeyemi")
    )
    held = [
        _held(one, today - datetime.timedelta(days=days), said["tess_note"])
        for one, days in ((leo, 8), (nia, 6))
    ]
    at = held[1].ends_at + datetime.timedelta(hours=3)
    feedback.send_answers(
        nia,
        form="session",
        answers={"self": 5, "strain": "clearly"},
        key=key(),
        by=nia.client,
        session=held[1],
        now=at,
    )
    loop = Loop.objects.get(relationship=nia, kind=Loop.Kind.STRAIN)
    answering.ask_after(loop, by=helen)


def _held(relationship, day, note):
    tess = relationship.clinician
    starts_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(15)))
    session = meetings.schedule_session(relationship, starts_at=starts_at, by=tess)
    return meetings.close_session(
        session, by=tess, now=starts_at + datetime.timedelta(minutes=55), progress=note
    )
