from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.practice.endings import keeping
from beside.practice.meetings.forms import TEXT, Day, Keyed, lines
from beside.practice.people.look import OneOfWords


class BreakForm(Keyed):
    first_day = forms.DateField(label=gettext_lazy("From"), widget=Day())
    last_day = forms.DateField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("Leave it empty if you do not know yet."),
        widget=Day(),
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("A word with it, if you like"), max_length=TEXT, widget=lines(2), required=False
    )


class BackForm(forms.Form):
    back_words = forms.CharField(
        label=gettext_lazy("Something to know as you begin again, if you like"),
        max_length=TEXT,
        widget=lines(2),
        required=False,
    )


class EndingForm(Keyed):
    how = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[
            ("sessions", gettext_lazy("after some more sessions")),
            ("day", gettext_lazy("on a day")),
            ("now", gettext_lazy("today")),
        ],
        widget=OneOfWords,
    )
    after_sessions = forms.IntegerField(
        label=gettext_lazy("How many more sessions"),
        min_value=1,
        max_value=50,
        required=False,
    )
    on_day = forms.DateField(label=gettext_lazy("Which day"), widget=Day(), required=False)
    words = forms.CharField(
        label=gettext_lazy("A word with it, if you like"), max_length=TEXT, widget=lines(3), required=False
    )

    def clean(self):
        given = super().clean()
        how = given.get("how")
        if how == "sessions" and not given.get("after_sessions"):
            self.add_error("after_sessions", _("Say how many more sessions."))
        if how == "day" and not given.get("on_day"):
            self.add_error("on_day", _("Choose the day."))
        return given

    @property
    def chosen(self):
        """What the action takes: a day, a number of sessions, or neither for today."""
        given = self.cleaned_data
        return {
            "on_day": given["on_day"] if given["how"] == "day" else None,
            "after_sessions": given["after_sessions"] if given["how"] == "sessions" else None,
            "words": given["words"],
            "key": given["key"],
        }


class LastWordForm(Keyed):
    words = forms.CharField(label=gettext_lazy("My last word"), max_length=TEXT, widget=lines(5))


class AnotherForm(Keyed):
    words = forms.CharField(
        label=gettext_lazy("Something they should know, if you like"),
        help_text=gettext_lazy(
            "You need not say why. What would help with the next one is enough, or nothing."
        ),
        max_length=TEXT,
        widget=lines(3),
        required=False,
    )


class Therapist(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return member.name


class AnswerForm(forms.Form):
    """The owner offers somebody, or answers in words."""

    words = forms.CharField(
        label=gettext_lazy("An answer in words"), max_length=TEXT, widget=lines(3), required=False
    )

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"] = Therapist(
            others,
            label=gettext_lazy("Who could begin with them"),
            required=False,
            empty_label=gettext_lazy("nobody at the moment"),
        )
        self.order_fields(("to", "words"))


class LinesForm(forms.Form):
    """What the next one should know. Nothing is ticked beforehand."""

    own = forms.CharField(
        label=gettext_lazy("In my own words"), max_length=TEXT, widget=lines(4), required=False
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        groups = dict.fromkeys(line.group for line in offered)
        for at, group in enumerate(groups):
            mine = [line for line in offered if line.group == group]
            self.fields[f"lines_{at}"] = forms.MultipleChoiceField(
                label=group,
                choices=[(line.source, _as_read(line)) for line in mine],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        self.order_fields([*(f"lines_{at}" for at in range(len(groups))), "own"])

    @property
    def sources(self):
        return [
            one for name, ticked in self.cleaned_data.items() if name.startswith("lines_") for one in ticked
        ]


def _as_read(line):
    # A question ends as it is; anything else that leads is followed by a colon.
    between = "" if line.title.endswith(("?", ".", "!")) else ":"
    words = f"{line.title}{between} {line.words}" if line.title else line.words
    return format_html('<span lang="{}">{}</span>', line.language, words) if line.language else words


class KeepingForm(forms.Form):
    """Years for each kind of record, in an owner's words: a client reads of the same kinds in theirs (keeping.KINDS)."""

    KINDS = {
        "progress-notes": gettext_lazy("Progress notes"),
        "moments": gettext_lazy("Moments that therapists keep"),
        "agreement": gettext_lazy("Agreements that both signed"),
        "consents": gettext_lazy("What clients agreed to, and took back"),
        "appointments": gettext_lazy("The days of sessions, and how long they were"),
        "answers": gettext_lazy("What clients answered after sessions, and questionnaires"),
        "check-ins": gettext_lazy("What clients wrote before sessions"),
        "messages": gettext_lazy("Messages between client and therapist"),
    }

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in keeping.KINDS:
            self.fields[kind] = forms.IntegerField(
                label=self.KINDS[kind], min_value=0, max_value=40, initial=years[kind]
            )
