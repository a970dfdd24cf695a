"""What the mirror says of each figure: what it is, what it rests on, what it does not mean."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beside.alliance.mirror import FLOOR_CLIENTS
from beside.practice.learning import mirror

GROUPS = {
    mirror.DOES: gettext_lazy("What I do in sessions"),
    mirror.RELIABLE: gettext_lazy("How reliable I am"),
    mirror.GUESSES: gettext_lazy("Where my guesses were off"),
    mirror.STRAIN: gettext_lazy("How strain was met and mended"),
}
# key: (what it is, what it rests on, what it does not mean)
WORDS = {
    "open-questions": (
        gettext_lazy("Open questions, of all questions"),
        gettext_lazy(
            "Transcripts you may still read, as a program read them: experts agree on open and closed at kappa .52."
        ),
        gettext_lazy(
            "It does not mean that closed questions are worse. Asking about safety, a closed one is often kinder."
        ),
    ),
    "reflections": (
        gettext_lazy("Reflections in a session"),
        gettext_lazy(
            "Transcripts you may still read, as a program read them: it finds about three of four reflections that experts find."
        ),
        gettext_lazy(
            "It does not mean that more would be better: one that lands is worth ten that do not, and the program cannot tell which."
        ),
    ),
    "advice": (
        gettext_lazy("Advice that was not asked for, in a session"),
        gettext_lazy(
            "Sentences of advice outside a permission, found by rules in transcripts you may still read."
        ),
        gettext_lazy(
            "It is no fault by itself: some clients want it. Homework that you both agreed on reads the same."
        ),
    ),
    "silences": (
        gettext_lazy("Silences that you left open"),
        gettext_lazy(
            "Silences of three seconds or more that somebody other than you ended, in transcripts you may still read."
        ),
        gettext_lazy(
            "It does not say which silences were good ones. How much silence there is goes with no outcome that holds."
        ),
    ),
    "on-time": (
        gettext_lazy("Started on time"),
        gettext_lazy("Sessions whose times were put down; up to five minutes late counts as on time."),
        gettext_lazy("It does not say who was late, or why."),
    ),
    "cancelled": (
        gettext_lazy("Cancelled by you"),
        gettext_lazy("All sessions that were planned for these days."),
        gettext_lazy("Being ill is no unreliability. It says how often, and not how it was told."),
    ),
    "promises": (
        gettext_lazy("Promises kept by their day"),
        gettext_lazy(
            "What you promised in a closing step and was due; what was let go together is left out."
        ),
        gettext_lazy("A promise that slipped and was talked about may do more for trust than none."),
    ),
    "answered": (
        gettext_lazy("Answered by the next session"),
        gettext_lazy("What clients gave that asked for an answer, where a session has come since."),
        gettext_lazy("It does not say that the answer was the right one: only the client can."),
    ),
    "remembered": (
        gettext_lazy("Remembered"),
        gettext_lazy("Notes, by a client or by you, on whether you remembered what had been said."),
        gettext_lazy("People note what was forgotten more often than what was remembered."),
    ),
    "boundaries": (
        gettext_lazy("Boundaries that held"),
        gettext_lazy("Notes of either of you on what was your part."),
        gettext_lazy("People note what slipped more often than what held."),
    ),
    "guess-direction": (
        gettext_lazy("In which direction my guesses were off"),
        gettext_lazy(
            "Your guess less their answer, on average, in points of the session form. Above zero you thought it better than they said."
        ),
        gettext_lazy(
            "It does not say who was right, and it is no measure of skill. An answer can be polite, and a guess can be careful."
        ),
    ),
    "guess-distance": (
        gettext_lazy("How far my guesses were off"),
        gettext_lazy("The same without its direction, in points of the session form."),
        gettext_lazy("Answers go up and down by themselves: nobody guesses without being off."),
    ),
    "strain-met": (
        gettext_lazy("Strains on which you took a step of the way back"),
        gettext_lazy(
            "Every strain that one of you opened, and whether you marked at least one step of the path."
        ),
        gettext_lazy("Steps are marked by you. What you did and did not mark is not in it."),
    ),
    "strain-mended": (
        gettext_lazy("Strains that the client called mended"),
        gettext_lazy("Strains that are over: mended, or left at the client’s wish."),
        gettext_lazy(
            "One that was left is no failure. Strain that is named at all is trust already; most is never named."
        ),
    ),
}


@dataclass(frozen=True)
class Said:
    """One figure as its page says it."""

    key: str
    title: str
    value: str
    between: str
    rests_on: str
    before: str
    change: str
    basis: str
    is_not: str
    silent: str
    can_be_shown: bool


def said(figure) -> Said:
    title, basis, is_not = WORDS[figure.key]
    now = figure.now
    return Said(
        key=figure.key,
        title=str(title),
        value=value(figure.unit, now.value) if now else "",
        between=between(figure.unit, now.low, now.high) if now else "",
        rests_on=rests_on(figure.unit, now.n, now.sessions, now.clients) if now else "",
        before=value(figure.unit, figure.before.value) if now and figure.before else "",
        change=_change(figure) if now else "",
        basis=str(basis),
        is_not=str(is_not),
        silent="" if now else _silent(figure),
        can_be_shown=bool(now and not figure.listened and now.clients >= FLOOR_CLIENTS),
    )


def value(unit, number):
    if unit == mirror.SHARE:
        return _("%(n)s in 100") % {"n": number_format(round(100 * number))}
    if unit == mirror.EACH:
        return _("%(n)s a session") % {"n": number_format(number, decimal_pos=1)}
    sign = "+" if number > 0 and unit == mirror.POINTS else ""
    return _("%(n)s points") % {"n": sign + number_format(number, decimal_pos=1)}


def between(unit, low, high):
    said = {"low": value(unit, low), "high": value(unit, high)}
    return _("With this many, what is behind it may lie anywhere from %(low)s to %(high)s.") % said


def rests_on(unit, n, sessions, clients):
    """From how many of what: sessions, or things counted, and clients."""
    words = ngettext("Counted from %(n)d.", "Counted from %(n)d.", sessions) % {"n": sessions}
    if n != sessions:
        words = _("Counted from %(n)d in %(sessions)d sessions.") % {"n": round(n), "sessions": sessions}
    return f"{words} " + ngettext(
        "%(n)d client stands behind it.", "%(n)d clients stand behind it.", clients
    ) % {"n": clients}


def _change(figure):
    if figure.before is None:
        return _("There is too little before to set beside it.")
    if not figure.clear:
        return _("No clear change: the difference may be chance.")
    if figure.more:
        return _("That is more than before, and more than chance would likely make.")
    return _("That is less than before, and less than chance would likely make.")


def _silent(figure):
    words = {"have": figure.have, "floor": figure.floor, "days": figure.days}
    return (
        _(
            "Silent: %(have)d of the %(floor)d it needs in %(days)d days. With fewer, one odd hour would decide it."
        )
        % words
    )
