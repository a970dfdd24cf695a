"""A questionnaire: its items, and what can be asked of its answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from beside.measures.errors import MissingAnswers, NotScored, UnusableAnswers
from beside.measures.item import Answer, Answers, Item
from beside.measures.scores import (
    Band,
    Imported,
    Prorated,
    ReliableChange,
    Score,
    SessionScore,
    Split,
    Subscale,
)
from beside.measures.words import FormText, Voice, Wording

Scoring: TypeAlias = Literal["sum", "mean", "dimensions", "none"]

FormKind: TypeAlias = Literal["questionnaire", "skeleton", "numbers"]
"""A questionnaire can be asked. A skeleton has no words until a practice imports those it holds a licence for.
Numbers are typed in by a clinician from licensed paper: the form itself is never drawn."""

Higher: TypeAlias = Literal["worse", "better", ""]
"""Which way a total goes: more trouble, or more of something good; "" where the file does not say. Only totals that
are known to go up with trouble are followed for getting worse."""


@dataclass(frozen=True)
class Form:
    """One version of one questionnaire, as its file says it.

    A version never changes: answers keep the version that they were given to.
    """

    id: str
    version: int
    licence: str
    source: str
    scoring: Scoring
    items: tuple[Item, ...]
    wordings: Mapping[str, Mapping[Voice, Wording]] = field(repr=False, hash=False)
    band_words: Mapping[str, Mapping[str, str]] = field(repr=False, hash=False)
    bands: tuple[Band, ...] = ()
    reliable_change: ReliableChange | None = None
    doi: str = ""
    credit: str = ""
    loinc: str = ""
    loinc_total: str = ""
    kind: FormKind = "questionnaire"
    subscales: tuple[Subscale, ...] = ()
    prorated: Prorated | None = None
    no_reliable_change: str = ""
    imported: Imported | None = None
    higher: Higher = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it is worded in; the first is the one that any other falls back to."""
        return tuple(self.wordings)

    @property
    def can_be_guessed(self) -> bool:
        """Does it have a therapist's version, to guess with?"""
        return bool(self.wordings) and all("therapist" in voices for voices in self.wordings.values())

    @property
    def has_total(self) -> bool:
        """Does it have a total, so that two times of answering can be compared by one number?"""
        return self.scoring in ("sum", "mean")

    @property
    def total_range(self) -> tuple[float, float]:
        """The lowest and the highest total there can be.

        >>> from beside.measures import load_form
        >>> load_form("phq9").total_range
        (0, 27)
        """
        return self._range([item for item in self.items if item.scored])

    def item(self, key: str) -> Item:
        """The item of that key.

        >>> from beside.measures import load_form
        >>> load_form("session").item("safe").device
        'client'
        """
        return next(item for item in self.items if item.key == key)

    # Words

    def text(
        self, language: str = "en", *, voice: Voice = "client", therapist: str = "", client: str = ""
    ) -> FormText:
        """The questionnaire in words, with the two people's names in it.

        A language it lacks gives its first; `language` of what comes back says which it is.

        >>> from beside.measures import load_form
        >>> load_form("session").text("en", therapist="Mara").question("safe").words
        'Today I could say no to Mara.'
        >>> load_form("session").text("es-MX", therapist="Mara").language
        'es'
        """
        assert self.wordings, f"{self.id} has no words: what has none is never shown"
        spoken = self._spoken(language)
        wording = self.wordings[spoken][voice]
        names = {"therapist": therapist, "client": client}
        return FormText(
            language=spoken,
            title=wording.title,
            instruction=wording.instruction.replace("{client}", client or "{client}"),
            questions=tuple(wording.question(item, names) for item in self.items),
            bands=self.band_words.get(spoken, {}),
        )

    def _spoken(self, language: str) -> str:
        wanted = language.replace("_", "-").lower()
        known = {name.lower(): name for name in self.languages}
        return known.get(wanted) or known.get(wanted.partition("-")[0]) or self.languages[0]

    # Which items are asked

    def asked(self, answers: Answers) -> tuple[Item, ...]:
        """The items that these answers leave to be asked: a follow-up only after what it follows.

        >>> from beside.measures import load_form
        >>> [item.key for item in load_form("session").asked({"strain": "no"})][-3:]
        ['strain', 'held', 'first']
        """
        return tuple(item for item in self.items if not item.asked_if or item.asked_if.holds_in(answers))

    def for_device(self, whose: Literal["client", "therapist"]) -> Form:
        """The form as it is asked on that person's device.

        Nobody can say no to somebody who holds the screen, so a client who answers on the
        therapist's device is not asked about safety, strain or what was held back.

        >>> from beside.measures import load_form
        >>> [item.key for item in load_form("session").for_device("therapist").items]
        ['self', 'matters', 'way', 'pace', 'first']
        """
        if whose == "client":
            return self
        return replace(self, items=tuple(item for item in self.items if item.device == "any"))

    # Answers: read, checked, parted

    def read(self, raw: Mapping[str, str]) -> dict[str, Answer]:
        """The answers in what a page sent or a paper form says, checked.

        What is empty was skipped. What does not belong to the form is passed over, and so is a
        follow-up to a question answered otherwise: a page without scripts shows both.

        >>> from beside.measures import load_form
        >>> load_form("session").read({"self": "7", "way": "", "strain": "no", "mended": "2", "csrf": "x"})
        {'self': 7, 'strain': 'no'}
        """
        given = {item.key: item.read(raw[item.key]) for item in self.items if item.key in raw}
        answers = {key: answer for key, answer in given.items() if answer is not None}
        asked = {item.key for item in self.asked(answers)}
        answers = {key: answer for key, answer in answers.items() if key in asked}
        self.check(answers)
        return answers

    def check(self, answers: Answers) -> None:
        """Raise UnusableAnswers, naming the item, where an answer does not fit. Skipping always fits.

        >>> from beside.measures import load_form
        >>> load_form("session").check({"self": 11})
        Traceback (most recent call last):
        beside.measures.errors.UnusableAnswers: session: self is answered from 0 to 10, but here it is 11.
        """
        items = {item.key: item for item in self.items}
        for key, answer in answers.items():
            if key not in items:
                raise UnusableAnswers(f"{self.id} has no item called {key}.", key)
            if problem := items[key].fault(answer):
                raise UnusableAnswers(f"{self.id}: {key} {problem}.", key)
            follows = items[key].asked_if
            if follows and not follows.holds_in(answers):
                raise UnusableAnswers(f"{self.id}: {key} is asked only after {follows.item}.", key)

    def split_private(self, answers: Answers, only_me: Collection[str] = ()) -> Split:
        """Part the answers in what is sent and what the client keeps.

        Kept are *only me* and *just for me*, whatever the client named in `only_me` (an answer given
        and marked *only me*, or *I will tell them myself*), and every follow-up to something kept.

        >>> from beside.measures import load_form
        >>> load_form("session").split_private({"self": 9, "held": "just_for_me"})
        Split(sent={'self': 9}, kept={'held': 'just_for_me'})
        """
        self.check(answers)
        items = {item.key: item for item in self.items}
        kept = {key for key, answer in answers.items() if key in only_me or items[key].keeps(answer)}
        kept |= {key for key in answers if (follows := items[key].asked_if) and follows.item in kept}
        return Split(
            sent={key: answer for key, answer in answers.items() if key not in kept},
            kept={key: answer for key, answer in answers.items() if key in kept},
        )

    # Scores

    def score(self, answers: Answers) -> Score:
        """The total, and the band it falls in.

        Every scored item must be answered. We do not fill gaps in: a total that looks complete
        hides that it is not. Where a questionnaire's own source says how many answers are enough
        (`prorated`), the total is made from those, and says so.

        >>> from beside.measures import load_form
        >>> load_form("gad7").score({"nervous": 2, "worry": 1})
        Traceback (most recent call last):
        beside.measures.errors.MissingAnswers: gad7 has no answer for: control, relax, restless, irritable, afraid.
        """
        if not self.has_total:
            raise NotScored(f"{self.id} has no total.")
        self.check(answers)
        scored = [item for item in self.items if item.scored]
        at_least = self.prorated.at_least if self.prorated else len(scored)
        total, lowest, highest, answered = self._added_up(scored, answers, at_least)
        return Score(
            total=total,
            lowest=lowest,
            highest=highest,
            band=next((band for band in reversed(self.bands) if band.lowest <= total), None),
            items=answered,
            prorated=len(answered) < len(scored),
        )

    def subscale_scores(self, answers: Answers) -> dict[str, float]:
        """Each subscale, added up as the total is. Nothing is prorated: all its items must be answered.

        >>> from beside.measures import load_form
        >>> load_form("phq4").subscale_scores({"nervous": 2, "control": 1, "interest": 0, "mood": 3})
        {'anxiety': 3, 'depression': 3}
        """
        if not self.subscales:
            raise NotScored(f"{self.id} has no subscales.")
        self.check(answers)
        scores = {}
        for subscale in self.subscales:
            items = [self.item(key) for key in subscale.items]
            scores[subscale.key] = self._added_up(items, answers, len(items))[0]
        return scores

    def _added_up(
        self, items: Sequence[Item], answers: Answers, at_least: int
    ) -> tuple[float, float, float, tuple[str, ...]]:
        """The total, its range and the items that it is made of; MissingAnswers under `at_least` answers."""
        answered = [item for item in items if item.key in answers]
        if len(answered) < at_least:
            missing = [item.key for item in items if item.key not in answers]
            raise MissingAnswers(f"{self.id} has no answer for: {', '.join(missing)}.", missing)
        points = sum(item.points(answers[item.key]) for item in answered)
        if self.scoring == "mean":
            points = points / len(answered)
        elif len(answered) < len(items):
            points = points / len(answered) * len(items)
        return points, *self._range(items), tuple(item.key for item in answered)

    def _range(self, items: Sequence[Item]) -> tuple[float, float]:
        spans = [item.range for item in items if item.range]
        if self.scoring == "mean":
            # All its items run over the same numbers, or the file would have been refused.
            return spans[0]
        return sum(span[0] for span in spans), sum(span[1] for span in spans)

    def dimension_scores(self, answers: Answers) -> dict[str, float]:
        """Each dimension that was answered, between 0 and 10. Skipped and private ones are not there.

        >>> from beside.measures import load_form
        >>> load_form("session").dimension_scores({"self": 7, "safe": "only_me", "pace": 3})
        {'self': 7.0, 'pace': 4.0}
        """
        if self.scoring != "dimensions":
            raise NotScored(f"{self.id} has no dimensions.")
        self.check(answers)
        scores = {
            item.key: item.dimension_score(answers[item.key]) for item in self.items if item.key in answers
        }
        return {key: score for key, score in scores.items() if score is not None}

    def session_score(self, answers: Answers) -> SessionScore | None:
        """The mean of the dimensions that were answered, and how many they are; None where none was.

        A picture needs one line, and this is it. Say how many dimensions it rests on beside it.
        On another device than the client's there are fewer to answer, and `out_of` says so.

        >>> from beside.measures import load_form
        >>> load_form("session").session_score({"self": 7, "way": 8, "pace": -1})
        SessionScore(value=7.666666666666667, of=3, out_of=5)
        """
        scores = self.dimension_scores(answers)
        if not scores:
            return None
        out_of = sum(item.scored for item in self.items)
        return SessionScore(sum(scores.values()) / len(scores), len(scores), out_of)

    def gaps(self, guess: Answers, answers: Answers) -> dict[str, int]:
        """Guess minus answer on the item's own numbers, for each dimension that both gave.

        Not of scores: a guess of *too slow* against an answer of *too fast* is as far off as can be,
        and both score the same. The gap belongs to the therapist and is for learning.

        >>> from beside.measures import load_form
        >>> load_form("session").gaps({"self": 9, "pace": -2}, {"self": 6, "pace": 2, "way": 8})
        {'self': 3, 'pace': -4}
        """
        both = self.dimension_scores(guess).keys() & self.dimension_scores(answers).keys()
        return {
            item.key: int(guess[item.key]) - int(answers[item.key]) for item in self.items if item.key in both
        }

    # Risk items

    def positive(self, answers: Answers) -> tuple[Item, ...]:
        """The urgent items that are answered above their lowest, whatever the total.

        >>> from beside.measures import load_form
        >>> [item.key for item in load_form("phq9").positive({"self_harm": 1})]
        ['self_harm']
        """
        self.check(answers)
        return tuple(item for item in self.items if item.urgent and _above_lowest(item, answers))

    def urgent(self, answers: Answers, before: Answers | None = None) -> tuple[Item, ...]:
        """The urgent items that are positive for the first time, or higher than in `before`.

        `before` holds the answers of the time before, None where there is none. An urgent item
        skipped last time counts as not positive then: better told once too often.

        >>> from beside.measures import load_form
        >>> phq9 = load_form("phq9")
        >>> [item.key for item in phq9.urgent({"self_harm": 2}, before={"self_harm": 1})]
        ['self_harm']
        >>> phq9.urgent({"self_harm": 1}, before={"self_harm": 1})
        ()
        """
        before = before or {}
        return tuple(
            item
            for item in self.positive(answers)
            if not _above_lowest(item, before) or int(answers[item.key]) > int(before[item.key])
        )


def _above_lowest(item: Item, answers: Answers) -> bool:
    answer = answers.get(item.key)
    return isinstance(answer, int) and item.range is not None and answer > item.range[0]
