"""Thea treats Chris. Around them everybody who might open a page about it, and one of each thing a page is about."""

import copy
import datetime
import uuid
from contextlib import contextmanager

from django.db import transaction
from django.test import Client
from django.utils import timezone

from beside.practice.agreements import actions as agreements
from beside.practice.cairn import actions as cairn
from beside.practice.concerns import actions as concerns
from beside.practice.desk import erase
from beside.practice.endings import actions as endings
from beside.practice.feedback import actions as feedback
from beside.practice.feedback import responders
from beside.practice.growth import actions as growth
from beside.practice.journal import actions as journal
from beside.practice.learning.actions import materials, practising, reflecting
from beside.practice.learning.models import ShownFigure
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.meetings import custody
from beside.practice.pace import actions as pace
from beside.practice.people import actions, notices
from beside.practice.people.models import Consent, Member
from beside.practice.recordings import actions as recordings
from beside.practice.repair import actions as repair
from beside.practice.supervision.actions import passages, points, terms
from beside.practice.supervision.models import TermEnd
from beside.practice.supporters import actions as supporters
from beside.practice.thread import actions as thread
from beside.practice.together import actions as together
from beside.practice.together.models import News
from beside.practice.vault import keyring
from beside.practice.welcome import actions as welcome
from tests.vocabulary import (
    a_boundary_note,
    a_check_in,
    a_client,
    a_practice,
    a_proposal,
    a_question,
    a_session,
    a_supervisor,
    a_therapist,
    a_therapist_page,
    an_agreement,
    asked_to_listen,
    in_days,
    joined,
    listened_to,
    sign_in,
    told_page,
)


class World:
    def __init__(self):
        self.cookies = {}
        self.people()
        self.things()
        self.topics()
        self.messages()
        self.together()
        self.sealed_notes()
        self.listening()
        self.learning()
        self.welcome()
        self.agreement()
        self.goals()
        self.cairn()
        self.supporting()
        self.journal()
        self.not_right()
        self.endings()
        self.supervised()

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

    def goals(self):
        self.goal = growth.set_goal(
            self.relationship, goal="Go out once", notice="My shoes", key=uuid.uuid4(), by=self.chris
        )
        self.goal_step = growth.add_step(self.goal, words="To the corner", key=uuid.uuid4(), by=self.chris)
        self.win = growth.note_win(self.relationship, words="Got up", key=uuid.uuid4(), by=self.chris)

    def messages(self):
        thread.set_terms(self.relationship, days=range(7), from_hour=0, until_hour=24, by=self.thea)
        self.message = thread.send_message(
            self.relationship, words="I could not sleep", key=uuid.uuid4(), by=self.chris
        )

    def together(self):
        """Both wrote when they looked back, and Thea will be away."""
        for who in (self.chris, self.thea):
            part = together.send_part(
                self.relationship, words={"change": "more time at the end"}, key=uuid.uuid4(), by=who
            )
        self.review = part.review
        together.tell_news(
            [self.relationship], what="holiday", text="I am away in June", key=uuid.uuid4(), by=self.thea
        )
        self.news = News.objects.get(relationship=self.relationship)

    def topics(self):
        """Chris marked a topic and a pace, and Thea says that she asked first."""
        self.topic = pace.add_topic(
            self.relationship, words="my brother", wish="ask", key=uuid.uuid4(), by=self.chris
        )
        pace.set_pace(self.relationship, wish="slower", reason="I lie awake after it", by=self.chris)
        pace.say_asked_first(self.past, topics=[self.topic], by=self.thea)
        self.asking = self.topic.askings.get()

    def journal(self):
        self.leaf = journal.keep_leaf(uuid.uuid4(), sealed=b"sealed on the device", version=0, by=self.chris)
        self.share = journal.share(
            self.relationship, how="summary", words="I slept", key=uuid.uuid4(), by=self.chris
        )

    def not_right(self):
        """Chris told Rosa, and not Thea, whom it is about."""
        self.concern = concerns.send(
            self.relationship,
            about="unsafe",
            words="The door was locked",
            readers=[self.responsible.pk],
            key=uuid.uuid4(),
            by=self.chris,
        )

    def endings(self):
        """Chris asked for another therapist, and picked what the next one should know. An end is planned."""
        self.asked_for_another = endings.ask_for_another(
            self.relationship, words="Somebody who speaks slowly", key=uuid.uuid4(), by=self.chris
        )
        endings.plan_ending(self.relationship, after_sessions=3, key=uuid.uuid4(), by=self.chris)
        endings.say_last(self.relationship, words="Thank you for the quiet", key=uuid.uuid4(), by=self.chris)
        endings.choose_lines(self.relationship, sources=(), own="I think while I walk", by=self.chris)

    def supervised(self):
        """Thea brought something to Rosa, shows a passage to Carl with Chris's yes, and her term comes to an end."""
        self.point = points.bring(
            self.supervision,
            text="How do I wait?",
            label="C.",
            relationship=self.relationship,
            key=uuid.uuid4(),
            by=self.thea,
        )
        points.send_sheet(self.supervision, answers={"show": 7}, key=uuid.uuid4(), by=self.thea)
        self.passage = passages.ask(
            self.thea.supervised_by.get(supervisor=self.consults),
            relationship=self.relationship,
            text="I lie awake.",
            key=uuid.uuid4(),
            by=self.thea,
        )
        passages.answer(self.passage, given=True, by=self.chris)
        self.note = self.past.progress_notes.get()
        self.urgent_loop = Loop.objects.filter(relationship=self.relationship, kind=Loop.Kind.STRAIN).first()
        today = timezone.localdate()
        self.cohort = terms.make_cohort(
            name="Autumn",
            first_day=today - datetime.timedelta(days=60),
            last_day=today + datetime.timedelta(days=20),
            by=self.owner,
        )
        terms.join_cohort(self.cohort, member=self.thea, by=self.owner)
        terms.ask_clients(self.cohort, by=self.owner)
        self.term_end = TermEnd.objects.get(relationship=self.relationship)

    def cairn(self):
        """Chris keeps a stone, and shows it."""
        cairn.turn_on(self.relationship, by=self.chris)
        self.stone = cairn.keep_stone(self.relationship, words="I said stop", key=uuid.uuid4(), by=self.chris)
        cairn.show(self.relationship, shown=True, by=self.chris)

    def supporting(self):
        """Chris's brother may know a little."""
        self.supporter = supporters.name_supporter(
            self.relationship,
            who={"name": "Ben", "as": "my brother"},
            may_know={"next": True, "help": True, "words": "Come for a walk", "goals": [self.goal.pk]},
            until=timezone.localdate() + datetime.timedelta(days=30),
            shown=True,
            key=uuid.uuid4(),
            by=self.chris,
        )
        self.supporter_secret, self.supporter_code = supporters.make_link(self.supporter, by=self.chris)

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
        self.showing = recordings.ask_to_show(recording, supervisor=self.responsible, by=self.thea)
        recordings.answer_showing(self.showing, given=True, by=self.chris)

    def learning(self):
        """Thea practises, with a few words of Chris's too; wonders about a session; shows one figure to Rosa."""
        self.material = materials.ask(self.kept, exercise="open-question", words="I lie awake.", by=self.thea)
        materials.answer(self.material, given=True, words="I lie awake.", by=self.chris)
        self.attempt = practising.answer(
            "open-question", moment="sleep", said="What?", language="en", key=uuid.uuid4(), by=self.thea
        )
        self.reflection = reflecting.reflect(words={"when": "Went well."}, key=uuid.uuid4(), by=self.thea)
        self.log_entry = reflecting.log(
            on=timezone.localdate(),
            minutes=30,
            topic="The book.",
            way="reading",
            key=uuid.uuid4(),
            by=self.thea,
        )
        self.shown_figure = ShownFigure.objects.create(
            practice=self.thea.practice,
            author=self.thea,
            supervisor=self.responsible,
            key="on-time",
            words={"value": 0.8, "low": 0.5, "high": 0.9, "n": 20, "sessions": 20, "clients": 5},
            until=timezone.localdate() + datetime.timedelta(days=30),
        )

    def agreement(self):
        """Both signed one version; another is being worked on, and Chris said something to it. Somebody else comes along once."""
        self.version = an_agreement(self.chris)
        self.proposal = a_proposal(self.chris)
        self.remark = agreements.remark(
            self.relationship,
            words="Could we meet later?",
            key=uuid.uuid4(),
            by=self.chris,
            clause="time.start-end",
            asks_for_change=True,
        )
        self.boundary = a_boundary_note(self.chris)
        self.companion = agreements.name_companion(
            self.session, name="Inge Holm", role="interpreter", by=self.thea
        )
        self.yes = Consent.objects.get(who=self.chris, purpose="listening")

    def welcome(self):
        """Thea's page is published with an answer on it; Chris asked something, told a page, and prefers another way."""
        a_therapist_page(self.thea, words={"approach": "I listen first."}, style={"homework": 2})
        question = a_question(self.chris, "Who reads this?")
        self.question_loop = Loop.objects.get(source_id=question.pk)
        loops.what_changed(self.question_loop, note="I do.", by=self.thea)
        self.kept_answer = welcome.keep_answer(
            self.question_loop, question="Is it private?", answer="It is, with limits.", by=self.thea
        )
        told_page(self.chris, "barriers", barriers={"judged": 3}, barrier_words="being looked at")
        told_page(self.chris, "preferences", sliders={"homework": -2})

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
