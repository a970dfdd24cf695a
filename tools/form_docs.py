"""Write docs/forms.md from the questionnaires' files: `python tools/form_docs.py`.

A test fails when the page and the files differ, so no form is without its page.
"""

from __future__ import annotations

from pathlib import Path

from beside.measures import Form, Item, ReliableChange, forms, skeletons

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "forms.md"
GUIDE = ROOT / "src" / "beside" / "forms" / "README.md"

INTRODUCTION = """\
# The questionnaires

Written by `python tools/form_docs.py` from `src/beside/forms/`, its README and its files: change those, not this page.

Every item can be skipped, and nothing is filled in for what was skipped: a total needs all its items.
No item has a preset value. A band is the name that a questionnaire's authors gave a range of totals, and no diagnosis.
*Only me* and *just for me* reach nobody. A changed word is a new version, and answers keep the version that they were given to.
"""

SCORING = {
    "sum": "The sum of the scored items.",
    "mean": "The mean of the scored items.",
    "dimensions": (
        "Each dimension from 0 to 10; pace is 10 minus twice the distance from *right*. The line of the course is "
        "the mean of the dimensions that were answered, and says how many they are. No cut-off, no norm: "
        "a person is compared with themself."
    ),
    "none": "No numbers.",
}


def page() -> str:
    """The whole page."""
    return "\n".join(
        [
            INTRODUCTION,
            GUIDE.read_text(encoding="utf-8"),
            "# What is shipped\n",
            *(section(form) for form in forms()),
            "# Scoring without words\n",
            *(bare_section(form) for form in skeletons()),
        ]
    )


def section(form: Form) -> str:
    text = form.text("en")
    return "\n".join(
        [
            f"## {text.title} (`{form.id}`, version {form.version})",
            "",
            *(f"- {line}" for line in facts(form)),
            "",
            *([f"> {text.instruction}", ""] if text.instruction else []),
            *table(form),
        ]
    )


def bare_section(form: Form) -> str:
    kind = {"skeleton": "skeleton", "numbers": "numbers from licensed paper"}[form.kind]
    spans = " to ".join(f"{end:g}" for end in form.total_range)
    flags = {
        "Reversed": [item.key for item in form.items if item.reverse],
        "**Urgent**": [item.key for item in form.items if item.urgent],
    }
    lines = [f"Items: {', '.join(item.key for item in form.items)}, each {answer_range(form.items[0])}"]
    lines += [f"{name}: {', '.join(keys)}" for name, keys in flags.items() if keys]
    lines += [f"Total: {spans}"]
    return "\n".join(
        [
            f"## `{form.id}`, version {form.version}: {kind}",
            "",
            *(f"- {line}" for line in [*facts(form), *lines]),
            "",
        ]
    )


def answer_range(item: Item) -> str:
    assert item.range is not None, "a skeleton's items are numbers"
    return " to ".join(map(str, item.range))


def facts(form: Form) -> list[str]:
    lines = [f"Source: {form.source}"]
    lines += [f"DOI: <https://doi.org/{form.doi}>"] if form.doi else []
    lines += [form.credit] if form.credit else []
    lines += [f"Licence: {form.licence}"]
    lines += [f"Languages: {', '.join(form.languages)}"] if form.languages else []
    lines += [f"Scoring: {SCORING[form.scoring]}"]
    if form.prorated:
        lines += [f"Made from {form.prorated.at_least} answers or more ({form.prorated.source})"]
    words = form.text("en").bands if form.wordings else {}
    if form.bands:
        lines += [
            "Bands: " + ", ".join(f"{b.lowest}-{b.highest} {words.get(b.key, b.key)}" for b in form.bands)
        ]
    lines += [f"Subscale `{subscale.key}`: {', '.join(subscale.items)}" for subscale in form.subscales]
    if form.has_total:
        lines += [f"Reliable change: {change_in_words(form.reliable_change, form.no_reliable_change)}"]
    lines += [f"LOINC: panel {form.loinc}, total {form.loinc_total}"] if form.loinc else []
    return lines


def change_in_words(change: ReliableChange | None, none: str) -> str:
    if change is None:
        return f"none. {none}"
    worked_out = f"; SD {change.sd:g}, reliability {change.reliability:g}, {change.norm}" if change.sd else ""
    return f"{change.points:g} points ({change.source}{worked_out})"


def table(form: Form) -> list[str]:
    """One row an item: what the client reads, what the therapist guesses with, how it is answered."""
    client = form.text("en")
    columns = ["key", "client", *(["therapist's guess"] if form.can_be_guessed else []), "answer", "note"]
    rows = [columns, ["---"] * len(columns)]
    for question in client.questions:
        words = [f"{question.words} *{question.hint}*" if question.hint else question.words]
        if form.can_be_guessed:
            words.append(form.text("en", voice="therapist").question(question.key).words)
        options = [f"{o.value} {o.words}".strip() for o in question.options if o.words and not o.private]
        rows.append([f"`{question.key}`", *words, answers(question.item, options), notes(question.item)])
    return [f"| {' | '.join(row)} |" for row in rows] + [""]


def answers(item: Item, options: list[str]) -> str:
    if item.kind == "words":
        return "free words"
    if item.kind == "tick":
        return "tick"
    return " · ".join(options)


def notes(item: Item) -> str:
    said = [
        item.dimension,
        "not in the total" if item.kind == "choice" and item.numbers and not item.scored else "",
        "**urgent** when positive for the first time or risen" if item.urgent else "",
        "*only me*" if item.only_me else "",
        f"kept by the client: {', '.join(item.private)}" if item.private else "",
        "not asked on the therapist's device" if item.device == "client" else "",
        f"asked after {', '.join(map(str, item.asked_if.any_of))} to `{item.asked_if.item}`"
        if item.asked_if
        else "",
        "may be left out without a word" if item.optional else "",
        f"LOINC {item.loinc}" if item.loinc else "",
    ]
    return "; ".join(filter(None, said))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(Path.cwd()) if PAGE.is_relative_to(Path.cwd()) else PAGE}.")
