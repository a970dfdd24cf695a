"""`python -m bench.exercises`: how long a typed answer waits, by the clock: for its reading alone, and from the button to the page that follows.

The first reading of a process loads the model; every other finds it there. Over HTTP, the server runs as `beside serve` runs it, with two processes: `cold` is the first
answer where no page of the room was opened before, `first` the one after its page was opened and looked at for two seconds. The goal is 300 ms for what a person waits for.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.parse
import uuid

ROUNDS = 5
ANSWERS = 60
PAIRS = 20
# Nobody reads a moment and types an answer in less.
LOOKED_AT = 2
FIRST = """
import sys, time
begun = time.perf_counter()
from beside.exercises.reading import read
read("I cannot sleep.", "What keeps you awake?", language="en", light=sys.argv[1] == "light")
print(time.perf_counter() - begun)
"""


def main():
    print(table())
    print(whole_table())


def table():
    rows = [
        "| reading | first answer of a process, ms | p50 ms | p95 ms | longest ms |",
        "|---|---|---|---|---|",
    ]
    for model in ("small", "light"):
        first = [1000 * first_of(model) for _ in range(ROUNDS)]
        times = sorted(again(model))
        rows.append(
            f"| {model} | {statistics.median(first):,.0f} | {statistics.median(times):.0f} | "
            f"{times[int(0.95 * len(times))]:.0f} | {times[-1]:.0f} |"
        )
    return "\n".join(rows)


def first_of(model):
    """With the import of everything it needs, in a new interpreter."""
    told = subprocess.run(
        [sys.executable, "-c", FIRST, model], check=True, capture_output=True, text=True
    ).stdout
    return float(told)


def again(model):
    """Every possible answer of every exercise that ships, after one to warm up."""
    from beside.exercises import exercise, exercise_ids
    from beside.exercises.reading import read

    light = model == "light"
    read("Hello.", "Hello.", language="en", light=light)
    times = []
    for name in exercise_ids():
        for moment in exercise(name).moments:
            for other in moment.others:
                begun = time.perf_counter()
                read(moment.text, other.text, language="en", light=light)
                times.append(1000 * (time.perf_counter() - begun))
    return times


def whole_table():
    from bench.__main__ import ROOT, an_environment

    with an_environment() as environment:
        command = [sys.executable, "-m", "bench.exercises", "whole"]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
    found = json.loads(done.stdout.splitlines()[-1])
    rows = [
        "| over HTTP, two processes | answer kept, ms | with the page that follows, ms |",
        "|---|---|---|",
    ]
    for name in ("cold", "first"):
        times = [each[0] for each in found[name]]
        rows.append(f"| {name}, middle of {len(times)} | {_middle(times, 0)} | {_middle(times, 1)} |")
    later = [one for each in found["first"] for one in each[10:]]
    for name, place in (("p50", 0.5), ("p95", 0.95)):
        rows.append(f"| {name} of {len(later)} | {_at(later, 0, place)} | {_at(later, 1, place)} |")
    return "\n".join(rows)


def _middle(times, column):
    return f"{statistics.median(1000 * one[column] for one in times):.0f}"


def _at(times, column, place):
    return f"{1000 * sorted(one[column] for one in times)[int(place * len(times))]:.0f}"


def whole():
    """Of servers begun anew: (from the button to the redirect, to the page after it) of each answer, in seconds."""
    from beside.practice.desk import serve

    serve.prepare_keys()
    import django

    django.setup()
    from bench.filling import fill
    from bench.measure import served, signed_in

    serve.prepare()
    serve.lay_static_files()
    cookie = signed_in(fill(PAIRS)[0])
    found = {"cold": [], "first": []}
    for _ in range(ROUNDS):
        for name in found:
            with served():
                found[name].append(_answers(cookie, name == "first"))
    print(json.dumps(found))


def _answers(cookie, looked):
    from bench.measure import ask
    from beside.exercises import exercise

    moments = exercise("open-question").moments
    # One connection, as a browser keeps it.
    line = http.client.HTTPConnection("localhost", int(os.environ["PORT"]), timeout=60)
    if looked:
        ask("GET", f"/learning/practice/open-question/{moments[0].id}/", cookie, 200, connection=line)
        time.sleep(LOOKED_AT)
    took = []
    for number in range(ANSWERS if looked else 1):
        moment = moments[number % len(moments)]
        said = moment.others[number % len(moment.others)].text
        took.append(_answered(line, cookie, f"/learning/practice/open-question/{moment.id}/", said))
    line.close()
    return took


def _answered(line, cookie, path, said):
    fields = urllib.parse.urlencode({"key": uuid.uuid4(), "said": said})
    headers = {
        "Cookie": cookie,
        "X-CSRFToken": "c" * 32,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    begun = time.perf_counter()
    line.request("POST", path, fields, headers)
    answer = line.getresponse()
    answer.read()
    assert answer.status == 302, answer.status
    kept = time.perf_counter() - begun
    line.request("GET", answer.getheader("Location"), headers={"Cookie": cookie})
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    return kept, time.perf_counter() - begun


if __name__ == "__main__":
    if len(sys.argv) > 1:
        whole()
    else:
        main()
