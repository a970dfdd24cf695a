"""What goes wrong is said plainly to the person, and kept for the operator without a word of anybody."""

import io
import logging
import re
import sys

import pytest
import structlog
from django.test import Client
from django.urls import path, reverse
from structlog.testing import capture_logs

from beside.practice.config import logs
from beside.practice.config import urls as site
from tests import vocabulary
from tests.practice.config.test_headers import what_is_missing
from tests.practice.world import World

WORDS = "I nearly did not come"


def broken(request):
    raise RuntimeError(f"{WORDS} select * from people_account /srv/beside")


urlpatterns = [path("broken/", broken, name="broken"), *site.urlpatterns]
handler400, handler403, handler404, handler500 = (
    site.handler400,
    site.handler403,
    site.handler404,
    site.handler500,
)


@pytest.fixture
def browser(settings):
    settings.ROOT_URLCONF = __name__
    return vocabulary.sign_in(Client(raise_request_exception=False), vocabulary.a_therapist())


def test_a_fault_is_a_plain_page_that_tells_nothing(browser):
    answer = browser.get("/broken/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert what_is_missing(answer) == []
    for secret in (WORDS, "RuntimeError", "Traceback", "select", "/srv", "site-packages", "Django"):
        assert secret not in page


def test_after_a_fault_the_next_page_is_there(browser):
    for _ in range(3):
        assert browser.get("/broken/").status_code == 500
        assert browser.get(reverse("account-home")).status_code == 200


def test_a_fault_is_kept_by_its_kind_and_page_without_its_words(browser):
    with capture_logs() as lines:
        browser.get("/broken/")
    (trouble,) = (line for line in lines if line["event"] == "trouble")
    assert (trouble["kind"], trouble["page"], trouble["log_level"]) == ("RuntimeError", "broken", "error")
    assert WORDS not in str(lines)
    (page,) = (line for line in lines if line["event"] == "page")
    assert (page["page"], page["status"]) == ("broken", 500)


# -- Who came in, who was refused --------------------------------------------------------------------------------


def said(event, lines):
    return [line for line in lines if line["event"] == event]


def test_signing_in_is_written_down_with_the_ways_it_was_done():
    member = vocabulary.a_therapist()
    with capture_logs() as lines:
        Client().post(
            reverse("account_login"), {"login": member.account.email, "password": vocabulary.PASSWORD}
        )
    (line,) = said("signed in", lines)
    assert (line["account"], line["ways"]) == (str(member.account_id), "password")
    assert member.account.email not in str(lines)


def test_a_refused_sign_in_is_written_down_without_the_address():
    member = vocabulary.a_therapist()
    with capture_logs() as lines:
        for email in (member.account.email, member.account.email, "nobody@example.org"):
            Client().post(reverse("account_login"), {"login": email, "password": "not this one"})
    digests = [line["digest"] for line in said("sign-in refused", lines)]
    assert digests[0] == digests[1] != digests[2]
    assert member.account.email not in str(lines)
    assert "not this one" not in str(lines)


def test_whoever_tries_anothers_page_is_written_down_by_id():
    world = World()
    browser = world.visitor("theo")
    with capture_logs() as lines:
        answer = browser.get(reverse("answers", args=[world.past.pk]))
    assert answer.status_code == 404
    (line,) = said("page", lines)
    assert (line["page"], line["status"], line["member"]) == ("answers", 404, str(world.theo.pk))
    assert str(world.past.pk) not in str(lines)


def test_whoever_is_let_in_is_not_in_the_log():
    """Who read what stands in the trail, where it cannot be changed."""
    world = World()
    with capture_logs() as lines:
        world.visitor("thea").get(reverse("clients"))
    assert "member" not in said("page", lines)[0]


def test_forged_forms_guessed_links_and_too_many_tries_are_written_down():
    with capture_logs() as lines:
        Client(enforce_csrf_checks=True).post(reverse("account_login"))
        Client().get(reverse("invitation", args=["a-guess"]))
        for n in range(10):
            Client().post(reverse("account_login"), {"login": "nobody@example.org", "password": f"wrong {n}"})
    found = {(line["page"], line["status"]) for line in said("page", lines)}
    assert {("account_login", 403), ("invitation", 404), ("account_login", 429)} <= found
    assert "a-guess" not in str(lines)


# -- How a line looks ----------------------------------------------------------------------------------------------


@pytest.fixture
def written(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure()
    yield lambda: stream.getvalue().splitlines()
    monkeypatch.undo()
    logs.configure()


def test_every_line_has_its_time_in_utc_and_can_be_read_by_a_machine(written):
    structlog.get_logger().info("page", page="clients", status=200)
    (line,) = written()
    pairs = dict(re.findall(r"(\w+)=('[^']*'|\d+)", line))
    assert re.fullmatch(r"'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z'", pairs.pop("timestamp"))
    assert pairs == {"level": "'info'", "event": "'page'", "page": "'clients'", "status": "200"}


@pytest.mark.parametrize("forged", ["a\nlevel='info' event='signed in'", "a\r\nb", "a\x1b[31mred", "a\x00b"])
def test_no_value_starts_a_line_of_its_own(forged, written):
    structlog.get_logger().info("page", page=forged)
    (line,) = written()
    assert not re.search(r"[\x00-\x1f]", line)


def test_logs_go_to_one_place(written):
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    # pytest listens too, here.
    ours = {
        type(handler)
        for logger in loggers
        for handler in logger.handlers
        if not type(handler).__module__.startswith("_pytest")
    }
    # The second is Django's for its own development server, which nobody starts; the third writes nothing, as libraries have it.
    assert ours <= {logs.Wordless, logging.StreamHandler, logging.NullHandler}
