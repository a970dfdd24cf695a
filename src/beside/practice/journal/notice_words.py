"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "share": (_("A client shared something with you."), "share", "thing"),
    "share-not-well": (
        _("A client wants you to know how something they shared was received."),
        "share",
        "thing",
    ),
}
