"""What people fill in about listening to a session."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.practice.meetings.forms import Keyed
from beside.practice.people.look import OneOfWords
from beside.practice.recordings import told
from beside.practice.recordings.actions.adding import too_big
from beside.practice.recordings.actions.asking import AS

OTHERS = 3
LINE = 120
ROLES = {
    "therapist": gettext_lazy("the therapist"),
    "client": gettext_lazy("the client"),
    "other": gettext_lazy("somebody else"),
}
WHO = {
    "interpreter": gettext_lazy("interpreter"),
    "companion": gettext_lazy("companion"),
    "guardian": gettext_lazy("guardian"),
    "another": gettext_lazy("somebody else"),
}
assert tuple(WHO) == AS, "each kind of person has its word"


class OtherForm(forms.Form):
    """Somebody else who was in the room."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LINE, required=False)
    what = forms.ChoiceField(
        label=gettext_lazy("As what"), choices=list(WHO.items()), widget=OneOfWords, required=False
    )
    agreed = forms.BooleanField(label=gettext_lazy("They said yes to me, for this session"), required=False)

    def clean(self):
        said = super().clean()
        if said.get("name", "").strip() and not said.get("what"):
            self.add_error("what", _("Choose as what they were in the room."))
        if not said.get("name", "").strip() and (said.get("what") or said.get("agreed")):
            self.add_error(
                "name", _("Write their name, so that the client can see who is meant. Or empty this row.")
            )
        return said


class AskForm(forms.Form):
    services = forms.CharField(
        label=gettext_lazy("Who else holds a recording of it"),
        help_text=gettext_lazy(
            "Zoom, Teams, a recorder at home. The client reads it. Leave it empty if nobody does."
        ),
        max_length=300,
        required=False,
    )
    noted = forms.BooleanField(
        label=gettext_lazy("Everybody said yes in the room, when I asked"),
        help_text=gettext_lazy(
            "It is noted. Your client still says it once on their own page before anything is added."
        ),
        required=False,
    )


class TranscriptForm(Keyed):
    file = forms.FileField(
        label=gettext_lazy("The transcript"),
        help_text=gettext_lazy(
            "As text, VTT, SRT, CSV or JSON: what Zoom, Teams, Meet, Otter, Rev and most programs export. Its name is not kept."
        ),
        required=False,
        allow_empty_file=True,
    )
    therapist = forms.CharField(
        label=gettext_lazy("What it calls you, if you know"),
        help_text=gettext_lazy("Without it, who is the therapist is found out, and you can correct it."),
        max_length=LINE,
        required=False,
    )
    two_names = forms.BooleanField(
        label=gettext_lazy("Nobody else was in the room: one of us appears under two names"), required=False
    )

    def __init__(self, *args, too_big=False, **kwargs):
        self.too_big = too_big
        super().__init__(*args, **kwargs)

    def clean_file(self):
        if self.too_big:
            raise forms.ValidationError(too_big())
        file = self.cleaned_data.get("file")
        if file is None:
            raise forms.ValidationError(_("Choose the file with the transcript."))
        return file


class WhoForm(forms.Form):
    """Who is who, for each name in the transcript. At most so many names are asked about."""

    MOST = 12

    def __init__(self, *args, speakers, **kwargs):
        super().__init__(*args, **kwargs)
        self.speakers = list(speakers.items())[: self.MOST]
        for number, (speaker, role) in enumerate(self.speakers):
            self.fields[f"who{number}"] = forms.ChoiceField(
                label=speaker, choices=list(ROLES.items()), widget=OneOfWords, initial=role or None
            )

    @property
    def roles(self):
        return {
            speaker: self.cleaned_data[f"who{number}"]
            for number, (speaker, _role) in enumerate(self.speakers)
        }


class CorrectForm(forms.Form):
    was = forms.ChoiceField(label=gettext_lazy("What it really was"), required=True)
    note = forms.CharField(
        label=gettext_lazy("A few words, if you like"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
    )

    def __init__(self, *args, reading, **kwargs):
        super().__init__(*args, **kwargs)
        # What is counted is there or is not; a reading may have been any other.
        read = told.told(reading).group in ("worth", "did")
        others = [
            (name, told.told(name).title)
            for name in told.names()
            if read and told.told(name).group in ("worth", "did") and name not in (reading, "counts_by_code")
        ]
        self.fields["was"].choices = [
            ("", _("Choose")),
            ("none", _("Nothing of the kind")),
            (reading, _("It was right after all")),
            *others,
        ]
