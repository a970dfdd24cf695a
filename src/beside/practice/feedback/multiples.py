"""All of a therapist's courses on one page, small: those with an open strain first. The same number of queries for one and for fifty."""

from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.alliance import Finding, Layout, Point, own_course, picture, prompts
from beside.practice.feedback import course, following, noticing
from beside.practice.feedback.models import Guess, Sheet, Standing
from beside.practice.people.models import Relationship
from beside.practice.repair.models import Episode

SMALL = Layout(300, 130, 13)
LAST = 24
"""Sessions in a small picture. The whole course is one tap away."""


@dataclass(frozen=True)
class Small:
    """One relationship: its last sessions as a picture, and the same in words."""

    relationship: Relationship
    picture: str
    words: str
    strain: str
    prompt: str


def courses(by) -> list[Small]:
    """Those that go on, an open strain first (the longest open before others), then by name. Six queries."""
    pairs = list(Relationship.objects.visible_to(by).going_on().select_related("client", "practice"))
    standings = {
        row.relationship_id: row for row in Standing.objects.visible_to(by).filter(relationship__in=pairs)
    }
    episodes = _episodes(pairs, by)
    open_to = _open_to(by)
    parameters = following.parameters_of(by.practice_id)
    rows = []
    for pair in pairs:
        standing = standings.get(pair.pk)
        if standing:
            standing.relationship = pair
        said = episodes.get(pair.pk, [])
        rows.append((_pressing(pair, said), _small(pair, standing, said, open_to, parameters)))
    return [small for _key, small in sorted(rows, key=lambda row: row[0])]


def _pressing(pair, episodes):
    opened = [episode.opened_at.timestamp() for episode in episodes if episode.is_open]
    return (not opened, min(opened, default=0), pair.client.name)


def _episodes(pairs, by):
    found: dict = {}
    rows = Episode.objects.visible_to(by).filter(relationship__in=pairs).select_related("session", "ended_in")
    for episode in rows.order_by("opened_at"):
        found.setdefault(episode.relationship_id, []).append(episode)
    return found


def _open_to(by):
    """The sessions whose answers this therapist may see, across everybody. Two queries."""
    guessed = Guess.objects.visible_to(by).values_list("session_id", flat=True)
    typed = Sheet.objects.visible_to(by).filter(entered_by=by.pk).values_list("session_id", flat=True)
    return {str(pk) for pk in (*guessed, *typed)}


def _small(pair, standing, episodes, open_to, parameters):
    points = standing.numbers["points"] if standing and standing.numbers else []
    shown = [point for point in points if point[1] in open_to or point[0] == 1]
    drawn = own_course(
        [Point(number, value, version=version) for number, _pk, value, version in shown[-LAST:]],
        parameters=parameters,
        words=course.words_of(episodes),
    )
    found = _noticed(standing, shown) if shown else None
    if found:
        drawn = replace(drawn, findings=(Finding(found.id, "", found.session, found.level, ""),))
    return Small(
        pair,
        _drawing(drawn, pair),
        _in_words(drawn, len(shown), len(points) - len(shown)),
        _strain(episodes),
        noticing.sentence(found, pair.client.short_name) if found else "",
    )


def _noticed(standing, shown):
    """What the last answer that may be seen raised by itself."""
    last = shown[-1][0]
    raised = prompts(following.findings(standing), last)
    return raised[0] if raised else None


def _in_words(drawn, answered, hidden):
    if not answered and not hidden:
        return _("No answers yet.")
    words = [ngettext("%(n)s session answered.", "%(n)s sessions answered.", answered) % {"n": answered}]
    if drawn.latest and drawn.latest.value is not None:
        words.append(_("The last: %(value)s.") % {"value": number_format(drawn.latest.value, 1)})
    if hidden:
        words.append(
            ngettext(
                "%(n)s answered session waits for your guess and is not shown.",
                "%(n)s answered sessions wait for your guess and are not shown.",
                hidden,
            )
            % {"n": hidden}
        )
    return " ".join(words)


def _strain(episodes):
    going_on = [episode for episode in episodes if episode.is_open]
    if not going_on:
        return ""
    if going_on[0].session:
        return _("Something has felt off since session %(number)s.") % {"number": going_on[0].session.number}
    return _("Something feels off between you.")


def _drawing(drawn, pair):
    if not drawn.n:
        return ""
    label = _("Session answers over time, in small")
    strained = [episode.opened for episode in drawn.episodes]
    one = {"name": "small", "drawn": picture(drawn, SMALL), "strained": strained}
    return render_to_string("feedback/_picture.html", {"drawings": [one], "label": label})
