import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from beside.practice.people.look import OneOfWords
from beside.practice.repair.models import Episode

TEXT = 4000
LINE = 300


def words(label, *, rows=4, **field):
    return forms.CharField(
        label=label,
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        **field,
    )


class AccountForm(forms.Form):
    """What happened, or what was learnt, in one's own words, and whether the other sees it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = words("")
    shown = forms.BooleanField(required=False)

    def __init__(self, *args, label, other, initial=None, **kwargs):
        super().__init__(*args, initial={"key": uuid.uuid4(), **(initial or {})}, **kwargs)
        self.fields["words"].label = label
        self.fields["shown"].label = _("Show it to %(name)s") % {"name": other.short_name}


class ReadingForm(forms.Form):
    reading = forms.ChoiceField(
        label=_("How you read it, if you want to say"),
        required=False,
        choices=[*Episode.Reading.choices, ("", _("I do not say"))],
        widget=OneOfWords,
    )


class StepForm(forms.Form):
    words = words(_("In my own words"), rows=3)
    taken = forms.BooleanField(label=_("We have been through this"), required=False)


class AgreedForm(forms.Form):
    """What changes from now on: a promise of one of the two."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    whose = forms.ChoiceField(label=_("Who does it"), widget=OneOfWords)
    words = forms.CharField(label=_("What changes"), max_length=LINE)

    def __init__(self, *args, relationship, by, initial=None, **kwargs):
        super().__init__(*args, initial={"key": uuid.uuid4(), **(initial or {})}, **kwargs)
        names = (("clinician", relationship.clinician), ("client", relationship.client))
        self.fields["whose"].choices = [
            (whose, _("I") if member.pk == by.pk else member.short_name) for whose, member in names
        ]
