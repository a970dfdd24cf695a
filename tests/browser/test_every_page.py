"""Every page of the demo practice, on a phone, in light and dark: axe finds nothing, and nothing is wider than the phone.

No request leaves, no script fails, the content policy has nothing to refuse, and no title names anybody.
"""

import datetime
import uuid
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from playwright.sync_api import expect

from beside.practice.agreements import actions as agreements
from beside.practice.agreements import terms
from beside.practice.agreements.actions.proposing import clause_print, facts_print
from beside.practice.agreements.models import Remark, Version
from beside.practice.cairn.models import Stone
from beside.practice.concerns.models import Concern
from beside.practice.desk import demo, erase
from beside.practice.feedback import actions as feedback
from beside.practice.feedback.models import Urgent
from beside.practice.growth.models import Goal, Win
from beside.practice.journal.models import Share
from beside.practice.learning.models import Attempt, LogEntry, Material, Reflection, ShownFigure
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.meetings import custody
from beside.practice.meetings.models import Series, Session
from beside.practice.pace.models import Asking, Topic
from beside.practice.people import actions as people
from beside.practice.people.models import Consent, Member, Notice, Relationship
from beside.practice.recordings import actions as recordings
from beside.practice.recordings.models import Recording
from beside.practice.repair.models import Episode
from beside.practice.supervision.actions import terms as clinic_terms
from beside.practice.supervision.models import Cohort, Passage, Point, TermEnd
from beside.practice.supporters import actions as supporters
from beside.practice.supporters.models import Supporter
from beside.practice.thread.models import Message
from beside.practice.together.models import News, Review
from beside.practice.welcome.models import KeptAnswer
from tests.browser import site
from tests.practice import access_table as law
from tests.vocabulary import in_days, joined

pytestmark = site.NEEDS_CHROMIUM

# Who in the demo stands for whom in the table.
PEOPLE = {
    law.CHRIS: "sam",
    law.THEA: "mara",
    law.RESPONSIBLE: "helen",
    law.OWNER: "ruth",
    law.SIGNED_OUT: "nobody",
}
NAMES = (
    "Mara",
    "Lind",
    "Sam",
    "Okafor",
    "Ines",
    "Duarte",
    "Ana",
    "Ruiz",
    "Whitfield",
    "Helen",
    "Noor",
    "Kit",
)
# Not a page, or one that leads on to another in the table.
NO_PAGES = {
    "start",
    "service-worker",
    "manifest",
    "set_language",
    "calendar-feed",
    "seat-choose",
    "listening-progress",
    "journal-lock",
    "journal-leaves",
    "learning-log-file",
}


def pages():
    """(who, name) of every page and each kind of person who sees it."""
    for name, row in law.TABLE.items():
        see = [PEOPLE[person] for person in PEOPLE if person in row.see]
        if name not in NO_PAGES and see:
            yield from ((who, name) for who in (["nobody"] if "nobody" in see else see))


# The same pages in another state, and those of the account.
MORE = [
    ("ana", "home"),
    ("ana", "cairn of ana"),
    ("ana", "supporters of ana"),
    ("mara", "supporters of ana"),
    ("nobody", "a supporter's page that is not there"),
    ("ana", "gave"),
    ("ana", "check-in of ana"),
    ("ana", "erase-ask"),
    ("ana", "topics of ana"),
    ("ana", "thread of ana"),
    ("sam", "take-back of a topic"),
    ("sam", "concern-send with a sentence"),
    ("nobody", "help outside, in a country without a list"),
    ("ana", "welcome-step 2"),
    ("ana", "welcome-step 3"),
    ("sam", "client-page of preferences"),
    ("sam", "client-page of barriers"),
    ("sam", "client-page of trust"),
    ("mara", "client-pages of ana"),
    ("ines", "home"),
    ("ines", "course"),
    ("ines", "after a session that was not answered"),
    ("sam", "help-now"),
    ("sam", "after-correct step 2"),
    ("sam", "after-correct step 3"),
    ("sam", "after-correct step 4"),
    ("sam", "questionnaire with the question about harm"),
    ("sam", "a page that is not there"),
    ("ana", "agreement of ana"),
    ("mara", "agreement of ana"),
    ("mara", "agreement of ines"),
    ("sam", "agreement, a remark to a clause"),
    ("sam", "listening that is asked"),
    ("mara", "listening that is asked"),
    ("mara", "practice-answer to a client's words"),
    ("mara", "practice of a silence"),
    ("daniel", "learning"),
    ("daniel", "mirror"),
    ("daniel", "reflections"),
    ("daniel", "learning-moments"),
    ("mara", "listening with a transcript to add"),
    ("mara", "listening before anybody was asked"),
    ("mara", "today before"),
    ("mara", "brief of a first session"),
    ("mara", "guess of ines"),
    ("mara", "relationship of ines"),
    ("mara", "paper-entry of a questionnaire"),
    ("mara", "paper form of a questionnaire"),
    ("daniel", "today"),
    ("daniel", "clients"),
    ("mara", "ending of nora"),
    ("mara", "pause of tom"),
    ("nobody", "a link that is not there"),
    *(
        ("nobody", name)
        for name in ("account_login", "account_signup", "account_reset_password", "account_inactive")
    ),
    *(
        ("signed in", name)
        for name in (
            "account_email",
            "account_change_password",
            "account_reauthenticate",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "usersessions_list",
        )
    ),
]


class Demo:
    """The demo practice, with what no quiet year holds: a death to record, a call asked for, sealed notes asked for."""

    def __init__(self):
        demo.build_demo(log=lambda _words: None)
        for who in ("mara", "sam", "ines", "ana", "helen", "ruth", "daniel"):
            setattr(
                self, who, Member.objects.select_related("practice").get(account__email=f"{who}@demo.example")
            )
        self.owner = self.ruth
        held = Session.objects.filter(relationship__client=self.sam, closed_at__isnull=False).in_order()
        self.past = held.last()
        self.relationship = self.past.relationship
        self.session = Session.objects.filter(
            relationship=self.relationship, check_ins__isnull=False, closed_at=None
        ).first()
        self.ines_past = (
            Session.objects.filter(relationship__client=self.ines, closed_at__isnull=False).in_order().last()
        )
        self.first_session = Session.objects.filter(relationship__client=self.ana).in_order().first()
        self.series = Series.objects.filter(relationship=self.relationship).first()
        # What was shared from the journal the supervisor does not see.
        sams = Loop.objects.filter(relationship=self.relationship, given_by=self.sam)
        self.loop = sams.exclude(kind=Loop.Kind.SHARE).waiting().first()
        self.urgent = Urgent.objects.filter(relationship=self.relationship).first()
        self.notice = Notice.objects.filter(member=self.sam).first()
        self.member, self.client_member = self.mara, self.sam
        self.thea = self.mara
        self.question_loop = Loop.objects.get(relationship=self.relationship, kind=Loop.Kind.QUESTION)
        self.kept_answer = KeptAnswer.objects.get(clinician=self.mara)
        self.topic = Topic.objects.filter(relationship=self.relationship).order_by("made_at").last()
        self.asking = Asking.objects.get(relationship=self.relationship)
        self.message = Message.objects.filter(author=self.sam).first()
        self.review = Review.objects.get(relationship=self.relationship)
        self.news = News.objects.get(relationship=self.relationship)
        self.episode = Episode.objects.filter(relationship=self.relationship).first()
        self.goal = Goal.objects.get(relationship=self.relationship)
        self.goal_step = self.goal.steps.order_by("made_at").last()
        self.win = Win.objects.filter(by=self.sam).first()
        self.share = Share.objects.get(relationship=self.relationship)
        self.stone = Stone.objects.filter(relationship=self.relationship).first()
        self.supporter = Supporter.objects.get(relationship=self.relationship)
        self.concern = Concern.objects.get(relationship=self.relationship)
        self.things_to_come()
        self.supervised()

    def supervised(self):
        """Helen is responsible for Mara; a note waits for her name, and a term comes to its end."""
        self.supervision = self.mara.supervised_by.get(supervisor=self.helen, ended_on=None)
        self.point = (
            Point.objects.filter(supervision=self.supervision, kind="question").order_by("at").first()
        )
        self.passage = Passage.objects.get(relationship=self.relationship)
        self.note = self.past.progress_notes.order_by("version").last()
        self.cohort = Cohort.objects.get()
        clinic_terms.join_cohort(self.cohort, member=self.mara, by=self.ruth)
        clinic_terms.ask_clients(self.cohort, by=self.ruth)
        self.term_end = TermEnd.objects.get(relationship=self.relationship)

    def things_to_come(self):
        self.call = feedback.ask_to_be_called(self.relationship, by=self.sam)
        self.invited = people.add_member("Noor Haddad", role="client", by=self.mara)
        people.begin_relationship(self.invited, clinician=self.mara, by=self.mara)
        self.secret = people.invite(self.invited, by=self.mara)
        self.reset_secret = people.reset_link(self.ana, by=self.mara)
        self.erasure = erase.ask_for_erasure(Relationship.objects.get(client=self.ana), by=self.ana)
        lena = joined(people.add_member("Lena Gray", role="clinician", by=self.ruth), by=self.ruth)
        kit = people.add_member("Kit Moss", role="client", by=lena)
        pair = people.begin_relationship(kit, clinician=lena, by=lena)
        session = meetings.schedule_session(pair, starts_at=in_days(-3), by=lena)
        meetings.write_process_note(
            session,
            words="Kit speaks less when it rains.",
            by=lena,
            now=in_days(-3) + datetime.timedelta(hours=2),
        )
        people.leave_practice(lena, hand_over_to=self.daniel, by=self.ruth)
        lena.refresh_from_db()
        second = joined(people.add_member("Otto Falk", role="owner", by=self.ruth), by=self.ruth)
        self.custody = custody.ask(pair, author=lena, authority="Order 12", by=self.ruth)
        custody.agree(self.custody, by=second)
        self.supporter_secret, _code = supporters.make_link(self.supporter, by=self.sam)
        self.listening()
        self.learning()
        self.agreement()

    def agreement(self):
        """Sam's next version is being worked on, Ana's first waits for her, and somebody comes along to Sam's next session."""
        self.version = Version.objects.filter(relationship=self.relationship).latest("number")
        self.proposal = agreements.begin(self.relationship, by=self.mara)
        contact = terms.group_of(self.proposal.terms, "contact")
        agreements.change_group(
            self.proposal,
            group="contact",
            texts={"calls": {**contact["clauses"][2], "text": "Mara calls on the day she says."}},
            facts={},
            bases={"calls": clause_print(contact["clauses"][2]), "facts": facts_print({})},
            by=self.mara,
        )
        agreements.offer(self.proposal, by=self.mara)
        self.remark = Remark.objects.get(relationship=self.relationship)
        agreements.name_companion(self.session, name="Inge Holm", role="interpreter", by=self.mara)
        self.yes = Consent.objects.filter(who=self.sam, purpose="listening").first()
        self.anas = Relationship.objects.get(client=self.ana)

    def listening(self):
        """One session was listened to and shared, about one Sam is asked, and to one Ines has said yes."""
        recording = Recording.objects.get(relationship=self.relationship, state="heard")
        self.heard = recording.session
        self.showing = recordings.ask_to_show(recording, supervisor=self.helen, by=self.mara)
        recordings.answer_showing(self.showing, given=True, by=self.sam)
        self.kept = recordings.keep(recording, turn=9, reading="rejecting", by=self.mara)
        recordings.correct(
            recording, turn=8, reading="advice_without_permission", was="questions", by=self.mara
        )
        recordings.share_report(recording, shared=True, by=self.mara)
        self.asked = Recording.objects.get(relationship=self.relationship, state="asked").session
        yes = recordings.ask(self.ines_past, by=self.mara, others=[("Inge Holm", "interpreter", True)])
        recordings.answer(yes, given=True, by=self.ines)

    def pair_of(self, name):
        return Relationship.objects.get(client__name=name)

    def learning(self):
        """What the demo made of Mara's learning, and a few words about which Ines is asked."""
        self.material = Material.objects.get(relationship=self.relationship)
        self.attempt = Attempt.objects.filter(author=self.mara, exercise="ask-permission").latest("at")
        self.own_attempt = Attempt.objects.filter(author=self.mara, material=self.material).latest("at")
        self.reflection = Reflection.objects.filter(author=self.mara).latest("at")
        self.log_entry = LogEntry.objects.filter(author=self.mara).latest("at")
        self.shown_figure = ShownFigure.objects.get(author=self.mara)

    def args(self, names):
        return {
            key: value[1:]
            if value.startswith("=")
            else getattr(getattr(self, value), "pk", getattr(self, value))
            for key, value in names.items()
        }

    def addresses(self):
        """Where each page is."""
        more = {
            "topics of ana": reverse("topics", args=[self.first_session.relationship_id]),
            "thread of ana": reverse("thread", args=[self.first_session.relationship_id]),
            "take-back of a topic": reverse("take-back", args=["topic", self.topic.pk]),
            "concern-send with a sentence": reverse("concern-send", args=[5, self.relationship.pk])
            + "?say=2",
            "help outside, in a country without a list": reverse("something-wrong-outside") + "?country=XX",
            "check-in of ana": reverse("check-in", args=[self.first_session.pk]),
            "welcome-step 2": reverse("welcome-step", args=[2]),
            "welcome-step 3": reverse("welcome-step", args=[3]),
            **{
                f"client-page of {page}": reverse("client-page", args=[self.relationship.pk, page])
                for page in ("preferences", "barriers", "trust")
            },
            "client-pages of ana": reverse("client-pages", args=[self.first_session.relationship_id]),
            "after a session that was not answered": reverse("after-correct", args=[self.ines_past.pk]),
            **{
                f"after-correct step {at + 1}": reverse("after-correct", args=[self.past.pk]) + f"?at={at}"
                for at in (1, 2, 3)
            },
            "questionnaire with the question about harm": reverse("questionnaire", args=["phq9"]) + "?at=8",
            "a page that is not there": f"/sessions/{uuid.uuid4()}/",
            "a link that is not there": "/join/nothing/",
            "cairn of ana": reverse("cairn", args=[self.first_session.relationship_id]),
            "supporters of ana": reverse("supporters", args=[self.first_session.relationship_id]),
            "a supporter's page that is not there": "/with/nothing/",
            "today before": reverse("today") + f"?day={self.past.local_start.date()}",
            "brief of a first session": reverse("brief", args=[self.first_session.pk]),
            "guess of ines": reverse("guess", args=[self.ines_past.pk]),
            "relationship of ines": reverse("relationship", args=[self.ines_past.relationship_id]),
            "paper-entry of a questionnaire": reverse("paper-entry", args=[self.past.pk]) + "?form=phq9",
            "agreement of ana": reverse("agreement", args=[self.anas.pk]),
            "agreement of ines": reverse("agreement", args=[self.ines_past.relationship_id]),
            "agreement, a remark to a clause": reverse("agreement-remark", args=[self.relationship.pk])
            + "?clause=time.lateness",
            "practice-answer to a client's words": reverse("practice-answer", args=[self.own_attempt.pk]),
            "practice of a silence": reverse("practice", args=["leave-silence", "after-name"]),
            "listening that is asked": reverse("listening", args=[self.asked.pk]),
            "listening with a transcript to add": reverse("listening", args=[self.ines_past.pk]),
            "listening before anybody was asked": reverse("listening", args=[self.first_session.pk]),
            "ending of nora": reverse("ending", args=[self.pair_of("Nora Blum").pk]),
            "pause of tom": reverse("pause", args=[self.pair_of("Tom Vance").pk]),
            "paper form of a questionnaire": reverse("paper-form", args=["phq9"]),
        }
        ours = {
            name: reverse(name, kwargs=self.args(row.args))
            for name, row in law.TABLE.items()
            if name not in NO_PAGES and row.see
        }
        return (
            more
            | ours
            | {
                name: reverse(name)
                for _who, name in MORE
                if name.startswith(("account_", "mfa_", "usersessions_"))
            }
        )


@pytest.fixture(scope="module")
def visits(django_db_setup, django_db_blocker):
    """Everybody's browser, on the demo practice."""
    with site.open_database(django_db_blocker):
        made = Demo()
        addresses = made.addresses()
        cookies = {
            who: site.cookie_of(getattr(made, who))
            for who in ("mara", "sam", "ines", "ana", "helen", "ruth", "daniel")
        }
        with site.running() as address, site.chromium() as browser:
            pages = {who: site.phone(browser, address, cookie) for who, cookie in cookies.items()}
            pages["nobody"] = site.phone(browser, address)
            pages["signed in"] = site.phone(browser, address)
            pages["with two factors"] = site.phone(browser, address)
            site.signs_in(pages["signed in"], "sam@demo.example", demo.PASSWORD)
            heard = {who: site.listened_to(page, address) for who, page in pages.items()}
            yield SimpleNamespace(pages=pages, addresses=addresses, heard=heard)


def finds(page):
    found = site.violations(page)
    if page.evaluate("document.documentElement.scrollWidth") > site.PHONE["width"]:
        found.append("wider than the phone")
    return [f"{page.url}: {each}" for each in found]


@pytest.mark.parametrize(("who", "name"), [*dict.fromkeys([*pages(), *MORE])])
def test_nothing_is_wrong_with_this_page(who, name, visits):
    page, heard = visits.pages[who], visits.heard[who]
    heard.clear()
    answer = page.goto(visits.addresses[name])
    if who == "signed in" and name != "account_reauthenticate":
        is_still_me(page)
    missing = "not there" in name
    assert answer.status == (404 if missing else 200)
    wrong = [each for each in heard if not (missing and "404" in each)]
    wrong += [f"a name in the title: {page.title()}" for name in NAMES if name in page.title().split()]
    wrong += finds(page)
    assert not wrong, "\n".join(wrong)


def test_axe_finds_nothing_on_the_way_to_a_second_factor(visits):
    page = visits.pages["with two factors"]
    site.signs_in(page, "daniel@demo.example", demo.PASSWORD)
    page.goto(reverse("mfa_activate_totp"))
    is_still_me(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Turn on codes from an app")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    found = finds(page)
    for name in ("mfa_index", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        page.goto(reverse(name))
        found += finds(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/")
    site.signs_in(page, "daniel@demo.example", demo.PASSWORD)
    page.get_by_role("heading", name="And the second way").wait_for()
    found += finds(page)
    assert not found, "\n".join(found)


def is_still_me(page):
    """Some pages ask for the password again when the sign-in is minutes old."""
    if "/reauthenticate/" in page.url:
        page.locator("[name=password]").fill(demo.PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def code_of(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
