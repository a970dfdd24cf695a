"""What an owner fills in."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beside.helplines import countries, helplines
from beside.practice.people.forms import time_zones
from beside.practice.people.models import Member, Practice, Relationship, Role, Supervision

HERE = (Member.State.INVITED, Member.State.ACTIVE)


class Person(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return member.name


class Pair(forms.ModelChoiceField):
    def label_from_instance(self, relationship):
        return f"{relationship.clinician.name} – {relationship.client.name}"


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def people(practice_id, *roles, states=HERE):
    return Member.objects.filter(practice=practice_id, role__in=roles, state__in=states).order_by(
        "name", "pk"
    )


class PracticeForm(forms.ModelForm):
    class Meta:
        model = Practice
        fields = [
            "name",
            "contacts",
            "country",
            "time_zone",
            "language",
            "late_cancel_hours",
            "keep_years",
            "transcript_days",
            "second_step",
        ]
        labels = {
            "name": _("Name of the practice"),
            "contacts": _("Whom clients can call"),
            "late_cancel_hours": _("A cancellation is late from how many hours before"),
            "keep_years": _("Records are kept for how many years after the end"),
            "transcript_days": _("Transcripts are deleted after how many days"),
            "second_step": _("Everybody who works here signs in with a second step"),
        }
        help_texts = {
            "contacts": _(
                "One to a line, with a number: Reception: 555 0100. Shown with crisis help on every client page, signed out too."
            ),
            "transcript_days": _(
                "Of what is asked for from now on. What clients were told of earlier ones is kept to."
            ),
            "second_step": _(
                "A passkey, or a code from an app. Whoever has none is led to setting one up, before anything of a client's opens. Clients choose for themselves."
            ),
        }
        widgets = {"contacts": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.instance.country
        names = sorted((helplines(code, get_language() or "en").name, code) for code in countries())
        lands = [(code, name) for name, code in names]
        if chosen not in countries():
            lands.insert(0, (chosen, chosen))
        self.fields["country"] = forms.ChoiceField(label=_("Country, for crisis lines"), choices=lands)
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
        zones = time_zones()
        if self.instance.time_zone not in zones:
            zones.insert(0, self.instance.time_zone)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=[(zone, zone) for zone in zones]
        )


class SupervisionForm(forms.Form):
    clinician = Person(label=_("Therapist"), queryset=None)
    supervisor = Person(label=_("Supervisor"), queryset=None)
    kind = forms.ChoiceField(
        label=_("In which way"),
        choices=[
            (Supervision.Kind.RESPONSIBLE, _("Responsible: reads the record, gets urgent things too")),
            (Supervision.Kind.CONSULTATIVE, _("Consultative: sees numbers, no words")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, practice_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clinician"].queryset = people(practice_id, Role.CLINICIAN)
        self.fields["supervisor"].queryset = people(practice_id, Role.SUPERVISOR)


class AbsenceForm(forms.Form):
    clinician = Person(label=_("Who is away"), queryset=None)
    deputy = Person(label=_("Who stands in"), queryset=None)
    first_day = Day(label=_("First day"))
    last_day = Day(label=_("Last day"))

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        therapists = people(by.practice_id, Role.CLINICIAN)
        self.fields["clinician"].queryset = therapists.filter(pk=by.pk) if by.is_clinician else therapists
        if by.is_clinician:
            self.fields["clinician"].initial = by.pk
        self.fields["deputy"].queryset = therapists.filter(state=Member.State.ACTIVE)

    def clean_last_day(self):
        last_day = self.cleaned_data["last_day"]
        if last_day < timezone.localdate():
            raise forms.ValidationError(_("That day is over already. Choose today or later."))
        return last_day


class LeaveForm(forms.Form):
    to = Person(label=_("Who takes over their clients"), queryset=None, required=False)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        colleagues = people(member.practice_id, Role.CLINICIAN, states=(Member.State.ACTIVE,))
        self.fields["to"].queryset = colleagues.exclude(pk=member.pk)
        if not member.is_clinician:
            del self.fields["to"]


class ResponderForm(forms.Form):
    responder = Person(label=_("Who answers"), queryset=None)
    deputy = Person(label=_("Who answers when they are away"), queryset=None)
    hours = forms.CharField(
        label=_("In which hours"),
        max_length=120,
        help_text=_("As the client reads it: Monday to Friday, 9 to 17."),
    )
    answer_time = forms.CharField(
        label=_("How soon"), max_length=120, help_text=_("As the client reads it: within two working hours.")
    )

    def __init__(self, *args, practice_id, **kwargs):
        super().__init__(*args, **kwargs)
        staff = people(practice_id, Role.CLINICIAN, Role.SUPERVISOR, states=(Member.State.ACTIVE,))
        self.fields["responder"].queryset = self.fields["deputy"].queryset = staff


class CustodyForm(forms.Form):
    relationship = Pair(label=_("Whose notes, about whom"), queryset=None)
    authority = forms.CharField(
        label=_("On what authority"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The law, the court's order with its number, or the person's written wish. It is kept."),
    )

    def __init__(self, *args, practice_id, **kwargs):
        super().__init__(*args, **kwargs)
        gone = (Member.State.LEFT, Member.State.DIED)
        self.fields["relationship"].queryset = (
            Relationship.objects.filter(practice=practice_id, clinician__state__in=gone)
            .select_related("client", "clinician")
            .order_by("clinician__name", "client__name", "pk")
        )
