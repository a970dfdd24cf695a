"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "session-planned": (_("There is a new session on your schedule."), "session-detail", "thing"),
    "session-moved": (_("A session has moved to another time."), "session-detail", "thing"),
    "session-cancelled": (_("A session was cancelled."), "session-detail", "thing"),
    "check-in": (_("There is a check-in for a session."), "session-detail", "thing"),
}
