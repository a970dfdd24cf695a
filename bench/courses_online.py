"""One new answer to an updated prompt, from stored numbers and back: `python -m bench.courses_online`.

What is measured is what the site does for one answer: read the stored numbers, follow the course by one answer, work out
the findings that go with it, store the numbers. Beside it, all findings of a course of 20 sessions from its answers.
"""

import json
import random
import statistics
import time

from beside.alliance import (
    DEFAULTS,
    Point,
    finding_of,
    findings_of,
    followed,
    own_course,
    prompts,
    restored,
    start,
)

ROUNDS = 2000


def stored_course(sessions=19, seed=7):
    chance, state = random.Random(seed), start(DEFAULTS)
    for session in range(1, sessions + 1):
        state, _ = followed(state, session, round(chance.gauss(8, 1), 1))
    return json.dumps(state.as_numbers())


def one_answer(stored):
    state = restored(json.loads(stored), DEFAULTS)
    state, noticed = followed(state, state.session + 1, 4.0)
    found = [finding_of(one, session=state.session, score=4.0, length=state.length) for one in noticed]
    return json.dumps(state.as_numbers()), prompts(found, state.session)


def whole_course(points):
    return prompts(findings_of(own_course(points, parameters=DEFAULTS), DEFAULTS), points[-1].session)


def milliseconds(work, thing, rounds):
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work(thing)
        taken.append((time.perf_counter() - begun) * 1000)
    return {"p50": round(statistics.median(taken), 4), "p95": round(statistics.quantiles(taken, n=20)[-1], 4)}


def main():
    chance = random.Random(7)
    points = [Point(session, round(chance.gauss(8, 1), 1)) for session in range(1, 20)] + [Point(20, 4.0)]
    assert one_answer(stored_course())[1], "the answer that is measured raises something"
    row = {"one answer ms": milliseconds(one_answer, stored_course(), ROUNDS)}
    row["after 200 answers ms"] = milliseconds(one_answer, stored_course(200), ROUNDS)
    row["20 sessions anew ms"] = milliseconds(whole_course, points, ROUNDS // 10)
    print(json.dumps(row))


if __name__ == "__main__":
    main()
