"""What the start refuses: ways to a database or a mail server that others could use or read along."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from beside.practice.config import environment

pytestmark = pytest.mark.engine_free


def options(url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    return environment.postgres("DATABASE_URL")["OPTIONS"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "db.example.org"])
def test_a_database_over_the_network_needs_a_password(host, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"postgres://beside_app@{host}/beside")
    with pytest.raises(ImproperlyConfigured, match="without a password"):
        environment.postgres("DATABASE_URL")


def test_a_database_on_another_machine_is_reached_by_tls_and_its_certificate_is_checked(monkeypatch):
    assert options("postgres://beside_app:s@db.example.org/beside", monkeypatch) == {
        "sslmode": "verify-full",
        "sslrootcert": "system",
    }


def test_a_certificate_of_ones_own_authority_is_the_only_one_trusted(monkeypatch):
    assert options("postgres://a:s@db.example.org/beside?sslrootcert=/etc/ours.pem", monkeypatch) == {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ours.pem",
    }


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_a_way_that_others_can_read_or_answer_is_refused(mode, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="lets others read along"):
        options(f"postgres://a:s@db.example.org/beside?sslmode={mode}", monkeypatch)


@pytest.mark.parametrize(
    "url", ["postgres:///beside", "postgres://a:s@localhost/beside", "postgres://a@%2Frun%2Fpg/beside"]
)
def test_on_this_machine_there_is_nothing_to_read_along(url, monkeypatch):
    assert options(url, monkeypatch) == {}


def test_mail_goes_by_tls_but_on_this_machine(monkeypatch):
    assert not environment.smtp_in_the_clear("mail.example.org")
    monkeypatch.setenv("BESIDE_SMTP_PLAIN", "1")
    assert environment.smtp_in_the_clear("localhost")
    with pytest.raises(ImproperlyConfigured, match="for everybody to read"):
        environment.smtp_in_the_clear("mail.example.org")
