"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "supervision-brought": (_("Something waits for you in supervision."), "supervision-point", "thing"),
    "supervision-answered": (
        _("Something you brought to supervision has moved on."),
        "supervision-point",
        "thing",
    ),
    "passage-asked": (
        _("Your therapist asks you something about a session."),
        "supervision-passage",
        "thing",
    ),
    "passage-answered": (
        _("A client answered a question of yours about a session."),
        "supervision-passage",
        "thing",
    ),
    "asked-after": (_("Your supervisor asks after something that waits."), "loop-detail", "thing"),
    "term-ends": (_("Your therapist’s time here ends. Say how you want to go on."), "term-end", "thing"),
    "term-offered": (_("Somebody could go on with you. Say yes or no."), "term-end", "thing"),
    "term-moved": (_("Your work goes on with somebody else now. See with whom."), "term-end", "thing"),
    "term-said": (_("A client said how they want to go on."), "term-end", "thing"),
}
