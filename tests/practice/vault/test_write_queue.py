"""Eight processes write at once: each waits its turn, and nobody is told that the database is locked."""

import os
import subprocess
import sys

from django.db import connection, transaction

from beside.practice.audit import verify
from beside.practice.audit.models import Entry
from beside.practice.people.models import Consent
from tests.vocabulary import a_client

WRITER = """
import sys, django
django.setup()
from beside.practice.people import actions
from beside.practice.people.models import Relationship
from beside.practice.people.tenancy import inside
relationship, practice, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for number in range(times):
    with inside(practice):
        one = Relationship.objects.select_related("client").get(pk=relationship)
        actions.consent(one, purpose="test", given=True, by=one.client)
print("done", flush=True)
"""


def writers(relationship, *, count, times):
    command = [sys.executable, "-c", WRITER, str(relationship.pk), str(relationship.practice_id), str(times)]
    started = [
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
        )
        for _ in range(count)
    ]
    for writer in started:
        assert writer.stdout.readline() == "ready\n", writer.stderr.read()
    return started


def test_eight_writers_at_once_all_get_through(real_database):
    client = a_client()
    before = Entry.objects.count()
    started = writers(client.relationship, count=8, times=15)
    connection.close()
    outcomes = [writer.communicate("go\n", timeout=120) for writer in started]
    assert [out.strip() for out, _ in outcomes] == ["done"] * 8, [error for _, error in outcomes]
    assert Consent.objects.count() == 8 * 15
    assert Entry.objects.count() == before + 8 * 15
    assert verify.faults() == []


def test_a_writer_that_dies_in_the_middle_of_its_turn_holds_nobody_up(real_database):
    client = a_client()
    script = WRITER.replace(
        'actions.consent(one, purpose="test", given=True, by=one.client)',
        "from django.db import transaction; import os\n"
        "        with transaction.atomic():\n"
        '            actions.consent(one, purpose="test", given=True, by=one.client); os.kill(os.getpid(), 9)',
    )
    arguments = [str(client.relationship.pk), str(client.practice_id), "1"]
    killed = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        input="go\n",
        text=True,
        capture_output=True,
        env=os.environ,
        timeout=60,
    )
    assert killed.returncode == -9, killed.stderr
    with transaction.atomic():
        assert Consent.objects.count() == 0
