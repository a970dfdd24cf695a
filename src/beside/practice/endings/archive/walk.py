"""What goes in: every model that has eyes (`visible_to`), so that a new room is in it without a line anywhere.

What does not go in stands here by name, with its reason; a test holds the two against all models.
"""

from django.apps import apps

# Rows that their own table of eyes would show, or that have no eyes: model → why they stay here.
LEFT_OUT = {
    "audit.Entry": "who read what stands on the page *who can see what*; the chain is the practice's",
    "audit.Head": "a seal of the practice's chain, about nobody",
    "agreements.OwnClause": "the practice's own words, about nobody; what was agreed is in the versions",
    "agreements.Template": "the practice's own, about nobody",
    "concerns.Procedure": "what the practice does with a complaint, about nobody; it stands where one is written",
    "endings.KeepingRule": "the practice's own, about nobody; the page about erasing names it",
    "endings.KeptByLaw": "copies of what the client gave, made when it was erased",
    "feedback.PracticeNumbers": "sums over a whole practice, about nobody",
    "feedback.Responder": "who answers for the practice, about nobody",
    "feedback.Standing": "worked out from the answers, which are in; it also holds how far off the therapist's guesses were",
    "meetings.Custody": "about a therapist's own notes, between two people of the practice",
    "people.Absence": "a therapist's days away",
    "people.Account": "the address to sign in with, which the client knows; it belongs to no practice",
    "people.Link": "digests of links that were used or ran out",
    "people.Notice": "a kind and a place, no words: what it tells of is in",
    "people.Practice": "its name stands in the manifest; the rest is its own",
    "people.Seat": "which place an account sits in: ids alone",
    "people.Submission": "keyed digests by which the same form sent twice is known",
    "people.Supervision": "who supervises whom stands on the page *who can see what*, as it is today",
    "people.TakenBack": "what was taken back is in the archive; since when nobody else sees it stands in its row",
    "supervision.Cohort": "one term of a training clinic: no client's row",
    "supervision.Place": "who is in such a term: no client's row",
    "together.Rhythm": "after how many sessions somebody is asked: a number of the practice's",
    "welcome.OwnGuidance": "what therapists laid over the shipped guidance, about nobody",
    "work.Job": "work to be done, by ids alone",
}
# Columns of models that go in: what is not the client's in them.
COLUMNS_LEFT_OUT = {
    "people.Member": ("account", "made_at", "state", "cover"),
    "concerns.Concern": ("whole",),  # its seal: says nothing but that the rest is as it was written
    "repair.Episode": ("reading", "walked"),  # how the therapist reads it, and how far they say they are
    "welcome.TherapistPage": ("draft", "saves", "window"),  # what is not published is the therapist's
    "supporters.Supporter": (
        "link",
        "code",
        "wrong",
    ),  # digests of what opens the page of somebody who supports
}
ALWAYS_LEFT_OUT = ("practice",)


def ours():
    """Every model of the practice, in the order of the rooms. The keyring has a database of its own, and holds no words."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("beside.practice.") and model._meta.app_label != "vault"
    ]


def has_eyes(model):
    return hasattr(model._default_manager.all(), "visible_to")


def taken_along():
    """The models whose rows go in."""
    return [model for model in ours() if has_eyes(model) and model._meta.label not in LEFT_OUT]


def rows_of(model, who):
    """The client's rows of one model, in a settled order."""
    return model._default_manager.all().visible_to(who).order_by("pk")


def columns(model):
    out = (*ALWAYS_LEFT_OUT, *COLUMNS_LEFT_OUT.get(model._meta.label, ()))
    return [field for field in model._meta.concrete_fields if field.name not in out]


def kind_of(model):
    """Its line in the table of who sees what; people and relationships have none."""
    return getattr(model._default_manager.all(), "kind", "") or model._meta.model_name
