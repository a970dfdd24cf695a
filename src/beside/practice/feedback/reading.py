"""What was answered, in words, beside what was guessed. A skipped item and one kept by the client look the same: not there."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beside.measures import MissingAnswers, load_form
from beside.practice.feedback.models import Guess, Sheet


@dataclass(frozen=True)
class Line:
    """One question: what was answered, and what was guessed ("" where nothing was)."""

    key: str
    words: str
    answer: str
    guess: str = ""
    gap: str = ""


@dataclass(frozen=True)
class Answered:
    """A sheet as a page shows it."""

    sheet: Sheet
    title: str
    language: str
    lines: tuple[Line, ...]
    total: str = ""
    before: tuple = ()

    @property
    def given(self):
        return [line for line in self.lines if line.answer]


def in_words(question, value):
    """An answer as it is read out: "7", "A little", "yes"."""
    if value is None:
        return ""
    if question.item.kind == "tick":
        return _("yes")
    if question.item.kind == "choice":
        return next((option.words for option in question.options if option.value == value), str(value))
    if question.item.kind == "words":
        return value
    end = {question.item.lowest: question.low, question.item.highest: question.high}.get(value, "")
    number = str(value).replace("-", "\N{MINUS SIGN}")
    return f"{number} ({end})" if end else number


def answered(sheet, *, guess=None, client="", therapist="", voice="client"):
    """The sheet in words, with the guess beside it where there is one."""
    form = load_form(sheet.form, sheet.version)
    voice = voice if form.can_be_guessed else "client"
    text = form.text(get_language() or "en", voice=voice, therapist=therapist, client=client)
    guessed = guess.answers if guess and not guess.passed else {}
    lines = tuple(
        Line(
            key=question.key,
            words=question.words,
            answer=in_words(question, sheet.answers.get(question.key)),
            guess=in_words(question, guessed.get(question.key)),
            gap=_gap(question, guessed, sheet.answers, client),
        )
        for question in text.questions
    )
    title = form.text(text.language).title
    return Answered(sheet, title, text.language, lines, total_in_words(form, sheet, text))


def _gap(question, guessed, said, client):
    """Guess and answer in one plain sentence, where both are there."""
    key = question.key
    if key not in guessed or key not in said:
        return ""
    if guessed[key] == said[key]:
        return _("As you guessed.")
    return _("You guessed %(guess)s, %(name)s said %(answer)s.") % {
        "guess": _short(question, guessed[key]),
        "name": client,
        "answer": _short(question, said[key]),
    }


def _short(question, value):
    if question.item.kind == "choice":
        return f"“{in_words(question, value)}”"
    return in_words(question, value).partition(" (")[0]


def total_in_words(form, sheet, text):
    """ "14 of 27, moderate", or that there is none and why. Nothing is filled in."""
    if not form.has_total:
        return ""
    scored = [item.key for item in form.items if item.scored]
    try:
        score = form.score(sheet.answers)
    except MissingAnswers:
        here = sum(key in sheet.answers for key in scored)
        return _("%(here)s of %(all)s questions answered, so there is no total. Nothing is filled in.") % {
            "here": here,
            "all": len(scored),
        }
    band = text.bands.get(score.band.key, "") if score.band else ""
    said = _("%(total)s of %(highest)s") % {"total": number_format(score.total), "highest": score.highest}
    return f"{said}, {band}" if band else said


def sheets_of(session, *, by, therapist, client):
    """Every sheet of one session as it stands now, each with those it corrects, and the guess. Three queries."""
    rows = list(
        Sheet.objects.visible_to(by).filter(session=session).select_related("entered_by").order_by("sent_at")
    )
    by_id = {sheet.pk: sheet for sheet in rows}
    guess = Guess.objects.visible_to(by).filter(session=session).first()
    current = [sheet for sheet in rows if sheet.pk not in {other.corrects_id for other in rows}]
    shown = []
    for sheet in current:
        words = {
            "client": client,
            "therapist": therapist,
            "voice": "therapist" if by.is_clinician else "client",
        }
        mine = guess if guess and guess.form == sheet.form else None
        earlier, before = [], by_id.get(sheet.corrects_id)
        while before:
            earlier.append(answered(before, **words))
            before = by_id.get(before.corrects_id)
        as_it_is = answered(sheet, guess=mine, **words)
        shown.append(
            Answered(sheet, as_it_is.title, as_it_is.language, as_it_is.lines, as_it_is.total, tuple(earlier))
        )
    return shown, guess
