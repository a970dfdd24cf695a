"""A questionnaire's file: what is wrong with it is named, with its place."""

import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beside.measures import FaultyForm, read_form
from beside.measures.files import SHIPPED
from beside.measures.toml import form_in, parse_form

MOOD = """\
id = "mood"
version = 1
licence = "CC-BY-4.0"
source = "Made up for a test"
scoring = "sum"

[reliable_change]
none = "Made up"

[scales.days]
kind = "choice"
values = [0, 1, 2]

[scales.ten]
kind = "scale"
lowest = 0
highest = 10

[[items]]
key = "low"
scale = "days"
scored = true

[[items]]
key = "why"
scale = "ten"
scored = true
asked_if = { item = "low", any_of = [1, 2] }

[[bands]]
key = "some"
lowest = 0

[[bands]]
key = "much"
lowest = 5

[text.en.bands]
some = "some"
much = "much"

[text.en.client]
title = "Mood"

[text.en.client.items]
low = "Low mood"
why = "How much of that did you understand, {client}?"

[text.en.client.scales]
days = { 0 = "none", 1 = "some", 2 = "most" }
ten = { low = "nothing", high = "all" }
"""


def faults_of(old="", new="", file="mood.toml"):
    assert old in MOOD
    with pytest.raises(FaultyForm) as refusal:
        parse_form(MOOD.replace(old, new, 1) if old else new, file)
    return str(refusal.value).splitlines()


def line_of(text, nth=1, source=MOOD):
    """The number of the nth line that holds this text: what a fault there should say."""
    return [n for n, line in enumerate(source.splitlines(), 1) if text in line][nth - 1]


def test_a_sound_file_is_read():
    form = parse_form(MOOD, "mood.toml")
    assert [(band.key, band.lowest, band.highest) for band in form.bands] == [("some", 0, 4), ("much", 5, 12)]
    assert form.score({"low": 2, "why": 9}).band.key == "much"
    assert not form.can_be_guessed


def test_a_file_on_disk_is_read_the_same(tmp_path):
    (tmp_path / "mood.toml").write_text(MOOD, encoding="utf-8")
    assert read_form(tmp_path / "mood.toml") == parse_form(MOOD, "mood.toml")


def test_an_older_version_lies_beside_the_newer_one():
    assert parse_form(MOOD, "mood.1.toml").id == "mood"


def test_an_older_version_is_named_for_its_number():
    assert faults_of("", MOOD, "mood.2.toml") == [
        "mood.2.toml, line 2: version: is 1, but the file is called mood.2.toml, which is version 2."
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version = 1\n", "", "line 1: version: is missing. Add it: a whole number."),
        ("version = 1", 'version = "1"', "line 2: version: should be a whole number."),
        ("version = 1", "version = true", "line 2: version: should be a whole number."),
        ("version = 1", "version = 0", "line 2: version: starts at 1."),
        ('"CC-BY-4.0"', '" "', "line 3: licence: says nothing. Say whose it is and on what terms it may be used."),
        ('source = "Made up for a test"\n', "", "line 1: source: is missing. Add it: words in quotes."),
        ('"sum"', '"average"', "line 5: scoring: is 'average'; it is one of sum, mean, dimensions, none."),
        ('"sum"', '"none"', "line 5: scoring: is none, but there are scored items. Say sum or mean, or score none."),
        ('"sum"', '"mean"', "line 5: scoring: is mean, but the scored items run over different numbers."),
        ('id = "mood"', 'id = "sad"', "line 1: id: is sad, but the file is called mood.toml. Make them the same."),
        ('id = "mood"', 'id = "Mood"', "line 1: id: is made of small letters, digits and hyphens."),
        (
            "version = 1",
            "version = 1\ncolour = 3",
            "line 3: colour: is not a name that belongs here. Names here are: id, version, licence, source, scoring, "
            "items, kind, text, higher, doi, credit, loinc, loinc_total, reliable_change, scales, bands, subscales, prorated, imported.",
        ),
        ("version = 1", 'version = 1\nkind = "sheet"', "line 3: kind: is 'sheet'; it is one of questionnaire, skeleton, numbers."),
        ("version = 1", 'version = 1\nhigher = "up"', "line 3: higher: is 'up'; it is one of worse, better."),
        ("version = 1", 'version = 1\ndoi = "https://doi.org/10.1/2"', "line 3: doi: is written like 10.1000/182, without an address before it."),
        ("version = 1", 'version = 1\nloinc = "44249-2"', "line 3: loinc: 44249-2 is no LOINC code: its check digit is wrong. Look it up again."),
        ("[reliable_change]\nnone = \"Made up\"", "", "line 1: reliable_change: is missing. Add [reliable_change] with points and source, or sd, reliability, norm and source, or none = why there is none."),
        ('none = "Made up"', "points = 5", "line 7: reliable_change.source: is missing. Add it: words in quotes."),
        ('none = "Made up"', 'sd = 5\nreliability = 1.0\nnorm = "n"\nsource = "s"', "line 7: reliable_change: needs an sd above 0 and a reliability between 0 and 1."),
        ('none = "Made up"', 'sd = 5\nreliability = 0.9\nsource = "s"', "line 7: reliable_change.norm: is missing. Add it: words in quotes."),
        ("values = [0, 1, 2]", "values = [0]", "line 12: scales.days.values: holds at least two different values."),
        ("values = [0, 1, 2]", 'values = [0, 1, "2"]', "line 12: scales.days.values: are either all whole numbers or all in quotes."),
        ("values = [0, 1, 2]", "values = [0, 1, 2]\nprivate = [3]", "line 13: scales.days.private: are some of its values."),
        ('kind = "choice"', 'kind = "dots"', "line 11: scales.days.kind: is 'dots'; it is one of scale, bipolar, choice, measured, tick, words."),
        ('kind = "scale"', 'kind = "measured"', "line 15: scales.ten.kind: measured lines are for numbers typed in from paper: they go with kind = \"numbers\", and nothing else does."),
        ("highest = 10", "highest = 0", "line 14: scales.ten: needs lowest and highest; a bipolar one is the same on both sides of 0."),
        ('kind = "scale"', 'kind = "bipolar"', "line 14: scales.ten: needs lowest and highest; a bipolar one is the same on both sides of 0."),
        ('scale = "days"', 'scale = "weeks"', "line 21: items.low.scale: is 'weeks', but scales has no such name."),
        ('key = "low"', 'key = "Low mood"', "line 20: items.Low mood.key: is made of small letters, digits, _ and -."),
        ('key = "why"', 'key = "low"', "line 25: items.low.key: stands here twice. Give one of the two another key."),
        ("scored = true", "scored = 1", "line 22: items.low.scored: should be true or false."),
        ("scored = true", "scored = false\nreverse = true", "line 23: items.low.reverse: is only for scored items whose ends mean more and less."),
        ("scored = true", "scored = true\nreverse = true\nurgent = true", "line 24: items.low.urgent: looks at high answers, but this item is reversed. Take one of them out."),
        ("scored = true", 'scored = true\nloinc = "1-1"', "line 23: items.low.loinc: 1-1 is no LOINC code: its check digit is wrong. Look it up again."),
        ('scale = "days"\n', 'scale = "days"\ndevice = "tv"\n', "line 22: items.low.device: is 'tv'; it is one of any, client."),
        ('item = "low"', 'item = "later"', "line 28: items.why.asked_if: follows later, which does not stand before it."),
        ("any_of = [1, 2]", "any_of = [7]", "line 28: items.why.asked_if: names an answer that low does not have."),
        ("lowest = 5", "lowest = 0", "line 36: bands.2.lowest: should be above 0, where the band before begins."),
        ("lowest = 5", "lowest = 13", "line 36: bands.2.lowest: lies above 12, the highest total."),
        ("lowest = 5", "lowest = 5\nhighest = 11", "line 37: bands.2.highest: should be 12, the highest total."),
        ('key = "some"\nlowest = 0', 'key = "some"\nlowest = 1', "line 32: bands.1.lowest: should be 0, the lowest total."),
        ('key = "some"\nlowest = 0', 'key = "some"\nlowest = 0\nhighest = 3', "line 37: bands.2.lowest: is 5, but some ends at 3: there is a gap."),
        ('key = "some"\nlowest = 0', 'key = "some"\nlowest = 0\nhighest = 6', "line 37: bands.2.lowest: is 5, but some runs to 6: they overlap."),
        ("[[bands]]", '[[subscales]]\nkey = "a"\nitems = ["low", "lower"]\n\n[[bands]]', "line 32: subscales.1.items: names 'lower', but there is no such item."),
        ("[[bands]]", '[[subscales]]\nkey = "a"\nitems = []\n\n[[bands]]', "line 32: subscales.1.items: names each of its items once, and at least one."),
        ("[[bands]]", '[prorated]\nat_least = 2\nsource = "x"\n\n[[bands]]', "line 31: prorated.at_least: is how many of the 2 scored items must be answered: from 1 to 1."),
        ("[[bands]]", "[prorated]\nat_least = 1\n\n[[bands]]", "line 30: prorated.source: is missing. Add it: words in quotes."),
        ('much = "much"', "", "line 38: text.en.bands.much: has no words. Add them."),
        ('low = "Low mood"', 'low = " "', "line 46: text.en.client.items.low: has no words. Add them."),
        ('low = "Low mood"', 'low = "Low"\nhigh = "High"', "line 47: text.en.client.items.high: is not a name that belongs here."),
        ("{client}", "{user}", "line 42: text.en.client: has {user}; names are {therapist} and {client}."),
        ('1 = "some", ', "", "line 50: text.en.client.scales.days.1: has no words. Add them."),
        (', high = "all"', "", "line 51: text.en.client.scales.ten.high: has no words. Add them."),
        ('title = "Mood"', "", "line 42: text.en.client.title: is missing. Add it: words in quotes."),
        ('scale = "ten"\n', 'scale = "ten"\nonly_me = true\n', "line 43: text.en.client.only_me: is missing. Add it: an item can be kept to oneself."),
        ("[text.en.client]", "[text.en.hints]\nlow = 1\n[text.en.client]", "line 42: text.en.hints: is not a name that belongs here. Names here are: client, therapist, bands, subscales."),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line_and_what_to_do(old, new, fault):
    assert f"mood.toml, {fault}" in faults_of(old, new)


def test_every_fault_is_named_at_once_in_the_order_of_the_file():
    broken = (
        MOOD.replace("lowest = 5", "lowest = 0").replace('low = "Low mood"', "").replace("{client}", "{me}")
        .replace('licence = "CC-BY-4.0"', "").replace("version = 1", "version = 1\ncolour = 1").replace('scale = "days"', 'scale = "weeks"')
    )  # fmt: skip
    found = [re.sub(r"mood.toml, line (\d+): ([^:]*):.*", r"\1 \2", line) for line in faults_of("", broken)]
    assert found == [
        "1 licence",
        "3 colour",
        "11 scales.days",
        "22 items.low.scale",
        "29 items.why.asked_if",
        "37 bands.2.lowest",
        "43 text.en.client",
        "46 text.en.client.items.low",
    ]


def test_a_line_that_is_no_toml_does_not_hide_the_other_faults():
    broken = (
        MOOD.replace("version = 1", "version =")
        .replace('"sum"', '"average"')
        .replace("highest = 10", "highest = = 10")
    )
    assert faults_of("", broken) == [
        'mood.toml, line 2: is not TOML: Invalid value. A line is: name = "words", or: name = 3, or: [table].',
        "mood.toml, line 5: scoring: is 'average'; it is one of sum, mean, dimensions, none.",
        "mood.toml, line 14: scales.ten: needs lowest and highest; a bipolar one is the same on both sides of 0.",
        'mood.toml, line 17: is not TOML: Invalid value. A line is: name = "words", or: name = 3, or: [table].',
    ]


def test_a_name_that_stands_twice_is_told_as_that():
    assert faults_of("version = 1", "version = 1\nversion = 2") == [
        "mood.toml, line 3: is not TOML: Cannot overwrite a value. This name stands here a second time: keep one of the two."
    ]


def test_a_file_that_is_not_utf8_is_a_fault_with_its_line(tmp_path):
    (tmp_path / "mood.toml").write_bytes(b'id = "mood"\nsource = "\xe9"\n')
    with pytest.raises(FaultyForm, match=r"mood.toml, line 2: is not UTF-8"):
        read_form(tmp_path / "mood.toml")


def test_a_scored_item_must_have_numbers():
    words = MOOD.replace("values = [0, 1, 2]", 'values = ["no", "yes"]').replace(
        "any_of = [1, 2]", 'any_of = ["yes"]'
    )
    assert "mood.toml, line 19: items.low: is scored or urgent, so its answers must be numbers." in faults_of(
        "", words
    )


def test_a_scale_that_nothing_uses_is_a_fault():
    spare = MOOD + '\n[scales.spare]\nkind = "tick"\n'
    assert faults_of("", spare) == [
        "mood.toml, line 53: scales.spare: is used by no item. Take it out, or name it in an item."
    ]


def test_a_guess_is_worded_in_every_language_or_in_none():
    guess = (
        MOOD
        + """
[text.en.therapist]
title = "Your guess"
[text.en.therapist.items]
low = "Low mood"
why = "Why"
[text.es.client]
title = "Ánimo"
[text.es.client.items]
low = "Ánimo bajo"
why = "Por qué"
[text.es.client.scales]
days = { 0 = "ninguno", 1 = "algunos", 2 = "casi todos" }
ten = { low = "nada", high = "todo" }
[text.es.bands]
some = "algo"
much = "mucho"
"""
    )
    found = faults_of("", guess)
    assert len(found) == 1
    assert found[0].endswith("text: has a therapist's version in one language and not in another.")


def test_a_language_that_lacks_one_item_is_a_fault_of_that_language():
    other = (
        MOOD
        + """
[text.es.client]
title = "Ánimo"
[text.es.client.items]
low = "Ánimo bajo"
[text.es.client.scales]
days = { 0 = "ninguno", 1 = "algunos", 2 = "casi todos" }
ten = { low = "nada", high = "todo" }
[text.es.bands]
some = "algo"
much = "mucho"
"""
    )
    assert faults_of("", other) == ["mood.toml, line 55: text.es.client.items.why: has no words. Add them."]


def test_a_skeleton_holds_no_words_and_a_questionnaire_does():
    start, text = MOOD[: MOOD.index("[text.en.bands]")], MOOD[MOOD.index("[text.en.bands]") :]
    skeleton = start.replace("version = 1", 'version = 1\nkind = "skeleton"')
    assert parse_form(skeleton, "mood.toml").languages == ()
    assert faults_of("", start) == [
        "mood.toml, line 1: text: is missing. Add [text.en.client] with a title, and [text.en.client.items]."
    ]
    assert faults_of("", skeleton + text)[0].endswith(
        "text: does not belong here: this file holds no words, and a practice imports its own."
    )


WRONG = some.one_of(
    some.integers(-3, 30),
    some.booleans(),
    some.floats(allow_nan=False),
    some.text(max_size=5),
    some.lists(some.one_of(some.integers(), some.text(max_size=3), some.lists(some.none())), max_size=3),
    some.dictionaries(some.text(max_size=5), some.one_of(some.integers(), some.text(max_size=3)), max_size=3),
)


@settings(max_examples=400, deadline=None)
@given(some.data())
def test_whatever_is_wrong_with_a_file_is_a_fault_and_never_a_crash(data):
    """One place in a shipped form is overwritten with something that may not belong there."""
    path = data.draw(some.sampled_from(sorted(SHIPPED.glob("*.toml"))))
    source = path.read_text(encoding="utf-8")
    table = tomllib.loads(source)
    node = table
    while True:
        key = data.draw(some.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not isinstance(node[key], dict | list) or not node[key] or data.draw(some.booleans()):
            break
        node = node[key]
    node[key] = data.draw(WRONG)
    try:
        form = form_in(table, source, path.name)
    except FaultyForm:
        return
    if not form.wordings:
        assert form.kind != "questionnaire"
        return
    # What was accepted can be asked, in words.
    for voice in ("client", "therapist") if form.can_be_guessed else ("client",):
        assert form.text("en", voice=voice, therapist="Mara", client="Sam").questions
