"""One's own account: what one is called, how one is reached, who sees what, and signing out everywhere."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from beside.practice.audit import trail
from beside.practice.people import actions
from beside.practice.people.models import Account, Member, Relationship, Role
from tests.vocabulary import PASSWORD, a_client, a_practice, a_supervisor, a_therapist, sign_in

pytestmark = pytest.mark.engine_free

EVERYBODY = ["owner", "thea", "chris", "sara"]
OF_A_CLIENT = ["welcome", "safe-contact", "how-often", "who-sees"]


@pytest.fixture
def people():
    owner = a_practice()
    thea = a_therapist(owner=owner)
    chris = a_client(therapist=thea)
    return {"owner": owner, "thea": thea, "chris": chris, "sara": a_supervisor(of=thea, by=owner)}


def by_password(member):
    browser = Client(HTTP_USER_AGENT="Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0")
    browser.post(reverse("account_login"), {"login": member.account.email, "password": PASSWORD})
    return browser


def proved(browser):
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    "name", ["account-home", "notices", "mfa_index", "usersessions_list", "account_change_password"]
)
def test_everybody_has_an_account_page(name, who, people):
    assert by_password(people[who]).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OF_A_CLIENT)
def test_a_clients_own_pages_are_a_clients(name, people):
    assert sign_in(Client(), people["chris"]).get(reverse(name)).status_code == 200
    for who in ("owner", "thea", "sara"):
        assert sign_in(Client(), people[who]).get(reverse(name)).status_code == 404
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    ("who", "name"), [("owner", "owner"), ("thea", "today"), ("chris", "home"), ("sara", "supervisor")]
)
def test_the_first_page_is_the_roles(who, name, people):
    assert sign_in(Client(), people[who]).get("/").headers["Location"] == reverse(name)


def test_signed_out_the_first_page_is_signing_in():
    assert Client().get("/").headers["Location"] == reverse("account_login")


@pytest.mark.parametrize("how", ["suspended", "left"])
def test_a_closed_place_leads_nowhere_with_a_plain_sentence(how, people):
    browser = by_password(people["sara"])
    {"suspended": actions.suspend, "left": actions.leave_practice}[how](people["sara"], by=people["owner"])
    answer = browser.get("/")
    assert "This account opens nothing now" in answer.content.decode()
    assert browser.get(reverse("account-home")).status_code == 302
    again = by_password(people["sara"])
    assert "This account opens nothing now" in again.get("/").content.decode()


def test_what_one_is_called_is_kept(people):
    browser = sign_in(Client(), people["chris"])
    given = {"prefers": "Kit", "pronouns": "they", "language": "es", "cover": "on"}
    assert browser.post(reverse("account-home"), given).status_code == 302
    chris = Member.objects.get(pk=people["chris"].pk)
    assert (chris.short_name, chris.pronouns, chris.language, chris.cover, chris.sees_course) == (
        "Kit",
        "they",
        "es",
        True,
        False,
    )


def test_staff_are_not_asked_what_concerns_a_client(people):
    form = sign_in(Client(), people["thea"]).get(reverse("account-home")).context["form"]
    assert set(form.fields) == {"prefers", "pronouns", "language"}


@pytest.mark.parametrize(("theme", "kept"), [("dark", "dark"), ("light", "light"), ("", ""), ("neon", "")])
def test_the_theme_is_kept_on_the_device_signed_out_too(theme, kept):
    browser = Client()
    answer = browser.post(reverse("theme-set"), {"theme": theme, "next": "/help/"})
    assert answer.headers["Location"] == "/help/"
    assert answer.cookies["beside-theme"].value == kept
    assert answer.cookies["beside-theme"]["samesite"] == "Lax"


@pytest.mark.parametrize(
    "place", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_choosing_a_theme_leads_nowhere_else(place):
    assert Client().post(reverse("theme-set"), {"theme": "dark", "next": place}).headers["Location"] == "/"


# -- Reaching a client -------------------------------------------------------------------------------------------------

CONTACT = {"channel": "email", "from_hour": 10, "until_hour": 12, "sender_name": "R. Hill", "note": ""}


def test_a_client_says_how_they_may_be_reached(people):
    browser = sign_in(Client(), people["chris"])
    assert "Thea sees this" in browser.get(reverse("safe-contact")).content.decode()
    assert browser.post(reverse("safe-contact"), CONTACT).status_code == 302
    people["chris"].safe_contact.refresh_from_db()
    assert people["chris"].safe_contact.sender_name == "R. Hill"


def test_hours_the_wrong_way_round_are_refused_and_nothing_changes(people):
    browser = sign_in(Client(), people["chris"])
    page = browser.post(reverse("safe-contact"), {**CONTACT, "from_hour": 14}).content.decode()
    assert "The first hour must come before the last" in page
    assert Member.objects.get(pk=people["chris"].pk).safe_contact.channel == "none"


def test_a_therapist_writes_it_down_with_them_and_a_colleague_cannot(people):
    page = reverse("safe-contact-of", args=[people["chris"].relationship.pk])
    assert sign_in(Client(), people["thea"]).post(page, CONTACT).status_code == 302
    assert Member.objects.get(pk=people["chris"].pk).safe_contact.channel == "email"
    theo = a_therapist("Theo Therapist", owner=people["owner"])
    assert sign_in(Client(), theo).get(page).status_code == 404
    assert sign_in(Client(), theo).post(page, CONTACT).status_code == 404


def test_a_former_therapist_and_their_supervisor_neither_read_nor_change_where_somebody_may_be_reached_now(
    people,
):
    old = people["chris"].relationship
    tom = a_therapist("Tom Therapist", owner=people["owner"])
    new = actions.hand_over(old, to=tom, by=people["owner"])
    page = reverse("safe-contact-of", args=[old.pk])
    for who in (people["thea"], people["sara"]):
        assert sign_in(Client(), who).get(page).status_code == 404
    assert sign_in(Client(), people["thea"]).post(page, CONTACT).status_code == 404
    assert sign_in(Client(), tom).get(reverse("safe-contact-of", args=[new.pk])).status_code == 200


def test_a_responsible_supervisor_reads_it_and_changes_nothing(people):
    page = reverse("safe-contact-of", args=[people["chris"].relationship.pk])
    browser = sign_in(Client(), people["sara"])
    assert browser.get(page).status_code == 200
    browser.post(page, CONTACT)
    assert Member.objects.get(pk=people["chris"].pk).safe_contact.channel == "none"
    tom = a_supervisor("Tom Adviser", of=people["thea"], kind="consultative", by=people["owner"])
    assert sign_in(Client(), tom).get(page).status_code == 404


def test_how_often_is_the_clients_choice(people):
    browser = sign_in(Client(), people["chris"])
    assert browser.post(reverse("how-often"), {"asked": "never"}).status_code == 302
    assert Relationship.objects.get(client=people["chris"]).asked == "never"


# -- Who sees what -----------------------------------------------------------------------------------------------------


def test_how_often_stays_as_it_is_on_a_frozen_record(people):
    before = Relationship.objects.get().asked
    Relationship.objects.update(frozen=True)
    answer = sign_in(Client(), people["chris"]).post(reverse("how-often"), {"asked": "never"})
    assert answer.status_code == 422
    assert "frozen" in answer.content.decode()
    assert Relationship.objects.get().asked == before != "never"


def test_a_client_reads_who_sees_each_kind_and_who_opened_what(people):
    trail.read("brief", by=people["thea"], relationship=people["chris"].relationship, kinds=("check-ins",))
    page = sign_in(Client(), people["chris"]).get(reverse("who-sees")).content.decode()
    assert "Thea sees this. Sara Supervisor, who supervises Thea, can too" in page
    assert "Thea Therapist opened the brief before a session" in page


def test_a_client_does_not_read_who_opened_another_clients_page(people):
    ann = a_client("Ann Other", therapist=people["thea"])
    trail.read("brief", by=people["thea"], relationship=ann.relationship, kinds=("check-ins",))
    page = sign_in(Client(), people["chris"]).get(reverse("who-sees")).content.decode()
    assert "Nobody has opened a page about you yet" in page


def test_a_client_reads_who_still_sees_what_was_said_to_an_earlier_therapist(people):
    theo = a_therapist("Theo Therapist", owner=people["owner"])
    actions.hand_over(people["chris"].relationship, to=theo, by=people["owner"])
    page = sign_in(Client(), people["chris"]).get(reverse("who-sees")).content.decode()
    assert "You and Theo Therapist" in page
    assert "You and Thea Therapist" in page
    assert "Thea sees this" in page


def test_who_sees_costs_the_same_however_much_was_opened(people, django_assert_max_num_queries):
    browser = sign_in(Client(), people["chris"])
    browser.get(reverse("who-sees"))
    costs = []
    for more in (1, 5):
        for _ in range(more):
            trail.read("brief", by=people["thea"], relationship=people["chris"].relationship)
        with django_assert_max_num_queries(20) as asked:
            browser.get(reverse("who-sees"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


# -- Signing in and out ------------------------------------------------------------------------------------------------


def test_signing_out_everywhere_ends_every_device_this_one_too(people):
    here, elsewhere = by_password(people["thea"]), by_password(people["thea"])
    other = by_password(people["chris"])
    assert here.post(reverse("sign-out-everywhere")).status_code == 302
    for browser in (here, elsewhere):
        assert browser.get(reverse("account-home")).status_code == 302
    assert other.get(reverse("account-home")).status_code == 200


def test_signing_out_everywhere_asks_for_no_password(people):
    """Somebody in danger has no time, and whoever ends sessions that are not theirs gains nothing by it."""
    frightened = sign_in(Client(), people["chris"])
    assert frightened.post(reverse("sign-out-everywhere")).url == reverse("account_login")
    assert frightened.get(reverse("account-home")).status_code == 302


def test_the_devices_are_shown_and_ended_one_and_all_by_somebody_who_has_just_proved_themself(people):
    """Whoever holds a client's phone must not read from where else they sign in, nor shut them out there."""
    elsewhere, held = by_password(people["chris"]), sign_in(Client(), people["chris"])
    for send in (held.get, held.post):
        answer = send(reverse("usersessions_list"))
        assert answer.url.startswith(reverse("account_reauthenticate"))
        assert "Network address" not in send(reverse("usersessions_list"), follow=True).content.decode()
    assert elsewhere.get(reverse("account-home")).status_code == 200
    proved(held)
    assert "Network address" in held.get(reverse("usersessions_list")).content.decode()
    assert held.post(reverse("usersessions_list")).status_code == 302
    assert elsewhere.get(reverse("account-home")).status_code == 302
    assert held.get(reverse("account-home")).status_code == 200


def test_the_devices_are_named_in_two_words(people):
    page = by_password(people["thea"]).get(reverse("usersessions_list")).content.decode()
    assert "Firefox, Android" in page
    assert "Gecko" not in page


def test_another_address_is_chosen_after_proving_oneself(people):
    browser = sign_in(Client(), people["thea"])
    assert reverse("account_reauthenticate") in browser.get(reverse("account_email")).headers["Location"]
    proved(browser)
    assert browser.post(reverse("account_email"), {"email": "New@Example.org"}).status_code == 302
    assert Account.objects.get(pk=people["thea"].account_id).email == "new@example.org"


def test_an_address_that_is_taken_is_refused(people):
    browser = proved(by_password(people["thea"]))
    answer = browser.post(reverse("account_email"), {"email": people["chris"].account.email.upper()})
    assert "cannot be used here" in answer.content.decode()


def test_without_mail_the_page_says_whom_to_ask(people):
    page = Client().get(reverse("account_reset_password")).content.decode()
    assert "Ask your therapist or the practice for a reset link" in page


@pytest.mark.parametrize(("channel", "mails"), [("none", 0), ("email", 1)])
def test_a_reset_by_mail_goes_only_where_mail_may_go(channel, mails, people, settings, mailoutbox):
    settings.EMAIL_HOST = "mail.example"
    people["chris"].safe_contact.channel = channel
    people["chris"].safe_contact.save()
    browser = Client()
    answer = browser.post(reverse("account_reset_password"), {"email": people["chris"].account.email})
    assert answer.status_code == 302
    assert len(mailoutbox) == mails
    for mail in mailoutbox:
        assert mail.subject == "Something to look at"
        assert "Beside" not in mail.body
        assert "Chris" not in mail.body
        link = re.search(r"https?://[^/]+(/\S+)", mail.body)[1]
        page = browser.get(link, follow=True)
        new = {"password1": "seven purple lanterns", "password2": "seven purple lanterns"}
        assert browser.post(page.redirect_chain[-1][0], new).status_code == 302
        assert Account.objects.get(pk=people["chris"].account_id).check_password("seven purple lanterns")


def everything_kept(*tables):
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            yield from (str(value) for row in cursor.fetchall() for value in row)


def test_the_tables_of_limits_and_sessions_hold_no_address_and_no_browser(people):
    email = people["thea"].account.email
    wrong = Client(HTTP_USER_AGENT="Mozilla/5.0 Gecko/126.0 Planted/1.0")
    for _ in range(9):
        wrong.post(reverse("account_login"), {"login": email, "password": "not this one"})
    browser = proved(by_password(people["thea"]))
    browser.post(reverse("account_email"), {"email": people["chris"].account.email})
    browser.get(reverse("account-home"))
    tables = [
        "limits",
        "axes_accessattempt",
        "axes_accesslog",
        "axes_accessfailurelog",
        "usersessions_usersession",
    ]
    kept = [*everything_kept(*tables), *(str(session.get_decoded()) for session in Session.objects.all())]
    assert kept
    for secret in (email, people["chris"].account.email, "Thea", "Planted", "Gecko"):
        assert not any(secret in value for value in kept), secret


def test_a_code_from_an_app_is_asked_after_the_password(people):
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    browser = proved(by_password(people["thea"]))
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert browser.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert TOTP  # the kind that is kept, encrypted:
    assert not any(secret in value for value in everything_kept("mfa_authenticator"))
    codes = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10

    later = Client()
    answer = later.post(
        reverse("account_login"), {"login": people["thea"].account.email, "password": PASSWORD}
    )
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert later.get(reverse("clients")).status_code == 302
    assert later.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert later.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert later.get(reverse("clients")).status_code == 200
    once = Client()
    once.post(reverse("account_login"), {"login": people["thea"].account.email, "password": PASSWORD})
    assert once.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200


def test_codes_cannot_be_guessed(people):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(people["thea"].account, "JBSWY3DPEHPK3PXP")
    browser = Client()
    browser.post(reverse("account_login"), {"login": people["thea"].account.email, "password": PASSWORD})
    said = [browser.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}) for n in range(10)]
    assert "Too many" in said[-1].content.decode() or said[-1].status_code == 429


def test_signing_in_by_passkey_is_offered():
    assert "passkey_login" in Client().get(reverse("account_login")).content.decode()
    asked = Client().get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    assert asked.json()["request_options"]["publicKey"]["rpId"] == "testserver"


def test_a_passkey_is_added_after_proving_oneself(people):
    browser = proved(by_password(people["thea"]))
    assert browser.get(reverse("mfa_add_webauthn")).status_code == 200


def test_nobody_signs_up():
    assert "by invitation" in Client().get(reverse("account_signup")).content.decode()


def test_roles_are_not_mixed(people):
    """A therapist's account page gives a client nothing, and the other way round."""
    assert people["chris"].role == Role.CLIENT
    assert sign_in(Client(), people["chris"]).get(reverse("clients")).status_code == 404
    assert sign_in(Client(), people["sara"]).get(reverse("clients")).status_code == 404
