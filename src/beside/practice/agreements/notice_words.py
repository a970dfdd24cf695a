"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "agreement-offered": (
        _("Your therapist wrote down how you could work together. Read it, and say what you think."),
        "agreement",
        "relationship",
    ),
    "agreement-changed": (
        _("The text of your agreement has changed. Read it again."),
        "agreement",
        "relationship",
    ),
    "agreement-signed": (_("Somebody signed your agreement."), "agreement", "relationship"),
    "agreement-holds": (_("Your agreement is signed by everybody."), "agreement", "relationship"),
    "agreement-written-down": (
        _("Your therapist wrote down that you signed on paper or said yes aloud. Look whether that is so."),
        "agreement",
        "relationship",
    ),
    "agreement-remark": (_("Somebody said something to your agreement."), "agreement", "relationship"),
    "boundary-noted": (_("Something that you agreed on held or slipped."), "boundaries", "relationship"),
    "companion-named": (_("Your therapist asks who may be in the room."), "companions", "thing"),
    "companion-answered": (_("A client said who may be in the room."), "companions", "thing"),
}
