import datetime
import uuid
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.practice.meetings import walltime, words
from beside.practice.meetings.models import Promise, Session
from beside.practice.people.look import OneOfWords, WordsToTap
from beside.practice.people.models import Relationship

LINE = 300
TEXT = 4000


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


def lines(rows, **attrs):
    return forms.Textarea(attrs={"rows": rows, **attrs})


class Keyed(forms.Form):
    """A form that arrives once, however often it is sent: its key is made with the page and stays when it is shown again."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, initial=None, **kwargs):
        super().__init__(*args, initial={"key": uuid.uuid4(), **(initial or {})}, **kwargs)


class Client(forms.ModelChoiceField):
    def label_from_instance(self, relationship):
        return relationship.client.name


class PlanForm(forms.Form):
    relationship = Client(
        Relationship.objects.none(),
        label=gettext_lazy("With whom"),
        empty_label=gettext_lazy("Choose a client"),
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=Day())
    at = forms.TimeField(label=gettext_lazy("Time"), widget=Clock())
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=480, initial=50)
    place = forms.ChoiceField(
        label=gettext_lazy("Where"), choices=Session.Place.choices, initial="room", widget=OneOfWords
    )
    repeats = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=[("once", gettext_lazy("once")), ("weekly", gettext_lazy("each week, at the same time"))],
        initial="once",
        widget=OneOfWords,
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("How many weeks"),
        min_value=1,
        max_value=104,
        initial=12,
        required=False,
        help_text=gettext_lazy("Only for each week. You can add more later."),
    )
    zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=64)
    past = forms.BooleanField(label=gettext_lazy("It has taken place already: bring it in"), required=False)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relationship"].queryset = (
            Relationship.objects.visible_to(member)
            .going_on()
            .select_related("client")
            .order_by("client__name", "pk")
        )
        self.fields["zone"].initial = member.practice.time_zone

    def clean_zone(self):
        if self.cleaned_data["zone"] not in available_timezones():
            raise forms.ValidationError(
                _("This time zone is not known. Write it as in Europe/Madrid or America/New_York.")
            )
        return self.cleaned_data["zone"]

    def clean(self):
        said = super().clean()
        if not {"day", "at", "zone"} <= said.keys():
            return said
        said["starts_at"] = walltime.moment(said["day"], said["at"], said["zone"])
        if said["starts_at"] <= timezone.now() and not said["past"]:
            self.add_error(
                "day", _("This time is past. Choose a later one, or tick below that it has taken place.")
            )
        if said.get("repeats") == "weekly" and not said.get("weeks") and "weeks" not in self.errors:
            self.add_error("weeks", _("Say for how many weeks."))
        return said

    @property
    def asks_about_the_past(self):
        return bool(self.data.get("past")) or (self.is_bound and "day" in self.errors)


class MoveForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Day"), widget=Day())
    at = forms.TimeField(label=gettext_lazy("Time"), widget=Clock())

    def __init__(self, *args, session, **kwargs):
        local = session.local_start
        super().__init__(*args, initial={"day": local.date(), "at": local.time()}, **kwargs)
        self.zone = session.zone

    def clean(self):
        said = super().clean()
        if {"day", "at"} <= said.keys() and self.starts_at <= timezone.now():
            self.add_error("day", _("This time is past. Choose a later one."))
        return said

    @property
    def starts_at(self):
        return walltime.moment(self.cleaned_data["day"], self.cleaned_data["at"], self.zone)


class TimesForm(forms.Form):
    began = forms.TimeField(label=gettext_lazy("Began at"), widget=Clock())
    finished = forms.TimeField(label=gettext_lazy("Ended at"), widget=Clock())

    def __init__(self, *args, session, **kwargs):
        zone = walltime.zone_of(session.zone)
        super().__init__(
            *args,
            initial={
                "began": (session.began_at or session.starts_at).astimezone(zone).time(),
                "finished": (session.finished_at or session.ends_at).astimezone(zone).time(),
            },
            **kwargs,
        )
        self.session = session

    @property
    def moments(self):
        """Both as moments: an end before the beginning by the clock is after midnight."""
        day, zone = self.session.local_start.date(), self.session.zone
        began = walltime.moment(day, self.cleaned_data["began"], zone)
        finished = walltime.moment(day, self.cleaned_data["finished"], zone)
        if finished < began:
            finished = walltime.moment(day + datetime.timedelta(days=1), self.cleaned_data["finished"], zone)
        return {"began_at": began, "finished_at": finished}


class WeeksForm(forms.Form):
    weeks = forms.IntegerField(label=gettext_lazy("Weeks more"), min_value=1, max_value=104, initial=12)


class CheckInForm(Keyed):
    arrive = forms.MultipleChoiceField(
        label=gettext_lazy("How do you arrive?"),
        help_text=gettext_lazy("Tap any that fit, or none."),
        choices=list(words.ARRIVE.items()),
        widget=WordsToTap,
        required=False,
    )
    arrive_words = forms.CharField(
        label=gettext_lazy("Or in your own words"), max_length=TEXT, widget=lines(2), required=False
    )
    wish = forms.CharField(
        label=gettext_lazy("What would you like to talk about?"),
        max_length=TEXT,
        widget=lines(3),
        required=False,
    )
    not_today = forms.CharField(
        label=gettext_lazy("What would you rather not talk about today?"),
        max_length=TEXT,
        widget=lines(2),
        required=False,
    )
    hesitation = forms.CharField(
        label=gettext_lazy("Is there something you are unsure about, or find hard to bring up?"),
        max_length=TEXT,
        widget=lines(2),
        required=False,
    )
    life_change = forms.CharField(
        label=gettext_lazy("Has anything changed in your life since last time?"),
        max_length=TEXT,
        widget=lines(2),
        required=False,
    )

    QUESTIONS = ("wish", "not_today", "hesitation", "life_change")

    @property
    def words(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    @property
    def questions(self):
        return [self[name] for name in self.QUESTIONS]


MOST_PROMISES = 9


def draft_words(post):
    """What has been typed so far, as it is: a draft is never refused for what stands in it, only cut at its length."""
    return {
        name: post.getlist(name) if name == "arrive" else post.get(name, "")[:TEXT]
        for name in ("arrive", "arrive_words", *CheckInForm.QUESTIONS)
    }


def closing_draft(post):
    """What has been typed of a closing step: its three texts, and the rows of promises that have words."""
    rows = [
        {name: post.get(f"promise-{number}-{name}", "")[:LINE] for name in ("whose", "words", "due_on")}
        for number in range(MOST_PROMISES)
    ]
    return {
        **{name: post.get(name, "")[:TEXT] for name in ("progress", "last_time", "moment")},
        "promises": [row for row in rows if row["words"].strip()],
    }


class PromiseForm(forms.Form):
    whose = forms.ChoiceField(label=gettext_lazy("Who"), widget=OneOfWords, required=False)
    words = forms.CharField(label=gettext_lazy("What"), max_length=LINE, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("By"), widget=Day(), required=False, help_text=gettext_lazy("Empty: by next time.")
    )

    def __init__(self, *args, relationship, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [
            ("clinician", relationship.clinician.short_name),
            ("client", relationship.client.short_name),
        ]

    def clean(self):
        said = super().clean()
        if said.get("words") and not said.get("whose"):
            self.add_error("whose", _("Say whose promise it is."))
        if said.get("words") and said.get("due_on") and said["due_on"] < timezone.localdate():
            self.add_error(
                "due_on", _("This day is past. Choose a later one, or leave it empty for next time.")
            )
        return said


class ClosingForm(Keyed):
    progress = forms.CharField(
        label=gettext_lazy("Progress note"), max_length=20_000, widget=lines(5), required=False
    )
    last_time = forms.CharField(
        label=gettext_lazy("Three lines for next time, in your own words"),
        help_text=gettext_lazy("They stand in your next brief."),
        max_length=600,
        widget=lines(3),
        required=False,
    )
    moment = forms.CharField(
        label=gettext_lazy("A moment worth keeping"), max_length=1000, widget=lines(2), required=False
    )


class ProcessNoteForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Process note"), max_length=50_000, widget=lines(14), required=False
    )


class SettleForm(forms.Form):
    state = forms.ChoiceField(
        choices=[(s.value, s.label) for s in (Promise.State.KEPT, Promise.State.LET_GO)]
    )
    note = forms.CharField(max_length=LINE, required=False)
