"""A practice's own licensed texts for a skeleton. The words below are made up: nobody's questionnaire is quoted."""

import datetime
import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beside.measures import (
    CannotImport,
    FaultyForm,
    UnknownForm,
    faults_of,
    forms,
    import_texts,
    load_form,
    load_skeleton,
    skeletons,
    use_folders,
)
from beside.measures.files import SHIPPED, folders
from beside.measures.importing import refuse_what_is_never_drawn

LICENCE = "Letter of the authors, 3 March 2026"
DAY = datetime.date(2026, 3, 4)
BANDS = ("low", "mild", "moderate", "moderately_severe", "severe")


def texts_for(form_id, languages=("en",), mark=""):
    """A file of texts with made-up words for every item and answer."""
    form = load_skeleton(form_id, within=[SHIPPED])
    lines = [f'form = "{form_id}"']
    for language in languages:
        lines += [
            f"[text.{language}.client]",
            f'title = "Made up {language}"',
            f"[text.{language}.client.items]",
        ]
        lines += [f'{item.key} = "Made-up words {item.key} {language}{mark}"' for item in form.items]
        scale = form.items[0]
        lines += [f"[text.{language}.client.scales.{scale.scale}]"]
        lines += [f'{value} = "answer {value}"' for value in scale.values]
        if form.bands:
            lines += [f"[text.{language}.bands]", *(f'{band.key} = "{band.key}"' for band in form.bands)]
        if form.subscales:
            lines += [f"[text.{language}.subscales]", *(f'{s.key} = "{s.key}"' for s in form.subscales)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def practice(tmp_path):
    """A folder of a practice, not there yet, and a way to import into it."""

    class Practice:
        folder = tmp_path / "home" / "forms"
        within = (SHIPPED, folder)

        def bring(self, text, name="TEXTS.toml", licence=LICENCE):
            (tmp_path / name).write_text(text, encoding="utf-8")
            return import_texts(tmp_path / name, licence_reference=licence, folder=self.folder, today=DAY)

        def there(self):
            return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []

    return Practice()


@pytest.mark.parametrize("form_id", ["wai-sr", "sai", "haq2", "arm5", "core10"])
def test_a_skeleton_is_asked_only_once_its_words_are_there(practice, form_id):
    with pytest.raises(UnknownForm, match=f"{form_id} has no words here"):
        load_form(form_id, within=practice.within)
    made = practice.bring(texts_for(form_id, ("en", "es")))
    assert load_form(form_id, within=practice.within) == made
    assert form_id in [form.id for form in forms(within=practice.within)]
    assert form_id not in [form.id for form in forms(within=[SHIPPED])]
    assert made.languages == ("en", "es")
    assert made.text("es").question("q1").words == "Made-up words q1 es"
    skeleton = load_skeleton(form_id, within=practice.within)
    assert (made.items, made.scoring, made.subscales, made.bands, made.prorated) == (
        skeleton.items, skeleton.scoring, skeleton.subscales, skeleton.bands, skeleton.prorated,
    )  # fmt: skip
    assert made.imported.licence_reference == LICENCE
    assert (made.imported.on, made.imported.skeleton_version) == ("2026-03-04", 1)


def test_what_was_imported_is_a_sound_file_that_only_its_owner_reads(practice):
    practice.bring(texts_for("arm5"))
    assert faults_of([practice.folder]) == []
    assert practice.there() == ["arm5.toml"]
    assert stat.S_IMODE(os.stat(practice.folder).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(practice.folder / "arm5.toml").st_mode) == 0o600


def test_other_words_are_the_next_version_and_old_answers_keep_theirs(practice):
    practice.bring(texts_for("arm5"))
    second = practice.bring(texts_for("arm5", mark=", mended"))
    assert (second.version, practice.there()) == (2, ["arm5.1.toml", "arm5.toml"])
    assert load_form("arm5", within=practice.within) == second
    old = load_form("arm5", version=1, within=practice.within)
    assert old.text("en").question("q1").words == "Made-up words q1 en"
    assert practice.bring(texts_for("arm5", mark=", again")).version == 3
    assert faults_of([practice.folder]) == []
    with pytest.raises(UnknownForm, match=r"arm5 has no version 4. There are: 1, 2, 3\."):
        load_form("arm5", version=4, within=practice.within)


def test_the_same_words_again_change_nothing(practice):
    first = practice.bring(texts_for("arm5"))
    before = (practice.folder / "arm5.toml").read_bytes()
    assert practice.bring(texts_for("arm5"), licence="Another") == first
    assert (practice.folder / "arm5.toml").read_bytes() == before
    assert practice.there() == ["arm5.toml"]


@pytest.mark.parametrize("licence", ["", "  ", "\n"])
def test_without_a_licence_reference_nothing_is_imported(practice, licence):
    with pytest.raises(CannotImport, match="Say which licence allows you to use these words"):
        practice.bring(texts_for("wai-sr"), licence=licence)
    assert practice.there() == []


def broken(old, new):
    text = texts_for("arm5", ("en", "es"))
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (broken('q3 = "Made-up words q3 en"\n', ""), "line 4: text.en.client.items.q3: has no words. Add them."),
        (broken('q3 = "Made-up words q3 es"', 'q6 = "x"'), "line 20: text.es.client.items.q3: has no words. Add them."),
        (broken('q3 = "Made-up words q3 es"', 'q6 = "x"'), "line 23: text.es.client.items.q6: is not a name that belongs here."),
        (broken('7 = "answer 7"\n', ""), "line 10: text.en.client.scales.agree.7: has no words. Add them."),
        (broken('title = "Made up en"\n', ""), "line 2: text.en.client.title: is missing. Add it: words in quotes."),
        (broken('form = "arm5"', 'form = "arm5"\nscoring = "sum"'), "line 2: scoring: is not a name that belongs here. Names here are: form, text. Scoring is the skeleton's."),
        ('form = "arm5"\n', "line 1: text: is missing. Add [text.en.client] with a title, and [text.en.client.items]."),
        (texts_for("arm5").replace('form = "arm5"', ""), "line 1: form: is missing. Add it at the top, one of: arm5, core10, haq2, sai, wai-sr."),
        (broken("q2 =", "q2"), 'line 6: is not TOML: Expected \'=\' after a key in a key/value pair. A line is: name = "words", or: name = 3, or: [table].'),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line_in_the_file_of_texts_and_nothing_is_kept(practice, text, fault):
    with pytest.raises(FaultyForm) as refusal:
        practice.bring(text)
    assert f"TEXTS.toml, {fault}" in str(refusal.value).splitlines()
    assert practice.there() == []


def test_texts_for_what_is_no_skeleton_are_refused(practice):
    for form_id in ("phq9", "mood", "session"):
        with pytest.raises(CannotImport, match=f"is for {form_id}, but there is no such skeleton"):
            practice.bring(texts_for("arm5").replace("arm5", form_id))
    assert practice.there() == []


@pytest.mark.parametrize(
    "name",
    [
        "srs", "SRS", "ors", "CORS", "csrs", "YCSRS", "ycors", "GSRS", "S.R.S.", "O R S", "SRS V3.0", "srs-3", "SRS_v.3",
        "Session Rating Scale", "session_rating_scale", "Sessions Ratings Scale", "OUTCOME RATING SCALE (adult)",
        "Child Session Rating Scale", "Group Session Rating Scale", "Escala de Valoración de la Sesión",
        "Escala de Calificación de Resultados", "our version of the SRS", "The ORS, shortened",
    ],
)  # fmt: skip
def test_srs_and_ors_are_refused_however_they_are_spelt(practice, name):
    texts = [
        texts_for("arm5").replace('form = "arm5"', f'form = "{name}"'),
        texts_for("arm5").replace('title = "Made up en"', f'title = "{name}"'),
        texts_for("arm5").replace('title = "Made up en"', f'title = "x"\ninstruction = "{name}"'),
    ]
    for text in texts:
        with pytest.raises(CannotImport, match="are never drawn by Beside"):
            practice.bring(text)
    with pytest.raises(CannotImport, match="are never drawn by Beside"):
        practice.bring(texts_for("arm5"), name=f"{name.replace('/', '')}.toml")
    assert practice.there() == []


def test_the_refusal_says_why_and_what_can_be_done():
    with pytest.raises(CannotImport) as refusal:
        refuse_what_is_never_drawn("srs")
    assert "forbids electronic use" in str(refusal.value)
    assert "can be kept as numbers" in str(refusal.value)
    assert "Nothing was imported." in str(refusal.value)


@pytest.mark.parametrize(
    "name",
    [
        "WAI-SR",
        "Sensors",
        "Scores",
        "Doctors' form",
        "Agnew",
        "session",
        "Outcome of the session",
        "CORE-10",
        "Errors 3",
    ],
)
def test_other_names_are_not_taken_for_them(name):
    refuse_what_is_never_drawn(name)


@settings(deadline=None)
@given(
    some.sampled_from(["srs", "ors", "csrs", "cors", "sessionratingscale", "outcomeratingscale"]),
    some.sampled_from(["", ".", " ", "-", "_", ". "]),
    some.lists(some.booleans(), min_size=20, max_size=20),
)
def test_dots_blanks_and_capitals_do_not_hide_them(name, between, capitals):
    spelt = between.join(c.upper() if up else c for c, up in zip(name, capitals * 2, strict=False))
    with pytest.raises(CannotImport):
        refuse_what_is_never_drawn(spelt)


def test_a_questionnaire_that_is_shipped_is_never_replaced(practice):
    practice.folder.mkdir(parents=True)
    mine = (
        (SHIPPED / "gad7.toml")
        .read_text(encoding="utf-8")
        .replace("Feeling nervous", "Nervous")
        .replace("version = 1", "version = 2")
    )
    (practice.folder / "gad7.toml").write_text(mine, encoding="utf-8")
    form = load_form("gad7", within=practice.within)
    assert (form.version, form.text("en").questions[0].words) == (1, "Feeling nervous, anxious or on edge")


def test_one_faulty_file_takes_no_other_form_along(practice):
    practice.bring(texts_for("arm5"))
    (practice.folder / "mine.toml").write_text('id = "mine"\n', encoding="utf-8")
    assert "arm5" in [form.id for form in forms(within=practice.within)]
    assert "mine" not in [form.id for form in forms(within=practice.within)]
    with pytest.raises(FaultyForm, match=r"mine.toml, line 1: version: is missing"):
        load_form("mine", within=practice.within)
    with pytest.raises(UnknownForm, match="No questionnaire is called nobody"):
        load_form("nobody", within=practice.within)


def test_what_is_imported_while_the_program_runs_is_there_at_once(practice):
    use_folders(practice.folder)
    try:
        assert folders() == (SHIPPED, practice.folder)
        assert "arm5" not in [form.id for form in forms()]
        practice.bring(texts_for("arm5"))
        assert load_form("arm5").version == 1
        practice.bring(texts_for("arm5", mark="!"))
        assert load_form("arm5").version == 2
    finally:
        use_folders()
    with pytest.raises(UnknownForm):
        load_form("arm5")


def test_a_write_that_fails_leaves_the_version_that_was_there(practice, monkeypatch):
    first = practice.bring(texts_for("arm5"))
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        practice.bring(texts_for("arm5", mark="!"))
    monkeypatch.undo()
    assert load_form("arm5", within=practice.within) == first
    assert practice.there() == ["arm5.toml"]


def test_no_skeleton_holds_a_word_of_its_questionnaire():
    for form in skeletons(within=[SHIPPED]):
        source = (SHIPPED / f"{form.id}.toml").read_text(encoding="utf-8")
        assert "[text" not in source
        assert all(
            item.key.removeprefix("q").isdigit() or item.key in ("one", "two", "three", "four")
            for item in form.items
        )
