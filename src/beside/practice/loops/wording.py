"""What a loop says, and where it stands, in words for the one who reads it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beside.practice.loops.models import Loop, Step
from beside.practice.people.models import Member


@dataclass(frozen=True)
class Line:
    """A loop as one of the two reads it."""

    loop: Loop
    says: str
    stands: str
    # As it stood when this was worded: showing a line may move it on.
    step: int
    viewer: Member

    @property
    def words(self):
        """The giver's own words, or nothing: "asked for help to raise something" says it all."""
        return "" if self.loop.kind == Loop.Kind.HELD_BACK else self.loop.said

    @property
    def alone(self):
        return says_alone(self.loop, viewer=self.viewer)

    @property
    def href(self):
        return reverse("loop-detail", args=[self.loop.pk])


def line(loop, *, viewer) -> Line:
    return Line(loop, says(loop, viewer=viewer), stands(loop, viewer=viewer), loop.step, viewer)


def says(loop, *, viewer):
    """What kind of thing was given; its words may follow."""
    mine = loop.given_by_id == viewer.pk
    if mine:
        return _mine(loop.kind)
    named = {"name": loop.given_by.short_name}
    if viewer.is_supervisor and loop.kind in (between := _of_the_two()):
        # “You” would be whoever supervises.
        return between[loop.kind] % {**named, "therapist": loop.relationship.clinician.short_name}
    return _theirs(loop.kind) % named


def says_alone(loop, *, viewer):
    """The same where no words follow: a heading, or a page that opens none."""
    mine = loop.given_by_id == viewer.pk
    alone = (_mine_alone if mine else _theirs_alone)().get(loop.kind)
    if alone is None:
        return says(loop, viewer=viewer)
    return alone if mine else alone % {"name": loop.given_by.short_name}


def _mine_alone():
    return {
        Loop.Kind.WISH: _("You wanted to talk about something"),
        Loop.Kind.HESITATION: _("You were hesitant about something"),
        Loop.Kind.PROMISE: _("You promised something"),
        Loop.Kind.WORDS: _("You wrote something"),
        Loop.Kind.QUESTION: _("You asked something"),
    }


def _theirs_alone():
    return {
        Loop.Kind.WISH: _("%(name)s wants to talk about something"),
        Loop.Kind.HESITATION: _("%(name)s is hesitant about something"),
        Loop.Kind.PROMISE: _("%(name)s promised something"),
        Loop.Kind.WORDS: _("%(name)s wrote something"),
        Loop.Kind.QUESTION: _("%(name)s asked something"),
    }


def _mine(kind):
    return {
        Loop.Kind.WISH: _("You wanted to talk about"),
        Loop.Kind.HESITATION: _("You were hesitant about"),
        Loop.Kind.HELD_BACK: _("You asked for help to raise something"),
        Loop.Kind.STRAIN: _("You felt something off between you"),
        Loop.Kind.PROMISE: _("You promised"),
        Loop.Kind.WORDS: _("You wrote"),
        Loop.Kind.PACE: _("You found the pace not right"),
        Loop.Kind.SAFETY: _("You could not easily say no"),
        Loop.Kind.QUESTION: _("You asked"),
        Loop.Kind.REPORT: _("You asked to see what was heard in a session"),
        Loop.Kind.BARRIER: _("You said what makes it hard to come"),
        Loop.Kind.CHANGE: _("You asked for a change in how you work together"),
        Loop.Kind.BOUNDARY: _("You noted that a boundary slipped"),
        Loop.Kind.MESSAGE: _("You sent a message"),
        Loop.Kind.REVIEW: _("You wrote for the review of your work together"),
        Loop.Kind.NEWS: _("You told of a change on your side"),
        Loop.Kind.SHARE: _("You shared something from your journal"),
    }[kind]


def _theirs(kind):
    return {
        Loop.Kind.WISH: _("%(name)s wants to talk about"),
        Loop.Kind.HESITATION: _("%(name)s is hesitant about"),
        Loop.Kind.HELD_BACK: _("%(name)s asked for help to raise something"),
        Loop.Kind.STRAIN: _("%(name)s felt something off between you"),
        Loop.Kind.PROMISE: _("%(name)s promised"),
        Loop.Kind.WORDS: _("%(name)s wrote"),
        Loop.Kind.PACE: _("%(name)s found the pace not right"),
        Loop.Kind.SAFETY: _("%(name)s could not easily say no"),
        Loop.Kind.QUESTION: _("%(name)s asked"),
        Loop.Kind.REPORT: _("%(name)s asked to see what was heard in a session"),
        Loop.Kind.BARRIER: _("%(name)s said what makes it hard to come"),
        Loop.Kind.CHANGE: _("%(name)s asked for a change in how you work together"),
        Loop.Kind.BOUNDARY: _("%(name)s noted that a boundary slipped"),
        Loop.Kind.MESSAGE: _("%(name)s sent a message"),
        Loop.Kind.REVIEW: _("%(name)s wrote for the review of your work together"),
        Loop.Kind.NEWS: _("%(name)s told of a change on their side"),
        Loop.Kind.SHARE: _("%(name)s shared something from their journal"),
    }[kind]


def _of_the_two():
    """For whoever supervises, who is none of the two."""
    return {
        Loop.Kind.STRAIN: _("%(name)s felt something off between them and %(therapist)s"),
        Loop.Kind.CHANGE: _("%(name)s asked %(therapist)s for a change in how the two work together"),
        Loop.Kind.REVIEW: _("%(name)s wrote for the review of the work with %(therapist)s"),
    }


def stands(loop, *, viewer):
    """Where it stands: "seen · not talked about yet"."""
    if loop.kind == Loop.Kind.PROMISE and loop.is_waiting:
        return _due(loop)
    if loop.reopened and loop.state in (Loop.State.GIVEN, Loop.State.SEEN):
        return _open_again(loop, viewer)
    if loop.kind in Loop.ANSWERED and loop.state == Loop.State.CHANGED:
        return _answered(loop, viewer)
    if viewer.is_client and loop.given_by_id == viewer.pk:
        return _as_its_giver_reads_it(loop, loop.relationship.clinician.short_name)
    if loop.kind == Loop.Kind.QUESTION and loop.state == Loop.State.SEEN:
        return _("seen · not answered yet")
    return {
        Loop.State.GIVEN: _("given %(when)s") % {"when": since(loop.opened_at)},
        Loop.State.SEEN: _("seen · not talked about yet"),
        Loop.State.TALKED: _("talked about · what changed?"),
        Loop.State.CHANGED: _("what changed was written down"),
        Loop.State.LEFT: _("you agreed to leave it"),
    }[loop.state]


def _answered(loop, viewer):
    if viewer.is_client:
        return _("%(name)s answered") % {"name": loop.relationship.clinician.short_name}
    return _("answered")


def _as_its_giver_reads_it(loop, therapist):
    words = {
        Loop.State.GIVEN: _("given · %(name)s has not seen this yet"),
        Loop.State.SEEN: _("%(name)s has seen this · not talked about yet"),
        Loop.State.TALKED: _("talked about"),
        Loop.State.CHANGED: _("%(name)s wrote what changed"),
        Loop.State.LEFT: _("you agreed to leave it"),
    }[loop.state]
    if loop.kind == Loop.Kind.QUESTION and loop.state == Loop.State.SEEN:
        words = _("%(name)s has seen this · not answered yet")
    return words % {"name": therapist}


def _open_again(loop, viewer):
    if loop.state == Loop.State.GIVEN:
        return _("open again · not answered yet")
    if viewer.is_client:
        return _("open again · %(name)s has seen it") % {"name": loop.relationship.clinician.short_name}
    return _("open again · seen, not answered yet")


def _due(loop):
    if loop.due_on is None:
        return _("by next time")
    days = (loop.due_on - timezone.localdate()).days
    if days < 0:
        return _("was due %(when)s") % {"when": day(loop.due_on)}
    return _("due today") if days == 0 else _("due %(when)s") % {"when": day(loop.due_on)}


def since(moment):
    return day(timezone.localtime(moment).date())


def day(date):
    """A day as people say it: today, yesterday, Friday within the week, else the date."""
    days = (timezone.localdate() - date).days
    if days in (0, 1, -1):
        return {0: _("today"), 1: _("yesterday"), -1: _("tomorrow")}[days]
    this_year = date.year == timezone.localdate().year
    kind = "l" if abs(days) < 7 else "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT"
    # Spanish says "el viernes", "el 5 de mayo".
    return pgettext("due Friday, given 5 May", "%(day)s") % {"day": date_format(date, kind)}


def move(step: Step, *, viewer):
    """One step in words: who did what."""
    name = _("You") if step.by_id == viewer.pk else step.by.short_name
    if step.reopened:
        return _("%(name)s said: not answered for me") % {"name": name}
    if step.loop.kind in Loop.ANSWERED and step.state == Loop.State.CHANGED:
        return _("%(name)s answered") % {"name": name}
    words = {
        Loop.State.GIVEN: _("%(name)s gave this"),
        Loop.State.SEEN: _("%(name)s saw this"),
        Loop.State.TALKED: _("%(name)s wrote down that you talked about it"),
        Loop.State.CHANGED: _("%(name)s wrote what changed"),
        Loop.State.LEFT: _("%(name)s wrote down that you agreed to leave it"),
    }[step.state]
    return words % {"name": name}
