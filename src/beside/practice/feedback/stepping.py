"""A questionnaire as it goes through a phone: a few questions at a time, without JavaScript, and nothing chosen beforehand.

Every page carries what was answered before it in hidden fields, so that the last one holds all of it: sent twice,
it is the same twice. A draft keeps it between visits.
"""

import uuid
from dataclasses import dataclass, field

from beside.measures import ONLY_ME, Form, FormText
from beside.practice.feedback import asking
from beside.practice.people import drafts

NEXT, BACK, SKIP, SEND = "next", "back", "skip", "send"


@dataclass(frozen=True)
class Choice:
    value: str
    words: str
    checked: bool
    private: bool = False
    # Chosen, it brings up a follow-up question, or help.
    leads: bool = False
    raises: bool = False


@dataclass(frozen=True)
class Asked:
    """One question as a template shows it."""

    key: str
    kind: str
    words: str
    hint: str
    low: str
    middle: str
    high: str
    choices: tuple[Choice, ...]
    numbers: tuple[Choice, ...]
    value: str
    may_keep: bool
    kept: bool
    follows: bool
    urgent: bool
    few: bool

    @property
    def halfway(self):
        return self.numbers[len(self.numbers) // 2].value

    @property
    def ticked(self):
        return self.value == "true"


@dataclass
class Paper:
    """What stands on the page now: which step, and what was answered so far, as texts."""

    form: Form
    at: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    only_me: list[str] = field(default_factory=list)
    key: str = ""

    @property
    def steps(self):
        return asking.steps(self.form)

    @property
    def keys(self):
        return self.steps[self.at]

    @property
    def number(self):
        return self.at + 1

    @property
    def of(self):
        return len(self.steps)

    @property
    def is_last(self):
        return self.number == self.of

    @property
    def carried(self):
        """What the other steps' answers are: hidden fields."""
        pairs = [(key, value) for key, value in self.answers.items() if key not in self.keys]
        return pairs + [("only_me", key) for key in self.only_me if key not in self.keys]

    @property
    def later(self):
        """The keys of each step after this one."""
        return self.steps[self.at + 1 :]

    def draft(self):
        return {"at": self.at, "answers": self.answers, "only_me": self.only_me, "key": self.key}


def opened(form, *, by, session, answers=None, only_me=()):
    """The page as it is first seen: where the draft left off, else with `answers` (a correction), else empty."""
    kept = drafts.words_of(by, page=asking.draft_page(form.id, session))
    if kept and "answers" in kept:
        paper = Paper(form, kept.get("at", 0), dict(kept["answers"]), list(kept["only_me"]), kept["key"])
    else:
        texts = {key: "true" if value is True else str(value) for key, value in (answers or {}).items()}
        paper = Paper(form, 0, texts, list(only_me), str(uuid.uuid4()))
    paper.at = min(max(paper.at, 0), paper.of - 1)
    return paper


def posted(form, post):
    """The page as it came back. What does not belong to the form is passed over."""
    items = {item.key for item in form.items}
    answers = {key: post[key].strip() for key in post if key in items and post[key].strip()}
    only_me = [key for key in post.getlist("only_me") if key in answers]
    paper = Paper(form, 0, answers, only_me, _key(post.get("key", "")))
    at = post.get("at", "0")
    paper.at = min(int(at) if at.isdigit() else 0, paper.of - 1)
    return paper


def moved(paper, move):
    """The page that comes next. Skipping leaves out what this step asks, without a word about it."""
    if move == SKIP:
        paper.answers = {key: value for key, value in paper.answers.items() if key not in paper.keys}
        paper.only_me = [key for key in paper.only_me if key not in paper.keys]
    paper.at = min(max(paper.at + (-1 if move == BACK else 1), 0), paper.of - 1)
    return paper


def questions(paper, text: FormText, *, keys=None, voice="client"):
    """The questions of this step (or of `keys`), ready to be shown."""
    leading = {item.asked_if.item: item.asked_if.any_of for item in paper.form.items if item.asked_if}
    return [
        _asked(text.question(key), paper, leading.get(key, ()), voice)
        for key in (paper.keys if keys is None else keys)
    ]


def _asked(question, paper, leads, voice):
    item, value = question.item, paper.answers.get(question.key, "")
    lowest = min(item.numbers) if item.urgent else None

    def choice(option):
        return Choice(
            value=str(option.value),
            words=option.words,
            checked=str(option.value) == value,
            private=option.private,
            leads=option.value in leads,
            raises=lowest is not None and option.value != lowest,
        )

    a_scale = item.kind in ("scale", "bipolar")
    return Asked(
        key=item.key,
        kind=item.kind,
        words=question.words,
        hint=question.hint,
        low=question.low,
        middle=question.middle,
        high=question.high,
        numbers=tuple(choice(o) for o in question.options if a_scale and o.value != ONLY_ME),
        choices=tuple(choice(o) for o in question.options if not a_scale or o.value == ONLY_ME),
        value=value,
        may_keep=voice == "client" and (item.only_me or item.kind == "words"),
        kept=item.key in paper.only_me,
        follows=item.asked_if is not None,
        urgent=item.urgent,
        few=len(item.numbers) <= 5,
    )


def _key(text):
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid4())
