"""What two people can look back on from this room: what they agreed. See endings/looking_back.py."""

from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.together.models import Review


def lines(relationship, *, by):
    reviews = Review.objects.visible_to(by).filter(relationship=relationship).exclude(agreed_at=None)
    return [
        (timezone.localdate(one.agreed_at), _("you agreed"), one.agreed, one.agreed_by.short_name)
        for one in reviews.select_related("agreed_by")
    ]
