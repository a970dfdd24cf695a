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


def faults_of(old="", new=""):
    assert old in MOOD
    with pytest.raises(FaultyForm) as refusal:
        parse_form(MOOD.replace(old, new) if old else new, "mood.toml")
    return str(refusal.value).splitlines()


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


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version = 1", "", "mood.toml: version: is missing; it is a whole number"),
        ("version = 1", 'version = "1"', "mood.toml, line 2: version: should be a whole number"),
        ("version = 1", "version = true", "mood.toml, line 2: version: should be a whole number"),
        ('"sum"', '"average"', "line 5: scoring: is 'average'; it is one of sum, dimensions, none"),
        ('"sum"', '"none"', "line 5: scoring: is none, but there are scored items"),
        ('id = "mood"', 'id = "sad"', "line 1: id: is sad, but the file is called mood.toml"),
        ('id = "mood"', 'id = "Mood"', "line 1: id: is made of small letters, digits and hyphens"),
        ("version = 1", "version = 1\ncolour = 3", "line 3: colour: is not a name that belongs here"),
        (
            "values = [0, 1, 2]",
            "values = [0]",
            "line 7: scales.days.values: holds at least two different values",
        ),
        (
            "values = [0, 1, 2]",
            'values = [0, 1, "2"]',
            "line 7: scales.days.values: are either all whole numbers",
        ),
        (
            "values = [0, 1, 2]",
            "values = [0, 1, 2]\nprivate = [3]",
            "scales.days.private: are some of its values",
        ),
        (
            'kind = "choice"',
            'kind = "dots"',
            "line 8: scales.days.kind: is 'dots'; it is one of scale, bipolar",
        ),
        ("highest = 10", "highest = 0", "line 11: scales.ten: needs lowest and highest"),
        (
            'kind = "scale"',
            'kind = "bipolar"',
            "line 11: scales.ten: needs lowest and highest; a bipolar one",
        ),
        (
            'scale = "days"',
            'scale = "weeks"',
            "line 18: items.low.scale: is 'weeks', but scales has no such name",
        ),
        ('key = "why"', 'key = "low"', "items.low: stands here twice"),
        (
            "scored = true\n\n[[items]]",
            "scored = 1\n\n[[items]]",
            "items.low.scored: should be true or false",
        ),
        (
            'scale = "days"\n',
            'scale = "days"\ndevice = "tv"\n',
            "items.low.device: is 'tv'; it is one of any, client",
        ),
        (
            'item = "low"',
            'item = "later"',
            "items.why.asked_if: follows later, which does not stand before it",
        ),
        ("any_of = [1, 2]", "any_of = [7]", "items.why.asked_if: names an answer that low does not have"),
        ("lowest = 5", "lowest = 0", "bands: start at the lowest total and rise"),
        ('much = "much"', "", "text.en.bands.much: has no words"),
        ('low = "Low mood"', 'low = " "', "text.en.client.items.low: has no words"),
        (
            'low = "Low mood"',
            'low = "Low"\nhigh = "High"',
            "text.en.client.items.high: is not a name that belongs here",
        ),
        ("{client}", "{user}", "text.en.client: has {user}; names are {therapist} and {client}"),
        ('1 = "some", ', "", "text.en.client.scales.days.1: has no words"),
        (', high = "all"', "", "text.en.client.scales.ten.high: has no words"),
        ('title = "Mood"', "", "text.en.client.title: is missing; it is words in quotes"),
        ('scale = "ten"\n', 'scale = "ten"\nonly_me = true\n', "text.en.client.only_me: is missing"),
        ("[text.en.client]", "[text.en.hints]\nlow = 1\n[text.en.client]", "text.en.hints: is not a name"),
        ("version = 1", "version = ", "mood.toml: is not TOML: Invalid value (at line 2, column 11)"),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, fault):
    found = faults_of(old, new)
    assert any(fault in line for line in found), found


def test_every_fault_is_named_at_once():
    broken = (
        MOOD.replace("lowest = 5", "lowest = 0").replace('low = "Low mood"', "").replace("{client}", "{me}")
    )
    assert [re.sub(r",? line \d+", "", line) for line in faults_of("", broken)] == [
        "mood.toml: bands: start at the lowest total and rise",
        "mood.toml: text.en.client.items.low: has no words",
        "mood.toml: text.en.client: has {me}; names are {therapist} and {client}",
    ]


def test_a_scored_item_must_have_numbers():
    words = MOOD.replace("values = [0, 1, 2]", 'values = ["no", "yes"]').replace(
        "any_of = [1, 2]", 'any_of = ["yes"]'
    )
    assert "items.low: is scored or urgent, so its answers must be numbers" in faults_of("", words)[0]


def test_a_scale_that_nothing_uses_is_a_fault():
    spare = MOOD + '\n[scales.spare]\nkind = "tick"\n'
    assert faults_of("", spare) == ["mood.toml, line 50: scales.spare: is used by no item"]


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
    assert faults_of("", guess) == [
        "mood.toml, line 50: text: has a therapist's version in one language and not in another"
    ]


WRONG = some.one_of(
    some.integers(-3, 30),
    some.booleans(),
    some.floats(allow_nan=False),
    some.text(max_size=5),
    some.lists(some.one_of(some.integers(), some.text(max_size=3), some.lists(some.none())), max_size=3),
    some.dictionaries(some.text(max_size=5), some.one_of(some.integers(), some.text(max_size=3)), max_size=3),
)


@settings(max_examples=400)
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
    # What was accepted can be asked, in words.
    for voice in ("client", "therapist") if form.can_be_guessed else ("client",):
        assert form.text("en", voice=voice, therapist="Mara", client="Sam").questions
