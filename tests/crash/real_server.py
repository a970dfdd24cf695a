"""The real server, as a test starts and kills it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = Path(__file__).with_name("server_that_dies.py")


class Server:
    """Started and killed; answers on a port of its own, from this process's databases."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.program = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # its log, a line a page
            text=True,
            env=os.environ | {"PORT": str(self.port), "BESIDE_HOSTS": "localhost"},
        )
        assert self.program.stdout.readline() == "loaded\n"

    def start(self):
        self.program.stdin.write("start\n")
        self.program.stdin.flush()
        self.group = int(self.program.stdout.readline())
        eventually(self.answers)

    def kill(self):
        os.killpg(self.group, signal.SIGKILL)

    def answers(self):
        try:
            return self.get("/help/") == 200
        except OSError:
            return False

    def get(self, path):
        asking = http.client.HTTPConnection("localhost", self.port, timeout=10)
        with contextlib.closing(asking):
            asking.request("GET", path)
            return asking.getresponse().status

    def end(self):
        with contextlib.suppress(ProcessLookupError):
            self.kill()
        with self.program:
            self.program.kill()


def eventually(so, seconds=60):
    until = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < until, "it did not come to pass in time"
        time.sleep(0.01)
