"""`beside forms`, as it is called: what it prints, and its exit code."""

import pytest

from beside import cli
from beside.measures.files import SHIPPED
from tests.measures.test_importing import texts_for


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("BESIDE_HOME", str(tmp_path / "var"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    return tmp_path


def run(capsys, *arguments):
    code = cli.main(["forms", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_list_names_what_can_be_asked_and_what_waits_for_its_words(capsys):
    code, out, _ = run(capsys, "list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [
        "first-session", "gad7", "pcl5", "phq4", "phq9", "session", "supervision",
        "arm5", "core10", "haq2", "ors", "sai", "srs", "wai-sr",
    ]  # fmt: skip
    assert "numbers from licensed paper only" in out


def test_check_finds_the_shipped_files_sound(capsys):
    assert run(capsys, "check") == (0, "14 files, all sound.\n", "")


def test_check_names_every_fault_with_its_line(capsys, home):
    source = (SHIPPED / "gad7.toml").read_text(encoding="utf-8")
    (home / "gad7.toml").write_text(
        source.replace("version = 1", "version = 0").replace("lowest = 5", "lowest = 0")
    )
    lines = source.splitlines()
    code, out, _ = run(capsys, "check", home / "gad7.toml", SHIPPED / "phq4.toml")
    assert code == 3
    assert out.splitlines() == [
        f"{home}/gad7.toml, line {lines.index('version = 1') + 1}: version: starts at 1.",
        f"{home}/gad7.toml, line {lines.index('lowest = 5') + 1}: bands.2.lowest: should be above 0, where the band before begins.",
        "2 files: 2 faults.",
    ]


def test_check_compares_versions_that_lie_side_by_side(capsys, home):
    source = (SHIPPED / "gad7.toml").read_text(encoding="utf-8")
    (home / "gad7.toml").write_text(source)
    (home / "gad7.1.toml").write_text(source)
    (home / "gad7.2.toml").write_text(source.replace("version = 1", "version = 2"))
    code, out, _ = run(capsys, "check", home)
    assert code == 3
    line = source.splitlines().index("version = 1") + 1
    assert [said.split(": ", 1)[0].removeprefix(f"{home}/") for said in out.splitlines()[:-1]] == [
        f"gad7.1.toml, line {line}",
        f"gad7.toml, line {line}",
    ]


def test_check_of_nothing_is_refused(capsys, home):
    code, _, err = run(capsys, "check", home / "nothing.toml")
    assert (code, err) == (1, f"There is no file or folder called {home}/nothing.toml.\n")


def test_import_keeps_the_texts_in_the_home_and_list_says_whose_they_are(capsys, home):
    (home / "TEXTS.toml").write_text(texts_for("arm5"))
    code, out, _ = run(capsys, "import", home / "TEXTS.toml", "--licence", "Letter 7")
    assert (code, out) == (0, f"arm5 is there in version 1 (en): {home}/var/forms/arm5.toml\n")
    listed = run(capsys, "list")[1]
    assert "your own, imported" in listed
    assert "Letter 7" in listed
    assert run(capsys, "check")[1] == "15 files, all sound.\n"


def test_import_into_another_home(capsys, home):
    (home / "TEXTS.toml").write_text(texts_for("arm5"))
    assert run(capsys, "import", home / "TEXTS.toml", "--licence", "x", "--home", home / "other")[0] == 0
    assert (home / "other/forms/arm5.toml").is_file()
    assert not (home / "var").exists()


def test_import_without_a_licence_is_refused_where_nobody_can_be_asked(capsys, home):
    (home / "TEXTS.toml").write_text(texts_for("arm5"))
    code, out, err = run(capsys, "import", home / "TEXTS.toml")
    assert (code, out) == (1, "")
    assert "Say which licence allows you to use these words" in err
    assert not (home / "var").exists()


def test_import_asks_whoever_sits_at_the_terminal(capsys, home, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "Contract 12")
    (home / "TEXTS.toml").write_text(texts_for("arm5"))
    assert run(capsys, "import", home / "TEXTS.toml")[0] == 0
    assert "Contract 12" in run(capsys, "list")[1]


def test_import_refuses_srs_with_the_reason(capsys, home):
    (home / "SRS.toml").write_text(texts_for("arm5").replace("arm5", "srs"))
    code, _, err = run(capsys, "import", home / "SRS.toml", "--licence", "x")
    assert code == 1
    assert "their free licence is for paper and pencil only" in err


def test_import_says_every_fault_of_the_texts(capsys, home):
    (home / "TEXTS.toml").write_text(
        texts_for("arm5").replace('q2 = "Made-up words q2 en"\n', "").replace("{", "")
    )
    code, _, err = run(capsys, "import", home / "TEXTS.toml", "--licence", "x")
    assert (code, err) == (1, "TEXTS.toml, line 4: text.en.client.items.q2: has no words. Add them.\n")


def test_import_of_no_file_is_refused(capsys, home):
    assert run(capsys, "import", home / "none.toml")[::2] == (
        1,
        f"There is no file called {home}/none.toml. Nothing was imported.\n",
    )


def test_the_site_offers_what_was_imported(home, settings):
    from beside.measures import import_texts, use_folders
    from beside.practice.feedback import asking

    (home / "TEXTS.toml").write_text(texts_for("arm5"))
    folder = settings.HOME / "forms"
    assert asking.questionnaire("arm5") is None
    try:
        use_folders(folder)
        import_texts(home / "TEXTS.toml", licence_reference="x", folder=folder)
        assert asking.questionnaire("arm5").scoring == "mean"
        assert "arm5" in [form.id for form in asking.questionnaires()]
        assert asking.questionnaire("srs") is None
    finally:
        (folder / "arm5.toml").unlink()
