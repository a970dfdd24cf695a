"""A report in the terminal."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

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
    plain,
    plural,
    refusals_said,
    short,
)
from beside.listening.reports.strip import steps, strip

# So many moments of each kind: the rest is in the page and in the JSON.
SHOWN = 3
QUOTE = 160
BLOCKS, PLAIN_BLOCKS = " ▁▂▃▄▅▆▇█", " ..::-==#"


def show(report: Report, console: Console, name: str = "") -> None:
    """Print the report. `name` is what the transcript is called."""
    console.print(summary(report, console, name), highlight=False)


def summary(report: Report, console: Console, name: str = "") -> RenderableType:
    parts: list[RenderableType] = [head(report, name), Text(), timeline(report, console)]
    for title, members in groups().items():
        if rows := [row for member in members for row in rows_of(report, member)]:
            parts += [Text(), Text(title, "bold"), grid(rows)]
    return Group(*parts, Text(), foot(report))


def head(report: Report, name: str) -> Text:
    session = report.session
    length = strip(report).seconds
    how_long = f", {clock(length)} long" if length else ""
    lines = Text(plain(name), "bold")
    lines.append(
        f"\n{plural(len(session.turns), 'turn')}, {plural(session.word_count, 'word')}{how_long}. ", ""
    )
    who = [f"{speaker} ({role or 'no role'})" for speaker, role in roles(report).items()]
    lines.append(plain(", ".join(who)), "")
    lines.append(f"\n{plain(session.roles_because)}", "yellow" if session.roles_guessed else "dim")
    lines.append(f"\n{plain(model_said(report))}", "dim")
    return lines


def roles(report: Report) -> dict[str, str]:
    """Each speaker with their role, in the order in which they first speak."""
    found: dict[str, str] = {}
    for turn in report.session.turns:
        found.setdefault(turn.speaker, turn.role)
    return found


def timeline(report: Report, console: Console) -> RenderableType:
    drawn = strip(report)
    labels = [*drawn.lanes, *(["silences"] if drawn.silences else [])]
    width = min(24, max(map(len, labels), default=0))
    room = max(10, min(console.width, 110) - width - 1)
    blocks = PLAIN_BLOCKS if console.options.ascii_only else BLOCKS
    colours = {"therapist": "cyan", "client": "magenta"}
    table = Table.grid(padding=(0, 1))
    for name, spans in drawn.lanes.items():
        table.add_row(fitted(name, width), Text(bars(steps(spans, room), blocks), colours.get(name, "")))
    if drawn.silences:
        marks = "".join("." if part else " " for part in steps(drawn.silences, room))
        table.add_row("silences", Text(marks, "yellow"))
    end = clock(drawn.seconds) if drawn.seconds else "by words: times are missing"
    table.add_row(
        "", Text(f"{'0:00' if drawn.seconds else ''}{end:>{room - 4 if drawn.seconds else room}}", "dim")
    )
    return table


def fitted(name: str, width: int) -> str:
    clean = plain(name)
    return clean if len(clean) <= width else clean[: width - 1] + "…"


def bars(filled: list[float], blocks: str) -> str:
    """A block for each step, as high as the part of it that is filled; anything at all is seen."""
    most = len(blocks) - 1
    return "".join(blocks[max(1, round(part * most)) if part else 0] for part in filled)


def grid(rows: list[tuple[RenderableType, RenderableType]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=24, max_width=28)
    table.add_column()
    for row in rows:
        table.add_row(*row)
    return table


def rows_of(report: Report, name: str) -> list[tuple[RenderableType, RenderableType]]:
    """The numbers of one thing heard, and its first moments; nothing of what was not found."""
    heard = report.heard.get(name)
    said = numbers_said(name, heard.numbers) if heard else []
    if heard is None or not said or (not heard.moments and heard.numbers.get("count") == 0):
        return []
    rows: list[tuple[RenderableType, RenderableType]] = [(Text(short(name)), Text(plain("\n".join(said))))]
    first = sorted(heard.moments, key=lambda moment: -(moment.probability or 1.0))[:SHOWN]
    rows += [
        (Text(f"  {at(report, moment)}", "dim"), quoted(moment))
        for moment in sorted(first, key=lambda moment: moment.turn)
    ]
    if more := len(heard.moments) - len(first):
        rows.append((Text(), Text(f"and {more} more", "dim")))
    if first:
        said_of = about(name)
        rows.append((Text(), Text(f"Does not mean: {said_of.does_not_mean}", "dim italic")))
        rows.append((Text(), Text(f"Experts: {said_of.agreement}", "dim italic")))
    return rows


def at(report: Report, moment: Moment) -> str:
    """When it was, or in which turn."""
    return clock(moment.start) or f"turn {moment.turn}"


def quoted(moment: Moment) -> Text:
    words = plain(moment.words)
    short_words = words if len(words) <= QUOTE else words[:QUOTE].rsplit(" ", 1)[0] + " …"
    text = Text(f"“{short_words}”")
    rests_on = "; ".join(part for part in (moment.rule, how_sure(moment)) if part)
    text.append(f"\n{plain(rests_on)}", "dim")
    for reason in moment.against:
        text.append(f"\nagainst it: {plain(reason)}", "dim")
    return text


def foot(report: Report) -> Text:
    lines = Text()
    if missing := not_found(report):
        lines.append("Looked for and not found\n", "bold")
        lines.append(f"{', '.join(missing)}. Rules miss much: it may still be there.\n\n", "dim")
    if refused := refusals_said(report):
        lines.append("Not heard here\n", "bold")
        for why, names in refused.items():
            lines.append(f"{', '.join(names)}: ", "")
            lines.append(f"{plain(why)}\n", "dim")
        lines.append("\n")
    lines.append(f"{CANNOT_HEAR} {NO_SCORE}", "dim")
    return lines
