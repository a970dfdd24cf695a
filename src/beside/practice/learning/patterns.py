"""The five small questions on a session that did not land, and which of their own words come back."""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.practice.learning.models import Reflection
from beside.practice.vault import keyring

# Fewer reflections have no pattern: two things are alike by chance.
FROM = 3
DAYS = 365
FELT = {
    "hurried": _("hurried"),
    "helpless": _("helpless"),
    "bored": _("bored"),
    "irritated": _("irritated"),
    "pleasing": _("wanting to please"),
    "far": _("far away"),
    "lost": _("lost"),
    "sad": _("sad"),
    "afraid": _("afraid"),
    "tired": _("tired"),
}
MINE = {
    "pushed": _("pushed on"),
    "explained": _("explained"),
    "advised": _("gave advice"),
    "asked": _("asked one question after another"),
    "changed": _("changed the subject"),
    "agreed": _("agreed too soon"),
    "silent": _("went quiet"),
    "clock": _("watched the clock"),
    "let-go": _("let it go"),
    "defended": _("defended myself"),
}


@dataclass(frozen=True)
class Patterns:
    """How often each chosen word came, most often first; nothing while there are too few."""

    of: int
    felt: list[tuple[str, int]]
    mine: list[tuple[str, int]]
    together: list[tuple[str, str, int]]


def patterns(member, *, now=None) -> Patterns:
    """Over the last year. Words only: of whom they were written is not looked at."""
    since = (now or timezone.now()) - timezone.timedelta(days=DAYS)
    found = list(Reflection.objects.visible_to(member).filter(at__gte=since))
    keyring.warm(member.practice_id, list({one.relationship_id or member.pk for one in found}))
    if len(found) < FROM:
        return Patterns(len(found), [], [], [])
    felt, mine, together = Counter(), Counter(), Counter()
    for one in found:
        these = [key for key in one.words.get("felt", ()) if key in FELT]
        those = [key for key in one.words.get("mine", ()) if key in MINE]
        felt.update(these)
        mine.update(those)
        together.update((a, b) for a in these for b in those)
    return Patterns(
        len(found),
        [(str(FELT[key]), count) for key, count in felt.most_common() if count > 1],
        [(str(MINE[key]), count) for key, count in mine.most_common() if count > 1],
        [(str(FELT[a]), str(MINE[b]), count) for (a, b), count in together.most_common(5) if count > 1],
    )
