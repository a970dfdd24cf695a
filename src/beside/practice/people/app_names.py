"""What the app calls itself on a device: in its titles, its icon, and where it is installed. Somebody may look over a shoulder."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class AppName:
    key: str
    name: Any
    # The beginning of its files' names in static/beside/icons.
    icon: str


NAMES = {
    "": AppName("", "Beside", "cairn"),
    "notes": AppName("notes", _("Notes"), "notes"),
    "lists": AppName("lists", _("Lists"), "lists"),
}


def cookie():
    return settings.THEME_COOKIE_NAME.replace("theme", "name")


def of(request) -> AppName:
    """As the address says (what is fetched without cookies), else as this device does."""
    key = request.GET.get("as")
    return NAMES.get(request.COOKIES.get(cookie(), "") if key is None else key, NAMES[""])
