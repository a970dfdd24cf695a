"""What people fill in about how they work together."""

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.practice.agreements import clauses, terms
from beside.practice.agreements.actions.proposing import clause_print, facts_print, guardians_print
from beside.practice.agreements.models import BoundaryNote, Companion
from beside.practice.meetings.forms import Keyed, lines
from beside.practice.people.look import OneOfWords, WordsToTap

TEXT, WHY, LINE = 4000, 1000, 120


class Weekdays(forms.TypedMultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            choices=list(WEEKDAYS.items()), coerce=int, widget=WordsToTap, required=False, **kwargs
        )


def fact_fields():
    """The field of each fact, in the order in which they are asked."""
    hour = {"min_value": 0, "max_value": 24}
    return {
        "minutes": forms.IntegerField(label=gettext_lazy("Minutes of a session"), min_value=5, max_value=480),
        "late_hours": forms.IntegerField(
            label=gettext_lazy("Hours before, up to which cancelling costs nothing"),
            min_value=0,
            max_value=336,
        ),
        "fees": forms.CharField(
            label=gettext_lazy("What it costs, in words"),
            max_length=600,
            required=False,
            widget=lines(2, **{"class": "short"}),
        ),
        "days": Weekdays(
            label=gettext_lazy("Days on which messages are read"),
            help_text=gettext_lazy("None: there is no contact between sessions but about days and times."),
        ),
        "from_hour": forms.IntegerField(label=gettext_lazy("From (hour)"), **hour),
        "until_hour": forms.IntegerField(label=gettext_lazy("Until (hour)"), **hour),
        "answer_hours": forms.IntegerField(
            label=gettext_lazy("Hours until an answer"), min_value=1, max_value=336
        ),
        "shown_outside": forms.BooleanField(
            label=gettext_lazy("You may see outside these hours that a message has come"), required=False
        ),
        "recording": forms.ChoiceField(
            label=gettext_lazy("What may be made of a session"), choices=list(terms.RECORDING.items())
        ),
        "review_after": forms.IntegerField(
            label=gettext_lazy("First looked at together after session"), min_value=1, max_value=50
        ),
        "review_months": forms.IntegerField(
            label=gettext_lazy("Then every so many months"), min_value=1, max_value=36
        ),
    }


class Facts(forms.Form):
    """Some facts. `names` says which."""

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        every = fact_fields()
        self.fields.update({name: every[name] for name in names})
        self.names = names

    def clean(self):
        said = super().clean()
        if {"from_hour", "until_hour"} <= said.keys() and said["from_hour"] >= said["until_hour"]:
            self.add_error("until_hour", _("The first hour must come before the last. Change one of them."))
        return said

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self.names}


class GroupForm(Facts):
    """One group of an agreement: its facts, and each clause with the reason why it is there.

    Beside each stands, hidden, which words the page showed: so that two who change at once do not write over each other.
    """

    def __init__(self, posted=None, *, group, facts, language, **kwargs):
        names = terms.OF_GROUP.get(group["key"], ())
        here = {name: facts[name] for name in names}
        super().__init__(posted, names=names, initial=here, **kwargs)
        self.group = group
        self.fields["base-facts"] = hidden(facts_print(here))
        for clause in group["clauses"]:
            key = clause["key"]
            if key == clauses.OWN:
                self.fields[f"title-{key}"] = forms.CharField(
                    label=gettext_lazy("A clause of your own: its title"),
                    max_length=LINE,
                    required=False,
                    initial=clause["title"],
                )
            self.fields[f"text-{key}"] = forms.CharField(
                label=spoken(clause["title"], language) or gettext_lazy("Its text"),
                max_length=TEXT,
                required=False,
                widget=lines(4, lang=language),
                initial=clause["text"],
            )
            self.fields[f"why-{key}"] = forms.CharField(
                label=gettext_lazy("Why it is there"),
                max_length=WHY,
                required=False,
                widget=lines(2, **{"class": "short", "lang": language}),
                initial=clause["why"],
            )
            self.fields[f"base-{key}"] = hidden(clause_print(clause))

    def clean(self):
        said = super().clean()
        if said.get(f"title-{clauses.OWN}") and not said.get(f"text-{clauses.OWN}"):
            self.add_error(f"text-{clauses.OWN}", _("Write the clause, or empty its title."))
        return said

    @property
    def rows(self):
        """[(title field or None, text field, why field)] in order."""
        return [
            (
                self[f"title-{clause['key']}"] if clause["key"] == clauses.OWN else None,
                self[f"text-{clause['key']}"],
                self[f"why-{clause['key']}"],
            )
            for clause in self.group["clauses"]
        ]

    @property
    def asked(self):
        return [self[name] for name in self.names]

    @property
    def texts(self):
        said = self.cleaned_data
        return {
            clause["key"]: {
                "title": said.get(f"title-{clause['key']}", clause["title"]),
                "text": said[f"text-{clause['key']}"],
                "why": said[f"why-{clause['key']}"],
            }
            for clause in self.group["clauses"]
        }

    @property
    def bases(self):
        keys = ["facts", *(clause["key"] for clause in self.group["clauses"])]
        return {key: self.cleaned_data[f"base-{key}"] for key in keys}


def hidden(value):
    return forms.CharField(widget=forms.HiddenInput, initial=value, required=False, max_length=64)


def spoken(words, language):
    """Words of an agreement in the language that it is written in, whatever language its reader reads pages in."""
    return words and format_html('<span lang="{}">{}</span>', language, words)


def on_what_stands_there(posted, group, facts, language):
    """What was typed, now against the words that another has put there: saved again, it is meant."""
    posted = posted.copy()
    for name, field in GroupForm(group=group, facts=facts, language=language).fields.items():
        if name.startswith("base-"):
            posted[name] = field.initial
    return posted


class TemplateGroupForm(GroupForm):
    """A practice's own words for one group; its numbers are asked elsewhere."""

    def __init__(self, posted=None, *, group, language):
        super().__init__(posted, group={**group, "key": ""}, facts={}, language=language)


class BeginningsForm(Facts):
    def __init__(self, *args, **kwargs):
        names = tuple(name for name in fact_fields() if name != "late_hours")
        super().__init__(*args, names=names, **kwargs)


class GuardianForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LINE, required=False)
    what = forms.CharField(
        label=gettext_lazy("As what"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Mother, guardian."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What they may be told"),
        help_text=gettext_lazy("Nothing, unless you tick it. Never answers, notes or what is written here."),
        choices=list(terms.SCOPES.items()),
        widget=WordsToTap,
        required=False,
    )
    signs = forms.BooleanField(label=gettext_lazy("They sign the agreement too"), required=False)

    def clean(self):
        said = super().clean()
        if said.get("name") and not said.get("what"):
            self.add_error("what", _("Say what they are to your client."))
        if not said.get("name") and (said.get("what") or said.get("scopes") or said.get("signs")):
            self.add_error("name", _("Write their name, or empty this row."))
        return said


GUARDIANS = 2


def guardian_forms(posted, guardians):
    rows = [*guardians, *[{}] * GUARDIANS][:GUARDIANS]
    return [
        GuardianForm(
            posted,
            prefix=f"guardian{number}",
            initial={
                "name": row.get("name", ""),
                "what": row.get("as", ""),
                "scopes": row.get("scopes", []),
                "signs": row.get("signs", False),
            },
        )
        for number, row in enumerate(rows)
    ]


def guardians_said(rows):
    return [
        {
            "name": row.cleaned_data["name"],
            "as": row.cleaned_data["what"],
            "scopes": row.cleaned_data["scopes"],
            "signs": row.cleaned_data["signs"],
        }
        for row in rows
        if row.cleaned_data["name"]
    ]


def base_of_guardians(guardians):
    return guardians_print(guardians)


class RemarkForm(Keyed):
    words = forms.CharField(label="", max_length=TEXT, widget=lines(4), required=False)
    asks = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[
            ("says", gettext_lazy("I want to say or ask something")),
            ("change", gettext_lazy("I would like it changed")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Your answer, or what you changed"),
        max_length=TEXT,
        widget=lines(2, **{"class": "short"}),
        required=False,
    )


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("A few words on it, if you like"),
        max_length=600,
        widget=lines(2, **{"class": "short"}),
        required=False,
    )


class PaperForm(forms.Form):
    """Who signed otherwise than here, and how."""

    whose = forms.ChoiceField(label=gettext_lazy("Who"), widget=OneOfWords)
    how = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[
            ("paper", gettext_lazy("on paper, which the practice keeps")),
            ("aloud", gettext_lazy("said yes aloud, in the room")),
        ],
        widget=forms.RadioSelect,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = people


class Clauses(forms.Select):
    """The clauses of an agreement, each in the language that it is written in."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = self.language
        return option


class BoundaryForm(Keyed):
    how = forms.ChoiceField(
        label=gettext_lazy("How was it?"), choices=BoundaryNote.How.choices, widget=forms.RadioSelect
    )
    clause = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False, widget=Clauses)
    words = forms.CharField(
        label=gettext_lazy("In your own words"), max_length=TEXT, widget=lines(3), required=False
    )
    whose = forms.ChoiceField(label=gettext_lazy("Whose part was it?"), widget=OneOfWords, required=False)
    off_between_us = forms.BooleanField(
        label=gettext_lazy("It left something off between us"),
        help_text=gettext_lazy(
            "Then it is asked about in each session, until you say that it is mended or to be left."
        ),
        required=False,
    )

    def __init__(self, *args, relationship, named, language, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clause"].widget.language = language
        self.fields["clause"].choices = [("", _("Something else, in my own words")), *named]
        client, clinician = relationship.client, relationship.clinician
        self.fields["whose"].choices = [
            ("clinician", _("mine") if by.is_clinician else clinician.short_name),
            ("client", client.short_name if by.is_clinician else _("mine")),
            ("both", _("both, or nobody’s")),
        ]
        if not by.is_client:
            del self.fields["off_between_us"]

    def clean(self):
        said = super().clean()
        if not said.get("clause") and not said.get("words", "").strip():
            self.add_error(
                "words", _("Say what it is about: choose a part of your agreement, or write a few words.")
            )
        return said


class CompanionForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LINE)
    role = forms.ChoiceField(label=gettext_lazy("As what"), choices=Companion.As.choices, widget=OneOfWords)
