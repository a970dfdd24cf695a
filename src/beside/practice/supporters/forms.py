import datetime
import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LINE = 60
TEXT = 1000


class SupporterForm(forms.Form):
    """Who, what they may know item by item, until when. Nothing is ticked beforehand."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Who supports me"), max_length=LINE)
    relation = forms.CharField(
        label=_("Who they are to me"), max_length=LINE, required=False, help_text=_("You may leave it out.")
    )
    next = forms.BooleanField(label=_("Day and time of my next session"), required=False)
    goals = forms.MultipleChoiceField(
        label=_("Goals that they may know by name"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("What helps me on a hard day, in my words"),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You may leave it out."),
    )
    help = forms.BooleanField(label=_("Numbers to call in a crisis"), required=False)
    until = forms.DateField(
        label=_("Until which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    shown = forms.BooleanField(
        label=_("My therapist may know that there is somebody, and who"), required=False
    )

    def __init__(self, *args, goals=(), initial=None, **kwargs):
        first = {"key": uuid.uuid4(), "until": timezone.localdate() + datetime.timedelta(days=90)}
        super().__init__(*args, initial={**first, **(initial or {})}, **kwargs)
        self.fields["goals"].choices = [(str(goal.pk), goal.words["goal"]) for goal in goals]
        if not goals:
            del self.fields["goals"]

    @property
    def said(self):
        """As the actions take it."""
        given = self.cleaned_data
        return {
            "who": {"name": given["name"], "as": given["relation"]},
            "may_know": {name: given.get(name) or "" for name in ("next", "help", "words")}
            | {"goals": given.get("goals") or []},
            "until": given["until"],
            "shown": given["shown"],
        }


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code"),
        max_length=LINE,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
