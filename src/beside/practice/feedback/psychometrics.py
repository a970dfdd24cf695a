"""`beside psychometrics`: how well the questionnaires work with each practice's own answers. It prints sums, and names nobody.

It reads what was sent, in its newest correction, and never what a client kept. Every relationship whose answers it
reads gets an entry in the trail, which the client can see. Practices are never put together, nor are versions.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from beside.measures import MeasuresError, TooFewAnswers, UnknownForm, load_form
from beside.measures.psychometrics import (
    AnswerTable,
    Finding,
    Study,
    in_words,
    read_csv,
    study,
    table_of,
    title,
)
from beside.practice.audit import trail
from beside.practice.feedback.models import Sheet
from beside.practice.people.access import Named
from beside.practice.people.models import Practice
from beside.practice.vault.inside import inside

COMMAND = "psychometrics"
# Fewer answers than this might point at somebody: how few they are is all that is printed.
FEWEST_SHOWN = 5


@dataclass(frozen=True)
class Result:
    """What came of one questionnaire in one practice: a study, or why there is none."""

    practice: str
    form: str
    study: Study | None
    refusal: str = ""


def results(file: Path | None = None, form_id: str = "") -> Iterator[Result]:
    """Of the practices' own answers, or of a file."""
    form = load_form(form_id) if form_id else None
    if file is None:
        return of_the_practices()
    if not file.is_file():
        raise UnknownForm(f"There is no file called {file}.")
    return iter([_result("", form.id if form else file.name, read_csv(file, form))])


def of_the_practices() -> Iterator[Result]:
    """One result for each practice and each version of each questionnaire that was answered there."""
    for practice in Practice.objects.order_by("pk"):
        with inside(practice.pk):
            tables = dict(_tables(practice))
        for form, table in tables.items():
            yield _result(str(practice.pk), form, table)


def _tables(practice: Practice) -> Iterator[tuple[str, AnswerTable]]:
    by = Named(practice.pk, command=COMMAND)
    sheets = Sheet.objects.visible_to(by).current().select_related("relationship").order_by("sent_at", "pk")
    found: dict[tuple[str, int], list] = defaultdict(list)
    # Written before anything is opened: what cannot be noted is not read.
    read = {sheet.relationship_id: sheet.relationship for sheet in sheets}
    for relationship in read.values():
        trail.read(COMMAND, by=by, relationship=relationship, kinds=("answers",))
    for sheet in sheets:
        found[sheet.form, sheet.version].append((sheet.relationship.client_id, sheet.answers))
    for (form_id, version), rows in sorted(found.items()):
        try:
            form = load_form(form_id, version)
        except MeasuresError:
            # An imported questionnaire whose file is not here any more: its answers mean nothing without it.
            continue
        if any(item.scored for item in form.items):
            yield f"{form_id}, version {version}", table_of(form, rows)


def _result(practice: str, form: str, table: AnswerTable) -> Result:
    try:
        return Result(practice, form, without_few(study(table)))
    except TooFewAnswers as refusal:
        return Result(practice, form, None, str(refusal))


def without_few(found: Study) -> Study:
    """The study without shares that stand for one to four answers: those could point at somebody."""
    return replace(
        found, findings=tuple(finding for finding in found.findings if not _points_at_few(finding))
    )


def _points_at_few(finding: Finding) -> bool:
    if finding.id not in ("category", "ceiling", "ceiling_sheet") or not finding.value:
        return False
    return round(finding.value * finding.sheets) < FEWEST_SHOWN


def print_results(results: Iterator[Result], *, as_json: bool) -> None:
    listed = list(results)
    if as_json:
        print(json.dumps([_plain(result) for result in listed], indent=2, ensure_ascii=False))
    elif not listed:
        print("Nobody has answered anything yet.")
    else:
        print("\n\n".join(_printed(result) for result in listed))


def _plain(result: Result) -> dict:
    found = result.study
    study = found.as_table() if found else None
    if found and study:
        for finding, plain in zip(found.findings, study["findings"], strict=True):
            plain["words"] = in_words(finding)
    return {"practice": result.practice, "form": result.form, "study": study, "refusal": result.refusal}


def _printed(result: Result) -> str:
    where = f"Practice {result.practice}: {result.form}" if result.practice else result.form
    if result.study is None:
        return f"{where}\n  {result.refusal}"
    found = result.study
    head = f"{where}\n  {found.persons} persons, {found.sheets} sheets, {found.whole_sheets} of them complete. In brackets: 95 % intervals."
    lines = [
        f"  {title(f)}\n    {_number(f)}\n    {in_words(f)}" for f in found.findings if f.id != "category"
    ]
    return "\n".join([head, *lines, *_use_of_answers(found)])


def _number(finding: Finding) -> str:
    if finding.value is None or finding.low is None or finding.high is None:
        return "cannot be told"
    return f"{finding.value:.2f} [{finding.low:.2f}, {finding.high:.2f}]"


def _use_of_answers(found: Study) -> Iterator[str]:
    """One line a question: how often each answer was chosen."""
    by_item: dict[str, list[str]] = defaultdict(list)
    for finding in found.findings:
        if finding.id == "category":
            by_item[finding.item].append(f"{finding.answer:g}: {finding.value:.0%}")
    if by_item:
        yield f"  How often each answer is chosen (under {FEWEST_SHOWN} answers are not shown)"
    for item, shares in by_item.items():
        yield f"    {item}  {'  '.join(shares)}"
