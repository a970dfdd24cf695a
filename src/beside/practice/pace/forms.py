from django import forms
from django.utils.translation import gettext_lazy as _

from beside.practice.meetings.forms import LINE, TEXT, Keyed, lines
from beside.practice.pace.models import Topic


class TopicForm(Keyed):
    words = forms.CharField(label=_("A topic in your own words"), max_length=LINE)
    wish = forms.ChoiceField(choices=Topic.Wish.choices, widget=forms.HiddenInput)


class ReasonForm(Keyed):
    wish = forms.CharField(max_length=12, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why, if you want to say"), max_length=TEXT, widget=lines(2))


class AskedForm(forms.Form):
    """The topics of which the therapist says that they asked first."""

    topics = forms.MultipleChoiceField(
        label=_("What did you ask about first?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, on_the_map, **kwargs):
        super().__init__(*args, **kwargs)
        self.on_the_map = {str(one.topic.pk): one.topic for one in on_the_map}
        self.fields["topics"].choices = [
            (str(one.topic.pk), f"{one.topic.said} · {one.mark.words}") for one in on_the_map
        ]

    @property
    def chosen(self):
        return [self.on_the_map[pk] for pk in self.cleaned_data["topics"]]
