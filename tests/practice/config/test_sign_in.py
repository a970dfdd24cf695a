"""Signing in: what is asked, what is refused, and what a stranger learns from it: nothing."""

import datetime
import re
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beside.practice.people import links, passwords
from beside.practice.people.models import Account, Link
from tests import vocabulary
from tests.practice.config.routes import routes

pytestmark = pytest.mark.engine_free

LOGIN = "account_login"


def try_to_sign_in(browser, email, password, **extra):
    return browser.post(reverse(LOGIN), {"login": email, "password": password}, **extra)


def without_what_was_typed(answer, email):
    """A page as everybody sees it: without the form token and the address that was typed."""
    text = re.sub(r'value="[\w-]{30,}"|"X-CSRFToken": ?"\w+"', "", answer.content.decode())
    return text.replace(email, "ADDRESS")


# -- Nobody learns who is here ---------------------------------------------------------------------------------


def test_a_wrong_password_and_an_unknown_address_look_the_same():
    known = vocabulary.a_client().account.email
    unknown = "nobody@example.org"
    one, other = (try_to_sign_in(Client(), email, "a wrong password") for email in (known, unknown))
    assert one.status_code == other.status_code
    assert without_what_was_typed(one, known) == without_what_was_typed(other, unknown)


def test_a_shut_account_looks_like_a_wrong_password():
    account = vocabulary.a_client().account
    Account.objects.filter(pk=account.pk).update(is_active=False)
    shut = try_to_sign_in(Client(), account.email, vocabulary.PASSWORD)
    wrong = try_to_sign_in(Client(), "nobody@example.org", "a wrong password")
    assert shut.status_code == wrong.status_code
    assert without_what_was_typed(shut, account.email) == without_what_was_typed(wrong, "nobody@example.org")


def test_asking_for_a_reset_looks_the_same_for_everybody():
    known = vocabulary.a_client().account.email
    unknown = "nobody@example.org"
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (known, unknown)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert without_what_was_typed(answers[0], known) == without_what_was_typed(answers[1], unknown)


# -- Guessing --------------------------------------------------------------------------------------------------


def test_guessing_is_stopped_and_a_lucky_guess_after_that_too():
    email = vocabulary.a_client().account.email
    answers = [try_to_sign_in(Client(), email, f"a wrong password {n}") for n in range(20)]
    assert answers[-1].status_code == 429
    assert try_to_sign_in(Client(), email, vocabulary.PASSWORD).status_code == 429


def test_an_unknown_address_is_stopped_as_well():
    answers = [try_to_sign_in(Client(), "nobody@example.org", f"a wrong password {n}") for n in range(20)]
    assert answers[-1].status_code == 429


def test_nobody_can_be_locked_out_by_somebody_elsewhere():
    email = vocabulary.a_client().account.email
    for n in range(20):
        try_to_sign_in(Client(), email, f"a wrong password {n}", REMOTE_ADDR="203.0.113.9")
    assert try_to_sign_in(Client(), email, vocabulary.PASSWORD, REMOTE_ADDR="198.51.100.4").status_code == 302


def test_a_claimed_address_does_not_help_to_guess():
    email = vocabulary.a_client().account.email
    for n in range(20):
        answer = try_to_sign_in(
            Client(), email, f"a wrong password {n}", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}"
        )
    assert answer.status_code == 429


def test_behind_a_proxy_only_its_own_word_counts(settings):
    settings.BEHIND_PROXY = True
    email = vocabulary.a_client().account.email
    for n in range(20):
        answer = try_to_sign_in(
            Client(), email, f"a wrong password {n}", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, 203.0.113.9"
        )
    assert answer.status_code == 429


def test_the_limit_is_lifted_after_a_while(time_machine):
    email = vocabulary.a_client().account.email
    for n in range(20):
        try_to_sign_in(Client(), email, f"a wrong password {n}")
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=20))
    assert try_to_sign_in(Client(), email, vocabulary.PASSWORD).status_code == 302


# -- Passwords -------------------------------------------------------------------------------------------------


def refused(password, account=None):
    try:
        validate_password(password, account)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize("password", ["seven1", "a", "", "elevenslet"[:7]])
def test_a_short_password_is_refused(password):
    assert refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "all small letters with spaces",
        "0482950671849302",
        "MÜßIGGÄNGER überall",
        "пять зелёных утюгов",
        "🌲🌲🌊🌊🪨🪨🌱🌱🍃🍃🌙🌙",
        "  spaces at both ends  ",
        "x-long " * 18,
    ],
)
def test_any_kind_of_sign_will_do(password):
    assert refused(password) == []


@pytest.mark.parametrize(
    "password", ["1234567890", "qwertyuiop", "password123", "iloveyou123", "qwerty12345", "1q2w3e4r5t"]
)
def test_common_passwords_are_refused(password):
    assert refused(password)


@pytest.mark.parametrize(
    "password",
    ["beside2024!", "Therapy-Session", "my client 1", "therapist12345", "CHECKIN-checkin", "terapia2026"],
)
def test_words_that_anybody_would_try_here_are_refused(password):
    assert refused(password)


@pytest.mark.parametrize("password", ["my therapist wears green", "supervision on a wet Tuesday"])
def test_words_of_therapy_among_others_are_let_be(password):
    assert refused(password) == []


@pytest.mark.parametrize(
    "password", ["michelle1990", "liverpool1", "Password123", "1q2w3e4r5t", "abcdefghij"]
)
def test_leaked_passwords_are_refused_by_a_list_that_lies_here(password):
    assert passwords.is_leaked(password)
    assert refused(password)


def test_the_list_of_leaked_passwords_is_long_and_in_order():
    known = passwords.LEAKED.read_bytes()
    digests = [known[at : at + passwords.DIGEST_BYTES] for at in range(0, len(known), passwords.DIGEST_BYTES)]
    assert len(digests) > 400_000
    assert digests == sorted(set(digests))


def test_hardly_any_good_password_is_refused_by_chance():
    drawn = [f"a good password {n} of somebody" for n in range(20_000)]
    assert sum(passwords.is_leaked(password) for password in drawn) < 20


def test_every_forbidden_word_is_documented():
    page = (Path(__file__).parents[3] / "docs/controls.md").read_text(encoding="utf-8")
    listed = page.split("## Words that may not be a password")[1].split("##")[0]
    assert [word for word in passwords.OURS if not re.search(rf"\b{word}\b", listed)] == []


def test_the_own_address_is_refused():
    account = vocabulary.a_client().account
    assert refused(account.email, account)


def test_a_password_is_taken_exactly_as_typed():
    account = vocabulary.a_client().account
    exact = "  Two Spaces, Then Words  "
    account.set_password(exact)
    account.save()
    for other in (exact.strip(), exact.lower(), exact[:-1]):
        assert try_to_sign_in(Client(), account.email, other).status_code == 200
    assert try_to_sign_in(Client(), account.email, exact).status_code == 302


def test_a_long_password_is_not_cut():
    account = vocabulary.a_client().account
    long = "a walk by the river " * 6
    account.set_password(long)
    account.save()
    assert try_to_sign_in(Client(), account.email, long[:72]).status_code == 200
    assert try_to_sign_in(Client(), account.email, long).status_code == 302


def test_a_password_stays_good_for_years(time_machine):
    account = vocabulary.a_client().account
    time_machine.move_to(timezone.now() + datetime.timedelta(days=3 * 365))
    assert try_to_sign_in(Client(), account.email, vocabulary.PASSWORD).status_code == 302


def test_changing_the_password_asks_the_present_one():
    member = vocabulary.a_therapist()
    browser = vocabulary.sign_in(Client(), member)
    new = {"password1": "seven purple lanterns", "password2": "seven purple lanterns"}
    page = reverse("account_change_password")
    assert browser.post(page, {"oldpassword": "not the present one", **new}).status_code == 200
    assert try_to_sign_in(Client(), member.account.email, "seven purple lanterns").status_code == 200
    assert browser.post(page, {"oldpassword": vocabulary.PASSWORD, **new}).status_code == 302
    assert try_to_sign_in(Client(), member.account.email, "seven purple lanterns").status_code == 302


@pytest.mark.real_hashing
def test_passwords_are_kept_by_a_slow_hash():
    kept = vocabulary.a_client().account.password
    # OWASP's least for Argon2id: 19 MiB, two rounds, one lane.
    memory, rounds, lanes = map(
        int, re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", kept).groups()
    )
    assert memory >= 19 * 1024
    assert rounds >= 2
    assert lanes >= 1


def password_fields(page):
    return re.findall(r"<input\b[^>]*>", page.content.decode())


@pytest.mark.parametrize("name", ["account_login", "account_change_password", "account_reauthenticate"])
def test_password_fields_hide_what_is_typed_and_let_managers_help(name):
    browser = Client() if name == "account_login" else vocabulary.sign_in(Client(), vocabulary.a_therapist())
    fields = [
        field
        for field in password_fields(browser.get(reverse(name)))
        if re.search(r'name="\w*password', field)
    ]
    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "maxlength" not in field or int(re.search(r'maxlength="(\d+)"', field)[1]) >= 128


# -- Second factors --------------------------------------------------------------------------------------------

KEEP_SAFE = ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "account_email"]


@pytest.mark.parametrize("name", KEEP_SAFE)
def test_ways_to_sign_in_are_changed_only_by_somebody_who_has_just_proved_themself(name):
    browser = vocabulary.sign_in(Client(), vocabulary.a_therapist())
    answer = browser.get(reverse(name))
    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer.headers["Location"]


SECRET = "JBSWY3DPEHPK3PXP"


def with_a_code_app(member):
    TOTP.activate(member.account, SECRET)
    return RecoveryCodes.activate(member.account)


def code_of(moment):
    return format_hotp_value(hotp_value(SECRET, int(moment.timestamp()) // 30))


def after_the_password(member):
    browser = Client()
    answer = try_to_sign_in(browser, member.account.email, vocabulary.PASSWORD)
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    return browser


def code_is_taken(member, code):
    return after_the_password(member).post(reverse("mfa_authenticate"), {"code": code}).status_code == 302


NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def test_a_code_works_once(time_machine):
    time_machine.move_to(NOON, tick=False)
    member = vocabulary.a_therapist()
    with_a_code_app(member)
    assert code_is_taken(member, code_of(NOON))
    assert not code_is_taken(member, code_of(NOON))


@pytest.mark.parametrize("seconds", [-90, -60, 60, 90])
def test_a_code_of_another_minute_is_refused(seconds, time_machine):
    time_machine.move_to(NOON, tick=False)
    member = vocabulary.a_therapist()
    with_a_code_app(member)
    assert not code_is_taken(member, code_of(NOON + datetime.timedelta(seconds=seconds)))


def test_a_recovery_code_is_long_enough_kept_sealed_and_works_once():
    member = vocabulary.a_therapist()
    codes = with_a_code_app(member).get_unused_codes()
    # Eight digits are 26 bits.
    assert all(re.fullmatch(r"\d{8,}", code) for code in codes)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert not any(code in kept for code in codes)
    assert code_is_taken(member, codes[0])
    assert not code_is_taken(member, codes[0])
    assert code_is_taken(member, codes[1])


def test_a_new_password_by_link_does_not_pass_by_the_second_factor():
    member = vocabulary.a_therapist()
    with_a_code_app(member)
    secret = links.make(member, purpose=Link.Purpose.RESET, lasts=datetime.timedelta(hours=1))
    browser = Client()
    new = {"password": "seven purple lanterns", "again": "seven purple lanterns"}
    assert browser.post(reverse("reset", args=[secret]), new).status_code == 302
    assert browser.get(reverse("account-home")).status_code == 302
    answer = try_to_sign_in(browser, member.account.email, "seven purple lanterns")
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert browser.get(reverse("account-home")).status_code == 302


# -- Mailed reset keys: the only tokens that carry their own content ---------------------------------------------


def mailed_key(account):
    return f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}"


def opens_a_reset(key):
    answer = Client().get(reverse("account_reset_password_from_key", args=key.split("-", 1)), follow=True)
    return bool(answer.redirect_chain) and answer.status_code == 200 and b'type="password"' in answer.content


def test_a_mailed_key_opens_and_a_changed_one_does_not():
    account = vocabulary.a_client().account
    key = mailed_key(account)
    assert opens_a_reset(key)
    assert not opens_a_reset(key[:-1] + ("a" if key[-1] != "a" else "b"))
    other = vocabulary.a_client("Ann").account
    assert not opens_a_reset(f"{user_pk_to_url_str(other)}-{key.split('-', 1)[1]}")


def test_a_mailed_key_ends_with_its_time_and_with_a_new_password(time_machine, settings):
    account = vocabulary.a_client().account
    key = mailed_key(account)
    time_machine.move_to(timezone.now() + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60))
    assert not opens_a_reset(key)
    key = mailed_key(account)
    account.set_password("seven purple lanterns")
    account.save()
    assert not opens_a_reset(key)


# -- Who can come in at all ------------------------------------------------------------------------------------


def test_one_page_signs_in_by_password_and_no_other():
    """Links that invite or reset hold a secret of their own; passkeys have a page that asks the device."""
    member = vocabulary.a_therapist()
    known = {"login": member.account.email, "email": member.account.email, "username": member.account.email}
    known |= dict.fromkeys(["password", "password1", "oldpassword", "again", "code"], vocabulary.PASSWORD)
    lets_in = set()
    for name, path in routes():
        for ask in (Client.get, Client.post):
            browser = Client(raise_request_exception=False)
            ask(browser, path, known)
            if "_auth_user_id" in browser.session:
                lets_in.add(name)
    assert lets_in == {"account_login"}


def test_no_page_signs_anybody_up():
    assert Account.objects.count() == 0
    for path in ("/account/signup/", "/accounts/signup/", "/signup/"):
        Client().post(path, {"email": "new@example.org", "password1": "seven purple lanterns"})
    assert Account.objects.count() == 0


def test_an_empty_site_lets_nobody_in():
    assert Account.objects.count() == 0
    for name in ("admin", "root", "owner", "admin@example.org", "demo@example.org"):
        assert try_to_sign_in(Client(), name, name).status_code in {200, 429}


def test_after_signing_in_nobody_is_sent_elsewhere():
    member = vocabulary.a_therapist()
    for elsewhere in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
    ):
        answer = Client().post(
            reverse(LOGIN),
            {"login": member.account.email, "password": vocabulary.PASSWORD, "next": elsewhere},
        )
        assert "elsewhere" not in answer.headers["Location"]
        assert "javascript" not in answer.headers["Location"]
