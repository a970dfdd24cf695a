"""PHQ-9 and GAD-7 as their authors publish them, and the suite that every shipped form passes."""

import hashlib
import json
import re
import tomllib

import pytest

from beside.measures import MissingAnswers, UnknownForm, UnusableAnswers, forms, load_form, skeletons
from beside.measures.files import SHIPPED

PHQ9, GAD7 = load_form("phq9"), load_form("gad7")
PHQ9_KEYS = [
    "interest",
    "mood",
    "sleep",
    "energy",
    "appetite",
    "self_worth",
    "concentration",
    "movement",
    "self_harm",
]
GAD7_KEYS = ["nervous", "control", "worry", "relax", "restless", "irritable", "afraid"]


def all_answered(keys, *values):
    """Answers in order; what is left over is answered 0."""
    return dict(zip(keys, (*values, *[0] * len(keys)), strict=False))


# The published forms


def test_phq9_in_the_words_of_its_authors():
    text = PHQ9.text("en")
    assert text.instruction == (
        "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
    )
    assert [option.words for option in text.questions[0].options] == [
        "Not at all",
        "Several days",
        "More than half the days",
        "Nearly every day",
    ]
    assert text.question("self_harm").words == (
        "Thoughts that you would be better off dead or of hurting yourself in some way"
    )


def test_gad7_begins_at_not_at_all():
    """A known misprint says "not at all sure"."""
    assert GAD7.text("en").questions[0].options[0].words == "Not at all"


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "moderately_severe"),
        (19, "moderately_severe"),
        (20, "severe"),
        (27, "severe"),
    ],
)
def test_phq9_bands_as_published(total, band):
    answers = all_answered(PHQ9_KEYS, *[3] * (total // 3), total % 3)
    score = PHQ9.score(answers)
    assert (score.total, score.lowest, score.highest, score.band.key) == (total, 0, 27, band)


@pytest.mark.parametrize(
    ("total", "band"), [(4, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe"), (21, "severe")]
)
def test_gad7_bands_as_published(total, band):
    score = GAD7.score(all_answered(GAD7_KEYS, *[3] * (total // 3), total % 3))
    assert (score.total, score.highest, score.band.key) == (total, 21, band)


def test_how_difficult_it_has_been_is_not_in_the_total():
    answers = all_answered(PHQ9_KEYS)
    assert PHQ9.score({**answers, "difficulty": 3}).total == 0
    assert "difficulty" not in PHQ9.score(answers).items


def test_a_total_with_a_gap_is_refused_and_names_it():
    answers = all_answered(PHQ9_KEYS)
    del answers["sleep"], answers["self_harm"]
    with pytest.raises(MissingAnswers) as refusal:
        PHQ9.score(answers)
    assert refusal.value.missing == ("sleep", "self_harm")
    assert str(refusal.value) == "phq9 has no answer for: sleep, self_harm."


def test_an_answer_out_of_range_is_refused_before_anything_is_added_up():
    with pytest.raises(UnusableAnswers, match="sleep is answered with one of 0, 1, 2, 3, but here it is 4"):
        PHQ9.score({**all_answered(PHQ9_KEYS), "sleep": 4})


def test_loinc_codes_as_published():
    assert (PHQ9.loinc, PHQ9.loinc_total) == ("44249-1", "44261-6")
    assert [PHQ9.item(key).loinc for key in PHQ9_KEYS] == [
        "44250-9",
        "44255-8",
        "44259-0",
        "44254-1",
        "44251-7",
        "44258-2",
        "44252-5",
        "44253-3",
        "44260-8",
    ]
    assert [GAD7.item(key).loinc for key in GAD7_KEYS] == [
        "69725-0",
        "68509-9",
        "69733-4",
        "69734-2",
        "69735-9",
        "69689-8",
        "69736-7",
    ]


def loinc_check_digit(code):
    """LOINC codes end in a Mod 10 check digit: a mistyped one does not pass."""
    digits, check = code.split("-")
    odd = str(int(digits[::-1][::2][::-1]) * 2)
    even = digits[::-1][1::2][::-1]
    total = sum(map(int, even + odd))
    return (10 - total % 10) % 10 == int(check)


def test_every_loinc_code_has_its_check_digit():
    codes = {item.loinc for form in forms() for item in form.items if item.loinc}
    codes |= {code for form in forms() for code in (form.loinc, form.loinc_total) if code}
    assert len(codes) == 18
    assert all(loinc_check_digit(code) for code in codes)


# Risk items


@pytest.mark.parametrize(
    ("now", "before", "urgent"),
    [
        (0, None, False),
        (1, None, True),
        (1, {}, True),
        (1, {"self_harm": 0}, True),
        (1, {"self_harm": 1}, False),
        (2, {"self_harm": 1}, True),
        (1, {"self_harm": 2}, False),
    ],
)
def test_the_first_positive_answer_and_every_rise_are_urgent(now, before, urgent):
    found = PHQ9.urgent({"self_harm": now}, before)
    assert [item.key for item in found] == (["self_harm"] if urgent else [])


def test_what_stays_positive_is_still_to_be_seen():
    assert [item.key for item in PHQ9.positive({"self_harm": 1, "mood": 3})] == ["self_harm"]
    assert PHQ9.positive({"self_harm": 0}) == ()


def test_a_skipped_risk_item_is_no_alarm_and_no_all_clear():
    assert PHQ9.urgent({"mood": 3}, {"self_harm": 2}) == ()


# The suite every form passes


@pytest.fixture(params=forms(), ids=lambda form: form.id)
def form(request):
    return request.param


def test_a_form_says_where_it_comes_from_and_on_what_terms(form):
    assert form.source
    assert form.licence
    if not form.source.startswith("Beside,"):
        assert re.fullmatch(r"10\.\d{4,}/\S+", form.doi)


def test_a_form_has_words_for_everything_in_every_language_it_names(form):
    for language in form.languages:
        for voice in ("client", "therapist") if form.can_be_guessed else ("client",):
            text = form.text(language, voice=voice, therapist="Mara", client="Sam")
            assert text.title
            assert len(text.questions) == len(form.items)
            assert set(text.bands) == {band.key for band in form.bands}
            for question in text.questions:
                assert question.words
                if question.item.kind == "choice":
                    assert all(option.words for option in question.options)


def test_a_form_has_no_exclamation_marks_and_no_word_of_the_house_list(form):
    for language in form.languages:
        words = " ".join(question.words for question in form.text(language).questions)
        assert not re.search(r"!|\b(user|submit|invalid|oops)\b", words, re.IGNORECASE)


def test_bands_cover_every_total_once(form):
    if form.bands:
        covered = [total for band in form.bands for total in range(band.lowest, band.highest + 1)]
        scored = [item for item in form.items if item.scored]
        assert covered == list(range(sum(max(item.numbers) for item in scored) + 1))


def test_a_language_it_lacks_falls_back_and_says_so(form):
    assert form.text("xx").language == form.languages[0] == "en"
    assert form.text("en-GB").language == "en"


def test_an_unknown_form_or_version_is_refused_with_what_there_is(form):
    with pytest.raises(UnknownForm, match=f"{form.id} has no version 99. There are: 1."):
        load_form(form.id, version=99)
    assert load_form(form.id, version=form.version) is load_form(form.id)


# Answers keep the version they were given to, so what a published version asks and how it counts stays as it
# is. Changing either means: raise its version, keep the old file as id.VERSION.toml, and add a line here.
# Comments are free, and so is what only says where it comes from (see `about_it`).
PUBLISHED = {
    "arm5.toml": "0b2285ed83673bea",
    "core10.toml": "3d455ea834a4a457",
    "first-session.toml": "a49c05358dcb7367",
    "gad7.toml": "2833a9d8457c0835",
    "haq2.toml": "535ee62090c82b2e",
    "ors.toml": "86dc49c02c81e4d1",
    "pcl5.toml": "30edd22dae009e83",
    "phq4.toml": "155b57fe7eba3239",
    "phq9.toml": "d2466fb7fa308b7d",
    "sai.toml": "1f72ebaf8d4f8b49",
    "session.toml": "1d01ede20467cfe5",
    "srs.toml": "4e7526b35592b384",
    "supervision.toml": "def8acc8133dc5cc",
    "wai-sr.toml": "0d8fa2ce81517086",
}


def about_it(table):
    """The file without what may be mended in a published version: sources, terms, codes."""
    free = ("source", "licence", "credit", "doi", "loinc", "loinc_total", "higher")
    items = [{key: value for key, value in item.items() if key != "loinc"} for item in table["items"]]
    return {**{key: value for key, value in table.items() if key not in free}, "items": items}


def fingerprint(path):
    table = about_it(tomllib.loads(path.read_text(encoding="utf-8")))
    return hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()[:16]


def test_what_a_published_version_asks_and_how_it_counts_never_changes():
    assert {path.name: fingerprint(path) for path in sorted(SHIPPED.glob("*.toml"))} == PUBLISHED


def test_a_changed_word_or_value_changes_the_fingerprint_and_a_code_does_not(tmp_path):
    source = (SHIPPED / "gad7.toml").read_text(encoding="utf-8")
    prints = set()
    for old, new in (
        ("id", "id"),
        ('"69725-0"', '"69725-1"'),
        ("Feeling nervous", "Feeling  nervous"),
        ("points = 4", "points = 5"),
        ("lowest = 5", "lowest = 6"),
        ("values = [0, 1, 2, 3]", "values = [1, 2, 3, 4]"),
    ):
        (tmp_path / "gad7.toml").write_text(source.replace(old, new), encoding="utf-8")
        prints.add(fingerprint(tmp_path / "gad7.toml"))
    assert len(prints) == 5
    assert PUBLISHED["gad7.toml"] in prints


# PHQ-4 and PCL-5

PHQ4, PCL5 = load_form("phq4"), load_form("pcl5")
PHQ4_KEYS = [item.key for item in PHQ4.items]


def test_phq4_is_two_items_each_of_gad7_and_phq9_word_for_word():
    words = {question.key: question.words for question in PHQ4.text("en").questions}
    theirs = {question.key: question.words for form in (GAD7, PHQ9) for question in form.text("en").questions}
    assert words == {key: theirs[key] for key in ("nervous", "control", "interest", "mood")}


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, "normal"), (2, "normal"), (3, "mild"), (5, "mild"), (6, "moderate"), (8, "moderate"), (9, "severe"), (12, "severe")],
)  # fmt: skip
def test_phq4_bands_as_published(total, band):
    score = PHQ4.score(all_answered(PHQ4_KEYS, *[3] * (total // 3), total % 3))
    assert (score.total, score.highest, score.band.key) == (total, 12, band)


def test_phq4_halves():
    answers = {"nervous": 3, "control": 2, "interest": 1, "mood": 0}
    assert PHQ4.subscale_scores(answers) == {"anxiety": 5, "depression": 1}
    with pytest.raises(MissingAnswers, match=r"phq4 has no answer for: mood\."):
        PHQ4.subscale_scores({"nervous": 3, "control": 2, "interest": 1})


def test_pcl5_is_twenty_items_in_four_clusters():
    assert PCL5.total_range == (0, 80)
    assert [len(subscale.items) for subscale in PCL5.subscales] == [5, 2, 7, 6]
    assert [key for subscale in PCL5.subscales for key in subscale.items] == [item.key for item in PCL5.items]
    assert PCL5.bands == ()
    assert [option.words for option in PCL5.text("en").questions[0].options] == [
        "Not at all",
        "A little bit",
        "Moderately",
        "Quite a bit",
        "Extremely",
    ]


def test_pcl5_counts_as_published():
    answers = {item.key: n % 5 for n, item in enumerate(PCL5.items)}
    assert PCL5.score(answers).total == 40
    assert PCL5.subscale_scores(answers) == {
        "intrusion": 10,
        "avoidance": 1,
        "cognitions_mood": 15,
        "arousal": 14,
    }


def test_every_form_with_a_total_has_a_reliable_change_or_says_why_not():
    for form in (*forms(), *skeletons()):
        assert bool(form.reliable_change) != bool(form.no_reliable_change) or not form.has_total
