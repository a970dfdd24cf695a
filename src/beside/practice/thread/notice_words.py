"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "message": (_("There is a message for you."), "thread", "thing"),
    "message-terms": (_("When messages are read has changed. See the hours."), "thread", "thing"),
}
