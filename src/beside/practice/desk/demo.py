"""A practice to look around in: a year of four relationships that look like people, made from a seed.

Sam had a strain in session 9, mended by 12. Ines grows quietly. J. answers ten to everything. Ana comes
for the first time tomorrow. What they say and write lies in demo_texts.toml; numbers come from the seed.
Everything is made by the actions that the pages use, at the moments when it would have happened.
"""

import datetime
import itertools
import random
import re
import tomllib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone, translation

from beside.practice.desk import (
    demo_agreements,
    demo_cairn,
    demo_concerns,
    demo_endings,
    demo_growth,
    demo_learning,
    demo_supervision,
    demo_together,
)
from beside.practice.feedback import actions as feedback
from beside.practice.feedback.responders import name_responder
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.meetings.models import Promise, Session
from beside.practice.people import actions as people
from beside.practice.people import links, notices
from beside.practice.people.models import Account, Link, Member, Notice, Practice, Relationship, Role
from beside.practice.people.tenancy import inside
from beside.practice.recordings import actions as recordings
from beside.practice.recordings import hearing
from beside.practice.recordings.models import Transcript
from beside.practice.repair import actions as repair
from beside.practice.repair.models import Episode
from beside.practice.welcome import actions as welcome
from beside.practice.welcome import knowledge

# The same for everybody, printed at the start. The demo answers on its own computer only.
PASSWORD = "still water runs"
SIGN_INS = {
    "mara": (
        "therapist",
        "Read the brief of the next session on Today, then guess before you look at an answer.",
    ),
    "sam": ("client", "See what Mara did with what you said, and change your check-in for today."),
    "ines": ("client", "Say what becomes of the strain, or that something was not answered for you."),
    "ana": ("client", "Your first session is tomorrow: see who can see what."),
    "helen": ("supervisor", "See which strain has been open longest, and read what you may read."),
    "ruth": ("owner", "Settings and people, and not one word of a client's."),
    "daniel": ("therapist", "A colleague who sees nobody of Mara's until he stands in for her."),
    "tess": ("therapist", "In training: two clients whose term with you ends, and what Helen co-signs."),
}
TEXTS = Path(__file__).with_name("demo_texts.toml")
# What a client has not looked at yet.
STILL_NEW = ("therapist-away", "news", "review")
MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
# Sam's four scales by session, from the second on: down in 9, and back by 12.
SAMS_COURSE = (5.5, 6.5, 6, 7, 7, 7.5, 6.5, 3.5, 4.5, 6, 7.5, 8)
# Where Mara's guess lay higher or lower than the answer: farthest off in the session that went wrong.
MARAS_GUESS = (1, 0.5, 1, 0, 0.5, 0, 1, 3, 1, -0.5, -1, 0)


def sign_ins():
    """(role, e-mail, password, what to try) of everybody who can sign in."""
    return [(role, _email(who), PASSWORD, hint) for who, (role, hint) in SIGN_INS.items()]


def build_demo(*, seed=7, today=None, log=print, markers=False):
    """Make the demo practice, unless there is one; return its sign-ins.

    `markers` puts a mark into every free text, by which a test finds a word that leaked.
    """
    if Practice.objects.filter(demo=True).exists():
        log("There is a demo practice already. Nothing was changed.")
        return sign_ins()
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    zone = ZoneInfo(texts["practice"]["zone"])
    with transaction.atomic(), timezone.override(zone), translation.override("en"):
        owner = people.make_practice(
            texts["practice"]["name"],
            owner_name="Ruth Abara",
            country=texts["practice"]["country"],
            time_zone=texts["practice"]["zone"],
            demo=True,
        )
        with inside(owner.practice_id):
            Year(
                marked(texts) if markers else texts,
                random.Random(seed),
                today or timezone.localdate(),
                owner,
            ).happens()
    log("Made a demo practice.")
    return sign_ins()


# What is said or written, and so must never be found outside the vault.
FREE = {"arrive_words", "wish", "not_today", "hesitation", "life_change", "note", "last", "moment", "process"}
FREE |= {"changed", "differently", "contact_note", "promises", "said", "services"}
FREE |= {"access", "asked", "barrier_words"}
FREE |= {"topic", "reason", "news", "helps", "change", "messages"}
FREE |= {"fees", "lateness", "looked_at", "slipped", "remembered"}
FREE |= {"for_next", "nora_win", "agreed", "word", "nora_last", "mara_last", "break_word"}
FREE |= {"goal", "steps", "win", "mara_win", "kind", "happened", "own_part", "learnt", "shared", "rehearsed"}
FREE |= {"not_right", "not_right_answer"}
FREE |= {"arrived", "answered", "helen_asks", "promised", "daniel_asks", "passage", "tess_note"}
FREE |= {"words", "second_topic", "when", "to_them", "next_time"}


def marked(texts, count=None):
    """The same texts, each free one with a mark of its own at the end: ⟦m-0001⟧."""
    count = count or itertools.count(1)

    def mark(key, value):
        if isinstance(value, dict):
            return marked(value, count)
        if isinstance(value, list):
            return [mark(key, one) for one in value]
        return f"{value} ⟦m-{next(count):04}⟧" if key in FREE and isinstance(value, str) else value

    return {key: mark(key, value) for key, value in texts.items()}


def _email(who):
    return f"{who}@demo.example"


@dataclass
class Pair:
    """One relationship while its year is told."""

    who: str
    relationship: Relationship
    client: Member
    texts: list
    at: datetime.time
    place: str = Session.Place.ROOM
    # Without an account of one's own the form is asked aloud.
    aloud: bool = False
    skipped_weeks: dict = field(default_factory=dict)
    answers: Callable | None = None
    totals: dict = field(default_factory=dict)
    last_end: datetime.datetime | None = None


class Year:
    """Four relationships, told from the first session to this morning."""

    def __init__(self, texts, rng, today, owner):
        self.texts, self.rng, self.today, self.owner = texts, rng, today, owner
        self.password = make_password(PASSWORD)

    def happens(self):
        self._people_come()
        for pair in (self._sam(), self._ines(), self._j()):
            self._sessions(pair)
        self._today()
        self._is_listened_to("Sam Okafor")
        self._mara_says_how_she_works()
        self._sam_likes_it_another_way()
        self._ana_begins()
        demo_agreements.happen(self.texts, key=self._key, yesterday=self._yesterday(20))
        demo_together.happen(self.texts, key=self._key, yesterday=self._yesterday(19))
        demo_growth.happen(self.texts, key=self._key, yesterday=self._yesterday(18))
        demo_learning.happen(self.texts, key=self._key, yesterday=self._yesterday(17))
        demo_cairn.happen(self.texts, key=self._key, yesterday=self._yesterday(16))
        demo_concerns.happen(self.texts, key=self._key, yesterday=self._yesterday(17))
        demo_endings.happen(self.texts, key=self._key, yesterday=self._yesterday(17))
        demo_supervision.happen(self.texts, key=self._key, today=self.today, joins=self._joins)
        self._what_is_behind_is_behind()

    # -- Who they are ----------------------------------------------------------------------------------------------

    def _people_come(self):
        Practice.objects.filter(pk=self.owner.practice_id).update(contacts=self.texts["practice"]["contacts"])
        self._joins(self.owner, "ruth")
        self.mara = self._member("Mara Lind", Role.CLINICIAN, "mara", pronouns="she / her")
        self.daniel = self._member("Daniel Roth", Role.CLINICIAN, "daniel")
        self.helen = self._member("Helen Osei", Role.SUPERVISOR, "helen")
        name_responder(self.mara, deputy=self.daniel, by=self.owner, **self.texts["responder"])
        for clinician, kind in ((self.mara, "responsible"), (self.daniel, "consultative")):
            people.supervise(clinician, supervisor=self.helen, kind=kind, by=self.owner)

    def _member(self, name, role, who=None, **known):
        member = people.add_member(name, role=role, by=self.owner, **known)
        return self._joins(member, who) if who else member

    def _joins(self, member, who):
        """By their invitation, with the one password that was hashed once."""
        account = Account.objects.create(email=_email(who), password=self.password)
        link = links.find(people.invite(member, by=self.owner), purpose=Link.Purpose.INVITATION)
        people.join(link, email=account.email, password="", account=account)
        return Member.objects.select_related("practice", "account").get(pk=member.pk)

    def _begins(self, client, weeks_ago):
        first_day = self.today - datetime.timedelta(weeks=weeks_ago)
        relationship = people.begin_relationship(
            client, clinician=self.mara, by=self.mara, began_on=first_day
        )
        if client.account_id:
            people.consent(relationship, purpose="told-who-sees", given=True, by=client)
        return relationship

    def _plans_questionnaires(self, pair):
        for form in ("phq9", "gad7"):
            feedback.plan_questionnaire(pair.relationship, form=form, by=self.mara)

    # -- The four --------------------------------------------------------------------------------------------------

    def _sam(self):
        client = self._member("Sam Okafor", Role.CLIENT, "sam", prefers="Sam", pronouns="they / them")
        return Pair(
            "sam",
            self._begins(client, len(self.texts["sam"])),
            client,
            self.texts["sam"],
            datetime.time(14),
            answers=self._sams_answers,
            totals={4: (14, 12), 8: (16, None), 9: (None, 13), 12: (9, None)},
        )

    def _sams_answers(self, number):
        level = SAMS_COURSE[number - 2]
        answers = {key: self._near(level) for key in ("self", "matters", "way", "safe")}
        answers |= {
            "pace": 2 if number == 9 else self.rng.choice((-1, 0, 0, 1)),
            "strain": "no",
            "held": "no",
        }
        if number == 9:
            answers |= {"strain": "clearly", "mended": 0, "held": "just_for_me"}
        if number == 10:
            answers |= {"strain": "a_little", "mended": 2}
        if number in (6, 11):
            answers["first"] = True
        if number == len(self.texts["sam"]):
            answers["held"] = "help_raise"
        return answers

    def _ines(self):
        """The one who is there the whole year, with ten weeks in which she was not."""
        client = self._member("Ines Duarte", Role.CLIENT, "ines", pronouns="she / her")
        weeks = len(self.texts["ines"]) + 10
        away = self.rng.sample(range(3, weeks - 3), 10)
        how = ["late", "missed", *["cancelled"] * 8]
        return Pair(
            "ines",
            self._begins(client, weeks),
            client,
            self.texts["ines"],
            datetime.time(10),
            skipped_weeks=dict(zip(away, how, strict=True)),
            answers=self._ines_answers,
            totals={
                number: (max(3, 15 - number // 3), max(2, 14 - number // 3)) for number in range(4, 41, 4)
            },
        )

    def _ines_answers(self, number):
        last = len(self.texts["ines"])
        if number > 12 and number % 4:
            return None
        level = 5.2 + 3.4 * number / last
        answers = {key: self._near(level) for key in ("self", "matters", "way", "safe")}
        answers |= {"pace": self.rng.choice((-2, -1, 0, 0)), "strain": "no", "held": "no"}
        for key in ("matters", "way", "pace"):
            if self.rng.random() < 0.08:
                del answers[key]
        if number == last:
            answers |= {"strain": "a_little", "mended": 1}
        return answers

    def _j(self):
        client = self._member("J. Whitfield", Role.CLIENT, prefers="J.", pronouns="he / him")
        return Pair(
            "j",
            self._begins(client, len(self.texts["j"])),
            client,
            self.texts["j"],
            datetime.time(16, 30),
            place=Session.Place.ONLINE,
            aloud=True,
            answers=lambda number: {"self": 10, "matters": 10, "way": 10, "pace": 0},
            totals=dict.fromkeys((4, 12, 16), (3, 2)),
        )

    def _near(self, level):
        return min(10, max(0, round(level + self.rng.gauss(0, 0.6))))

    # -- A session, from the check-in before it to the answers after it ----------------------------------------------

    def _sessions(self, pair):
        relationship = pair.relationship
        self._plans_questionnaires(pair)
        weeks = len(pair.texts) + len(pair.skipped_weeks)
        meetings.schedule_weekly(
            relationship,
            first_day=relationship.began_on,
            at=pair.at,
            place=pair.place,
            weeks=weeks + 6,
            by=self.mara,
        )
        planned = list(Session.objects.filter(relationship=relationship).in_order())
        for week, how in pair.skipped_weeks.items():
            self._does_not_take_place(planned[week], how, pair.client)
        held = Session.objects.filter(relationship=relationship).standing().in_order()[: len(pair.texts)]
        for session, said in zip(held, pair.texts, strict=True):
            self._session(pair, session, said)
            if pair.who == "ines" and session.number == 12:
                people.choose_how_often(relationship, asked=Relationship.Asked.FOURTH, by=pair.client)

    def _does_not_take_place(self, session, how, client):
        if how == "missed":
            meetings.mark_missed(session, by=self.mara, now=session.ends_at + HOUR)
        else:
            before = 5 * HOUR if how == "late" else 6 * DAY
            meetings.cancel_session(session, by=client, now=session.starts_at - before)

    def _session(self, pair, session, said):
        begins, ends = session.starts_at, session.ends_at
        self._checks_in(pair, session, said, at=begins - self.rng.randint(3, 30) * HOUR)
        waiting = self._reads_the_brief(pair, at=begins - 15 * MINUTE)
        self._keeps_promises(pair, at=begins + 10 * MINUTE)
        self._answers_what_waits(waiting, said, since=pair.last_end or begins, at=ends + 5 * MINUTE)
        if "late" in said:
            meetings.record_times(
                session,
                began_at=begins + said["late"] * MINUTE,
                finished_at=ends,
                by=self.mara,
                now=ends + 2 * MINUTE,
            )
        meetings.close_session(
            session,
            by=self.mara,
            promises=[self._promise(words) for words in said.get("promises", ())],
            moment=said.get("moment", ""),
            progress=said["note"],
            last_time=said.get("last", said["note"]),
            now=ends + 8 * MINUTE,
        )
        if "process" in said:
            meetings.write_process_note(session, words=said["process"], by=self.mara, now=ends + 12 * MINUTE)
        pair.last_end = ends
        self._asks_after(pair, session, said, at=ends + self.rng.randint(2, 6) * HOUR)

    def _checks_in(self, pair, session, said, *, at):
        words = {
            key: said[key]
            for key in ("arrive", "arrive_words", "wish", "not_today", "hesitation", "life_change")
            if key in said
        }
        if words:
            meetings.send_check_in(session, words=words, key=self._key(), by=pair.client, now=at)

    def _reads_the_brief(self, pair, *, at):
        waiting = (
            Loop.objects.filter(relationship=pair.relationship).waiting().exclude(kind=Loop.Kind.PROMISE)
        )
        waiting = list(waiting.select_related("relationship").oldest_first())
        loops.mark_seen(waiting, by=self.mara, now=at)
        return waiting

    def _keeps_promises(self, pair, *, at):
        for promise in Promise.objects.filter(relationship=pair.relationship, state=Promise.State.OPEN):
            meetings.settle_promise(promise, state=Promise.State.KEPT, by=self.mara, now=at)

    def _answers_what_waits(self, waiting, said, *, since, at):
        """What was asked for since the last session: said what changed, talked about, or, on the first form, left be."""
        for loop in () if said.get("not_reached") else waiting:
            if loop.state == Loop.State.TALKED and loop.opened_at < since:
                continue
            if "changed" in said:
                loops.what_changed(loop, note=said["changed"], by=self.mara, now=at)
            elif loop.kind == Loop.Kind.WORDS:
                loops.leave_be(loop, by=self.mara, now=at)
            else:
                loops.talked_about(loop, by=self.mara, now=at)

    def _promise(self, words):
        whose, words = words.split(": ", 1)
        return whose, words, None

    def _asks_after(self, pair, session, said, *, at):
        """The guess first, then the answers; after a first session no numbers."""
        if session.is_first:
            self._send(pair, session, "first-session", {"differently": said["differently"]}, at=at)
            return
        answers = pair.answers(session.number)
        newest = session.number == len(pair.texts)
        if answers is not None:
            # Ines answered last week, and Mara has not looked: that is what waits on Today.
            if not pair.aloud and not (newest and pair.who == "ines"):
                self._guesses(session, answers, at=session.ends_at + 20 * MINUTE)
            self._send(pair, session, "session", answers, at=at)
        for form, total in zip(("phq9", "gad7"), pair.totals.get(session.number, ()), strict=False):
            if total is not None:
                self._questionnaire(pair, session, form, total, at=at + 5 * MINUTE)
        if pair.who == "sam" and session.number == 12:
            episode = Episode.objects.select_related("relationship").get(relationship=pair.relationship)
            repair.mended(episode, by=pair.client, session=session, now=at + HOUR)

    def _guesses(self, session, answers, *, at):
        if session.number % 7 == 0:
            feedback.guess(session, answers=None, by=self.mara, now=at)
            return
        off = MARAS_GUESS[(session.number - 2) % len(MARAS_GUESS)]
        guess = {
            key: self._near(answers[key] + off)
            for key in ("self", "matters", "way", "safe")
            if key in answers
        }
        feedback.guess(session, answers=guess | {"pace": 0, "strain": "no"}, by=self.mara, now=at)

    def _send(self, pair, session, form, answers, *, at):
        only_me = ("safe",) if form == "session" and pair.who == "sam" and session.number == 10 else ()
        feedback.send_answers(
            pair.relationship,
            session=session,
            form=form,
            answers=answers,
            key=self._key(),
            by=self.mara if pair.aloud else pair.client,
            way="aloud" if pair.aloud else "screen",
            only_me=only_me,
            now=at,
        )

    def _questionnaire(self, pair, session, form, total, *, at):
        keys = PHQ if form == "phq9" else GAD
        answers = dict.fromkeys(keys, 0)
        for _ in range(total):
            answers[self.rng.choice([key for key in keys if answers[key] < 3])] += 1
        if form == "phq9":
            answers["self_harm"] = int(pair.who == "sam" and session.number == 8)
        sent = feedback.send_answers(
            pair.relationship,
            session=session,
            form=form,
            answers=answers,
            key=self._key(),
            by=self.mara if pair.aloud else pair.client,
            way="aloud" if pair.aloud else "screen",
            now=at,
        )
        if sent.urgent:
            feedback.see_urgent(sent.urgent, by=self.mara, now=at + 40 * MINUTE)

    # -- Today ---------------------------------------------------------------------------------------------------------

    def _today(self):
        for name, hour in (("Sam Okafor", 20), ("Ines Duarte", 21)):
            session = Session.objects.select_related("relationship__client").get(
                relationship__client__name=name, starts_at__date=self.today
            )
            said = self.texts[f"{name.split(' ')[0].lower()}_today"]
            client = Member.objects.get(pk=session.relationship.client_id)
            meetings.send_check_in(session, words=said, key=self._key(), by=client, now=self._yesterday(hour))
        self._asks_again("Ines Duarte")
        people.go_away(
            self.mara,
            deputy=self.daniel,
            first_day=self.today + 24 * DAY,
            last_day=self.today + 33 * DAY,
            by=self.owner,
        )

    def _asks_again(self, name):
        """Half an answer is none: she opened it again the day after."""
        loop = Loop.objects.filter(relationship__client__name=name, state=Loop.State.TALKED).latest(
            "opened_at"
        )
        loops.not_answered_for_me(
            loop, by=loop.given_by, note=self.texts["ines_again"]["changed"], now=loop.changed_at + DAY
        )

    def _is_listened_to(self, name):
        """One session with its transcript, which Mara has yet to read, and one about which Sam is asked."""
        held = Session.objects.filter(relationship__client__name=name, closed_at__isnull=False)
        *_, before, last = [None, None, *(session for session in held.in_order() if session.is_over)]
        if before is None:
            return
        sam = Member.objects.get(pk=before.relationship.client_id)
        services = self.texts["listening"]["services"]
        recording = recordings.ask(before, by=self.mara, services=services, noted=True)
        recordings.answer(recording, given=True, by=sam)
        file = _as_vtt(self.texts["listening"]["said"]).encode()
        recordings.add_transcript(recording, file=file, therapist="Mara", key=self._key(), by=self.mara)
        transcript = Transcript.objects.get(recording=recording)
        # Here and now, with the small model: a look around must not wait for the worker.
        hearing.hear(transcript.practice_id, transcript.pk, transcript.attempt, light=True)
        recordings.ask(last, by=self.mara, services=services)

    def _ana_begins(self):
        said = self.texts["ana"]
        client = self._member("Ana Ruiz", Role.CLIENT, "ana", pronouns="she / her")
        relationship = people.begin_relationship(
            client, clinician=self.mara, by=self.mara, began_on=self.today - 9 * DAY
        )
        people.consent(relationship, purpose="told-who-sees", given=True, by=client)
        people.change_safe_contact(
            client.safe_contact,
            by=client,
            channel="email",
            from_hour=9,
            until_hour=12,
            note=said["contact_note"],
        )
        series = meetings.schedule_weekly(
            relationship, first_day=self.today + DAY, at=datetime.time(15), weeks=8, by=self.mara
        )
        first = series.sessions.in_order().first()
        self._ana_tells_three_things(client, relationship)
        words = {key: said[key] for key in ("arrive", "wish", "hesitation", "life_change")}
        meetings.send_check_in(first, words=words, key=self._key(), by=client, now=self._yesterday(22))

    def _ana_tells_three_things(self, client, relationship):
        """The evening after she joined: what she needs, one question, and what makes it hard to come."""
        said, at = self.texts["ana_before"], self._yesterday(21)
        pages = knowledge.pages()
        for page, words in (
            (pages["about-me"].part("access"), {"access": said["access"]}),
            (
                pages["barriers"],
                {
                    "barriers": dict.fromkeys(said["barriers"]),
                    "barrier_words": said["barrier_words"],
                },
            ),
        ):
            welcome.send_page(relationship, page=page, words=words, key=self._key(), by=client, now=at)
        welcome.ask(relationship, words=said["asked"], key=self._key(), by=client, now=at)

    def _mara_says_how_she_works(self):
        page = welcome.save_draft(
            self.mara,
            words={key: text.strip() for key, text in self.texts["mara_page"].items()},
            style=self.texts["mara_style"],
            window=self._key(),
            seen=0,
        )
        welcome.publish(page, by=self.mara, now=self._yesterday(8))

    def _sam_likes_it_another_way(self):
        """Sam asked something months ago, and Mara kept her answer; and Sam wants nothing to do between sessions."""
        said = self.texts["mara_answers"]
        relationship = Relationship.objects.select_related("client").get(client__name="Sam Okafor")
        sam, asked_at = relationship.client, self._yesterday(18) - 60 * DAY
        question = welcome.ask(relationship, words=said["asked"], key=self._key(), by=sam, now=asked_at)
        loop = Loop.objects.select_related("relationship__client").get(source_id=question.pk)
        loops.mark_seen([loop], by=self.mara, now=asked_at + DAY)
        loops.what_changed(loop, note=said["changed"], by=self.mara, now=asked_at + 2 * DAY)
        welcome.keep_answer(loop, question=said["kept"], answer=said["answer"], by=self.mara)
        welcome.send_page(
            relationship,
            page=knowledge.pages()["preferences"].part("sliders"),
            words={"sliders": self.texts["sam_style"]},
            key=self._key(),
            by=sam,
            now=asked_at,
        )

    def _yesterday(self, hour):
        return timezone.make_aware(datetime.datetime.combine(self.today - DAY, datetime.time(hour, 10)))

    def _what_is_behind_is_behind(self):
        """Notices of a year were looked at; what is new since yesterday was not."""
        coming = Session.objects.filter(practice=self.owner.practice_id, starts_at__gte=self._yesterday(23))
        old = Notice.objects.filter(practice=self.owner.practice_id).exclude(thing_id__in=coming.values("pk"))
        for notice in old.filter(seen_at=None).exclude(kind__in=STILL_NEW):
            notices.seen(notice)

    def _key(self):
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)


def _as_vtt(lines):
    """Lines as a program would have written them: nobody speaks faster than three words a second."""
    at, cues = 1.0, []
    for line in lines:
        pause, who, words = re.fullmatch(r"(?:\((\d+)\) )?(\w+): (.*)", line).groups()
        starts = at + (int(pause) if pause else 0.7)
        at = starts + len(words.split()) / 3
        cues.append(f"{_clock(starts)} --> {_clock(at)}\n<v {who}>{words}</v>\n")
    return "WEBVTT\n\n" + "\n".join(cues)


def _clock(seconds):
    return f"00:{int(seconds // 60):02}:{seconds % 60:06.3f}"


PHQ = ("interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement")
GAD = ("nervous", "control", "worry", "relax", "restless", "irritable", "afraid")
