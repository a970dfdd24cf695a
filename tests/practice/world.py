"""Thea treats Chris. Around them everybody who might open a page about it, and one of each thing a page is about."""

import copy
import datetime
import uuid
from contextlib import contextmanager

from django.db import transaction
from django.test import Client
from django.utils import timezone

from beside.practice.desk import erase
from beside.practice.feedback import actions as feedback
from beside.practice.feedback import responders
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.meetings import custody
from beside.practice.people import actions, notices
from beside.practice.people.models import Member
from beside.practice.recordings import actions as recordings
from beside.practice.repair import actions as repair
from beside.practice.vault import keyring
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_practice,
    a_session,
    a_supervisor,
    a_therapist,
    asked_to_listen,
    in_days,
    joined,
    listened_to,
    sign_in,
)


class World:
    def __init__(self):
        self.cookies = {}
        self.people()
        self.things()
        self.sealed_notes()
        self.listening()

    def people(self):
        self.owner = a_practice("Elm Street")
        self.thea = a_therapist("Thea", owner=self.owner)
        self.theo = a_therapist("Theo", owner=self.owner)
        self.deputy = a_therapist("Dora", owner=self.owner)
        self.chris = a_client("Chris", therapist=self.thea)
        self.ann = a_client("Ann", therapist=self.thea)
        self.cam = a_client("Cam", therapist=self.theo)
        self.responsible = a_supervisor("Rosa", of=self.thea, kind="responsible", by=self.owner)
        self.consults = a_supervisor("Carl", of=self.thea, kind="consultative", by=self.owner)
        self.other_supervisor = a_supervisor("Sven", of=self.theo, kind="responsible", by=self.owner)
        self.suspended = a_therapist("Sid", owner=self.owner)
        actions.suspend(self.suspended, by=self.owner)
        today = timezone.localdate()
        self.absence = actions.go_away(
            self.thea,
            deputy=self.deputy,
            first_day=today,
            last_day=today + datetime.timedelta(days=3),
            by=self.owner,
        )
        self.foreign_owner = a_practice("Oak Road")
        self.foreign_therapist = a_therapist("Thea", owner=self.foreign_owner)
        self.foreign_client = a_client("Chris", therapist=self.foreign_therapist)
        self.invited = actions.add_member("Ines", role="client", by=self.thea)
        self.invited_relationship = actions.begin_relationship(
            self.invited, clinician=self.thea, by=self.thea
        )

    def things(self):
        self.relationship = self.chris.relationship
        self.erasure = erase.ask_for_erasure(self.relationship, by=self.chris)
        responders.name_responder(
            self.thea, deputy=self.theo, hours="weekdays 9 to 17", answer_time="the same day", by=self.owner
        )
        first = a_session(self.chris, starts_at=in_days(-14))
        past = a_session(self.chris, starts_at=in_days(-7))
        self.past = meetings.close_session(
            past,
            by=self.thea,
            promises=[("clinician", "the name of the book", None)],
            progress="Went well.",
            last_time="The book.",
            now=past.starts_at + datetime.timedelta(hours=1),
        )
        meetings.close_session(first, by=self.thea, now=first.starts_at + datetime.timedelta(hours=1))
        self.session = a_session(self.chris, starts_at=timezone.now() + datetime.timedelta(hours=2))
        a_check_in(self.session, wish="my mother", hesitation="the silence")
        sent = feedback.send_answers(
            self.relationship,
            form="session",
            answers={"self": "3", "safe": "4", "strain": "clearly"},
            key=uuid.uuid4(),
            by=self.chris,
            session=self.past,
        )
        self.sheet = sent.sheet
        risk = feedback.send_answers(
            self.relationship,
            form="phq9",
            answers=dict.fromkeys(
                (
                    "interest",
                    "mood",
                    "sleep",
                    "energy",
                    "appetite",
                    "self_worth",
                    "concentration",
                    "movement",
                    "self_harm",
                ),
                "1",
            ),
            key=uuid.uuid4(),
            by=self.chris,
        )
        self.urgent = risk.urgent
        feedback.plan_questionnaire(self.relationship, form="phq9", by=self.thea)
        self.call = feedback.ask_to_be_called(self.relationship, by=self.chris)
        self.loop = Loop.objects.filter(relationship=self.relationship, kind=Loop.Kind.WISH).get()
        self.promise = self.past.promises.get()
        self.episode = repair.open_episode(self.relationship, by=self.thea)
        self.notice = notices.tell(self.chris, kind="answers", relationship=self.relationship)
        self.member = self.thea
        self.client_member = self.chris
        self.supervision = self.thea.supervised_by.get(supervisor=self.responsible)

        self.series = meetings.schedule_weekly(
            self.relationship,
            first_day=timezone.localdate() + datetime.timedelta(days=20),
            at=datetime.time(9),
            weeks=2,
            by=self.thea,
        )
        self.secret = actions.invite(self.invited, by=self.thea)
        self.reset_secret = actions.reset_link(self.ann, by=self.thea)
        self.calendar_secret = meetings.make_calendar_link(self.chris, by=self.chris)
        self.call = feedback.ask_to_be_called(self.relationship, by=self.chris)

    def sealed_notes(self):
        """Lena left, and Theo took her client over. The owner asked for her notes, and a second owner agreed."""
        lena = a_therapist("Lena", owner=self.owner)
        relationship = a_client("Kit", therapist=lena).relationship
        actions.leave_practice(lena, hand_over_to=self.theo, by=self.owner)
        lena.refresh_from_db()
        other_owner = joined(actions.add_member("Otto", role="owner", by=self.owner), by=self.owner)
        self.custody = custody.ask(relationship, author=lena, authority="Order 12", by=self.owner)
        custody.agree(self.custody, by=other_owner)

    def listening(self):
        """A session was listened to; Thea kept a moment of it, and shared what was heard."""
        self.heard = self.past
        recording = asked_to_listen(self.heard, services="Zoom")
        listened_to(recording)
        self.kept = recordings.keep(recording, turn=4, reading="advice_without_permission", by=self.thea)
        recordings.share_report(recording, shared=True, by=self.thea)

    def visitor(self, person):
        """A browser in which this person has signed in; a fresh one each time, with one sign-in for all."""
        if person not in self.cookies:
            browser = Client()
            if person != "signed_out":
                sign_in(browser, Member.objects.select_related("account").get(pk=getattr(self, person).pk))
            self.cookies[person] = browser.cookies
        browser = Client()
        browser.cookies = copy.deepcopy(self.cookies[person])
        return browser

    def args(self, names):
        """{"pk": "session"} → {"pk": the session's id}; a value beginning with `=` stands for itself."""
        return {
            key: value[1:]
            if value.startswith("=")
            else getattr(getattr(self, value), "pk", None) or getattr(self, value)
            for key, value in names.items()
        }

    @contextmanager
    def undone(self):
        """What a visit does is taken back, so that the next one finds the same world."""
        sid = transaction.savepoint()
        yield
        transaction.savepoint_rollback(sid)
        keyring.forget()

    def args_of_nothing(self, names):
        return {
            key: value[1:] if value.startswith("=") else "nothing" if key == "secret" else uuid.uuid4()
            for key, value in names.items()
        }
