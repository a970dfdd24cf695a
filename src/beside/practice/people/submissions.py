"""The same submission sent twice makes one thing: a page kept its key, a phone lost its connection, a thumb tapped twice."""

import hashlib
import hmac
import json

from django.conf import settings
from django.utils.translation import gettext as _

from beside.practice.people.errors import AlreadySent
from beside.practice.people.models import Submission


def once(key, *, by, what, words, make):
    """Return (thing_id, fresh): what `make()` made under this key, now or when it came first. Inside the action's transaction.

    Raises AlreadySent if the key came before with other words, or from somebody else.
    """
    digest = _digest(words)
    submission, fresh = Submission.objects.get_or_create(
        practice_id=by.practice_id, key=key, defaults={"member": by, "what": what, "digest": digest}
    )
    if fresh:
        submission.thing_id = make().pk
        submission.save(update_fields=["thing_id"])
    elif (submission.member_id, submission.what) != (by.pk, what) or not hmac.compare_digest(
        submission.digest, digest
    ):
        raise AlreadySent(
            _(
                "Something else was sent from this page before. What you sent first is kept. Open the page again to change it."
            )
        )
    return submission.thing_id, fresh


def _digest(words):
    canonical = json.dumps(words, sort_keys=True, ensure_ascii=False).encode()
    return hmac.new(settings.SECRET_KEY.encode(), canonical, hashlib.sha256).hexdigest()
