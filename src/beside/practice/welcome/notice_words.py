"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "question": (_("A client has asked you something."), "loop-detail", "thing"),
    "answered": (_("Your therapist has answered something you asked."), "loop-detail", "thing"),
    "told": (_("A client has written something for you."), "client-pages", "relationship"),
}
