from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.practice.concerns.models import Procedure
from beside.practice.meetings.forms import Keyed, lines

TEXT = 10_000


class SendForm(Keyed):
    """What is told, and whom. Shown again before it goes: nothing is kept between the two."""

    readers = forms.MultipleChoiceField(
        label=gettext_lazy("Who reads it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose who reads it. Or keep it for yourself: the page says how."),
            "invalid_choice": gettext_lazy(
                "Somebody whom you chose cannot be told any more. Look at the list again."
            ),
        },
    )
    words = forms.CharField(
        label=gettext_lazy("What is not right"),
        max_length=TEXT,
        widget=lines(6, autocomplete="off"),
        error_messages={"required": gettext_lazy("Write what is not right. A sentence is enough.")},
    )
    they_may_know = forms.BooleanField(required=False)
    field_order = ["key", "words", "readers", "they_may_know"]

    def __init__(self, *args, offers, serious, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers, self.serious = offers, serious
        self.fields["readers"].choices = [
            (str(offer.member.pk), f"{offer.member.name}. {offer.standing}") for offer in offers.people
        ]
        if serious and any(offer.is_the_therapist for offer in offers.people):
            self.fields["they_may_know"].label = _("%(name)s may read this, although it is about them") % {
                "name": offers.therapist.short_name
            }
        else:
            del self.fields["they_may_know"]

    def clean(self):
        given = super().clean()
        chosen = [self.offers.of(pk) for pk in given.get("readers", ())]
        if self.serious and any(one.is_the_therapist for one in chosen) and not given.get("they_may_know"):
            self.add_error(
                "readers",
                _("%(name)s is the person it is about. Say that they may read it, or take them off.")
                % {"name": self.offers.therapist.short_name},
            )
        return given

    def chosen(self):
        return [self.offers.of(pk) for pk in self.cleaned_data["readers"]]


class ReaderForm(forms.Form):
    """One more reader."""

    reader = forms.ChoiceField(label=gettext_lazy("Somebody else who may read it"), widget=forms.RadioSelect)
    they_may_know = forms.BooleanField(required=False)

    def __init__(self, *args, offers, serious, known, **kwargs):
        super().__init__(*args, **kwargs)
        left = [offer for offer in offers.people if offer.member.pk not in known]
        self.fields["reader"].choices = [
            (str(offer.member.pk), f"{offer.member.name}. {offer.standing} {offer.law}") for offer in left
        ]
        if serious and any(offer.is_the_therapist for offer in left):
            self.fields["they_may_know"].label = _("%(name)s may read this, although it is about them") % {
                "name": offers.therapist.short_name
            }
        else:
            del self.fields["they_may_know"]

    @property
    def has_somebody(self):
        return bool(self.fields["reader"].choices)


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What you say to it, or what was done"), max_length=TEXT, widget=lines(4)
    )


class AgainForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What is missing, if you want to say it"),
        max_length=TEXT,
        required=False,
        widget=lines(3, autocomplete="off"),
    )


class ProcedureForm(forms.ModelForm):
    class Meta:
        model = Procedure
        fields = ["words", "days", "outside", "pays_supervisors"]
        labels = {
            "words": gettext_lazy("What we do with a complaint"),
            "days": gettext_lazy("We answer within how many days"),
            "outside": gettext_lazy("Whom clients can turn to outside"),
            "pays_supervisors": gettext_lazy("Who pays the supervisors"),
        }
        help_texts = {
            "words": gettext_lazy(
                "Clients read it before they send anything: who looks into it, what happens then, and that nothing is held against them."
            ),
            "outside": gettext_lazy(
                "One to a line, with an address or a number. The bodies of your country stand there already."
            ),
            "pays_supervisors": gettext_lazy(
                "Clients read it beside each supervisor's name. Whoever is paid by somebody may find it hard to look into what they do."
            ),
        }
        widgets = {"words": lines(6), "outside": lines(3), "pays_supervisors": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"] = forms.IntegerField(label=self.fields["days"].label, min_value=1, max_value=90)
        self.fields["pays_supervisors"].choices = Procedure.Pays.choices
