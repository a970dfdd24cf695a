"""How long eight writers at once wait for each other: `python -m bench.writers`.

Eight processes, each of which writes an entry into the trail and commits it to the disk, again and again, as eight people who read
pages at the same moment would. The embedded database lets one write at a time; the queue says in which order.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
WRITERS, EACH = 8, 100


def main():
    with tempfile.TemporaryDirectory(prefix="beside-writers-") as folder:
        environment = os.environ | {
            "BESIDE_HOME": f"{folder}/var",
            "BESIDE_KEYS": f"{folder}/keys",
            "DJANGO_SETTINGS_MODULE": "beside.practice.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        owner = in_a_process(environment, "make").communicate()[0].strip()
        alone = json.loads(in_a_process(environment, "write", owner).communicate()[0])
        crowd = [in_a_process(environment, "write", owner) for _ in range(WRITERS)]
        waits = [wait for one in crowd for wait in json.loads(one.communicate()[0])]
    print("| writers at once | writes | p50 ms | p95 ms | longest ms | writes/s |\n|---|---|---|---|---|---|")
    print(row(1, alone))
    print(row(WRITERS, waits))


def in_a_process(environment, *arguments):
    command = [sys.executable, "-m", "bench.writers", *arguments]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def row(writers, waits):
    p50, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
    rate = 1000 * writers / statistics.fmean(waits)
    return f"| {writers} | {len(waits)} | {p50:.1f} | {p95:.1f} | {max(waits):.0f} | {rate:.0f} |"


def make():
    from beside.practice.desk import serve

    serve.prepare_keys()
    import django

    django.setup()
    from beside.practice.desk import setup
    from beside.practice.people import actions

    setup.make_database()
    print(actions.make_practice("Bench", owner_name="Owner", second_step=False).pk)


def write(owner):
    """Milliseconds from asking to write until it is on the disk, the first few left out."""
    import django

    django.setup()
    from beside.practice.audit import trail
    from beside.practice.people.models import Member

    member, waits = Member.objects.get(pk=owner), []
    for _ in range(EACH + 5):
        began = time.perf_counter()
        trail.read("bench", by=member)
        waits.append((time.perf_counter() - began) * 1000)
    print(json.dumps(waits[5:]))


if __name__ == "__main__":
    {"make": make, "write": write}.get(sys.argv[1], main)(*sys.argv[2:]) if sys.argv[1:] else main()
