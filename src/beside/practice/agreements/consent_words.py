"""The purposes of this room in the consent ledger: see people/consent_words.py."""

from django.utils.translation import gettext_lazy as _

from beside.practice.agreements.companions import PURPOSE
from beside.practice.people.consent_words import Purpose

WORDS = {
    PURPOSE: Purpose(
        what=_("Somebody else in the room of a session"),
        what_for=_("For this one session, and for those who were named to you."),
        to_whom=_("Those whom %(name)s named for this session"),
        page="companions",
    ),
}
