"""A report as one page that can be kept or printed, and as a part of a notebook.

The page asks nobody for anything and runs nothing: no script, no address, one style whose hash stands in its policy.
Every word of a transcript is escaped.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from beside.listening.finding import Moment
from beside.listening.heard import about
from beside.listening.report import Report
from beside.listening.reports.saying import (
    CANNOT_HEAR,
    NO_SCORE,
    clock,
    groups,
    how_sure,
    model_said,
    not_found,
    numbers_said,
    plural,
    refusals_said,
)
from beside.listening.reports.strip import Span, strip

STYLE = Path(__file__).with_name("page.css")
LANE, GAP = 26, 8
IN_SIGHT = 8
# Marks that turn the direction of writing would let a transcript rearrange the page around it.
TURNING = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def page(report: Report, name: str = "", made: datetime.date | None = None) -> str:
    """One self-contained page. `name` is what the transcript is called, `made` the day to write on it (today)."""
    day = (made or datetime.date.today()).isoformat()
    title = safe(f"What was heard in {name}" if name else "What was heard in a session")
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy()}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="robots" content="noindex">',
            f"<title>{title}</title>",
            f"<style>{style()}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#moments">To the moments</a>',
            "<main>",
            f"<header><h1>{title}</h1><p>Listened to on {day}. {safe(model_said(report))}</p>",
            f"<p>{NO_SCORE} {CANNOT_HEAR}</p></header>",
            body(report),
            transcript(report),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def fragment(report: Report) -> str:
    """What a notebook shows: all but the transcript. It brings its style along, for itself alone."""
    scoped = style().replace(":root", ".beside-report").replace("body", ".beside-report")
    return f'<style>{scoped}</style><div class="beside-report">{body(report, linked=False)}<p>{NO_SCORE}</p></div>'


@cache
def style() -> str:
    return STYLE.read_text(encoding="utf-8").strip()


@cache
def policy() -> str:
    """Nothing may be fetched or run; the one style is named by its hash."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def safe(text: str) -> str:
    return escape(text.translate(TURNING))


def body(report: Report, linked: bool = True) -> str:
    return "\n".join([who(report), timeline(report), *heard(report, linked), refused(report)])


def who(report: Report) -> str:
    """Who speaks in which role, and how that was found out."""
    session = report.session
    known: dict[str, str] = {}
    for turn in session.turns:
        known.setdefault(turn.speaker, turn.role)
    rows = "".join(
        f"<li><strong>{safe(name)}</strong>: {safe(role or 'role not known')}</li>"
        for name, role in known.items()
    )
    guessed = ' class="look"' if session.roles_guessed else ""
    length = f", {clock(seconds)} long" if (seconds := strip(report).seconds) else ""
    return (
        f'<section><h2>Who speaks</h2><ul class="plain">{rows}</ul><p{guessed}>{safe(session.roles_because)}</p>'
        f"<p>{plural(len(session.turns), 'turn')}, {plural(session.word_count, 'word')}{length}.</p></section>"
    )


def timeline(report: Report) -> str:
    """A lane for each role, silences as marks under them; the same in words for who does not see it."""
    drawn = strip(report)
    lanes = list(drawn.lanes.items())
    height = (len(lanes) + bool(drawn.silences)) * (LANE + GAP)
    shapes = []
    for place, (name, spans) in enumerate(lanes):
        kind = name if name in ("therapist", "client") else "other"
        shapes += [bar(span, place * (LANE + GAP), kind) for span in spans]
    shapes += [bar(span, len(lanes) * (LANE + GAP), "silence") for span in drawn.silences]
    unit = f"0:00 to {clock(drawn.seconds)}" if drawn.seconds else "by words, because times are missing"
    names = ", ".join([*(safe(name) for name, _ in lanes), *(["silences"] if drawn.silences else [])])
    said = "; ".join(
        line
        for heard in ("talk_share", "silences")
        if heard in report.heard
        for line in numbers_said(heard, report.heard[heard].numbers)
    )
    return (
        '<section><h2>Who spoke when</h2><figure><svg class="strip" role="img" aria-label="Timeline, described below it" '
        f'viewBox="0 0 1000 {max(height, 1)}" preserveAspectRatio="none">{"".join(shapes)}</svg>'
        f"<figcaption>From top to bottom: {names}; {unit}. {safe(begun(said))}.</figcaption></figure></section>"
    )


def bar(span: Span, top: int, kind: str) -> str:
    width = max(1.5, 1000 * (span.end - span.start))
    return f'<rect class="{kind}" x="{1000 * span.start:.1f}" y="{top}" width="{width:.1f}" height="{LANE}"/>'


def heard(report: Report, linked: bool) -> Iterable[str]:
    yield '<section id="moments"><h2>What was heard</h2>'
    for title, members in groups().items():
        if parts := [part for name in members if (part := one(report, name, linked))]:
            yield f"<h3>{safe(title)}</h3>"
            yield from parts
    yield "</section>"


def one(report: Report, name: str, linked: bool) -> str:
    """One thing heard: its numbers, its moments, and what it does not mean. Nothing where it was not found."""
    found = report.heard.get(name)
    said = numbers_said(name, found.numbers) if found else []
    if found is None or not said or (not found.moments and found.numbers.get("count") == 0):
        return ""
    told = about(name)
    return (
        f"<article><h4>{safe(told.title)}</h4>"
        f"<p>{safe(begun('; '.join(said)))}.</p>"
        + listed([quoted(moment, linked) for moment in found.moments])
        + f'<dl class="about"><div><dt>Does not mean</dt> <dd>{safe(told.does_not_mean)}</dd></div>'
        f"<div><dt>How far experts agree</dt> <dd>{safe(begun(told.agreement))}</dd></div>"
        f"<div><dt>What is meant</dt> <dd>{safe(begun(told.definition))}</dd></div>"
        f"<div><dt>Source</dt> <dd>{safe(begun(told.source))}</dd></div></dl></article>"
    )


def begun(sentence: str) -> str:
    """The sentence with a capital."""
    return sentence[:1].upper() + sentence[1:]


def listed(moments: list[str]) -> str:
    """The first of them in sight, the rest one tap away; on paper all."""
    first, rest = "".join(moments[:IN_SIGHT]), "".join(moments[IN_SIGHT:])
    folded = f"<details><summary>{len(moments) - IN_SIGHT} more</summary><ol>{rest}</ol></details>"
    return (f"<ol>{first}</ol>" if first else "") + (folded if rest else "")


def quoted(moment: Moment, linked: bool) -> str:
    when = clock(moment.start) or f"turn {moment.turn}"
    place = f'<a href="#turn-{moment.turn}">{when}</a>' if linked else when
    rests_on = "; ".join(part for part in (moment.rule, how_sure(moment)) if part)
    against = "".join(f'<p class="against">Against it: {safe(reason)}</p>' for reason in moment.against)
    possible = ' <span class="tag">possible</span>' if moment.possible else ""
    return (
        f'<li><p class="when">{place}{possible}</p><blockquote>{safe(moment.words)}</blockquote>'
        f'<p class="rule">{safe(rests_on)}</p>{against}</li>'
    )


def refused(report: Report) -> str:
    """What was not found, and what this transcript cannot carry."""
    missing = safe(", ".join(not_found(report)))
    found_not = (
        f"<section><h2>Looked for and not found</h2><p>{missing}. Rules miss much: it may still be there.</p></section>"
        if missing
        else ""
    )
    rows = "".join(
        f"<li><strong>{safe(', '.join(names))}</strong>: {safe(why)}</li>"
        for why, names in refusals_said(report).items()
    )
    return found_not + (f"<section><h2>Not heard here</h2><ul>{rows}</ul></section>" if rows else "")


def transcript(report: Report) -> str:
    rows = "".join(turn(report, index) for index in range(len(report.session.turns)))
    return f'<section><h2>The transcript</h2><ol class="turns" start="0">{rows}</ol></section>'


def turn(report: Report, index: int) -> str:
    """One turn, and how a therapist's turn was read."""
    said, coded = report.session.turns[index], report.coded[index]
    when = f' <span class="when">{clock(said.start)}</span>' if said.start is not None else ""
    code = ""
    if coded.main and coded.main != "other":
        name = "information or advice" if coded.main == "input" else coded.main
        sure = name if report.sure(index) else f"possibly {name}"
        code = f' <span class="tag">{safe(sure)}</span>'
    role = said.role if said.role in ("therapist", "client") else "other"
    return (
        f'<li id="turn-{index}" class="{role}" value="{index}"><p class="who"><strong>{safe(said.speaker)}</strong>{when}{code}</p>'
        f"<p>{safe(said.text)}</p></li>"
    )
