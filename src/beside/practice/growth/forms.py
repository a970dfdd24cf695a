import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from beside.practice.people.look import Scale

LINE = 300
TEXT = 2000


class Keyed(forms.Form):
    """Arrives once, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, initial=None, **kwargs):
        super().__init__(*args, initial={"key": uuid.uuid4(), **(initial or {})}, **kwargs)


class GoalForm(Keyed):
    goal = forms.CharField(
        label=_("What I want"),
        max_length=LINE,
        help_text=_("In your own words, and small enough that you can begin this week."),
    )
    notice = forms.CharField(
        label=_("How I will notice"),
        max_length=LINE,
        required=False,
        help_text=_("Something that you or somebody near you could see. You may leave it out."),
    )


class StepForm(Keyed):
    words = forms.CharField(label=_("One small step"), max_length=LINE)


class RateForm(Keyed):
    near = forms.ChoiceField(
        label=_("How near does it feel today?"),
        choices=[(str(number), str(number)) for number in range(11)],
        widget=Scale(low=_("far away"), high=_("there")),
    )


class WinForm(Keyed):
    words = forms.CharField(
        label=_("Something that went well"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )


class KindWordForm(forms.Form):
    words = forms.CharField(
        label=_("What I want to read on a day that goes badly"),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
