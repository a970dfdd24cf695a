from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beside.practice.feedback import asking


class PlanForm(forms.Form):
    form = forms.ChoiceField(label=_("Questionnaire"), widget=forms.RadioSelect)
    every = forms.IntegerField(
        label=_("Every how many sessions"),
        min_value=1,
        max_value=52,
        initial=4,
        help_text=_("From the second session on."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [
            (form.id, form.text(get_language() or "en").title) for form in asking.questionnaires()
        ]
