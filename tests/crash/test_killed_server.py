"""kill -9 of the server while people send: what was acknowledged is there, once; what was not can be sent again."""

import contextlib
import datetime
import http.client
import os
import random
import threading
import time
import urllib.parse
import uuid
from collections import Counter

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from beside.practice.audit import verify
from beside.practice.meetings.models import CheckIn
from beside.practice.people.models import Submission
from tests.crash.real_server import Server, eventually
from tests.vocabulary import a_client, a_session, a_therapist, sign_in

KILLS = int(os.environ.get("BESIDE_KILLS", "20"))
SENDERS = 3


class Sender(threading.Thread):
    """A client whose phone sends one check-in after the other, and sends again what was not acknowledged."""

    def __init__(self, server, client, session):
        super().__init__(daemon=True)
        self.server, self.path = server, f"/sessions/{session.pk}/check-in/"
        browser = sign_in(Client(), client)
        browser.get("/help/")
        token = "c" * 32
        self.headers = {
            "Cookie": f"beside={browser.cookies['beside'].value}; beside-csrf={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
            "Host": f"localhost:{server.port}",
        }
        self.acknowledged, self.again, self.stop = [], 0, threading.Event()
        self.refused = []

    def run(self):
        while not self.stop.is_set():
            key = str(uuid.uuid4())
            while not self.sent(key):
                self.again += 1
                # The phone waits for a connection; nothing else can tell it when there is one.
                self.stop.wait(0.02)
                if self.stop.is_set():
                    return
            self.acknowledged.append(key)

    def sent(self, key):
        try:
            status, content = self.answer(key, wish=key)
        except (OSError, http.client.HTTPException):
            return False
        if status not in (302, 503):
            self.refused.append((status, content[:2000]))
        return status == 302

    def answer(self, key, wish):
        """The status and the page that came back."""
        body = urllib.parse.urlencode({"key": key, "wish": wish})
        asking = http.client.HTTPConnection("localhost", self.server.port, timeout=30)
        with contextlib.closing(asking):
            asking.request("POST", self.path, body, self.headers)
            answer = asking.getresponse()
            return answer.status, answer.read().decode()


@pytest.fixture
def server(real_database):
    thea = a_therapist()
    people = [a_client(f"Client{number}", therapist=thea) for number in range(SENDERS)]
    sessions = [
        a_session(one, starts_at=timezone.now() + datetime.timedelta(hours=2 + 2 * number))
        for number, one in enumerate(people)
    ]
    server = Server()
    server.senders = [Sender(server, one, session) for one, session in zip(people, sessions, strict=True)]
    for connection in connections.all():
        connection.close()
    yield server
    for sender in server.senders:
        sender.stop.set()
    server.end()


def test_what_was_acknowledged_is_there_once_however_often_the_server_is_killed(server):
    by_chance = random.Random(8)
    server.start()
    for sender in server.senders:
        sender.start()
    for _ in range(KILLS):
        count = sum(len(sender.acknowledged) for sender in server.senders)
        eventually(lambda count=count: sum(len(sender.acknowledged) for sender in server.senders) > count + 2)
        # Anywhere between two of a request's own steps.
        time.sleep(by_chance.random() * 0.05)
        server.kill()
        server.start()
    for sender in server.senders:
        sender.stop.set()
        sender.join()
    acknowledged = [key for sender in server.senders for key in sender.acknowledged]
    kept = Counter(check_in.words["wish"] for check_in in CheckIn.objects.all())
    assert not [refused for sender in server.senders for refused in sender.refused]
    assert set(acknowledged) <= set(kept), "acknowledged, and lost"
    assert not [key for key, times in kept.items() if times > 1], "doubled"
    # Beside what was acknowledged, at most the last try of each sender may have been kept.
    assert len(kept) - len(acknowledged) <= SENDERS
    assert Submission.objects.filter(thing_id=None).count() == 0
    assert verify.faults() == []
