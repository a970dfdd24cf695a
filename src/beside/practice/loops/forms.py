from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A few words that go with a move. The other reads them."""

    note = forms.CharField(
        label=_("A few words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"class": "short", "rows": 3}),
    )

    def __init__(self, *args, label=None, help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        if label:
            self.fields["note"].label = label
        self.fields["note"].help_text = help_text
