"""What this room's notices say: see people/notice_words.py."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "listening-asked": (_("Your therapist asks you something about a session."), "listening", "thing"),
    "listening-yes": (_("A client said yes to a transcript of a session."), "listening", "thing"),
    "listening-no": (_("A client said no to a transcript of a session."), "listening", "thing"),
    "listening-gone": (
        _("A client took back their yes to a transcript. Nobody reads it any more."),
        "listening",
        "thing",
    ),
    "listening-written-down": (
        _("Your therapist wrote down that you said no to a transcript. You can change it."),
        "listening",
        "thing",
    ),
    "listening-ready": (_("A session has been listened to."), "listening", "thing"),
    "listening-show-asked": (_("Your therapist asks you something about a session."), "listening", "thing"),
    "listening-show-yes": (
        _("A client said yes to showing what was heard to a supervisor."),
        "listening",
        "thing",
    ),
    "listening-show-no": (
        _("A client said no to showing what was heard to a supervisor."),
        "listening",
        "thing",
    ),
    "listening-shown": (_("A therapist shows you what was heard in a session."), "listening-shown", "thing"),
    "listening-shared": (_("Your therapist shared something with you."), "listening", "thing"),
}
