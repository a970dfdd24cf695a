"""What taking a yes back does in this room. Gathered by name by desk/consents.py."""

from beside.practice.learning.actions import materials
from beside.practice.learning.consent import PURPOSE
from beside.practice.learning.models import Material


def _practising(line, *, by):
    """The same as on its own page: the words and every answer to them go at once."""
    material = Material.objects.visible_to(by).filter(pk=line.about_id).first()
    if material is not None:
        materials.answer(material, given=False, by=by)


WITHDRAWN = {PURPOSE: _practising}
