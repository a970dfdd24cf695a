"""A questionnaire's file, read with a reason for every refusal.

The file is written by hand, often by somebody who is no programmer, so every fault in it is named at
once, with its key and its line, instead of the first one alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from beside.measures.errors import Fault, FaultyForm
from beside.measures.form import Form, Scoring
from beside.measures.item import AskedIf, Device, Item, Kind
from beside.measures.scores import Band, ReliableChange
from beside.measures.words import Voice, Wording

Table: TypeAlias = dict[str, Any]

TOP = {"id": str, "version": int, "licence": str, "source": str, "scoring": str, "items": list, "text": dict}
TOP_MAY = {
    "doi": str,
    "credit": str,
    "loinc": str,
    "loinc_total": str,
    "reliable_change": dict,
    "scales": dict,
    "bands": list,
}
ITEM = {"key": str, "scale": str}
ITEM_MAY = {
    "dimension": str,
    "scored": bool,
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
CHANGE = {"points": int, "source": str}
VOICE = {"title": str, "items": dict}
VOICE_MAY = {"instruction": str, "only_me": str, "hints": dict, "scales": dict}

KINDS = ("scale", "bipolar", "choice", "tick", "words")
SCORINGS = ("sum", "dimensions", "none")
NAMES = {
    bool: "true or false",
    int: "a whole number",
    str: "words in quotes",
    list: "a list",
    dict: "a table",
}
PLACEHOLDERS = {"{therapist}", "{client}"}


def parse_form(source: str, file: str) -> Form:
    """The questionnaire that this text holds. FaultyForm names every fault.

    >>> parse_form('id = "mood"', "mood.toml")
    Traceback (most recent call last):
    beside.measures.errors.FaultyForm: mood.toml: version: is missing; it is a whole number
    ...
    """
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise FaultyForm([Fault(file, "", f"is not TOML: {error}")]) from error
    return form_in(table, source, file)


def form_in(table: Table, source: str, file: str) -> Form:
    """The questionnaire in a table that was read already; `source` is for the lines of its faults."""
    reader = _Reader(source, file)
    form = reader.form(table)
    if reader.faults or form is None:
        raise FaultyForm(reader.faults)
    return form


class _Reader:
    """Reads one file, and collects what is wrong with it on the way."""

    def __init__(self, source: str, file: str) -> None:
        self.lines = source.splitlines()
        self.file = file
        self.faults: list[Fault] = []

    def form(self, table: Table) -> Form | None:
        self.keys(table, TOP, TOP_MAY, "")
        # Without its main parts nothing else can be judged, and twenty faults that follow from one help nobody.
        if self.faults:
            return None
        self.one_of(table["scoring"], SCORINGS, "scoring")
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", table["id"]):
            self.fault("id", "is made of small letters, digits and hyphens")
        elif self.file.split(".")[0] != table["id"]:
            self.fault("id", f"is {table['id']}, but the file is called {self.file}")
        items = self.items(table["items"], table.get("scales", {}))
        # Words are compared with the items, so a faulty item would make faults of sound words.
        if any(fault.key.startswith(("items", "scales")) for fault in self.faults):
            return None
        bands = self.bands(table.get("bands", []), items)
        if table["scoring"] == "none" and any(item.scored for item in items):
            self.fault("scoring", "is none, but there are scored items")
        wordings, band_words = self.text(table["text"], items, bands)
        if self.faults:
            return None
        return Form(
            id=table["id"],
            version=table["version"],
            licence=table["licence"],
            source=table["source"],
            scoring=cast(Scoring, table["scoring"]),
            items=items,
            wordings=wordings,
            band_words=band_words,
            bands=bands,
            reliable_change=self.reliable_change(table.get("reliable_change")),
            **{key: table[key] for key in ("doi", "credit", "loinc", "loinc_total") if key in table},
        )

    # Faults

    def fault(self, key: str, problem: str, *near: str) -> None:
        """Note a fault. Its line is the first that holds all of `near`, or the last part of the key."""
        needles = near or (key.rpartition(".")[2],)
        line = next(
            (n for n, text in enumerate(self.lines, 1) if all(needle in text for needle in needles)), None
        )
        self.faults.append(Fault(self.file, key, problem, line))

    def keys(self, table: Any, must: Mapping[str, type], may: Mapping[str, type], where: str) -> bool:
        """Is it a table that holds what it must, of the right types, and nothing else?"""
        before = len(self.faults)
        if not isinstance(table, dict):
            self.fault(where, "should be a table")
            return False
        for key, kind in {**must, **may}.items():
            name = f"{where}.{key}" if where else key
            if key not in table:
                if key in must:
                    self.fault(name, f"is missing; it is {NAMES[kind]}", where or "\n")
            elif type(table[key]) is not kind:
                self.fault(name, f"should be {NAMES[kind]}")
        for key in table.keys() - must.keys() - may.keys():
            self.fault(f"{where}.{key}" if where else key, "is not a name that belongs here")
        return len(self.faults) == before

    def one_of(self, value: object, values: Sequence[str], key: str) -> bool:
        if value in values:
            return True
        self.fault(key, f"is {value!r}; it is one of {', '.join(values)}")
        return False

    # Items

    def items(self, tables: list[Any], scales: Table) -> tuple[Item, ...]:
        answers = {name: self.scale(name, scale) for name, scale in scales.items()}
        items: list[Item] = []
        for number, table in enumerate(tables, 1):
            key = str(table.get("key", number)) if isinstance(table, dict) else str(number)
            item = self.item(key, table, answers, items)
            if item and item.key in {other.key for other in items}:
                self.fault(f"items.{key}", "stands here twice", f'"{key}"')
            elif item:
                items.append(item)
        for name in scales.keys() - {item.scale for item in items} if not self.faults else ():
            self.fault(f"scales.{name}", "is used by no item")
        return tuple(items)

    def item(
        self, key: str, table: Any, scales: Mapping[str, Table | None], earlier: Sequence[Item]
    ) -> Item | None:
        where = f"items.{key}"
        if not self.keys(table, ITEM, ITEM_MAY, where):
            return None
        if table["scale"] not in scales:
            self.fault(
                f"{where}.scale", f"is {table['scale']!r}, but scales has no such name", table["scale"]
            )
            return None
        scale = scales[table["scale"]]
        if scale is None or not self.one_of(table.get("device", "any"), ("any", "client"), f"{where}.device"):
            return None
        asked_if = self.asked_if(table.get("asked_if"), f"{where}.asked_if", earlier)
        item = Item(
            key=key,
            scale=table["scale"],
            asked_if=asked_if,
            device=cast(Device, table.get("device", "any")),
            **scale,
            **{name: table[name] for name in table.keys() & ITEM_MAY.keys() - {"device", "asked_if"}},
        )
        if (item.scored or item.urgent) and not item.numbers:
            self.fault(where, "is scored or urgent, so its answers must be numbers", f'"{key}"')
        return item

    def scale(self, name: str, table: Any) -> Table | None:
        """What an item takes over from its scale."""
        where = f"scales.{name}"
        if not self.keys(table, SCALE, SCALE_MAY, where):
            return None
        if not self.one_of(table["kind"], KINDS, f"{where}.kind"):
            return None
        kind = cast(Kind, table["kind"])
        if kind == "choice":
            return self.choice(table, where)
        if kind in ("scale", "bipolar"):
            lowest, highest = table.get("lowest", 0), table.get("highest", 0)
            if lowest >= highest or (kind == "bipolar" and lowest != -highest):
                self.fault(where, "needs lowest and highest; a bipolar one is the same on both sides of 0")
            return {"kind": kind, "lowest": lowest, "highest": highest}
        return {"kind": kind}

    def choice(self, table: Table, where: str) -> Table | None:
        values, private = table.get("values", []), table.get("private", [])
        if len(values) < 2 or len(set(map(str, values))) < len(values):
            self.fault(f"{where}.values", "holds at least two different values", f"[{where}]")
        if not (all(type(v) is int for v in values) or all(type(v) is str for v in values)):
            self.fault(f"{where}.values", "are either all whole numbers or all in quotes", f"[{where}]")
        if not all(value in values for value in private):
            self.fault(f"{where}.private", "are some of its values", f"[{where}]")
        return {"kind": "choice", "values": tuple(values), "private": tuple(private)}

    def asked_if(self, table: Table | None, where: str, earlier: Iterable[Item]) -> AskedIf | None:
        if table is None or not self.keys(table, {"item": str, "any_of": list}, {}, where):
            return None
        first = next((item for item in earlier if item.key == table["item"]), None)
        if first is None:
            self.fault(where, f"follows {table['item']}, which does not stand before it", "asked_if")
        elif any(first.fault(value) for value in table["any_of"]):
            self.fault(where, f"names an answer that {table['item']} does not have", "asked_if")
        return AskedIf(table["item"], tuple(table["any_of"]))

    # Bands and reliable change

    def bands(self, tables: list[Any], items: Sequence[Item]) -> tuple[Band, ...]:
        tables = [table for n, table in enumerate(tables, 1) if self.keys(table, BAND, {}, f"bands.{n}")]
        numbers = [item.numbers for item in items if item.scored and item.numbers]
        if not tables or not numbers:
            return ()
        starts = [table["lowest"] for table in tables]
        if starts != sorted(set(starts)) or starts[0] != sum(map(min, numbers)):
            self.fault("bands", "start at the lowest total and rise", "[[bands]]")
        ends = [*(start - 1 for start in starts[1:]), sum(map(max, numbers))]
        return tuple(
            Band(table["key"], table["lowest"], end) for table, end in zip(tables, ends, strict=True)
        )

    def reliable_change(self, table: Table | None) -> ReliableChange | None:
        if table is None or not self.keys(table, CHANGE, {}, "reliable_change"):
            return None
        return ReliableChange(**table)

    # Words

    def text(
        self, table: Table, items: Sequence[Item], bands: Sequence[Band]
    ) -> tuple[dict[str, dict[Voice, Wording]], dict[str, dict[str, str]]]:
        wordings: dict[str, dict[Voice, Wording]] = {}
        band_words: dict[str, dict[str, str]] = {}
        if not table:
            self.fault("text", "holds no language")
        for language, voices in table.items():
            where = f"text.{language}"
            if not self.keys(voices, {"client": dict}, {"therapist": dict, "bands": dict}, where):
                continue
            band_words[language] = self.strings(voices.get("bands", {}), f"{where}.bands")
            self.same_keys(band_words[language], [band.key for band in bands], f"{where}.bands")
            client = self.wording(voices["client"], items, f"{where}.client", {})
            wordings[language] = {"client": client}
            if "therapist" in voices:
                # A guess is answered on the same scales, so their words are taken over unless they differ.
                guess = self.wording(voices["therapist"], items, f"{where}.therapist", client.scales)
                wordings[language]["therapist"] = guess
        if len({len(voices) for voices in wordings.values()}) > 1:
            self.fault("text", "has a therapist's version in one language and not in another", "therapist]")
        return wordings, band_words

    def wording(
        self, table: Table, items: Sequence[Item], where: str, inherited: Mapping[str, Mapping[str, str]]
    ) -> Wording:
        if not self.keys(table, VOICE, VOICE_MAY, where):
            return Wording(title="")
        own = {
            name: self.strings(words, f"{where}.scales.{name}")
            for name, words in table.get("scales", {}).items()
        }
        words = Wording(
            title=table["title"],
            instruction=table.get("instruction", ""),
            only_me=table.get("only_me", ""),
            items=self.strings(table["items"], f"{where}.items"),
            hints=self.strings(table.get("hints", {}), f"{where}.hints"),
            scales={**inherited, **own},
        )
        self.same_keys(words.items, [item.key for item in items], f"{where}.items")
        for key in words.hints.keys() - {item.key for item in items}:
            self.fault(f"{where}.hints.{key}", "belongs to no item")
        for item in items:
            self.scale_words(item, words.scales.get(item.scale, {}), f"{where}.scales.{item.scale}")
        if where.endswith("client") and any(item.only_me for item in items) and not words.only_me:
            self.fault(f"{where}.only_me", "is missing; an item can be kept to oneself", f"[{where}]")
        self.placeholders([words.title, words.instruction, *words.items.values()], where)
        return words

    def scale_words(self, item: Item, words: Mapping[str, str], where: str) -> None:
        if item.kind == "choice":
            self.same_keys(words, [str(value) for value in item.values], where)
        elif item.kind in ("scale", "bipolar"):
            self.same_keys(words, ["low", "middle", "high"] if "middle" in words else ["low", "high"], where)
        elif words:
            self.fault(where, "is answered without words of its own")

    def strings(self, table: Any, where: str) -> dict[str, str]:
        """The words in a table of words, blank ones and other things left out and noted."""
        if not isinstance(table, dict):
            self.fault(where, "should be a table", f"[{where.rpartition('.')[0]}")
            return {}
        words = {key: text for key, text in table.items() if isinstance(text, str) and text.strip()}
        for key in table.keys() - words.keys():
            self.once(f"{where}.{key}", "has no words", f"[{where}")
        return words

    def same_keys(self, words: Mapping[str, str], expected: Sequence[str], where: str) -> None:
        for key in expected:
            if key not in words:
                self.once(f"{where}.{key}", "has no words", f"[{where}")
        for key in words.keys() - set(expected):
            self.once(f"{where}.{key}", "is not a name that belongs here", f"[{where}")

    def once(self, key: str, problem: str, *near: str) -> None:
        """Items share their scale's words, and one fault in them is one fault."""
        if all((fault.key, fault.problem) != (key, problem) for fault in self.faults):
            self.fault(key, problem, *near)

    def placeholders(self, texts: Iterable[str], where: str) -> None:
        for text in texts:
            for name in set(re.findall(r"\{[^}]*\}", text)) - PLACEHOLDERS:
                self.fault(where, f"has {name}; names are {{therapist}} and {{client}}", name)
