from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beside.measures import load_form
from beside.practice.learning.forms import Keyed
from beside.practice.people.look import Scale
from beside.practice.people.models import Member, Role
from beside.practice.supervision.actions.passages import LONGEST

TEXT = 1500


def lines(label, rows=2, required=False, **more):
    return forms.CharField(
        label=label, required=required, max_length=TEXT, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class Day(forms.DateField):
    def __init__(self, **more):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class AboutForm(forms.Form):
    """Whom it is about: by their own therapist alone."""

    def __init__(self, *args, relationships=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.relationships = {str(one.pk): one for one in relationships}
        if "about" in self.fields:
            self.fields["about"].choices += [
                (pk, one.client.short_name) for pk, one in self.relationships.items()
            ]

    @property
    def relationship(self):
        return self.relationships.get(self.cleaned_data.get("about", ""))


class BringForm(AboutForm, Keyed):
    text = lines(
        _("What I want to bring"),
        rows=5,
        required=True,
        help_text=_("In your own words, and without a client’s words or name. Those need the client’s yes."),
    )
    about = forms.ChoiceField(
        label=_("Whom it is about"),
        required=False,
        choices=[("", _("I leave it open"))],
        help_text=_("It goes when their record is erased. Whoever advises you does not see this name."),
    )
    label = forms.CharField(
        label=_("What I call them here"),
        required=False,
        max_length=40,
        help_text=_("An initial, or a word of yours. Not a name."),
    )


class AskForm(Keyed):
    text = lines(_("What I would like to talk about"), rows=4, required=True)


class PassageForm(AboutForm, Keyed):
    about = forms.ChoiceField(label=_("Whose words they are"), choices=[])
    text = forms.CharField(
        label=_("The words I would like to show"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Cut it to what you need. Take out names and places. They read exactly this."),
    )

    def __init__(self, *args, picked=None, **kwargs):
        """`picked`: (relationship, words) that it is cut from. Whose words they are is said then."""
        super().__init__(*args, initial={"text": picked[1][:LONGEST]} if picked else None, **kwargs)
        self.picked = picked
        if picked:
            del self.fields["about"]

    @property
    def relationship(self):
        return self.picked[0] if self.picked else super().relationship


class PromiseForm(Keyed):
    text = lines(_("What I promise"), required=True)
    due_on = Day(label=_("By when"), required=False)


class ReplyForm(forms.Form):
    text = lines(_("A few words"), rows=3)


class CheckInForm(Keyed):
    arrive = lines(_("How I arrive"))
    wish = lines(_("What I want to talk about"))
    hesitation = lines(_("What I hesitate to say"))
    not_today = lines(_("What not today"))

    @property
    def words(self):
        return {name: self.cleaned_data[name] for name in ("arrive", "wish", "hesitation", "not_today")}


class SheetForm(Keyed):
    """The form as its file words it. Untouched is unanswered."""

    def __init__(self, *args, supervisor, **kwargs):
        super().__init__(*args, **kwargs)
        self.form = load_form("supervision")
        text = self.form.text(get_language() or "en", therapist=supervisor.short_name)
        self.title, self.instruction = text.title, text.instruction
        for question in text.questions:
            self.fields[question.item.key] = _field(question)

    @property
    def answers(self):
        return self.form.read(
            {item.key: str(self.cleaned_data.get(item.key) or "") for item in self.form.items}
        )


def _field(question):
    if question.item.kind == "scale":
        numbers = [(str(n), str(n)) for n in range(question.item.lowest, question.item.highest + 1)]
        widget = Scale(low=question.low, middle=question.middle, high=question.high)
        return forms.ChoiceField(label=question.words, required=False, choices=numbers, widget=widget)
    if question.item.kind == "choice":
        options = [(str(option.value), option.words) for option in question.options]
        return forms.ChoiceField(
            label=question.words, required=False, choices=options, widget=forms.RadioSelect
        )
    return lines(question.words)


class CohortForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("“Autumn 2026”, for instance."))
    first_day = Day(label=_("First day"))
    last_day = Day(label=_("Last day"))


class PlaceForm(forms.Form):
    member = forms.ModelChoiceField(label=_("Therapist or supervisor"), queryset=Member.objects.none())

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = (
            Member.objects.filter(
                practice=cohort.practice_id,
                role__in=(Role.CLINICIAN, Role.SUPERVISOR),
                state__in=(Member.State.INVITED, Member.State.ACTIVE),
            )
            .exclude(pk__in=cohort.places.values("member"))
            .order_by("name", "pk")
        )
        self.fields["member"].label_from_instance = lambda member: (
            f"{member.name}, {member.get_role_display()}"
        )
