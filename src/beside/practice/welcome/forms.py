"""The pages of this room as forms, made from the definitions in `words/`."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.guidance import barriers, guidance
from beside.practice.meetings.forms import Keyed, lines
from beside.practice.meetings.words import tidy
from beside.practice.people.look import OneOfWords, Scale, WordsToTap
from beside.practice.welcome import knowledge
from beside.practice.welcome.preferences import FURTHEST

TEXT, LINE, QUESTION = 4000, 60, 600
# The fields of a question that has several.
PREFIX = {"sliders": "slider-", "barriers": "strength-"}
STRENGTHS = [(number, str(number)) for number in range(5)]
STEPS = [(number, str(number)) for number in range(-FURTHEST, FURTHEST + 1)]


def fields_of(post, form):
    """What has been typed so far, as it is, for a draft: never refused for what stands in it, only cut at its length."""
    return {
        name: [value[:TEXT] for value in post.getlist(name)]
        for name, field in form.fields.items()
        if name != "key" and not isinstance(field.widget, forms.HiddenInput)
    }


def sliders(values):
    """[(field name, field, value)] of all sliders; untouched is unanswered."""
    return [
        (
            f"slider-{slider.key}",
            forms.TypedChoiceField(
                label=slider.title,
                choices=STEPS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=Scale(low=slider.low, middle=_("either"), high=slider.high),
            ),
            values.get(slider.key),
        )
        for slider in knowledge.sliders()
    ]


def slider_values(cleaned):
    return {
        slider.key: cleaned[f"slider-{slider.key}"]
        for slider in knowledge.sliders()
        if cleaned.get(f"slider-{slider.key}") is not None
    }


class PageForm(Keyed):
    """A page, or a part of it. `strengths` asks how strong each barrier is, which the first page of all does not."""

    def __init__(self, data=None, *, page, client, words=None, draft=None, strengths=True):
        super().__init__(data)
        # What somebody is called may have been changed elsewhere since they told it here.
        called = {
            question.key: getattr(client, question.sets) for question in page.questions if question.sets
        }
        self.page, self.told = page, {**(words or {}), **called}
        for question in page.questions:
            for name, field, value in getattr(self, f"_{question.kind}")(question, strengths):
                self.fields[name] = field
                self.initial[name] = value
        for name, values in (draft or {}).items():
            if name in self.fields and values:
                several = isinstance(self.fields[name], forms.MultipleChoiceField)
                self.initial[name] = values if several else values[0]

    def _text(self, question, _strengths):
        yield (
            question.key,
            forms.CharField(
                label=question.words,
                help_text=question.help,
                max_length=TEXT,
                required=False,
                widget=lines(3),
            ),
            self.told.get(question.key, ""),
        )

    def _line(self, question, _strengths):
        length = 40 if question.sets == "pronouns" else LINE
        yield (
            question.key,
            forms.CharField(label=question.words, help_text=question.help, max_length=length, required=False),
            self.told.get(question.key, ""),
        )

    def _barriers(self, question, strengths):
        told = self.told.get(question.key, {})
        yield (
            question.key,
            forms.MultipleChoiceField(
                label=question.words,
                help_text=question.help,
                choices=[
                    (barrier, guidance(f"barrier-{barrier}", knowledge.spoken()).title)
                    for barrier in barriers()
                ],
                required=False,
                widget=WordsToTap,
            ),
            [barrier for barrier, strength in told.items() if strength != 0],
        )
        _how, low, high = question.strength_words()
        for barrier in barriers() if strengths else ():
            yield (
                f"strength-{barrier}",
                forms.TypedChoiceField(
                    label=guidance(f"barrier-{barrier}", knowledge.spoken()).title,
                    choices=STRENGTHS,
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=Scale(low=low, high=high),
                ),
                told.get(barrier),
            )

    def _sliders(self, question, _strengths):
        yield from sliders(self.told.get(question.key, {}))

    @property
    def parts(self):
        """[(a question over several fields, or "", its fields)], in the order of the page."""
        for question in self.page.questions:
            scales = [self[name] for name in self.fields if name.startswith(PREFIX.get(question.kind, "-"))]
            if question.kind != "sliders":
                yield "", [self[question.key]]
            if scales:
                yield question.strength_words()[0] if question.strength else question.words, scales

    @property
    def words(self):
        """By the key of the question; what was left empty is there and empty, so that it can be taken out again."""
        return {question.key: self._answer(question) for question in self.page.questions}

    def _answer(self, question):
        said = self.cleaned_data
        if question.kind == "sliders":
            return slider_values(said)
        if question.kind != "barriers":
            return tidy(said[question.key])
        tapped, told = said[question.key], self.told.get(question.key, {})
        strengths = {
            barrier: said[f"strength-{barrier}"] if f"strength-{barrier}" in said else told.get(barrier)
            for barrier in barriers()
        }
        # Tapped, or said to be there; a strength of none takes a tapped word back.
        return {
            barrier: strength
            for barrier, strength in strengths.items()
            if barrier in tapped or (strength is not None and f"strength-{barrier}" in said)
        }


class QuestionForm(Keyed):
    starter = forms.ChoiceField(label=gettext_lazy("Others have asked"), required=False, widget=OneOfWords)
    words = forms.CharField(
        label=gettext_lazy("In your own words"), max_length=QUESTION, required=False, widget=lines(3)
    )

    def __init__(self, data=None, *, draft=None):
        super().__init__(data)
        self.fields["starter"].choices = knowledge.starters()
        for name, values in (draft or {}).items():
            if name in self.fields and values:
                self.initial[name] = values[0]

    @property
    def question(self):
        """What was chosen, what was typed, or the one after the other."""
        chosen = dict(knowledge.starters()).get(self.cleaned_data["starter"], "")
        return " ".join(part for part in (chosen, tidy(self.cleaned_data["words"])) if part)


class _Window(forms.Form):
    """A page that may stand open in two windows."""

    window = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, page=None):
        super().__init__(data, initial={"window": uuid.uuid4(), "seen": page.saves if page else 0})


class TherapistPageForm(_Window):
    """Each section with its hint; the examples stand beside it on the page."""

    def __init__(self, data=None, *, page=None):
        super().__init__(data, page=page)
        words = page.draft.get("words", {}) if page else {}
        for section in knowledge.sections():
            self.fields[section.key] = forms.CharField(
                label=section.title,
                help_text=section.hint,
                max_length=TEXT,
                required=False,
                widget=lines(5),
                initial=words.get(section.key, ""),
            )

    @property
    def words(self):
        texts = {section.key: tidy(self.cleaned_data.get(section.key)) for section in knowledge.sections()}
        return {key: text for key, text in texts.items() if text}


class StyleForm(_Window):
    def __init__(self, data=None, *, page=None):
        super().__init__(data, page=page)
        for name, field, value in sliders(page.draft.get("style", {}) if page else {}):
            self.fields[name] = field
            self.initial[name] = value

    @property
    def style(self):
        return slider_values(self.cleaned_data)


class KeepAnswerForm(forms.Form):
    question = forms.CharField(
        label=gettext_lazy("The question, in words of your own"),
        help_text=gettext_lazy("As somebody else might ask it. Nothing of what your client wrote."),
        max_length=300,
        widget=lines(2),
    )
    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Take out whatever is about one person."),
        max_length=TEXT,
        widget=lines(5),
    )


class OwnGuidanceForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Words of our own"), max_length=2000, required=False, widget=lines(4)
    )
    instead = forms.BooleanField(
        label=gettext_lazy("Show these in place of what Beside brings"), required=False
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if not by.is_owner:
            self.fields["words"].label = _("Words of your own")
            del self.fields["instead"]
