"""What taking a yes back does in this room. Gathered by name by desk/consents.py."""

from beside.practice.supervision.actions import passages
from beside.practice.supervision.models import Passage


def _passage(line, *, by):
    """The same as on its own page: the words go at once."""
    passage = Passage.objects.visible_to(by).filter(pk=line.about_id).first()
    if passage is not None:
        passages.answer(passage, given=False, by=by)


WITHDRAWN = {passages.PURPOSE: _passage}
