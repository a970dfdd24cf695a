"""The purpose of this room in the consent ledger: see people/consent_words.py."""

from django.utils.translation import gettext_lazy as _

from beside.practice.people.consent_words import Purpose
from beside.practice.supervision.actions.passages import PURPOSE

WORDS = {
    PURPOSE: Purpose(
        what=_("A few words of yours, for a supervisor"),
        what_for=_("%(name)s shows one supervisor the words that you read, and no others."),
        page="supervision-passage",
    ),
}
