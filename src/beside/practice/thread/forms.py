from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from beside.practice.meetings.forms import TEXT, Keyed, lines
from beside.practice.people.look import WordsToTap


class MessageForm(Keyed):
    words = forms.CharField(label=_("Your message"), max_length=TEXT, widget=lines(3))


class TermsForm(forms.Form):
    on = forms.BooleanField(label=_("Messages between sessions are on"), required=False)
    days = forms.TypedMultipleChoiceField(
        label=_("Days on which you read them"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=WordsToTap,
    )
    from_hour = forms.TypedChoiceField(
        label=_("From"), choices=[(hour, f"{hour}:00") for hour in range(24)], coerce=int
    )
    until_hour = forms.TypedChoiceField(
        label=_("Until"), choices=[(hour, f"{hour}:00") for hour in range(1, 25)], coerce=int
    )
    answer_within_hours = forms.IntegerField(
        label=_("How soon you answer, in hours"), min_value=1, max_value=336
    )
    show_outside_hours = forms.BooleanField(
        label=_("Show me messages outside these hours too"),
        help_text=_(
            "Otherwise you see nothing of them before the hours begin: no message, no count, no notice."
        ),
        required=False,
    )
