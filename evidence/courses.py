"""`python -m evidence.courses`: count everything that docs/evidence/courses.md says, and the table of false alarms.

Writes the tables into that page between their marks, its pictures and rates.csv beside it, and
src/beside/alliance/false_alarms.toml. One core, a few minutes, every number from a stated seed. `--small` counts a fiftieth
and writes nothing, to see that it runs; it uses the seed for tuning, so that the other is looked at once.
"""

import argparse
import csv
import itertools
import re
import time
from pathlib import Path
from statistics import NormalDist

import numpy as np

from beside.alliance.parameters import DEFAULTS
from beside.alliance.rules import rules
from evidence import pictures, published, shapes
from evidence.shapes import ALARMS, CHANGES, LENGTHS, REPORT, SINGLE, TUNING

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/evidence/courses.md"
BESIDE_IT = ROOT / "docs/evidence/courses"
TABLE = ROOT / "src/beside/alliance/false_alarms.toml"

SEED = [REPORT]
LONGEST = 40
AT_ONCE = 20_000
CONDITIONS = {
    "steady": {},
    "autocorrelated": {"autocorrelation": 0.3},
    "ceiling": {"ceiling": True},
    "autocorrelated-ceiling": {"autocorrelation": 0.3, "ceiling": True},
}
ORDER = ("combined", *SINGLE)
CAUGHT_AT = (9, 12, 16, 20, 30, 40)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a fiftieth of the courses; nothing is written")
    small = parser.parse_args().small
    if small:
        SEED[0] = TUNING
    start = time.perf_counter()
    found = count(0.02 if small else 1)
    took = time.perf_counter() - start
    found["tables"]["run"] = (
        f"Counted in {took:.0f} s on one core, with numpy {np.__version__}, from seed {SEED[0]}."
    )
    if not small:
        write(found)
    for name, table in found["tables"].items():
        print(f"\n{name}\n{table}")


def count(share):
    """Every table as text, every picture, and the rates themselves."""
    alarms = false_alarms(int(200_000 * share))
    catches = catch_rates(int(40_000 * share))
    contests = contest(int(200_000 * share))
    tables = {
        "published": published_table(),
        "alarms": alarms_table(alarms),
        "catches": catches_table(catches),
        "contest": contest_table(contests),
        "verdict": verdict(contests),
        "elsewhere": elsewhere_table(int(50_000 * share)),
        "together": together(int(100_000 * share)),
    }
    drawn = {
        "false-alarms": alarms_picture(alarms),
        "contest": contest_picture(contests),
        "bound": bound_picture(int(400_000 * share)),
        "sizes": sizes_picture(int(40_000 * share), contests),
    }
    return {"tables": tables, "pictures": drawn, "alarms": alarms, "catches": catches}


# Courses


def seen(name, values):
    return rules()[name].seen(np.asfortranarray(values), DEFAULTS).distance


def in_parts(seed, courses):
    """A generator and a number of courses, part after part, so that memory stays small."""
    for part in range(0, courses, AT_ONCE):
        yield np.random.default_rng([SEED[0], *seed, part]), min(AT_ONCE, courses - part)


def limits():
    """Every rule with every level it has, and the limit."""
    for name in ORDER:
        for level, limit in rules()[name].LIMITS.items():
            yield name, level, limit


def number(text):
    """A seed of a word: the same in every run."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(text)) % 2**31


# How often a steady course fires


def false_alarms(courses):
    """(rule, level, condition) → the share of steady courses that fired by session 1, 2 ... 40."""
    found = {}
    for condition, how in CONDITIONS.items():
        fired = {(name, level): np.zeros(LONGEST) for name, level, _ in limits()}
        for chance, some in in_parts([1, number(condition)], courses):
            values = shapes.steady_courses(chance, some, LONGEST, **how)
            distance = {name: seen(name, values) for name in ORDER}
            for name, level, limit in limits():
                fired[name, level] += np.logical_or.accumulate(distance[name] > limit, axis=1).sum(axis=0)
        found |= {(*rule, condition): by_session / courses for rule, by_session in fired.items()}
    return found


def alarms_table(alarms):
    lengths = (4, 6, 8, 12, 20, 30, 40)
    lines = [
        f"| rule | level | condition | {' | '.join(map(str, lengths))} |",
        "|---|---|---|" + "---|" * len(lengths),
    ]
    for name, level, _ in limits():
        for condition in CONDITIONS:
            rates = alarms[name, level, condition]
            cells = " | ".join(f"{rates[length - 1]:.3f}" for length in lengths)
            lines.append(f"| {name} | {level} | {condition.replace('-', ', ')} | {cells} |")
    return "\n".join(lines)


def alarms_picture(alarms):
    shown = [("combined", "look"), ("combined", "talk"), ("own-baseline", "look"), ("slow-slide", "look")]
    shown += [("control-chart", "look"), ("drop-from-last", "look")]
    lines = [
        pictures.Line(
            f"{name}, {level}",
            [(session, alarms[name, level, "steady"][session - 1]) for session in range(4, LONGEST + 1)],
        )
        for name, level in shown
    ]
    return pictures.Plot(
        "Steady courses in which a rule fires at least once",
        "sessions",
        "share of courses",
        lines,
        [4, 12, 20, 30, 40],
    )


# How often a change is caught


def catch_rates(courses):
    """(rule, level, condition, length, change) → the share caught, at the limits that ship."""
    found = {}
    for (condition, how), length, change in itertools.product(CONDITIONS.items(), CAUGHT_AT, CHANGES):
        sums = dict.fromkeys([(name, level) for name, level, _ in limits()], 0.0)
        for chance, some in in_parts([2, number(condition), length, number(change)], courses):
            values, counts = shapes.changed_courses(chance, some, length, change, **how)
            distance = {name: seen(name, values) for name in ORDER}
            for name, level, limit in limits():
                sums[name, level] += shapes.caught(distance[name], counts, limit) * some
        found |= {(*rule, condition, length, change): total / courses for rule, total in sums.items()}
    return found


def catches_table(catches):
    shown = [(condition, 12) for condition in CONDITIONS] + [("steady", 20), ("steady", 40)]
    lines = [
        "| rule | level | condition | sessions | " + " | ".join(CHANGES) + " |",
        "|---|---|---|---|" + "---|" * len(CHANGES),
    ]
    for name, level, _ in limits():
        for condition, length in shown:
            cells = " | ".join(f"{catches[name, level, condition, length, change]:.3f}" for change in CHANGES)
            words = "plain" if condition == "steady" else condition.replace("-", ", ")
            lines.append(f"| {name} | {level} | {words} | {length} | {cells} |")
    return "\n".join(lines)


# The contest, at the same false-alarm rate


def contest(courses):
    """(length, alarms, rule) → (limit, {change: caught}), every limit set on courses of their own."""
    found = {}
    for length in LENGTHS:
        highest = {name: [] for name in ORDER}
        for chance, some in in_parts([3, length], 2 * courses):
            values = shapes.steady_courses(chance, some, length)
            for name in ORDER:
                highest[name].append(shapes.highest(seen(name, values)))
        at = {
            (alarms, name): shapes.limit_for(alarms, np.concatenate(highest[name]))
            for alarms in ALARMS
            for name in ORDER
        }
        caught = {(alarms, name, change): 0.0 for alarms in ALARMS for name in ORDER for change in CHANGES}
        for change in CHANGES:
            for chance, some in in_parts([4, length, number(change)], courses):
                values, counts = shapes.changed_courses(chance, some, length, change)
                for name in ORDER:
                    distance = seen(name, values)
                    for alarms in ALARMS:
                        hit = shapes.caught(distance, counts, at[alarms, name])
                        caught[alarms, name, change] += hit * some / courses
        for alarms, name in at:
            each = {change: caught[alarms, name, change] for change in CHANGES}
            found[length, alarms, name] = (at[alarms, name], each)
    return found


def contest_table(contests):
    lines = [
        "| sessions | false alarms | rule | limit | " + " | ".join(CHANGES) + " | mean |",
        "|---|---|---|---|" + "---|" * (len(CHANGES) + 1),
    ]
    for (length, alarms, name), (limit, caught) in contests.items():
        cells = " | ".join(f"{share:.3f}" for share in caught.values())
        mean = sum(caught.values()) / len(caught)
        lines.append(f"| {length} | {alarms:.0%} | {name} | {limit:.3f} | {cells} | {mean:.3f} |")
    return "\n".join(lines)


def verdict(contests):
    """For each setting: our rule less the best single rule, change by change and on the mean, in points of a hundred."""
    lines = [
        "| sessions | false alarms | " + " | ".join(CHANGES) + " | mean | near | above |",
        "|---|---|" + "---|" * (len(CHANGES) + 3),
    ]
    for length, alarms in itertools.product(LENGTHS, ALARMS):
        ours = contests[length, alarms, "combined"][1]
        others = [contests[length, alarms, name][1] for name in SINGLE]
        less = {change: ours[change] - max(other[change] for other in others) for change in CHANGES}
        mean = (sum(ours.values()) - max(sum(other.values()) for other in others)) / len(CHANGES)
        near = min(less.values()) >= -shapes.WITHIN_POINTS
        cells = " | ".join(f"{100 * points:+.1f}" for points in [*less.values(), mean])
        lines.append(
            f"| {length} | {alarms:.0%} | {cells} | {'yes' if near else 'no'} | {'yes' if mean > 0 else 'no'} |"
        )
    return "\n".join(lines)


def contest_picture(contests):
    names = dict(enumerate([*CHANGES, "mean"], 1))
    lines = []
    for number, name in enumerate(ORDER):
        caught = contests[12, 0.2, name][1]
        shares = [*caught.values(), sum(caught.values()) / len(caught)]
        # Beside each other, so that two equal ones can be seen.
        places = [place + 0.06 * (number - 2.5) for place in names]
        lines.append(pictures.Line(name, list(zip(places, shares, strict=True)), dots=True))
    title = "Caught in 12 sessions, where each rule has 20 % false alarms"
    return pictures.Plot(title, "", "share caught", lines, [0.5, *names, 5.5], names)


# The bound for a single dip


def bound_picture(courses):
    """What a rule catches of a 2-SD dip at session 8, against how often it fires there in a steady course.

    The Neyman-Pearson lemma: at the same rate no rule that knows seven earlier answers catches more than the upper dashed
    line (true mean known) or the lower one (mean known from the prior and the seven answers).
    """
    steady, dipped = [], []
    for chance, some in in_parts([5], courses):
        values = shapes.steady_courses(chance, some, 8)
        steady.append({name: seen(name, values)[:, 7] for name in ORDER})
        values[:, 7] -= 2
        dipped.append({name: seen(name, values)[:, 7] for name in ORDER})
    rates = [0.002, 0.005, *np.linspace(0.01, 0.2, 39)]
    lines = [
        pictures.Line("bound, mean known", [(rate, bound(rate, np.inf)) for rate in rates], dashed=True),
        pictures.Line("bound, 7 answers", [(rate, bound(rate, 7)) for rate in rates], dashed=True),
    ]
    for name in ("own-baseline", "combined", "slow-slide", "control-chart"):
        quiet, loud = (
            np.nan_to_num(np.concatenate([part[name] for part in parts]), nan=-np.inf)
            for parts in (steady, dipped)
        )
        points = [(rate, float((loud > np.quantile(quiet, 1 - rate)).mean())) for rate in rates]
        lines.append(pictures.Line(name, points))
    title = "A single 2-SD dip at session 8: caught, against false alarms there"
    return pictures.Plot(
        title,
        "share of steady courses that fire at that session",
        "share caught",
        lines,
        [0, 0.05, 0.1, 0.15, 0.2],
    )


def bound(rate, answers):
    """The most that can be caught of a 2-SD dip at that rate, after so many earlier answers."""
    known = 1 / (answers + DEFAULTS.between**-2)
    normal = NormalDist()
    return 1 - normal.cdf(normal.inv_cdf(1 - rate) - 2 / np.sqrt(1 + known))


# Other sizes, and worlds that are not as assumed


def sizes_picture(courses, contests):
    """Caught against the size of the change, for dips and lasting falls, at 20 % false alarms in 12 sessions."""
    sizes = np.arange(0.5, 3.6, 0.5)
    lines = []
    for change in ("dip", "lasting"):
        for colour, name in enumerate(("combined", "own-baseline", "slow-slide")):
            limit = contests[12, 0.2, name][0]
            points = [(size, sized(change, size, name, limit, courses)) for size in sizes]
            lines.append(pictures.Line(f"{name}, {change}", points, dashed=change == "dip", colour=colour))
    return pictures.Plot(
        "Caught in 12 sessions by size, at 20 % false alarms",
        "SDs within a person",
        "share caught",
        lines,
        [0.5, 1, 1.5, 2, 2.5, 3, 3.5],
    )


def sized(change, size, name, limit, courses):
    total = 0.0
    for chance, some in in_parts([6, number(change), int(size * 10)], courses):
        starts = chance.integers(shapes.FIRST - 1, 12 - 3, some)
        laid, counts = shapes.laid_on(change, starts, 12)
        values = shapes.steady_courses(chance, some, 12, change=laid * size / abs(CHANGES[change][0]))
        total += shapes.caught(seen(name, values), counts, limit) * some / courses
    return total


def elsewhere_table(courses):
    """How often steady courses of twelve sessions fire where the world is not as the rules assume."""
    worlds = {
        "as assumed": lambda values, chance: values,
        "noise with heavy tails (t, 5 degrees of freedom, SD 1)": heavy_tails,
        "noise SD 1.3 where 1 is assumed": lambda values, chance: around_own(values, 1.3),
        "noise SD 0.7 where 1 is assumed": lambda values, chance: around_own(values, 0.7),
        "three in ten sessions not answered": some_missing,
        "a slow rise of 0.1 a session": lambda values, chance: values + 0.1 * np.arange(12),
        "a slow decline of 0.1 a session": lambda values, chance: values - 0.1 * np.arange(12),
    }
    heads = [f"{name}, {level}" for name, level, _ in limits() if rules()[name].SHOWN]
    lines = ["| steady courses with | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads)]
    for world, change in worlds.items():
        fired = dict.fromkeys(heads, 0.0)
        for chance, some in in_parts([7, number(world)], courses):
            values = change(shapes.steady_courses(chance, some, 12), chance)
            distance = {name: seen(name, values) for name in ORDER}
            for name, level, limit in limits():
                if rules()[name].SHOWN:
                    fired[f"{name}, {level}"] += (distance[name] > limit).any(axis=1).sum() / courses
        lines.append(f"| {world} | " + " | ".join(f"{share:.3f}" for share in fired.values()) + " |")
    return "\n".join(lines)


def heavy_tails(values, chance):
    return values.mean(axis=1, keepdims=True) + chance.standard_t(5, values.shape) * np.sqrt(3 / 5)


def around_own(values, factor):
    middle = values.mean(axis=1, keepdims=True)
    return middle + (values - middle) * factor


def some_missing(values, chance):
    return np.where(chance.random(values.shape) < 0.3, np.nan, values)


def together(courses):
    """How often at least one of several rules fires in twelve steady sessions: what a page with all of them would show."""
    groups = {
        "every rule that may be shown, look": [name for name in ORDER if rules()[name].SHOWN],
        "own baseline and slow slide, look": ["own-baseline", "slow-slide"],
        "combined, look, alone": ["combined"],
    }
    fired = dict.fromkeys(groups, 0.0)
    for chance, some in in_parts([8], courses):
        values = shapes.steady_courses(chance, some, 12)
        by_rule = {
            name: (seen(name, values) > rules()[name].LIMITS["look"]).any(axis=1)
            for name in ORDER
            if rules()[name].SHOWN
        }
        for group, names in groups.items():
            fired[group] += np.logical_or.reduce([by_rule[name] for name in names]).sum() / courses
    lines = ["| at least one of | fires in 12 steady sessions |", "|---|---|"]
    return "\n".join([*lines, *(f"| {group} | {share:.3f} |" for group, share in fired.items())])


def published_table():
    again = published.counted_again([SEED[0], 0])
    lines = [
        "| rule | per session | any in 12 | dip caught | lasting fall caught |",
        "|---|---|---|---|---|",
    ]
    for name, stated in published.PUBLISHED.items():
        cells = [
            f"{there:g} / {here:.3f}{'' if published.agrees(there, here) else ' **differs**'}"
            for there, here in zip(stated, again[name], strict=True)
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


# Writing


def write(found):
    BESIDE_IT.mkdir(parents=True, exist_ok=True)
    for name, plot in found["pictures"].items():
        (BESIDE_IT / f"{name}.svg").write_text(pictures.svg(plot), "utf-8")
    write_rates(found)
    write_alarms(found["alarms"])
    page = PAGE.read_text("utf-8")
    for name, table in found["tables"].items():
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        assert mark.search(page), f"{PAGE.name} has no place for {name}"
        page = mark.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", page)
    PAGE.write_text(page, "utf-8")


def write_rates(found):
    with (BESIDE_IT / "rates.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["rule", "level", "condition", "sessions", "what", "share"])
        for (name, level, condition), rates in found["alarms"].items():
            for session in range(4, LONGEST + 1):
                out.writerow([name, level, condition, session, "false alarm", f"{rates[session - 1]:.5f}"])
        for (name, level, condition, length, change), share in found["catches"].items():
            out.writerow([name, level, condition, length, change, f"{share:.5f}"])


def write_alarms(alarms):
    lines = [
        "# How often each rule fires by chance, at least once in a steady course of 1, 2, 3 ... 40 sessions.",
        "# Written by `python -m evidence.courses`; docs/evidence/courses.md says how it was counted. Do not edit.",
        "#",
        "# steady: one true mean, independent normal noise with the SD that the rule assumes, every session answered.",
        "# autocorrelated: the same with a correlation of .3 from one session to the next. ceiling: answers above 10",
        "# are 10, true means from N(8, 1.25²). 200,000 courses each: standard errors are .001 or less.",
    ]
    by_rule = itertools.groupby(alarms, key=lambda key: key[:2])
    grouped = {}
    for rule, keys in by_rule:
        grouped.setdefault(rule, []).extend(key[2] for key in keys)
    for (name, level), conditions in grouped.items():
        lines += ["", f"[{name}.{level}]"]
        for condition in conditions:
            rates = ", ".join(f"{share:.4f}" for share in alarms[name, level, condition])
            lines.append(f"{condition} = [{rates}]")
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
