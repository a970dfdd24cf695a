"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "review": (
        _("It is time to look back at your work together, each of you first alone."),
        "review",
        "thing",
    ),
    "review-shown": (
        _("You can read what each of you wrote about your work together."),
        "review-detail",
        "thing",
    ),
    "news": (_("Your therapist tells you of a change on their side."), "news-detail", "thing"),
    "news-answer": (_("A client said how a change on your side is for them."), "news-detail", "thing"),
}
