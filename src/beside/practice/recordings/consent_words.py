"""The purposes of this room in the consent ledger: see people/consent_words.py."""

from django.utils.translation import gettext_lazy as _

from beside.practice.people.consent_words import Purpose
from beside.practice.recordings.consent import PURPOSE, SHOWING

WORDS = {
    PURPOSE: Purpose(
        what=_("A transcript of a session"),
        what_for=_("A program looks for moments in it, and %(name)s reads them to learn from it."),
        page="listening",
    ),
    SHOWING: Purpose(
        what=_("What was heard in a session, shown to a supervisor"),
        what_for=_("So that %(name)s can talk it over with somebody who advises them."),
        to_whom=_("A supervisor whom %(name)s named to you"),
        page="listening-shown",
    ),
}
