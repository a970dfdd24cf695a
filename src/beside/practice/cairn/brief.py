"""What this room gives to the brief: what was noticed since the last session, and where the rest stands. No number of anything."""

import datetime

from django.utils import timezone

from beside.practice.cairn import offering

# Before a second session, and after a long while without one.
SINCE = datetime.timedelta(days=14)
AT_MOST = 3


def signs(relationship, *, by, last_session=None):
    """The newest few since the last session began."""
    since = timezone.now() - SINCE
    if last_session is not None:
        since = min(since, last_session.starts_at)
    return offering.quiet_signs(relationship, by=by, since=since)[:AT_MOST]
