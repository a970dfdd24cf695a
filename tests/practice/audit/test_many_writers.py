"""Eight writers on one chain: no gap, no fork, whatever the database."""

import threading

from django.db import connections

from beside.practice.audit import trail, verify
from beside.practice.audit.models import Entry
from beside.practice.vault.inside import inside
from tests.vocabulary import a_practice

WRITERS, EACH = 8, 12


def test_eight_writers_make_one_chain(real_database):
    owner = a_practice()
    with inside(owner.practice_id):
        before = Entry.objects.filter(practice_id=owner.practice_id).count()
    ready, failed = threading.Barrier(WRITERS), []

    def write():
        try:
            ready.wait()
            for _ in range(EACH):
                with inside(owner.practice_id):
                    trail.read("brief", by=owner)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    with inside(owner.practice_id):
        numbers = list(
            Entry.objects.filter(practice_id=owner.practice_id)
            .order_by("number")
            .values_list("number", flat=True)
        )
    assert numbers == list(range(1, before + WRITERS * EACH + 1))
    assert verify.faults() == []
