"""Plain pages for when something is wrong. They need no database."""

import sys

import structlog
from django.db import DatabaseError
from django.shortcuts import render

from beside.practice.vault.errors import VaultError

log = structlog.get_logger()


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def forgery(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def trouble(request):
    """A full disk, a locked or stopped database or a key that is gone: nothing was saved, and the page says so."""
    kind = sys.exc_info()[0]
    passing = kind is not None and issubclass(kind, DatabaseError | VaultError | OSError)
    log.error(
        "trouble",
        kind=kind.__name__ if kind else "",
        page=request.resolver_match and request.resolver_match.view_name,
    )
    if not passing:
        return render(request, "500.html", status=500)
    return render(request, "503.html", {"reason": _reason(sys.exc_info()[1])}, status=503)


def _reason(error):
    """What the page can say of it: no room, busy, or neither."""
    said = str(error)
    if "is full" in said or "No space left" in said:
        return "full"
    return "locked" if "is locked" in said else "stopped"
