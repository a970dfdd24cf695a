"""The kinds of data and the pages that show them, in a client's words."""

from django.utils.translation import gettext_lazy as _

# In the order in which a client meets them. The names are those of access.py.
KINDS = {
    "check-ins": _("What you write before a session"),
    "answers": _("What you answer after a session, and questionnaires"),
    "loops": _("What you asked for, and what came of it"),
    "promises": _("Promises, yours and your therapist's"),
    "course": _("Your course: your answers over time"),
    "episodes": _("Strain between you, and how it was mended"),
    "urgent": _("An answer that is urgent"),
    "appointments": _("Your sessions: days and times"),
    "safe-contact": _("How you may be reached"),
    "consents": _("What you agreed to"),
    "erasures": _("That you asked for something to be erased"),
    "moments": _("Moments that your therapist keeps"),
    "progress-notes": _("Your therapist's notes for the record"),
    "process-notes": _("Your therapist's own notes on your work together"),
    "guesses": _("How your therapist thought you would answer"),
    "recordings": _("Which session was listened to: who was asked, when, by what, until when"),
    "transcripts": _("What was said in a session, where you agreed to a transcript"),
    "listening-reports": _("What was read out of it, until your therapist shares it with you"),
    "drafts": _("What you typed and have not sent"),
    "only-me": _("What you answered only for yourself"),
}

# The names under which pages are written into the trail.
PAGES = {
    "brief": _("the brief before a session"),
    "relationship": _("the page about you"),
    "relationship-course": _("your course"),
    "answers": _("your answers"),
    "check-in": _("your check-in"),
    "loop-detail": _("something you asked for"),
    "session-detail": _("a session's page"),
    "session-close": _("the closing step of a session"),
    "schedule": _("the schedule"),
    "today": _("the day's sessions"),
    "clients": _("the list of clients"),
    "courses": _("all courses on one page"),
    "supervisor": _("the supervisor's page"),
    "safe-contact-of": _("how you may be reached"),
    "listening": _("the page about listening to a session"),
    "listening-report": _("what was heard in a session"),
    "listening-turn": _("a moment of a session"),
    "custody": _("process notes in sealed custody"),
    "psychometrics": _("your answers, counted together with everybody's"),
}


def page(name):
    return PAGES.get(name, _("a page about you"))
