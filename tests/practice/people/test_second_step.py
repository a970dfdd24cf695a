"""Staff have a second step before anything of a client's opens; clients choose; a lost one is taken off by the operator."""

import importlib
import io
import itertools
import re
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse

from beside import cli
from beside.practice.audit.models import Entry
from beside.practice.people import actions
from beside.practice.people.models import Notice, Practice, Role
from tests.practice.access_table import STAFF, TABLE
from tests.practice.config.test_words_on_pages import english_on, familiar_on, in_spanish
from tests.practice.world import World
from tests.vocabulary import PASSWORD, a_client, a_practice, a_supervisor, a_therapist, sign_in

pytestmark = pytest.mark.engine_free

SECRET = "JBSWY3DPEHPK3PXP"
# What says nothing of anybody, or is one's own way in or out.
OPEN_TO_ANYBODY = {
    "help-now",
    "leave",
    "service-worker",
    "manifest",
    "theme-set",
    "app-name-set",
    "offline",
    "journal-shell",
    "outbox-letter",
    "set_language",
    "invitation",
    "reset",
    "calendar-feed",
    "supporter-page",
    "something-wrong-outside",
}
ONES_OWN = {"second-step", "seat-choose", "sign-out-everywhere"}
ACCOUNT = [
    "account_change_password",
    "account_logout",
    "mfa_index",
    "mfa_list_webauthn",
    "help-now",
    "seat-choose",
]


@pytest.fixture
def people():
    owner = a_practice(second_step=True)
    thea = a_therapist(owner=owner)
    sara = a_supervisor(of=thea, by=owner)
    return SimpleNamespace(owner=owner, thea=thea, sara=sara, chris=a_client(therapist=thea))


def by_password(member):
    browser = Client()
    browser.post(reverse("account_login"), {"login": member.account.email, "password": PASSWORD})
    return browser


def with_code_app(browser):
    """What is asked and typed to set up a code app; the answer to it."""
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return browser.post(reverse("mfa_activate_totp"), {"code": code})


def is_led_to_set_up(answer):
    return answer.status_code == 302 and answer.url == reverse("second-step")


# -- The rule ----------------------------------------------------------------------------------------------------------


def test_a_new_practice_asks_for_it_and_the_demo_does_not():
    assert actions.make_practice("New", owner_name="Olga").practice.second_step
    assert not actions.make_practice("Demo", owner_name="Olga", demo=True).practice.second_step


def test_an_upgrade_asks_for_it_too_and_spares_the_demo():
    migration = importlib.import_module("beside.practice.people.migrations.0005_practice_second_step")
    column = migration.Migration.operations[0]
    assert (column.name, column.field.default) == ("second_step", True)
    here, demo = a_practice(second_step=True).practice, a_practice(demo=True, second_step=True).practice
    migration.spare_the_demo(apps, None)
    assert Practice.objects.get(pk=here.pk).second_step
    assert not Practice.objects.get(pk=demo.pk).second_step


def test_staff_are_led_to_set_up_from_every_page_of_a_practice_and_send_nothing():
    world = World()
    Practice.objects.update(second_step=True)
    names, wrong = sorted(set(TABLE) - OPEN_TO_ANYBODY - ONES_OWN), []
    others = itertools.cycle(sorted(STAFF))
    for name in names:
        address = reverse(name, kwargs=world.args(TABLE[name].args))
        # One rule before any page, whoever it is: every page as a therapist, every page as somebody else in turn.
        for person in {"thea", next(others)}:
            visitor = world.visitor(person)
            for send in (visitor.get, visitor.post):
                with world.undone():
                    answer = send(address)
                # The first page takes no POST from anybody.
                if not is_led_to_set_up(answer) and answer.status_code != 405:
                    wrong.append(f"{name}: {person}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert len(names) > 70


def test_what_is_open_to_anybody_shows_them_nobody():
    world = World()
    Practice.objects.update(second_step=True)
    people = {world.chris.name, world.ann.name, world.cam.name, world.theo.name}
    for name in sorted(OPEN_TO_ANYBODY | ONES_OWN):
        page = world.visitor("thea").get(reverse(name, kwargs=world.args(TABLE[name].args)))
        # As a word: made-up letters of a token can have any three beside each other.
        shown = {each for each in people if re.search(rf"\b{each}\b", page.content.decode())}
        # The invitation says who invites, the reset link nothing: whoever holds the link, signed in or not.
        assert not shown, name


def test_a_client_is_asked_for_nothing(people):
    browser = by_password(people.chris)
    assert browser.get("/").url == reverse("home")
    assert browser.get(reverse("home")).status_code == 200


@pytest.mark.parametrize(("who", "first"), [("owner", "owner"), ("thea", "today"), ("sara", "supervisor")])
def test_after_a_code_app_is_set_up_everything_opens(who, first, people):
    browser = by_password(getattr(people, who))
    assert is_led_to_set_up(browser.get("/"))
    assert is_led_to_set_up(browser.get(reverse(first)))
    answer = with_code_app(browser)
    assert answer.url == reverse("mfa_view_recovery_codes")
    codes = browser.get(answer.url)
    assert len(codes.context["unused_codes"]) == 10
    assert reverse("start") in codes.content.decode()
    assert browser.get("/").url == reverse(first)
    assert browser.get(reverse(first)).status_code == 200


def test_a_passkey_counts(people):
    browser = sign_in(Client(), people.thea)
    assert is_led_to_set_up(browser.get(reverse("today")))
    Authenticator.objects.create(user=people.thea.account, type=Authenticator.Type.WEBAUTHN, data={})
    assert browser.get(reverse("today")).status_code == 200


def test_recovery_codes_alone_do_not_count(people):
    RecoveryCodes.activate(people.thea.account)
    assert is_led_to_set_up(sign_in(Client(), people.thea).get(reverse("today")))


def test_whoever_takes_theirs_off_is_led_back(people):
    TOTP.activate(people.thea.account, SECRET)
    browser = sign_in(Client(), people.thea)
    assert browser.get(reverse("today")).status_code == 200
    Authenticator.objects.all().delete()
    assert is_led_to_set_up(browser.get(reverse("today")))


def test_turning_it_on_holds_from_the_next_page_on_for_whoever_turned_it_on_too():
    owner = a_practice()
    thea, browser = sign_in(Client(), a_therapist(owner=owner)), sign_in(Client(), owner)
    assert thea.get(reverse("today")).status_code == 200
    form = browser.get(reverse("practice-settings")).context["form"]
    assert form.initial["second_step"] is False
    given = {name: value for name, value in form.initial.items() if value is not None}
    assert browser.post(reverse("practice-settings"), given | {"second_step": "on"}).status_code == 302
    assert is_led_to_set_up(thea.get(reverse("today")))
    assert is_led_to_set_up(browser.get(reverse("owner")))
    assert Entry.objects.filter(what="practice settings changed", who_id=owner.pk).exists()


def test_a_therapist_who_has_just_joined_meets_it_first_and_is_not_asked_who_they_are(people):
    new = actions.add_member("Nia New", role=Role.CLINICIAN, by=people.owner)
    page = reverse("invitation", args=[actions.invite(new, by=people.owner)])
    browser = Client()
    words = "seven purple lanterns"
    browser.post(page, {"email": "nia@example.org", "password": words, "again": words})
    asked = browser.get("/", follow=True)
    assert asked.redirect_chain[-1][0] == reverse("second-step")
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200
    assert browser.get(reverse("mfa_add_webauthn")).status_code == 200


def test_somebody_who_is_a_client_elsewhere_is_a_client_there(people):
    elsewhere = a_therapist("Theo Therapist", owner=a_practice("Oak Road", second_step=True))
    thea_as_client = actions.add_member("Thea", role=Role.CLIENT, by=elsewhere)
    actions.begin_relationship(thea_as_client, clinician=elsewhere, by=elsewhere)
    browser = by_password(people.thea)
    browser.post(reverse("invitation", args=[actions.invite(thea_as_client, by=elsewhere)]))
    assert browser.get(reverse("home")).status_code == 200
    assert is_led_to_set_up(sign_in(Client(), people.thea).get(reverse("today")))


# -- The page ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACCOUNT)
def test_the_account_ways_out_and_crisis_help_stay_open(name, people):
    assert by_password(people.thea).get(reverse(name)).status_code == 200


def test_the_page_offers_both_ways_signing_out_and_crisis_help(people):
    page = by_password(people.thea).get(reverse("second-step")).content.decode()
    assert "At Elm Street what other people said in confidence is in your care" in page
    for name in ("mfa_add_webauthn", "mfa_activate_totp", "account_logout", "help-now"):
        assert f'"{reverse(name)}"' in page, name
    # No way on: as an address of its own, since the script that looks for waiting letters names one that begins like it.
    assert f'"{reverse("clients")}"' not in page
    assert f'"{reverse("account-home")}"' not in page


def test_the_page_is_spanish_for_whoever_reads_spanish(people):
    browser = in_spanish(by_password(people.thea))
    for name in ("second-step", "mfa_index"):
        page = browser.get(reverse(name)).content.decode().replace("Elm Street", "")
        assert english_on(page) + familiar_on(page) == []
    assert "<h1>Un paso más" in browser.get(reverse("second-step")).content.decode()


def test_signed_out_the_page_asks_to_sign_in_first():
    assert Client().get(reverse("second-step")).url.startswith(reverse("account_login"))


def test_the_first_one_signs_out_whoever_came_in_without_it(people):
    """Somebody who knew the password already waits at the page: what is set up must not let them in."""
    here, elsewhere, chris = by_password(people.thea), by_password(people.thea), by_password(people.chris)
    elsewhere.get("/")
    with_code_app(here)
    assert here.get(reverse("today")).status_code == 200
    assert elsewhere.get(reverse("today")).url.startswith(reverse("account_login"))
    assert chris.get(reverse("home")).status_code == 200
    assert Entry.objects.filter(what="second step set up", who_id=people.thea.pk).count() == 1


# -- Is it still you? --------------------------------------------------------------------------------------------------


def asks_again(browser, name="mfa_activate_totp"):
    answer = browser.get(reverse(name))
    return answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "mfa_add_webauthn", "account_email", "usersessions_list"]
)
def test_whoever_has_just_signed_in_is_not_asked_again_until_five_minutes_later(name, people, time_machine):
    time_machine.move_to(time.time(), tick=False)
    browser = by_password(people.chris)
    assert not asks_again(browser, name)
    time_machine.shift(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - 1)
    assert not asks_again(browser, name)
    time_machine.shift(2)
    assert asks_again(browser, name)


def test_a_password_without_its_code_is_no_proof(people):
    TOTP.activate(people.chris.account, SECRET)
    browser = by_password(people.chris)
    assert browser.get(reverse("usersessions_list")).url.startswith(reverse("account_login"))


# -- Somebody lost theirs ----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def set_up_already(monkeypatch):
    """The command sets Django up, and logs to standard error; here that is done, and standard error is the test's."""
    monkeypatch.setattr(cli, "ready", lambda: None)


def lost(email, *more):
    return cli.told_plainly(cli.parser().parse_args(["user", "second-step", email, *more]))


def test_the_operator_takes_off_what_was_lost_and_ends_every_sign_in(people, capsys):
    TOTP.activate(people.thea.account, SECRET)
    RecoveryCodes.activate(people.thea.account)
    browser = sign_in(Client(), people.thea)
    assert browser.get(reverse("today")).status_code == 200
    assert lost(people.thea.account.email.upper(), "--remove", "--yes") == cli.DONE
    assert "signed out everywhere" in capsys.readouterr().out
    assert not Authenticator.objects.filter(user=people.thea.account).exists()
    assert browser.get(reverse("today")).url.startswith(reverse("account_login"))
    assert is_led_to_set_up(by_password(people.thea).get("/"))


def test_it_is_in_the_trail_of_every_practice_of_theirs_and_told_to_them(people):
    elsewhere = a_therapist("Theo Therapist", owner=a_practice("Oak Road"))
    other = actions.add_member("Thea", role=Role.CLIENT, by=elsewhere)
    actions.begin_relationship(other, clinician=elsewhere, by=elsewhere)
    by_password(people.thea).post(reverse("invitation", args=[actions.invite(other, by=elsewhere)]))
    TOTP.activate(people.thea.account, SECRET)
    TOTP.activate(people.sara.account, SECRET)
    actions.take_off_second_step(people.thea.account)
    written = Entry.objects.filter(what="second step taken off")
    assert {(entry.practice_id, entry.object_id, entry.who_id, entry.role) for entry in written} == {
        (people.thea.practice_id, people.thea.pk, None, "named"),
        (other.practice_id, other.pk, None, "named"),
    }
    assert set(Notice.objects.filter(kind="second-step-off").values_list("member", flat=True)) == {
        people.thea.pk,
        other.pk,
    }
    assert Authenticator.objects.filter(user=people.sara.account).exists()


def test_without_it_what_an_account_has_is_shown_and_nothing_of_its_secret(people, capsys):
    TOTP.activate(people.thea.account, SECRET)
    assert lost(people.thea.account.email) == cli.DONE
    told = capsys.readouterr().out
    assert "code app" in told
    assert "never used" in told
    assert SECRET not in told
    assert lost(people.chris.account.email) == cli.DONE
    assert "the password alone signs in" in capsys.readouterr().out


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("said", "code", "left"), [("yes\n", cli.DONE, 0), ("y\n", cli.REFUSED, 1), ("\n", cli.REFUSED, 1)]
)
def test_on_a_terminal_it_asks_whether_the_person_was_met(said, code, left, people, monkeypatch):
    TOTP.activate(people.thea.account, SECRET)
    monkeypatch.setattr("sys.stdin", Terminal(said))
    assert lost(people.thea.account.email, "--remove") == code
    assert Authenticator.objects.count() == left


@pytest.mark.parametrize(
    ("whose", "more", "words"),
    [
        ("thea", ["--remove"], "say so with --yes"),
        ("chris", ["--remove", "--yes"], "has no second step"),
        ("nobody", ["--remove", "--yes"], "Nobody here signs in with that address"),
        ("nobody", [], "Nobody here signs in with that address"),
        ("", [], "Say whose"),
    ],
)
def test_it_refuses_with_a_sentence_and_changes_nothing(whose, more, words, people, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    TOTP.activate(people.thea.account, SECRET)
    known = getattr(people, whose, None)
    assert lost(known.account.email if known else whose, *more) == cli.REFUSED
    assert words in capsys.readouterr().err
    assert Authenticator.objects.count() == 1
