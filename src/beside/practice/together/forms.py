from django import forms
from django.utils.translation import gettext_lazy as _

from beside.practice.meetings.forms import LINE, TEXT, Day, Keyed, lines
from beside.practice.people.look import OneOfWords
from beside.practice.people.models import Relationship
from beside.practice.together.actions import PARTS
from beside.practice.together.models import EVERY, News


class PartForm(Keyed):
    helps = forms.CharField(
        label=_("What helps in how you work together?"), max_length=TEXT, widget=lines(3), required=False
    )
    change = forms.CharField(label=_("What should change?"), max_length=TEXT, widget=lines(3), required=False)
    life = forms.CharField(
        label=_("What has changed in your life since you began, or since you last looked back?"),
        max_length=TEXT,
        widget=lines(3),
        required=False,
    )

    @property
    def words(self):
        return {part: self.cleaned_data[part] for part in PARTS}

    @property
    def questions(self):
        return [self[part] for part in PARTS]


def draft_words(post):
    """As it is typed: a draft is never refused for what stands in it, only cut at its length."""
    return {part: post.get(part, "")[:TEXT] for part in PARTS}


class AgreeForm(Keyed):
    words = forms.CharField(label=_("What we agreed"), max_length=TEXT, widget=lines(3))
    promise = forms.CharField(label=_("A promise, if there is one"), max_length=LINE, required=False)
    whose = forms.ChoiceField(label=_("Whose promise"), widget=OneOfWords, required=False)

    def __init__(self, *args, relationship, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [
            ("clinician", relationship.clinician.short_name),
            ("client", relationship.client.short_name),
        ]


class RhythmForm(forms.Form):
    every = forms.IntegerField(
        label=_("After how many sessions"),
        help_text=_("0: never by itself. Either of the two can still ask."),
        min_value=0,
        max_value=52,
        initial=EVERY,
    )


class Clients(forms.ModelMultipleChoiceField):
    def label_from_instance(self, relationship):
        return relationship.client.name


class NewsForm(Keyed):
    relationships = Clients(
        Relationship.objects.none(), label=_("Whom you tell"), widget=forms.CheckboxSelectMultiple
    )
    what = forms.ChoiceField(label=_("What it is"), choices=News.What.choices, widget=OneOfWords)
    text = forms.CharField(
        label=_("What changes, in words for them"),
        help_text=_("Say what stays as it is, too."),
        max_length=TEXT,
        widget=lines(4),
    )
    first_day = forms.DateField(label=_("From"), widget=Day(), required=False)
    last_day = forms.DateField(label=_("Until"), widget=Day(), required=False)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relationships"].queryset = (
            Relationship.objects.visible_to(member)
            .going_on()
            .filter(frozen=False)
            .select_related("client")
            .order_by("client__name", "pk")
        )


class ReactionForm(Keyed):
    words = forms.CharField(label=_("How is that for you?"), max_length=TEXT, widget=lines(3))
