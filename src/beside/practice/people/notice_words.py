"""What each kind of notice says in the app, and which page it leads to. A room adds its kinds here.

A notice carries no words of anybody's: the sentence is the same for everybody.
"""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

GENERAL = _("There is something to look at.")

# kind → (the sentence, the page's URL name, what the page needs: "thing", "relationship", "notice" or nothing)
WORDS = {
    "welcome": (_("Before you start: who sees what, and how you may be reached."), "welcome", ""),
    "supervision-began": (
        _("Your therapist has a supervisor now. See who, and what they can see."),
        "who-sees",
        "",
    ),
    "supervision-ended": (
        _("A supervision of your therapist has ended. See who sees what now."),
        "who-sees",
        "",
    ),
    "therapist-away": (_("Your therapist will be away. See who stands in, and when."), "who-sees", ""),
    "therapist-left": (_("Your therapist has left the practice. See who goes on with you."), "who-sees", ""),
    "therapist-back": (_("Your therapist is back, or will not be away after all."), "who-sees", ""),
    "password-reset": (
        _("Your password was chosen anew by a link. If that was not you, tell your practice."),
        "usersessions_list",
        "",
    ),
    "second-step-off": (
        _(
            "Your second step for signing in was taken off by the people who run this site. If you did not ask them for it, tell your practice."
        ),
        "mfa_index",
        "",
    ),
    "erasure-asked": (_("A client asks that what they gave be erased."), "erasures", ""),
    "erasure-agreed": (
        _("Your request to erase what you gave was agreed to. See when it is done."),
        "erase-ask",
        "",
    ),
    "retention-over": (_("The years for which a record is kept are over."), "erasures", ""),
    "urgent": (_("Something urgent is waiting for you."), "urgent", "thing"),
    "call-me": (_("Somebody asks to be called."), "call-me", "notice"),
    "answers": (_("A client has answered."), "relationship", "relationship"),
}


def words(notice):
    return WORDS.get(notice.kind, (GENERAL,))[0]


def place(notice):
    """The address of the page it is about, or "" where there is none."""
    _words, name, needs = WORDS.get(notice.kind, ("", "", ""))
    argument = {"thing": notice.thing_id, "relationship": notice.relationship_id, "notice": notice.pk}.get(
        needs
    )
    try:
        return reverse(name, args=[argument] if needs else []) if name and (argument or not needs) else ""
    except NoReverseMatch:
        return ""
