"""Write docs/forms.md from the questionnaires' files: `python tools/form_docs.py`.

A test fails when the page and the files differ, so no form is without its page.
"""

from __future__ import annotations

from pathlib import Path

from beside.measures import Form, Item, forms

PAGE = Path(__file__).parent.parent / "docs" / "forms.md"

INTRODUCTION = """\
# The questionnaires

Written by `python tools/form_docs.py` from `src/beside/forms/`: change the file, not this page.

Every item can be skipped, and nothing is filled in for what was skipped: a total needs all its items.
No item has a preset value. A band is the name that a questionnaire's authors gave a range of totals, and no diagnosis.
*Only me* and *just for me* reach nobody. A changed word is a new version, and answers keep the version that they were given to.
"""

SCORING = {
    "sum": "The sum of the scored items.",
    "dimensions": (
        "Each dimension from 0 to 10; pace is 10 minus twice the distance from *right*. The line of the course is "
        "the mean of the dimensions that were answered, and says how many they are. No cut-off, no norm: "
        "a person is compared with themself."
    ),
    "none": "No numbers.",
}


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(section(form) for form in forms())])


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


def facts(form: Form) -> list[str]:
    lines = [f"Source: {form.source}"]
    lines += [f"DOI: <https://doi.org/{form.doi}>"] if form.doi else []
    lines += [form.credit] if form.credit else []
    lines += [f"Licence: {form.licence}", f"Languages: {', '.join(form.languages)}"]
    lines += [f"Scoring: {SCORING[form.scoring]}"]
    if form.bands:
        words = form.text("en").bands
        lines += ["Bands: " + ", ".join(f"{b.lowest}-{b.highest} {words[b.key]}" for b in form.bands)]
    if change := form.reliable_change:
        lines += [f"Reliable change: {change.points} points ({change.source})"]
    lines += [f"LOINC: panel {form.loinc}, total {form.loinc_total}"] if form.loinc else []
    return lines


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
