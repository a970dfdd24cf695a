"""The words of a questionnaire's file: every item, every answer, in every language that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from beside.measures.finding import FaultFinder
from beside.measures.item import Item
from beside.measures.places import Path
from beside.measures.scores import Band, Subscale
from beside.measures.words import Voice, Wording

VOICE = {"title": str, "items": dict}
VOICE_MAY = {"instruction": str, "only_me": str, "hints": dict, "scales": dict}
PLACEHOLDERS = {"{therapist}", "{client}"}


class WordFinder(FaultFinder):
    """Reads the words of one file."""

    def text(
        self,
        table: dict[str, Any],
        kind: str,
        items: Sequence[Item],
        bands: Sequence[Band],
        subscales: Sequence[Subscale],
    ) -> tuple[dict[str, dict[Voice, Wording]], dict[str, dict[str, str]]]:
        wordings: dict[str, dict[Voice, Wording]] = {}
        band_words: dict[str, dict[str, str]] = {}
        languages = table.get("text", {})
        if kind != "questionnaire":
            if "text" in table:
                self.fault(
                    ("text",),
                    "does not belong here: this file holds no words, and a practice imports its own.",
                )
            return wordings, band_words
        if not isinstance(languages, dict) or not languages:
            self.fault(
                ("text",), "is missing. Add [text.en.client] with a title, and [text.en.client.items]."
            )
            return wordings, band_words
        known = {"client": dict}, {"therapist": dict, "bands": dict, "subscales": dict}
        for language, voices in languages.items():
            path: Path = ("text", language)
            if not self.keys(voices, *known, path):
                continue
            band_words[language] = self.words_for(voices, "bands", [band.key for band in bands], path)
            self.words_for(voices, "subscales", [subscale.key for subscale in subscales], path)
            client = self.wording(voices["client"], items, (*path, "client"), {})
            wordings[language] = {"client": client}
            if "therapist" in voices:
                # A guess is answered on the same scales, so their words are taken over unless they differ.
                wordings[language]["therapist"] = self.wording(
                    voices["therapist"], items, (*path, "therapist"), client.scales
                )
        if len({len(voices) for voices in wordings.values()}) > 1:
            self.fault(("text",), "has a therapist's version in one language and not in another.")
        return wordings, band_words

    def words_for(self, voices: dict[str, Any], name: str, keys: Sequence[str], path: Path) -> dict[str, str]:
        words = self.strings(voices.get(name, {}), (*path, name))
        self.same_keys(words, keys, (*path, name))
        return words

    def wording(
        self,
        table: dict[str, Any],
        items: Sequence[Item],
        path: Path,
        inherited: Mapping[str, Mapping[str, str]],
    ) -> Wording:
        if not self.keys(table, VOICE, VOICE_MAY, path):
            return Wording(title="")
        own = {
            name: self.strings(words, (*path, "scales", name))
            for name, words in table.get("scales", {}).items()
        }
        words = Wording(
            title=table["title"],
            instruction=table.get("instruction", ""),
            only_me=table.get("only_me", ""),
            items=self.strings(table["items"], (*path, "items")),
            hints=self.strings(table.get("hints", {}), (*path, "hints")),
            scales={**inherited, **own},
        )
        keys = list(dict.fromkeys(self.item_keys.values()))
        self.same_keys(words.items, keys, (*path, "items"))
        for key in words.hints.keys() - set(keys):
            self.fault((*path, "hints", key), "belongs to no item.")
        for name in own.keys() - self.scale_names:
            self.fault((*path, "scales", name), "belongs to no scale of this file.")
        for item in items:
            self.scale_words(item, words.scales.get(item.scale, {}), (*path, "scales", item.scale))
        if path[-1] == "client" and any(item.only_me for item in items) and not words.only_me:
            self.fault((*path, "only_me"), "is missing. Add it: an item can be kept to oneself.")
        self.placeholders([words.title, words.instruction, *words.items.values()], path)
        return words

    def scale_words(self, item: Item, words: Mapping[str, str], path: Path) -> None:
        if item.kind == "choice":
            self.same_keys(words, [str(value) for value in item.values], path)
        elif item.kind in ("scale", "bipolar"):
            self.same_keys(words, ["low", "middle", "high"] if "middle" in words else ["low", "high"], path)
        elif words:
            self.once(path, "is answered without words of its own.")

    def placeholders(self, texts: Iterable[str], path: Path) -> None:
        for text in texts:
            for name in set(re.findall(r"\{[^}]*\}", text)) - PLACEHOLDERS:
                self.fault(path, f"has {name}; names are {{therapist}} and {{client}}.")
