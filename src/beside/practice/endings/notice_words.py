"""What this room's notices say: see people/notice_words.py. None says why, and none chases anybody."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "break": (_("The two of you make a break. See from when."), "pause", "relationship"),
    "back-again": (_("The break is over. Plan the next session together."), "pause", "relationship"),
    "place-kept": (
        _("Your place here is kept. Nothing is asked of you, and you can come back with one tap."),
        "pause",
        "relationship",
    ),
    "ending-planned": (_("An end of your work together is planned. See when."), "ending", "relationship"),
    "ending-dropped": (_("Your work together goes on after all."), "ending", "relationship"),
    "ended": (_("A piece of work together has ended. See what stays."), "ending", "relationship"),
    "last-words": (_("You can read the last word of the other."), "ending", "relationship"),
    "back-asked": (_("Somebody asks to come back."), "ending", "relationship"),
    "begun-again": (_("Your work together begins again."), "ending", "relationship"),
    "another-asked": (_("A client asks something of the practice."), "another-asked", ""),
    "another-answered": (_("What you asked the practice has an answer."), "another", "relationship"),
    "another-told": (_("There is something to look at."), "relationship", "relationship"),
    "new-client": (_("Somebody begins with you."), "relationship", "relationship"),
    "for-next": (
        _("You can choose what your next therapist should know. Without that, nothing goes along."),
        "for-next",
        "relationship",
    ),
    "handed-on": (
        _("A client gave you something to read of the time before you."),
        "handed-on",
        "relationship",
    ),
}
