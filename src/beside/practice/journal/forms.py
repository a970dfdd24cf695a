import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from beside.practice.journal.models import Received, Share
from beside.practice.people.look import OneOfWords

TEXT = 20_000


class ShareForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.ChoiceField(label=_("What I share"), choices=Share.How.choices, widget=OneOfWords)
    words = forms.CharField(
        label=_("What will be read"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args, initial=None, **kwargs):
        super().__init__(*args, initial={"key": uuid.uuid4(), **(initial or {})}, **kwargs)


class ReceivedForm(forms.Form):
    felt = forms.ChoiceField(label=_("How did that feel?"), choices=Received.Felt.choices, widget=OneOfWords)
