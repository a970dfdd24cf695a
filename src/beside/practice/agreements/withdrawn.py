"""What taking a yes back does in this room. Gathered by name by desk/consents.py."""

from beside.practice.agreements import actions
from beside.practice.agreements.companions import PURPOSE
from beside.practice.meetings.models import Session


def _companions(line, *, by):
    session = Session.objects.visible_to(by).select_related("relationship").filter(pk=line.about_id).first()
    if session is not None:
        actions.answer_companions(session, given=False, by=by)


WITHDRAWN = {PURPOSE: _companions}
