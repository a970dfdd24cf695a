"""One measurement: fill, serve, ask. Prints one line of JSON, last."""

import contextlib
import http.client
import json
import os
import signal
import statistics
import sys
import threading
import time
import urllib.parse
import uuid

ASKED = 100
CROWD, CROWD_SECONDS = 16, 6


def main(database, relationships):
    from beside.practice.desk import serve

    serve.prepare_keys()
    import django

    django.setup()
    from bench.filling import SESSIONS, fill

    serve.prepare()
    serve.lay_static_files()
    began = time.monotonic()
    therapist, client, session = fill(relationships)
    print(f"filled in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    pages = {
        "today": (therapist, "/today/"),
        "brief": (therapist, f"/sessions/{session.pk}/brief/"),
        "home": (client, "/home/"),
    }
    cookies = {member.pk: signed_in(member) for member in (therapist, client)}
    with served():
        row = {
            "database": database,
            "relationships": relationships,
            "sessions": relationships * (SESSIONS + 1),
        }
        for name, (member, path) in pages.items():
            row[name] = spread(lambda path=path, member=member: ask("GET", path, cookies[member.pk], 200))
        path = f"/sessions/{session.pk}/check-in/"
        row["send a check-in"] = spread(
            lambda: ask("POST", path, cookies[client.pk], 302, wish="What happened on Sunday")
        )
        row["crowd"] = crowd([(path, cookies[member.pk]) for member, path in pages.values()])
    print(json.dumps(row), flush=True)


def signed_in(member):
    """A web session, as signing in makes one."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from beside.practice.people.models import Seat

    store = SessionStore()
    store[SESSION_KEY] = str(member.account_id)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = member.account.get_session_auth_hash()
    store["seat"] = str(Seat.objects.get(member_id=member.pk).pk)
    store.save()
    return f"beside={store.session_key}; beside-csrf={'c' * 32}"


@contextlib.contextmanager
def served():
    """The real server, two processes, in a group of its own."""
    from django.db import connections

    from beside.practice.desk import serve

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  (for as long as the process lives)
        serve._run(workers=2, work=False, address="127.0.0.1")
        os._exit(0)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            ask("GET", "/help/", "", 200)
            break
        time.sleep(0.05)
    try:
        yield
    finally:
        os.killpg(pid, signal.SIGKILL)


def ask(method, path, cookie, expected, connection=None, **fields):
    asking = connection or http.client.HTTPConnection("localhost", int(os.environ["PORT"]), timeout=60)
    headers = {"Cookie": cookie, "X-CSRFToken": "c" * 32, "Content-Type": "application/x-www-form-urlencoded"}
    asking.request(
        method, path, urllib.parse.urlencode({"key": uuid.uuid4(), **fields}) if fields else None, headers
    )
    answer = asking.getresponse()
    answer.read()
    assert answer.status == expected, (path, answer.status)
    if connection is None:
        asking.close()


def spread(once):
    """p50 and p95 in milliseconds, after ten to warm up."""
    took = []
    for number in range(ASKED + 10):
        began = time.perf_counter()
        once()
        if number >= 10:
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def crowd(pages):
    """Pages a second with sixteen clients at once, each going around the pages."""
    until, count, lock = time.monotonic() + CROWD_SECONDS, [0], threading.Lock()

    def visitor(number):
        done = 0
        while time.monotonic() < until:
            path, cookie = pages[(number + done) % len(pages)]
            ask("GET", path, cookie, 200)
            done += 1
        with lock:
            count[0] += done

    visitors = [threading.Thread(target=visitor, args=(number,)) for number in range(CROWD)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    return count[0] / CROWD_SECONDS


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
