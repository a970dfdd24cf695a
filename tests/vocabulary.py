"""The same people in every test: Thea treats Chris; Theo is a colleague who must see nothing.

Everything is made through our own actions, as the site makes it.
"""

import datetime
import uuid

from django.utils import timezone

from beside.practice.people import actions, links
from beside.practice.people.models import Link, Member, Role

PASSWORD = "correct horse battery"


def a_practice(name="Elm Street", *, second_step=False, **kwargs):
    """An owner, who stands for their practice: `owner.practice`. Its staff sign in with a password alone unless said."""
    owner = actions.make_practice(name, owner_name="Olga Owner", second_step=second_step, **kwargs)
    return joined(owner, by=owner)


def joined(member, *, by):
    """Somebody who took their invitation."""
    secret = actions.invite(member, by=by)
    link = links.find(secret, purpose=Link.Purpose.INVITATION)
    actions.join(
        link, email=f"{member.short_name.lower()}-{uuid.uuid4().hex[:6]}@example.org", password=PASSWORD
    )
    return Member.objects.select_related("practice", "account").get(pk=member.pk)


def a_therapist(name="Thea Therapist", *, owner=None):
    owner = owner or a_practice()
    return joined(actions.add_member(name, role=Role.CLINICIAN, by=owner), by=owner)


def a_client(name="Chris Client", *, therapist=None):
    """A client who has joined, and whose relationship is `client.relationship`."""
    on_paper = a_client_on_paper(name, therapist=therapist)
    client = joined(on_paper, by=on_paper.relationship.clinician)
    client.relationship = on_paper.relationship
    return client


def a_client_on_paper(name="Paul Paper", *, therapist=None):
    """A client without an account."""
    therapist = therapist or a_therapist()
    client = actions.add_member(name, role=Role.CLIENT, by=therapist)
    client.relationship = actions.begin_relationship(client, clinician=therapist, by=therapist)
    return client


def a_supervisor(name="Sara Supervisor", *, of, kind="responsible", by=None):
    owner = by or Member.objects.get(practice=of.practice_id, role=Role.OWNER)
    supervisor = joined(actions.add_member(name, role=Role.SUPERVISOR, by=owner), by=owner)
    actions.supervise(of, supervisor=supervisor, kind=kind, by=owner)
    return supervisor


def sign_in(browser, member):
    """Django's test client, signed in as this member in this role."""
    from beside.practice.people.models import Seat

    browser.force_login(member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    session["seat"] = str(Seat.objects.get(member_id=member.pk).pk)
    session.save()
    return browser


def in_days(days, hour=14):
    """A moment that many days from now, on the hour."""
    return (timezone.now() + datetime.timedelta(days=days)).replace(
        hour=hour, minute=0, second=0, microsecond=0
    )


def a_session(client, *, starts_at=None, by=None, **kwargs):
    """A planned session of this client with their therapist; without a time, tomorrow's."""
    from beside.practice.meetings import actions as meetings

    return meetings.schedule_session(
        client.relationship,
        starts_at=starts_at or in_days(1),
        by=by or client.relationship.clinician,
        **kwargs,
    )


def a_check_in(session, *, by=None, key=None, now=None, **words):
    """A check-in as the client sends it: `a_check_in(session, wish="my mother")`."""
    from beside.practice.meetings import actions as meetings

    return meetings.send_check_in(
        session,
        words=words or {"wish": "my mother"},
        key=key or uuid.uuid4(),
        by=by or session.relationship.client,
        now=now,
    )


def a_closed_session(client, *, starts_at=None, **closing):
    """A session that took place (without a time, yesterday) and was closed an hour after it began."""
    from beside.practice.meetings import actions as meetings

    session = a_session(client, starts_at=starts_at or in_days(-1))
    by = client.relationship.clinician
    return meetings.close_session(
        session, by=by, now=session.starts_at + datetime.timedelta(hours=1), **closing
    )


def past_sessions(client, count=2, *, hour=14):
    """So many weekly sessions of this client, the last of them yesterday."""
    made = [
        a_session(client, starts_at=in_days(-1 - 7 * (count - each), hour)) for each in range(1, count + 1)
    ]
    for session in made:
        session.refresh_from_db(fields=["number"])
    return made


def a_past_session(client, *, number=2, hour=14):
    """Yesterday's session of this client, the `number`th of theirs."""
    return past_sessions(client, number, hour=hour)[-1]


def answers_of(session, *, by=None, form="session", key=None, now=None, only_me=(), **answers):
    """What a client sends after a session: `answers_of(session, safe=3, strain="clearly").sheet`."""
    from beside.practice.feedback import actions as feedback

    return feedback.send_answers(
        session.relationship,
        form=form,
        answers=answers or {"self": 8, "matters": 7},
        key=key or uuid.uuid4(),
        by=by or session.relationship.client,
        session=session,
        only_me=only_me,
        now=now,
    )


def a_responder(owner, *, responder, deputy):
    """The practice's responder: from now on risk items are asked."""
    from beside.practice.feedback.responders import name_responder

    return name_responder(
        responder, deputy=deputy, hours="Monday to Friday, 9 to 17", answer_time="within four hours", by=owner
    )


TRANSCRIPT = b"""WEBVTT

1
00:00:01.000 --> 00:00:04.250
<v Thea>How was your week? What stayed with you?</v>

2
00:00:05.100 --> 00:00:12.500
<v Chris>Um, hard. My sister called, and I did not pick up. I keep thinking about it, I do not know why.</v>

3
00:00:18.000 --> 00:00:21.500
<v Thea>You did not pick up, and it stays with you.</v>

4
00:00:22.000 --> 00:00:26.000
<v Chris>Yes. It is always like that with her.</v>

5
00:00:26.750 --> 00:00:31.000
<v Thea>You should call her back tonight, and just tell her.</v>

6
00:00:36.000 --> 00:00:39.000
<v Chris>That's not what I meant. You're not listening to me.</v>

7
00:00:40.000 --> 00:00:44.000
<v Thea>You're right, I went too fast. I'm sorry. Would it be okay if we stayed with the call?</v>

8
00:00:44.500 --> 00:00:46.000
<v Chris>Okay.</v>
"""


def asked_to_listen(session, *, others=(), services="Zoom", says=True, now=None):
    """The therapist has asked whether this session may be listened to, and the client has said so (None: nothing yet)."""
    from beside.practice.recordings import actions as recordings

    recording = recordings.ask(
        session, by=session.relationship.clinician, others=others, services=services, now=now
    )
    if says is not None:
        recordings.answer(recording, given=says, by=session.relationship.client)
    return recording


def a_transcript(recording, *, file=TRANSCRIPT, key=None, **said):
    """A transcript was added, and nobody has listened to it yet."""
    from beside.practice.recordings import actions as recordings

    recordings.add_transcript(
        recording, file=file, key=key or uuid.uuid4(), by=recording.relationship.clinician, **said
    )
    recording.refresh_from_db()
    return recording.transcript


def listened_to(recording, **said):
    """The worker has listened; return the report."""
    from beside.practice.recordings import hearing

    transcript = a_transcript(recording, **said)
    hearing.hear(transcript.practice_id, transcript.pk, transcript.attempt, light=True)
    recording.refresh_from_db()
    return transcript.report


def a_proposal(client, *, shown=True, language="", **changes):
    """How the two could work together, shown to the client; `a_proposal(chris, lateness="Come when you can.")` changes clauses of "time"."""
    from beside.practice.agreements import actions as agreements
    from beside.practice.agreements.actions.proposing import clause_print, facts_print
    from beside.practice.agreements.terms import OF_GROUP, group_of

    thea = client.relationship.clinician
    proposal = agreements.begin(client.relationship, by=thea, language=language)
    if changes:
        time = group_of(proposal.terms, "time")
        facts = {name: proposal.terms["facts"][name] for name in OF_GROUP["time"]}
        texts = {
            clause["key"].replace("-", "_"): (clause, changes[clause["key"].replace("-", "_")])
            for clause in time["clauses"]
            if clause["key"].replace("-", "_") in changes
        }
        proposal = agreements.change_group(
            proposal,
            group="time",
            texts={clause["key"]: {**clause, "text": words} for clause, words in texts.values()},
            facts=facts,
            bases={
                "facts": facts_print(facts),
                **{clause["key"]: clause_print(clause) for clause in time["clauses"]},
            },
            by=thea,
        )
    return agreements.offer(proposal, by=thea) if shown else proposal


def an_agreement(client, *, now=None, **changes):
    """A version that both have signed."""
    from beside.practice.agreements import actions as agreements

    proposal = a_proposal(client, **changes)
    for whose, by in (("client", client), ("clinician", client.relationship.clinician)):
        version = agreements.sign(proposal, by=by, revision=proposal.revision, whose=whose, now=now)
    return version


def a_boundary_note(client, *, by=None, how="broken", key=None, **said):
    """Something that slipped, as the client notes it unless `by` says who."""
    from beside.practice.agreements import actions as agreements

    return agreements.note_boundary(
        client.relationship,
        how=how,
        key=key or uuid.uuid4(),
        by=by or client,
        **({"words": "You were ten minutes late."} | said),
    )


def a_therapist_page(therapist, *, published=True, words=None, style=None):
    """What a therapist says of themself to their own clients."""
    from beside.practice.welcome import actions as welcome

    page = welcome.save_draft(
        therapist,
        words=words or {"approach": "I listen first, and then we look together."},
        style=style or {},
        window=uuid.uuid4(),
        seen=0,
    )
    return welcome.publish(page, by=therapist) if published else page


def told_page(client, page, *, by=None, key=None, now=None, **words):
    """A page as a client sends it: `told_page(client, "fears", fear="that you laugh")`."""
    from beside.practice.welcome import actions as welcome
    from beside.practice.welcome import knowledge

    return welcome.send_page(
        client.relationship,
        page=knowledge.pages()[page],
        words=words,
        key=key or uuid.uuid4(),
        by=by or client,
        now=now,
    )


def a_question(client, words="How long does it take?", *, by=None, key=None):
    """Something a client asks their therapist."""
    from beside.practice.welcome import actions as welcome

    return welcome.ask(client.relationship, words=words, key=key or uuid.uuid4(), by=by or client)
