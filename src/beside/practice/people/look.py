"""How forms look: the renderer that settings name, and the widgets for scales and for words to tap."""

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Plain Django forms, in our look: label above, help and error tied to the field, choices as cards."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"


class Scale(forms.RadioSelect):
    """A row of numbers with words at both ends and the middle. Nothing is chosen beforehand: untouched is unanswered."""

    template_name = "parts/scale_widget.html"

    def __init__(self, *, low, high, middle="", attrs=None, choices=()):
        super().__init__(attrs, choices)
        self.words = {"low": low, "middle": middle, "high": high}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        values = [value for value, _label in self.choices]
        return context | {
            "words": self.words,
            "first": values[0],
            "halfway": values[len(values) // 2],
            "last": values[-1],
            "few": len(values) <= 5,
        }


class WordsToTap(forms.CheckboxSelectMultiple):
    """Any of several short words, side by side."""

    template_name = "parts/words_widget.html"


class OneOfWords(forms.RadioSelect):
    """One of several short words, side by side."""

    template_name = "parts/words_widget.html"
