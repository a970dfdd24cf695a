"""A questionnaire's file, read with a reason for every refusal.

The file is written by hand, often by somebody who is no programmer, so every fault in it is named at
once, with its key, its line and what to do, instead of the first one alone.
"""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from beside.measures.errors import Fault, FaultyForm
from beside.measures.form import Form, FormKind, Higher, Scoring
from beside.measures.item import AskedIf, Device, Item, Kind
from beside.measures.places import Path
from beside.measures.scores import Band, Imported, Prorated, ReliableChange, Subscale
from beside.measures.wordings import WordFinder

Table: TypeAlias = dict[str, Any]

TOP = {"id": str, "version": int, "licence": str, "source": str, "scoring": str, "items": list}
TOP_MAY = {
    "kind": str,
    "text": dict,
    "higher": str,
    "doi": str,
    "credit": str,
    "loinc": str,
    "loinc_total": str,
    "reliable_change": dict,
    "scales": dict,
    "bands": list,
    "subscales": list,
    "prorated": dict,
    "imported": dict,
}
ITEM = {"key": str, "scale": str}
ITEM_MAY = {
    "dimension": str,
    "scored": bool,
    "reverse": bool,
    "urgent": bool,
    "only_me": bool,
    "optional": bool,
    "device": str,
    "asked_if": dict,
    "loinc": str,
}
SCALE = {"kind": str}
SCALE_MAY = {"lowest": int, "highest": int, "values": list, "private": list}
BAND = {"key": str, "lowest": int}
BAND_MAY = {"highest": int}
SUBSCALE = {"key": str, "items": list}
PRORATED = {"at_least": int, "source": str}
IMPORTED = {"licence_reference": str, "on": str, "skeleton_version": int}
# A reliable change is said in one of three ways.
CHANGE_GIVEN = {"points": int, "source": str}
CHANGE_WORKED_OUT = {"sd": float, "reliability": float, "norm": str, "source": str}
CHANGE_NONE = {"none": str}

FORM_KINDS = ("questionnaire", "skeleton", "numbers")
KINDS = ("scale", "bipolar", "choice", "measured", "tick", "words")
SCORINGS = ("sum", "mean", "dimensions", "none")
MOST_SYNTAX_FAULTS = 50


def parse_form(source: str, file: str) -> Form:
    """The questionnaire that this text holds. FaultyForm names every fault.

    >>> parse_form('id = "mood"', "mood.toml")
    Traceback (most recent call last):
    beside.measures.errors.FaultyForm: mood.toml, line 1: version: is missing. Add it: a whole number.
    ...
    """
    table, broken = table_in(source, file)
    form, faults = judged(table, source, file)
    # Where a line could not be read, what is missing may stand on it.
    faults = [fault for fault in faults if not (broken and "missing" in fault.problem)]
    if broken or faults or form is None:
        raise FaultyForm(in_order([*broken, *faults]))
    return form


def form_in(table: Table, source: str, file: str) -> Form:
    """The questionnaire in a table that was read already; `source` is for the lines of its faults."""
    form, faults = judged(table, source, file)
    if faults or form is None:
        raise FaultyForm(in_order(faults))
    return form


def judged(table: Table, source: str, file: str) -> tuple[Form | None, list[Fault]]:
    """The questionnaire in a table, or None, and what is wrong with it."""
    reader = _Reader(source, file)
    form = reader.form(table)
    return form, reader.faults


def table_in(source: str, file: str) -> tuple[Table, list[Fault]]:
    """What this TOML says, and each line of it that is no TOML. Such a line is left out and reading goes on."""
    lines = source.splitlines()
    faults: list[Fault] = []
    while len(faults) < MOST_SYNTAX_FAULTS:
        try:
            return tomllib.loads("\n".join(lines)), faults
        except tomllib.TOMLDecodeError as error:
            place = re.search(r" \(at line (\d+), column \d+\)", str(error))
            said = str(error)[: place.start()] if place else str(error).replace(" (at end of document)", "")
            line = int(place[1]) if place else len(lines)
            faults.append(Fault(file, "", f"is not TOML: {said}. {_mend(said)}", max(line, 1)))
            if not 0 < line <= len(lines) or not lines[line - 1].strip():
                break
            lines[line - 1] = ""
    return {}, faults


def _mend(said: str) -> str:
    if "overwrite" in said.lower() or "twice" in said.lower() or "cannot declare" in said.lower():
        return "This name stands here a second time: keep one of the two."
    return 'A line is: name = "words", or: name = 3, or: [table].'


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """By line, and each once."""
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line or 0))


class _Reader(WordFinder):
    """Reads one file, and collects what is wrong with it on the way."""

    def form(self, table: Table) -> Form | None:
        self.keys(table, TOP, TOP_MAY, ())
        self.said(table, ("licence", "source"))
        kind = self.top_choice(table, "kind", FORM_KINDS, "questionnaire")
        scoring = self.top_choice(table, "scoring", SCORINGS, "")
        self.identity(table)
        self.codes(table, ())
        raw = table["items"] if isinstance(table.get("items"), list) else []
        scales = table["scales"] if isinstance(table.get("scales"), dict) else {}
        items = self.items(raw, scales, kind)
        self.scoring(scoring, items, raw)
        # Without every item the range of the total is not known, and a band would be blamed for it.
        judged_items = items if len(items) == len(raw) else ()
        bands = self.bands(_tables(table, "bands"), judged_items, scoring)
        subscales = self.subscales(_tables(table, "subscales"), items)
        prorated = self.prorated(table.get("prorated"), items)
        change, no_change = self.reliable_change(table.get("reliable_change"), scoring)
        imported = self.imported(table.get("imported"))
        wordings, band_words = self.text(table, kind, items, bands, subscales)
        if self.faults:
            return None
        return Form(
            id=table["id"],
            version=table["version"],
            licence=table["licence"],
            source=table["source"],
            scoring=cast(Scoring, scoring),
            items=items,
            wordings=wordings,
            band_words=band_words,
            bands=bands,
            reliable_change=change,
            kind=cast(FormKind, kind),
            subscales=subscales,
            prorated=prorated,
            no_reliable_change=no_change,
            imported=imported,
            higher=cast(Higher, self.top_choice(table, "higher", ("worse", "better"), "")),
            **{key: table[key] for key in ("doi", "credit", "loinc", "loinc_total") if key in table},
        )

    def top_choice(self, table: Table, key: str, values: Sequence[str], usual: str) -> str:
        value = table.get(key, usual)
        if key in table and isinstance(value, str):
            self.one_of(value, values, (key,))
        return str(value)

    def said(self, table: Table, keys: Sequence[str]) -> None:
        for key in keys:
            if isinstance(table.get(key), str) and not table[key].strip():
                self.fault((key,), "says nothing. Say whose it is and on what terms it may be used.")

    # Who it is

    def identity(self, table: Table) -> None:
        stem, _, rest = self.file.partition(".")
        form_id, version = table.get("id"), table.get("version")
        if isinstance(form_id, str) and not re.fullmatch(r"[a-z0-9][a-z0-9-]*", form_id):
            self.fault(("id",), "is made of small letters, digits and hyphens.")
        elif isinstance(form_id, str) and stem != form_id:
            self.fault(("id",), f"is {form_id}, but the file is called {self.file}. Make them the same.")
        if type(version) is not int:
            return
        if version < 1:
            self.fault(("version",), "starts at 1.")
        older = re.fullmatch(r"(\d+)\.toml", rest)
        if older and int(older[1]) != version:
            self.fault(
                ("version",),
                f"is {version}, but the file is called {self.file}, which is version {older[1]}.",
            )

    def codes(self, table: Table, path: Path) -> None:
        for key in ("loinc", "loinc_total"):
            code = table.get(key)
            if isinstance(code, str) and not _is_loinc(code):
                self.fault(
                    (*path, key), f"{code} is no LOINC code: its check digit is wrong. Look it up again."
                )
        doi = table.get("doi")
        if isinstance(doi, str) and not re.fullmatch(r"10\.\d{4,}/\S+", doi):
            self.fault((*path, "doi"), "is written like 10.1000/182, without an address before it.")

    # Items

    def items(self, tables: Sequence[Any], scales: Table, form_kind: str) -> tuple[Item, ...]:
        for n, table in enumerate(tables):
            if isinstance(table, dict) and isinstance(table.get("key"), str):
                self.item_keys[n] = table["key"]
        self.scale_names = set(scales)
        answers = {name: self.scale(name, scale, form_kind) for name, scale in scales.items()}
        items: list[Item] = []
        for n, table in enumerate(tables):
            item = self.item(n, table, answers, items)
            if item and item.key in {other.key for other in items}:
                self.fault(("items", n, "key"), "stands here twice. Give one of the two another key.")
            elif item:
                items.append(item)
        used = {str(table.get("scale")) for table in tables if isinstance(table, dict)}
        for name in scales.keys() - used if tables else ():
            self.fault(("scales", name), "is used by no item. Take it out, or name it in an item.")
        return tuple(items)

    def item(
        self, n: int, table: Any, scales: Mapping[str, Table | None], earlier: Sequence[Item]
    ) -> Item | None:
        path: Path = ("items", n)
        if not self.keys(table, ITEM, ITEM_MAY, path):
            return None
        self.codes(table, path)
        key, scale_name = table["key"], table["scale"]
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", key):
            self.fault((*path, "key"), "is made of small letters, digits, _ and -.")
        if scale_name not in scales:
            self.fault((*path, "scale"), f"is {scale_name!r}, but scales has no such name.")
            return None
        scale = scales[scale_name]
        device_fits = self.one_of(table.get("device", "any"), ("any", "client"), (*path, "device"))
        if scale is None or not device_fits:
            return None
        item = Item(
            key=key,
            scale=scale_name,
            asked_if=self.asked_if(table.get("asked_if"), (*path, "asked_if"), earlier),
            device=cast(Device, table.get("device", "any")),
            **scale,
            **{name: table[name] for name in table.keys() & ITEM_MAY.keys() - {"device", "asked_if"}},
        )
        self.consistent(item, path)
        return item

    def consistent(self, item: Item, path: Path) -> None:
        if (item.scored or item.urgent) and not item.range:
            self.fault(path, "is scored or urgent, so its answers must be numbers.")
        if item.reverse and (not item.scored or item.kind == "bipolar"):
            self.fault((*path, "reverse"), "is only for scored items whose ends mean more and less.")
        if item.reverse and item.urgent:
            self.fault(
                (*path, "urgent"), "looks at high answers, but this item is reversed. Take one of them out."
            )

    def scale(self, name: str, table: Any, form_kind: str) -> Table | None:
        """What an item takes over from its scale."""
        path: Path = ("scales", name)
        if not self.keys(table, SCALE, SCALE_MAY, path):
            return None
        if not self.one_of(table["kind"], KINDS, (*path, "kind")):
            return None
        kind = cast(Kind, table["kind"])
        if (kind == "measured") != (form_kind == "numbers"):
            self.fault(
                (*path, "kind"),
                'measured lines are for numbers typed in from paper: they go with kind = "numbers", and nothing else does.',
            )
        if kind == "choice":
            return self.choice(table, path)
        if kind in ("scale", "bipolar", "measured"):
            lowest, highest = table.get("lowest", 0), table.get("highest", 0)
            if lowest >= highest or (kind == "bipolar" and lowest != -highest):
                self.fault(path, "needs lowest and highest; a bipolar one is the same on both sides of 0.")
                return None
            return {"kind": kind, "lowest": lowest, "highest": highest}
        return {"kind": kind}

    def choice(self, table: Table, path: Path) -> Table | None:
        values, private = table.get("values", []), table.get("private", [])
        if len(values) < 2 or len(set(map(str, values))) < len(values):
            self.fault((*path, "values"), "holds at least two different values.")
        if not (all(type(v) is int for v in values) or all(type(v) is str for v in values)):
            self.fault((*path, "values"), "are either all whole numbers or all in quotes.")
        if not all(value in values for value in private):
            self.fault((*path, "private"), "are some of its values.")
        return {"kind": "choice", "values": tuple(values), "private": tuple(private)}

    def asked_if(self, table: Table | None, path: Path, earlier: Iterable[Item]) -> AskedIf | None:
        if table is None or not self.keys(table, {"item": str, "any_of": list}, {}, path):
            return None
        first = next((item for item in earlier if item.key == table["item"]), None)
        if first is None:
            self.fault(path, f"follows {table['item']}, which does not stand before it.")
        elif any(first.fault(value) for value in table["any_of"]):
            self.fault(path, f"names an answer that {table['item']} does not have.")
        return AskedIf(table["item"], tuple(table["any_of"]))

    # Scoring

    def scoring(self, scoring: str, items: Sequence[Item], raw: Sequence[Any]) -> None:
        scored = [table for table in raw if isinstance(table, dict) and table.get("scored") is True]
        if scoring == "none" and scored:
            self.fault(("scoring",), "is none, but there are scored items. Say sum or mean, or score none.")
        if scoring in ("sum", "mean", "dimensions") and not scored:
            self.fault(("scoring",), f"is {scoring}, but no item says scored = true.")
        if scoring == "mean" and len({item.range for item in items if item.scored}) > 1:
            self.fault(("scoring",), "is mean, but the scored items run over different numbers.")
        if scoring == "dimensions" and any(item.reverse for item in items):
            self.fault(("scoring",), "is dimensions, and nothing is reversed there.")

    def subscales(self, tables: Sequence[Any], items: Sequence[Item]) -> tuple[Subscale, ...]:
        scored = {item.key for item in items if item.scored}
        subscales: list[Subscale] = []
        for n, table in enumerate(tables):
            path: Path = ("subscales", n)
            if not self.keys(table, SUBSCALE, {}, path):
                continue
            if table["key"] in {subscale.key for subscale in subscales}:
                self.fault((*path, "key"), "stands here twice. Give one of the two another key.")
            for key in map(str, table["items"]):
                if key not in self.item_keys.values():
                    self.fault((*path, "items"), f"names {key!r}, but there is no such item.")
                elif key not in scored:
                    self.fault((*path, "items"), f"names {key!r}, which is not scored.")
            if not table["items"] or len(set(map(str, table["items"]))) < len(table["items"]):
                self.fault((*path, "items"), "names each of its items once, and at least one.")
            subscales.append(Subscale(table["key"], tuple(map(str, table["items"]))))
        return tuple(subscales)

    def prorated(self, table: Any, items: Sequence[Item]) -> Prorated | None:
        if table is None or not self.keys(table, PRORATED, {}, ("prorated",)):
            return None
        scored = sum(item.scored for item in items)
        if not 1 <= table["at_least"] < max(scored, 2):
            self.fault(
                ("prorated", "at_least"),
                f"is how many of the {scored} scored items must be answered: from 1 to {max(scored - 1, 1)}.",
            )
        if not table["source"].strip():
            self.fault(("prorated", "source"), "says nothing. Without a source nothing is prorated.")
        return Prorated(table["at_least"], table["source"])

    # Bands and reliable change

    def bands(self, tables: Sequence[Any], items: Sequence[Item], scoring: str) -> tuple[Band, ...]:
        usable = [
            (n, table) for n, table in enumerate(tables) if self.keys(table, BAND, BAND_MAY, ("bands", n))
        ]
        if not usable:
            return ()
        if scoring in SCORINGS and scoring != "sum":
            self.fault(("bands",), "are ranges of a sum. This form has none.")
        for (_, before), (n, table) in itertools.pairwise(usable):
            self.next_band(before, table, ("bands", n))
        spans = [item.range for item in items if item.scored and item.range]
        highest = sum(span[1] for span in spans) if spans else usable[-1][1]["lowest"]
        if spans:
            self.outer_bands(usable[0], usable[-1], sum(span[0] for span in spans), highest)
        ends = [*(table["lowest"] - 1 for _, table in usable[1:]), highest]
        return tuple(
            Band(table["key"], table["lowest"], end) for (_, table), end in zip(usable, ends, strict=True)
        )

    def outer_bands(
        self, first: tuple[int, Table], last: tuple[int, Table], lowest: int, highest: int
    ) -> None:
        if first[1]["lowest"] != lowest:
            self.fault(("bands", first[0], "lowest"), f"should be {lowest}, the lowest total.")
        if last[1].get("highest", highest) != highest:
            self.fault(("bands", last[0], "highest"), f"should be {highest}, the highest total.")
        if last[1]["lowest"] > highest:
            self.fault(("bands", last[0], "lowest"), f"lies above {highest}, the highest total.")

    def next_band(self, before: Table, table: Table, path: Path) -> None:
        start, end = table["lowest"], before.get("highest", table["lowest"] - 1)
        if table["key"] == before["key"]:
            self.fault((*path, "key"), "stands here twice.")
        if start <= before["lowest"]:
            self.fault(
                (*path, "lowest"), f"should be above {before['lowest']}, where the band before begins."
            )
        elif end >= start:
            self.fault((*path, "lowest"), f"is {start}, but {before['key']} runs to {end}: they overlap.")
        elif end < start - 1:
            self.fault((*path, "lowest"), f"is {start}, but {before['key']} ends at {end}: there is a gap.")

    def reliable_change(self, table: Any, scoring: str) -> tuple[ReliableChange | None, str]:
        """The reliable change, or why there is none."""
        path: Path = ("reliable_change",)
        if table is None:
            if scoring in ("sum", "mean"):
                self.fault(
                    path,
                    "is missing. Add [reliable_change] with points and source, or sd, reliability, norm and "
                    "source, or none = why there is none.",
                )
            return None, ""
        wanted: Mapping[str, type] = CHANGE_GIVEN
        if isinstance(table, dict) and "none" in table:
            wanted = CHANGE_NONE
        elif isinstance(table, dict) and ("sd" in table or "reliability" in table):
            wanted = CHANGE_WORKED_OUT
        if not self.keys(table, wanted, {}, path):
            return None, ""
        if wanted is CHANGE_NONE:
            return None, str(table["none"])
        if wanted is CHANGE_GIVEN:
            return ReliableChange(points=table["points"], source=table["source"]), ""
        if not (0 < table["sd"] < math.inf and 0 < table["reliability"] < 1):
            self.fault(path, "needs an sd above 0 and a reliability between 0 and 1.")
            return None, ""
        return ReliableChange.worked_out(**table), ""

    def imported(self, table: Any) -> Imported | None:
        if table is None or not self.keys(table, IMPORTED, {}, ("imported",)):
            return None
        return Imported(**table)


def _tables(table: Table, key: str) -> list[Any]:
    return table[key] if isinstance(table.get(key), list) else []


def _is_loinc(code: str) -> bool:
    """LOINC codes end in a Mod 10 check digit, so a mistyped one can be told."""
    if not re.fullmatch(r"\d{1,7}-\d", code):
        return False
    digits, check = code.split("-")
    doubled = str(int(digits[::-1][::2][::-1]) * 2)
    total = sum(map(int, digits[::-1][1::2] + doubled))
    return (10 - total % 10) % 10 == int(check)
