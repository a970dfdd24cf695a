"""What each purpose of the consent ledger is, in a client's words. A room adds its purposes here, as it adds its notices.

What taking a yes back does lies in the room's withdrawn.py, which desk/consents.py gathers.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    """Both `to_whom` and `what_for` may hold %(name)s, the therapist's. `page` is the URL name of the page about one of them."""

    what: str | Promise
    what_for: str | Promise
    to_whom: str | Promise = "%(name)s"
    page: str = ""
    # It says that somebody was told, and allows nothing: there is nothing to take back.
    allows: bool = True


WORDS: dict[str, Purpose] = {
    "told-who-sees": Purpose(
        what=_("You were told who sees what"),
        what_for=_("So that it is known that you were told before you began. It allows nobody anything."),
        page="who-sees",
        allows=False,
    ),
}
