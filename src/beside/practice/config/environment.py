"""What the environment says, read once, with a sentence for whoever wrote it wrong."""

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

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
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
