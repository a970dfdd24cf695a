"""What is shown for what is kept: the words to tap, in each reader's language, and a session's time and place."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.practice.meetings import walltime

ARRIVE = {
    "calm": gettext_lazy("calm"),
    "hopeful": gettext_lazy("hopeful"),
    "okay": gettext_lazy("okay"),
    "curious": gettext_lazy("curious"),
    "glad": gettext_lazy("glad"),
    "tired": gettext_lazy("tired"),
    "heavy": gettext_lazy("heavy"),
    "sad": gettext_lazy("sad"),
    "numb": gettext_lazy("numb"),
    "wary": gettext_lazy("wary"),
    "restless": gettext_lazy("restless"),
    "anxious": gettext_lazy("anxious"),
    "angry": gettext_lazy("angry"),
    "ashamed": gettext_lazy("ashamed"),
}


def tidy(text) -> str:
    """As it was typed, without blanks at the ends. A browser sends line ends its own way; ours are one character."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def arriving(words) -> str:
    """ "tired, wary. In their own words.": how somebody arrives, as one text; empty where they did not say."""
    tapped = ", ".join(str(ARRIVE[word]) for word in words.get("arrive", ()) if word in ARRIVE)
    own = words.get("arrive_words", "")
    return "\n".join(part for part in (tapped[:1].upper() + tapped[1:], own) if part)


def clock(moment, zone) -> str:
    return date_format(moment.astimezone(walltime.zone_of(zone)), "H:i")


def day(moment, zone) -> str:
    """ "Tuesday 24 November", with the year where it is not this one."""
    local = moment.astimezone(walltime.zone_of(zone))
    this_year = local.year == timezone.localdate().year
    return date_format(local, "l j F" if this_year else "l j F Y")


def when(session) -> str:
    """ "Tuesday 24 November, 14:00 to 14:50", in the zone it was meant in."""
    return _("%(day)s, %(from)s to %(to)s") % {
        "day": day(session.starts_at, session.zone),
        "from": clock(session.starts_at, session.zone),
        "to": clock(session.ends_at, session.zone),
    }


def standing(session) -> str:
    """What became of it, where that is not plain."""
    if session.state == session.State.CANCELLED:
        return _("cancelled late") if session.cancelled_late else _("cancelled")
    if session.state == session.State.MISSED:
        return _("did not take place")
    return ""
