"""The running server, by its sockets: where it listens, whom it calls, and that nobody smuggles a second request past it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connections

pytestmark = pytest.mark.engine_free

PROGRAM = Path(__file__).parents[2] / "crash" / "server_that_dies.py"
OPEN, LISTENS = "01", "0A"


class Server:
    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.program = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"PORT": str(self.port), "BESIDE_HOSTS": "localhost 127.0.0.1"},
        )
        assert self.program.stdout.readline() == "loaded\n"
        self.program.stdin.write("start\n")
        self.program.stdin.flush()
        self.group = int(self.program.stdout.readline())
        until = time.monotonic() + 60
        while b" 200 " not in self.said(request()) and time.monotonic() < until:
            time.sleep(0.2)

    def said(self, raw):
        """Everything the server says to these bytes on one connection: until it hangs up if it was asked to, or falls silent."""
        wait = 60.0 if b"Connection: close" in raw else 2.0
        heard = b""
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), timeout=wait) as line,
        ):
            line.sendall(raw)
            while part := line.recv(65536):
                heard += part
        return heard

    def sockets(self):
        """(local port, far port, state) of each TCP socket of its processes."""
        ids = set()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if os.getpgid(int(process.name)) != self.group:
                    continue
                for handle in (process / "fd").iterdir():
                    with contextlib.suppress(OSError):
                        ids.add(os.readlink(handle).removeprefix("socket:[").removesuffix("]"))
        for table in ("tcp", "tcp6"):
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                words = line.split()
                if words[9] in ids:
                    here, there = words[1].split(":"), words[2].split(":")
                    yield here[0], int(here[1], 16), int(there[1], 16), words[3]

    def end(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.group, signal.SIGKILL)
        with self.program:
            self.program.kill()


def request(path="/help/", *more, body=b""):
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *more]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture(scope="module")
def server(django_db_setup):
    running = Server()
    yield running
    running.end()


def answers(said):
    return said.count(b"HTTP/1.1 ")


def test_it_answers(server):
    assert b"HTTP/1.1 200" in server.said(request("/help/", "Connection: close"))


def test_it_listens_on_one_port_of_this_machine_only(server):
    listening = {(address, port) for address, port, _far, state in server.sockets() if state == LISTENS}
    # 127.0.0.1 as the kernel writes it.
    assert listening == {("0100007F", server.port)}


def test_it_calls_nobody_but_its_databases(server):
    for path in ("/help/", "/account/login/", "/join/a-guess/"):
        server.said(request(path))
    called = {far for _address, port, far, state in server.sockets() if state == OPEN and port != server.port}
    databases = {
        int(connection.settings_dict["PORT"] or 5432)
        for connection in connections.all()
        if connection.vendor == "postgresql"
    }
    assert called <= databases


SMUGGLED = b"GET /account/login/ HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "lines",
    [
        # Two lengths: which of them ends the request?
        ["Content-Length: 0", f"Content-Length: {len(SMUGGLED)}"],
        ["Transfer-Encoding: xchunked", f"Content-Length: {len(SMUGGLED)}"],
        ["Transfer-Encoding : chunked", "Content-Length: 0"],
        ["Content-Length: +0"],
        ["Content-Length: 0, 5"],
    ],
)
def test_a_request_of_doubtful_length_gets_one_answer_at_most(lines, server):
    said = server.said(request("/help/", *lines, body=SMUGGLED))
    assert answers(said) <= 1 or b"HTTP/1.1 4" in said.split(b"HTTP/1.1 ", 2)[1][:3]
    assert b"account_login" not in said


def test_chunks_win_over_a_length(server):
    """RFC 9112 6.3: with both, the chunks count; what follows them is a request of its own, seen as such by any proxy."""
    raw = request("/help/", "Transfer-Encoding: chunked", "Content-Length: 4", body=b"0\r\n\r\n")
    assert answers(server.said(raw)) <= 1


@pytest.mark.parametrize("forged", ["X-Name: a\rSet-Cookie: b=1", "X Name: a", "X-Name\x00: a", " folded: a"])
def test_a_malformed_header_is_refused(forged, server):
    said = server.said(b"GET /help/ HTTP/1.1\r\nHost: localhost\r\n" + forged.encode() + b"\r\n\r\n")
    assert b"HTTP/1.1 200" not in said


def test_it_does_not_say_which_versions_it_is_made_of(server):
    head = server.said(request("/help/", "Connection: close")).split(b"\r\n\r\n")[0].lower()
    assert b"server: granian\r\n" in head + b"\r\n"
    for part in (b"django", b"python", b"x-powered-by"):
        assert part not in head


def test_trace_shows_nothing(server):
    said = server.said(
        b"TRACE /help/ HTTP/1.1\r\nHost: localhost\r\nX-Secret: planted\r\nConnection: close\r\n\r\n"
    )
    assert b"HTTP/1.1 405" in said
    assert b"planted" not in said
