"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "account": (_("There is something to read about a strain between you."), "strain", "thing"),
}
