"""Logs for an operator: what happened, which page, how long. Never what was written, and never a name.

Who, as an id, only where somebody signed in or was refused; who read what stands in the trail.
"""

import logging
import sys

import structlog


def configure(_settings=None):
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Django's own messages repeat paths, SQL and what people typed: only that something happened is kept.
    root = logging.getLogger()
    root.handlers = [Wordless()]
    root.setLevel(logging.WARNING)
    for name in (
        "django",
        "django.request",
        "django.security",
        "django.db.backends",
        "axes",
        "allauth",
        "py.warnings",
    ):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True


class Wordless(logging.Handler):
    """A foreign log record as its logger, its level and the kind of its exception: nothing that it says."""

    def emit(self, record):
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        structlog.get_logger().log(
            record.levelno,
            "library",
            source=record.name,
            line=record.lineno,
            module=record.module,
            error=kind,
        )
