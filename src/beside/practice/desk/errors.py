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
    return render(request, "503.html" if passing else "500.html", status=503 if passing else 500)
