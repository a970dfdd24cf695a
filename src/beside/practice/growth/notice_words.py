"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "win": (_("A small win was written down for you."), "goals-of", "relationship"),
    "goal": (_("A goal was written down or changed."), "goals-of", "relationship"),
}
