import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT = 500


class StoneForm(forms.Form):
    """Something of one's own to keep. Arrives once, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Something you want to keep, in your words"),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"key": uuid.uuid4()}, **kwargs)


class OfferForm(forms.Form):
    """One that is offered, by its mark."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    mark = forms.RegexField(r"^[A-Za-z0-9_-]{43}$", widget=forms.HiddenInput)


class OtherWordsForm(forms.Form):
    words = forms.CharField(
        label=_("The same in other words"),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
