import uuid

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.exercises import exercise, exercise_ids
from beside.exercises.reading import LONGEST
from beside.practice.learning import patterns
from beside.practice.learning.actions import materials
from beside.practice.learning.models import LogEntry
from beside.practice.learning.reading_words import NAMES
from beside.practice.people.look import WordsToTap

TEXT = 2000
SALT = "learning-opened"


class Keyed(forms.Form):
    """Arrives once, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, initial=None, **kwargs):
        super().__init__(*args, initial={"key": uuid.uuid4(), **(initial or {})}, **kwargs)


class AnswerForm(Keyed):
    # When the page was opened, signed: the log counts minutes from it.
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    said = forms.CharField(
        label=_("What I would say"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args, initial=None, label="", **kwargs):
        now = signing.dumps(timezone.now().timestamp(), salt=SALT)
        super().__init__(*args, initial={"opened": now, **(initial or {})}, **kwargs)
        if label:
            self.fields["said"].label = label

    @property
    def seconds(self):
        try:
            opened = signing.loads(self.cleaned_data["opened"], salt=SALT)
        except signing.BadSignature:
            return 0
        return max(0, timezone.now().timestamp() - opened)


class MineForm(forms.Form):
    mine = forms.MultipleChoiceField(
        label=_("What it was, as I see it"),
        choices=list(NAMES.items()),
        required=False,
        widget=WordsToTap,
        help_text=_(
            "Yours stands above the program’s. Take all of them off, and the program’s reading is back."
        ),
    )


class AskForm(forms.Form):
    exercise = forms.ChoiceField(label=_("What I want to practise with it"))
    words = forms.CharField(
        label=_("The words I would practise with"),
        max_length=materials.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Cut it to what you need. Take out names and places. They read exactly this, and can change it."
        ),
    )

    def __init__(self, *args, language="en", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["exercise"].choices = [(one, exercise(one, language).title) for one in exercise_ids()]


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("The words, as you want them"),
        max_length=materials.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Change what you like, or cut it. Only what stands here is used."),
    )


class ReflectionForm(Keyed):
    about = forms.ChoiceField(
        label=_("Whom it is about"),
        required=False,
        help_text=_("You may leave it open. If you say it, this goes when their record is erased."),
    )
    felt = forms.MultipleChoiceField(
        label=_("1. How was it to sit there?"),
        choices=list(patterns.FELT.items()),
        required=False,
        widget=WordsToTap,
    )
    when = forms.CharField(
        label=_("2. When did it turn?"),
        required=False,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    mine = forms.MultipleChoiceField(
        label=_("3. What did I do then?"),
        choices=list(patterns.MINE.items()),
        required=False,
        widget=WordsToTap,
    )
    client = forms.CharField(
        label=_("4. How may it have been for them?"),
        required=False,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next = forms.CharField(
        label=_("5. What do I want to say or do next time?"),
        required=False,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, relationships=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("I leave it open"))] + [
            (str(one.pk), one.client.short_name) for one in relationships
        ]
        if not relationships:
            del self.fields["about"]

    @property
    def words(self):
        said = self.cleaned_data
        return {key: said[key] for key in ("felt", "when", "mine", "client", "next")}


class LogForm(Keyed):
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1)
    way = forms.ChoiceField(label=_("Way"), choices=LogEntry.Way)
    topic = forms.CharField(
        label=_("Topic"),
        max_length=200,
        help_text=_("Without anybody’s name: this goes to whoever asks for your hours."),
    )

    def __init__(self, *args, initial=None, **kwargs):
        super().__init__(*args, initial={"on": timezone.localdate(), **(initial or {})}, **kwargs)


class BetweenForm(forms.Form):
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
