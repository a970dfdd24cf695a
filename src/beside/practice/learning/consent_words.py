"""The purposes of this room in the consent ledger: see people/consent_words.py."""

from django.utils.translation import gettext_lazy as _

from beside.practice.learning.consent import PURPOSE
from beside.practice.people.consent_words import Purpose

WORDS = {
    PURPOSE: Purpose(
        what=_("A few words of yours, to practise with"),
        what_for=_(
            "%(name)s practises other answers to them, alone, in the words that you read and could change."
        ),
        page="learning-moment",
    ),
}
