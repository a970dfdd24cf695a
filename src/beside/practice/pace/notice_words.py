"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "asked-first": (
        _("Your therapist says that they asked you first about something. Say whether they did."),
        "asked-first",
        "thing",
    ),
}
