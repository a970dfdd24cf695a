"""Two at the same moment, on a real database: threads of their own, each with its own connections."""

import threading
import uuid

from django.db import connections

from beside.practice.loops.models import Loop
from beside.practice.meetings.models import CheckIn, ProgressNote, Promise, Session
from beside.practice.people.errors import Refused
from beside.practice.people.middleware import inside
from tests.vocabulary import a_check_in, a_client, a_session, a_therapist, in_days


def at_once(*acts):
    """Run them at the same moment; what each gave, or the Refused it met."""
    ready, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, practice, act):
        ready.wait()
        try:
            with inside(practice):
                results[place] = act()
        except Refused as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, *pair)) for place, pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_taps_at_once_make_one_check_in(real_database):
    session = a_session(a_client())
    key = uuid.uuid4()
    first, second = at_once(*[(session.practice_id, lambda: a_check_in(session, key=key, wish="Sunday"))] * 2)
    assert first == second
    assert (CheckIn.objects.count(), Loop.objects.count()) == (1, 1)


def test_of_two_clashing_sessions_planned_at_once_one_is_refused(real_database):
    thea = a_therapist()
    chris, dana = a_client(therapist=thea), a_client("Dana Client", therapist=thea)
    results = at_once(*[(thea.practice_id, lambda who=who: a_session(who, by=thea)) for who in (chris, dana)])
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Session"]
    assert Session.objects.count() == 1


def test_two_versions_of_a_note_written_at_once_are_both_kept(real_database):
    from beside.practice.meetings import actions

    chris = a_client()
    thea = chris.relationship.clinician
    session = a_session(chris, starts_at=in_days(-1))

    def close(words):
        return lambda: actions.close_session(
            session, by=thea, progress=words, promises=[("client", words, None)], key=uuid.uuid4()
        )

    at_once((chris.practice_id, close("one")), (chris.practice_id, close("two")))
    assert sorted(ProgressNote.objects.values_list("version", flat=True)) == [1, 2]
    assert {promise.words for promise in Promise.objects.all()} == {"one", "two"}
