"""This room's part of the closing step: which topics the therapist asked about first."""

from beside.practice.pace import actions, queries
from beside.practice.pace.forms import AskedForm
from beside.practice.pace.models import Topic

# What somebody wants to be asked about before it is talked of; a *not now* too, if it came up after all.
TO_BE_ASKED = (Topic.Wish.ASK, Topic.Wish.NOT_NOW)


class AskedFirst:
    template = "pace/_closing.html"

    def __init__(self, session, form):
        self.session, self.form = session, form

    def is_valid(self):
        return self.form.is_valid()

    def save(self, *, by):
        actions.say_asked_first(self.session, topics=self.form.chosen, by=by)


def part(session, *, by, data):
    """The part, or None where no topic asks for it."""
    found = asked_form(session, by=by, data=data)
    return AskedFirst(session, found) if found else None


def asked_form(session, *, by, data):
    askings = {asking.topic_id for asking in queries.askings_of(session, by=by)}
    on_the_map = [
        one
        for one in queries.topics_of(session.relationship, by=by)
        if one.wish in TO_BE_ASKED or one.topic.pk in askings
    ]
    initial = {"topics": [str(one.topic.pk) for one in on_the_map if one.topic.pk in askings]}
    return AskedForm(data, on_the_map=on_the_map, initial=initial) if on_the_map else None
