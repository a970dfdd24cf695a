"""What this room gives to other pages: to a therapist that a report waits, to a client what they are asked. No words of anybody's."""

from beside.practice.recordings import consent
from beside.practice.recordings.models import Recording, Report


def unread(relationship, *, by):
    """The newest report of theirs that its author has not opened yet, or None. One query."""
    return (
        Report.objects.visible_to(by)
        .filter(
            relationship=relationship,
            read_at=None,
            author=by,
            transcript__recording__state=Recording.State.HEARD,
        )
        .select_related("transcript__recording__session")
        .defer("heard", "transcript__words")
        .order_by("-made_at")
        .first()
    )


def asked(relationship, *, by):
    """Sessions of which this client is asked whether they may be listened to, and whether there is anything to look up at all."""
    recordings = list(
        Recording.objects.visible_to(by)
        .filter(relationship=relationship)
        .select_related("session", "relationship__client", "relationship__clinician")
        .order_by("-asked_at")
    )
    open_ones = [
        one
        for one in recordings
        if not (
            one.has_lapsed or one.state == Recording.State.GONE or consent.did_not_take_place(one.session)
        )
    ]
    words = consent.words_of(open_ones)
    return [one for one in open_ones if consent.waits_for_the_client(one, words)], bool(recordings)
