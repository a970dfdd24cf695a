"""How passwords are kept, and which nobody may choose."""

import hashlib
import re
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# First four bytes of the SHA-256 of each, sorted. Made by tools/leaked_passwords.py.
LEAKED = Path(__file__).with_name("leaked_passwords.bin")
DIGEST_BYTES = 4

# Easy to guess here, alone or with digits and signs around them.
OURS = (
    *(
        "beside",
        "therapy",
        "therapist",
        "psychotherapy",
        "psychotherapist",
        "counselling",
        "counseling",
        "counsellor",
    ),
    *(
        "counselor",
        "client",
        "patient",
        "session",
        "checkin",
        "practice",
        "supervisor",
        "supervision",
        "clinician",
    ),
    *(
        "psychologist",
        "psychology",
        "welcome",
        "password",
        "terapia",
        "terapeuta",
        "cliente",
        "sesion",
        "consulta",
    ),
)
WORTH_COUNTING = 4


class Argon2(Argon2PasswordHasher):
    """Argon2id at 19 MiB: Django's 100 MiB each would let twenty sign-ins at once take two gigabytes."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class NotLeaked:
    """Refuse what attackers try first, by a list that lies here: nothing is sent anywhere."""

    def validate(self, password, user=None):
        if is_leaked(password):
            raise ValidationError(
                _(
                    "This password has leaked somewhere and is among the first that are tried. Choose another."
                ),
                code="password_leaked",
            )

    def get_help_text(self):
        return _("It may not be one that has leaked and is known.")


class NotOurs:
    """Refuse the words that anybody would try first on a site like this."""

    def validate(self, password, user=None):
        rest = password.lower()
        for word in sorted(OURS, key=len, reverse=True):
            rest = rest.replace(word, " ")
        if rest != password.lower() and len(re.findall(r"[^\W\d_]", rest)) < WORTH_COUNTING:
            raise ValidationError(
                _("This is easy to guess here. Choose words that have nothing to do with therapy."),
                code="password_of_ours",
            )

    def get_help_text(self):
        return _("It may not be made of words that belong to therapy alone.")


def is_leaked(password: str) -> bool:
    wanted = hashlib.sha256(password.lower().encode()).digest()[:DIGEST_BYTES]
    known = _leaked()
    low, high = 0, len(known) // DIGEST_BYTES
    while low < high:
        middle = (low + high) // 2
        found = known[middle * DIGEST_BYTES : (middle + 1) * DIGEST_BYTES]
        if found == wanted:
            return True
        low, high = (middle + 1, high) if found < wanted else (low, middle)
    return False


@cache
def _leaked() -> bytes:
    return LEAKED.read_bytes()
