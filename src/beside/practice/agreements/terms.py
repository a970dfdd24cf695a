"""What an agreement consists of: groups of clauses, facts in numbers with the sentences that say them, guardians.

{"facts": {...}, "groups": [{"key", "title", "said": [...], "clauses": [{"key", "title", "text", "why"}]}], "guardians": [...]}

It is all fixed words in one language: what somebody signs must not read otherwise after the next release.
"""

import hashlib

from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beside.practice.agreements import clauses
from beside.practice.agreements.models import OwnClause, Template

FACTS = {
    "minutes": 50,
    "fees": "",
    "days": [0, 1, 2, 3, 4],
    "from_hour": 9,
    "until_hour": 18,
    "answer_hours": 24,
    "shown_outside": False,
    "recording": "none",
}
# Which facts stand in which group.
OF_GROUP = {
    "time": ("minutes", "late_hours", "fees"),
    "contact": ("days", "from_hour", "until_hour", "answer_hours", "shown_outside"),
    "recording": ("recording",),
    "feedback": ("review_after", "review_months"),
}
RECORDING = {
    "none": gettext_lazy("no recording and no transcript"),
    "transcript": gettext_lazy("a transcript, where you say yes to that session"),
    "audio": gettext_lazy("sound and a transcript, where you say yes to that session"),
}
# What a guardian may be told. None unless it is ticked; never answers, notes or journal.
SCOPES = {
    "times": gettext_lazy("the days and times of sessions"),
    "fees": gettext_lazy("what it costs"),
    "safety": gettext_lazy("when a life is in danger"),
    "course": gettext_lazy("how it goes on the whole, said with the client in the room"),
}


def begun(relationship, *, language):
    """The practice's template with this therapist's name in it."""
    therapist = relationship.clinician.short_name
    template = template_of(relationship.practice)
    facts = facts_of(relationship.practice, template)
    return dressed(
        {
            "facts": facts,
            "groups": [
                {
                    "key": group.key,
                    "title": group.title,
                    "clauses": [
                        {
                            "key": clause.key,
                            **{
                                part: getattr(clause, part).replace("{therapist}", therapist)
                                for part in ("title", "text", "why")
                            },
                        }
                        for clause in group.clauses
                    ],
                }
                for group in of_practice(relationship.practice, language)
            ],
            "guardians": [],
        },
        language=language,
        therapist=therapist,
    )


def template_of(practice):
    return Template.objects.filter(practice=practice).first() or Template(practice=practice)


def facts_of(practice, template):
    return {
        **FACTS,
        "late_hours": practice.late_cancel_hours,
        "review_after": template.review_after,
        "review_months": template.review_months,
        **template.facts,
    }


def of_practice(practice, language):
    """The groups as shipped, with the practice's own words over them."""
    laid_over = {
        (own.group, own.key): own for own in OwnClause.objects.filter(practice=practice, language=language)
    }
    return [
        clauses.Group(
            group.key,
            group.title,
            tuple(_laid_over(clause, laid_over.get((group.key, clause.key))) for clause in group.clauses),
        )
        for group in clauses.groups(language)
    ]


def _laid_over(clause, own):
    if own is None:
        return clause
    return clauses.Clause(clause.key, own.title or clause.title, own.text, own.why)


def dressed(terms, *, language, therapist):
    """With the sentences that say its facts, in its own language."""
    with translation.override(language):
        groups = [
            {**group, "said": said(group["key"], terms["facts"], therapist=therapist)}
            for group in terms["groups"]
        ]
    return terms | {"groups": groups}


def said(group, facts, *, therapist):
    """The sentences for a group's facts, in the language that is active."""
    return {"time": _time, "contact": _contact, "recording": _recording, "feedback": _review}.get(
        group, lambda facts, therapist: []
    )(facts, therapist)


def _time(facts, _therapist):
    lines = [
        ngettext("A session lasts %(n)d minute.", "A session lasts %(n)d minutes.", facts["minutes"])
        % {"n": facts["minutes"]},
        ngettext(
            "Up to %(n)d hour before, cancelling costs nothing.",
            "Up to %(n)d hours before, cancelling costs nothing.",
            facts["late_hours"],
        )
        % {"n": facts["late_hours"]},
    ]
    return [*lines, *([facts["fees"]] if facts["fees"] else [])]


def _contact(facts, therapist):
    if not facts["days"]:
        return [_("There is no contact between sessions, except about days and times.")]
    return [
        _("Messages are read on %(days)s, from %(from)d:00 to %(until)d:00.")
        % {"days": days_said(facts["days"]), "from": facts["from_hour"], "until": facts["until_hour"]},
        ngettext(
            "%(name)s answers within %(n)d hour.",
            "%(name)s answers within %(n)d hours.",
            facts["answer_hours"],
        )
        % {"name": therapist, "n": facts["answer_hours"]},
        _("%(name)s may see outside these hours that something has come, and answers within them.")
        % {"name": therapist}
        if facts["shown_outside"]
        else _("Outside these hours %(name)s does not see that something has come.") % {"name": therapist},
    ]


def days_said(days):
    """ "Monday to Friday", or the days one by one."""
    days = sorted(days)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return _("%(first)s to %(last)s") % {"first": WEEKDAYS[days[0]], "last": WEEKDAYS[days[-1]]}
    return get_text_list([str(WEEKDAYS[day]) for day in days], _("and"))


def _recording(facts, _therapist):
    return [_("What may be made of a session: %(what)s.") % {"what": RECORDING[facts["recording"]]}]


def _review(facts, _therapist):
    return [
        _("We look at all of this together after session %(n)d.") % {"n": facts["review_after"]},
        ngettext("After that, every month.", "After that, every %(n)d months.", facts["review_months"])
        % {"n": facts["review_months"]},
    ]


def group_of(terms, key):
    return next((group for group in terms["groups"] if group["key"] == key), None)


def clause_of(terms, name):
    """The clause called "time.lateness", or None."""
    group, _dot, key = name.partition(".")
    found = group_of(terms, group)
    return found and next((clause for clause in found["clauses"] if clause["key"] == key), None)


def names_of(terms):
    """[("time.lateness", "Being late")] of every clause that is in it."""
    return [
        (f"{group['key']}.{clause['key']}", clause["title"] or group["title"])
        for group in terms["groups"]
        for clause in group["clauses"]
        if clause["text"]
    ]


def fingerprint(*words):
    """Tells whether words are those that a page showed. No secret: the page has them."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]
