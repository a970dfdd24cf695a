"""What the environment says, read once, with a sentence for whoever wrote it wrong."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
YES, NO = {"1", "yes", "true", "on"}, {"", "0", "no", "false", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "") or default


def flag(name: str, *, default: bool = False) -> bool:
    given = os.environ.get(name)
    if given is None:
        return default
    if given.lower() not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {given!r}. Write 1 for yes or 0 for no.")
    return given.lower() in YES


def number(name: str, default: int) -> int:
    given = text(name, str(default))
    if not given.isdigit():
        raise ImproperlyConfigured(f"{name} is {given!r}. Write a whole number, for example {default}.")
    return int(given)


def postgres(name: str) -> dict | None:
    """Django's settings for postgres://user:password@host:port/name, or None if `name` is not set."""
    url = text(name)
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"{name} must begin with postgres://, for example postgres://beside:secret@localhost/beside"
        )
    by_socket = not parts.hostname or parts.hostname.startswith("%2F")
    if not parts.password and not by_socket:
        raise ImproperlyConfigured(
            f"{name} goes over the network without a password. "
            "Give the role a password, or connect through the local socket: postgres:///beside"
        )
    return {
        "ENGINE": "beside.practice.vault.postgres",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {}
        if by_socket
        else _tls(name, unquote(parts.hostname or ""), dict(parse_qsl(parts.query))),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def smtp_in_the_clear(host: str) -> bool:
    """Whether mail is handed over without TLS: only to a server on this machine."""
    if not flag("BESIDE_SMTP_PLAIN"):
        return False
    if host not in THIS_MACHINE:
        raise ImproperlyConfigured(
            f"BESIDE_SMTP_PLAIN would send the password and the mail to {host} for everybody to read. Leave it out, or use a server on localhost."
        )
    return True


def _tls(name: str, host: str, asked: dict) -> dict:
    """Over the network PostgreSQL's certificate is checked; its own default is to go on without any."""
    tls = {key: asked[key] for key in ("sslmode", "sslrootcert", "sslcert", "sslkey") if key in asked}
    if host in THIS_MACHINE:
        return tls
    if tls.setdefault("sslmode", "verify-full") not in ("verify-full", "verify-ca"):
        raise ImproperlyConfigured(
            f"{name} goes to {host} with sslmode={tls['sslmode']}, which lets others read along. "
            "Leave sslmode out, and name your own authority's certificate with ?sslrootcert=FILE if you have one."
        )
    return tls if tls["sslmode"] == "verify-ca" else {"sslrootcert": "system"} | tls
