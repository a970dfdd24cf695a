"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "learning-asked": (_("Your therapist asks you something about a session."), "learning-moment", "thing"),
    "learning-yes": (_("A client answered a question of yours about a session."), "learning-moment", "thing"),
    "learning-no": (_("A client answered a question of yours about a session."), "learning-moments", ""),
    "figure-shown": (_("A therapist shows you something about their own work."), "mirror-shown", ""),
}
