"""`beside listen` as a person types it: what it prints, writes, refuses, and with which exit code it ends."""

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from beside.cli import main
from beside.listening import Session, keeping
from beside.listening import listen as hear
from beside.listening.corpus import many
from beside.listening.reports.terminal import show
from tests.listening.made_up import TALK, WITH_TIMES

ROOT = Path(__file__).parents[2]


@pytest.fixture
def talk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "talk.txt").write_bytes(TALK)
    return "talk.txt"


def listen(*arguments):
    return main(["listen", "--light", *map(str, arguments)])


def test_the_terminal_shows_who_spoke_what_was_heard_and_what_it_does_not_mean(talk, capsys):
    assert listen(talk) == 0
    shown = capsys.readouterr().out
    for words in (
        "8 turns",
        "Therapist (therapist)",
        "Would it be okay if I told you",
        "Does not mean:",
        "Experts:",
        "Not heard here",
        "scores",
    ):
        assert words in shown
    assert "sustain" not in shown


def test_a_timeline_shows_silences(tmp_path, capsys):
    (tmp_path / "session.vtt").write_bytes(WITH_TIMES)
    assert listen(tmp_path / "session.vtt") == 0
    shown = capsys.readouterr().out
    assert "silences    " in shown
    assert "3:13" in shown


def test_the_terminal_obeys_nothing_in_a_transcript():
    said = "\x1b[2J\x1b]0;owned\x07Would it be okay if I told you [bold]a[/] thing\u202e?"
    session = Session.of((f"T{said}", said, "therapist"), ("C", "That won't work.\x9b", "client"))
    out = io.StringIO()
    show(hear(session, light=True), Console(file=out, width=200), said)
    assert not set(out.getvalue()) & set("\x1b\x07\x9b\u202e")
    assert "[bold]a[/]" in out.getvalue()


def test_json_on_the_standard_output_is_json_and_nothing_else(talk, capsysbinary):
    assert listen(talk, "--json", "-") == 0
    said = capsysbinary.readouterr()
    whole = json.loads(said.out)
    assert (whole["file"], whole["format"], len(whole["turns"])) == ("talk.txt", "beside-report", 8)
    assert said.err == b""


def test_a_transcript_can_be_sent(monkeypatch, capsysbinary):
    class Sent:
        class buffer:
            read = staticmethod(lambda: TALK)

    monkeypatch.setattr(sys, "stdin", Sent)
    assert listen("-", "--json", "-") == 0
    assert len(json.loads(capsysbinary.readouterr().out)["turns"]) == 8


def test_files_are_written_for_their_owner_alone(talk, capsys):
    assert listen(talk, "--html", "a.html", "--json", "a.json", "--csv", "a.csv") == 0
    said = capsys.readouterr().err
    for name in ("a.html", "a.json", "a.csv"):
        assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600
        assert f"Written: {name}" in said
    assert {path.name for path in Path().iterdir()} == {"talk.txt", "a.html", "a.json", "a.csv"}


def test_the_therapist_can_be_named(talk, capsysbinary):
    assert listen(talk, "--therapist", "client", "--json", "-") == 0
    whole = json.loads(capsysbinary.readouterr().out)
    assert whole["turns"][1]["role"] == "therapist"
    assert "named" in whole["roles"]["because"]


def test_earlier_sessions_are_compared_with(tmp_path, capsysbinary):
    path = tmp_path / "session.vtt"
    path.write_bytes(WITH_TIMES)
    assert listen(path, "--earlier", path, "--earlier", path, "--json", "-") == 0
    latency = json.loads(capsysbinary.readouterr().out)["summary"]["latency"]
    assert latency["client after therapist, earlier"] == [latency["client after therapist"]["median"]] * 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["no-such.txt"], 1, "cannot be opened"),
        (["talk.txt", "--therapist", "Nobody"], 1, "nobody is called “Nobody”"),
        (["talk.txt", "--json", "talk.txt/x"], 1, "cannot be written"),
        (["talk.txt", "--json", "talk.txt"], 2, "write over the transcript"),
        (["talk.txt", "--json", "a", "--csv", "./a"], 2, "one place"),
        (["talk.txt", "--json", "-", "--html", "-"], 2, "one place"),
        (["talk.txt", "-"], 2, "one transcript only"),
        (["talk.txt", "talk.txt", "--json", "-"], 2, "one transcript only"),
        (["talk.txt", "--jobs", "0", "--out", "o"], 2, "1 or more"),
        (["talk.txt", "--earlier", "talk.txt", "--out", "o"], 2, "--earlier"),
        (["."], 0, ""),
        (["empty"], 1, "no transcript in it"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(talk, capsys, arguments, code, words):
    Path("empty").mkdir()
    assert listen(*arguments) == code
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert Path("talk.txt").read_bytes() == TALK


def test_a_word_it_does_not_know_ends_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["listen", "--nonsense"])
    assert ended.value.code == 2


def test_nothing_half_written_stays_when_the_disk_is_full(talk, monkeypatch, capsys):
    Path("a.json").write_text("what was there")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.os, "fsync", full)
    assert listen(talk, "--json", "a.json") == 1
    assert "No space left" in capsys.readouterr().err
    assert Path("a.json").read_text() == "what was there"
    assert {path.name for path in Path().iterdir()} == {"talk.txt", "a.json"}


def test_a_reader_that_goes_away_is_no_fault(talk):
    command = f"{sys.executable} -m beside listen --light {talk} --json - | head -c 10"
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}
    )
    assert done.stderr == b""
    assert len(done.stdout) == 10


def test_a_terminal_without_these_letters_gets_others(talk):
    done = subprocess.run(
        [sys.executable, "-m", "beside", "listen", "--light", talk],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"therapist" in done.stdout
    assert done.stdout.isascii()


# Many


def a_folder(tmp_path):
    folder = tmp_path / "many"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_bytes(TALK)
    (folder / "sub" / "a.txt").write_bytes(WITH_TIMES)
    (folder / "bad.txt").write_text("nonsense")
    (folder / "notes.docx").write_text("not asked for")
    (folder / ".hidden.txt").write_bytes(TALK)
    (folder / os.fsdecode(b"odd \xff=\n.txt")).write_bytes(TALK.replace(b"week", b"month"))
    return folder


def table(path):
    from arro3.io import read_parquet

    read = read_parquet(path).read_all()
    return [
        dict(zip(read.column_names, row, strict=True))
        for row in zip(*(column.to_pylist() for column in read.columns), strict=True)
    ]


def test_a_bad_file_among_many_stops_nothing_and_is_named_at_the_end(tmp_path, capsys):
    folder, out = a_folder(tmp_path), tmp_path / "out"
    assert (
        listen(folder, "--out", out, "--jobs", 1, "--html", tmp_path / "pages", "--json", tmp_path / "json")
        == 1
    )
    said = capsys.readouterr().err
    assert "Heard 3 of 4" in said
    assert "bad.txt, line 1: nothing in it says who speaks" in said.split("Not read:")[1]
    assert ".docx 1" in said
    sessions = table(out / "sessions.parquet")
    assert {row["file"]: row["turns"] for row in sessions} == {
        "a.txt": 8,
        "sub/a.txt": 32,
        "odd ?=\n.txt": 8,
        "bad.txt": None,
    }
    assert [row["file"] for row in sessions if row["error"]] == ["bad.txt"]
    turns = [row for row in table(out / "turns.parquet") if row["file"] == "sub/a.txt"]
    assert [row["index"] for row in turns] == list(range(32))
    assert turns[0]["main"] == "question"
    assert 0.5 < turns[0]["p_question"] <= 1
    assert {row["heard"] for row in table(out / "findings.parquet")} >= {
        "silences",
        "questions",
        "permission_asked",
    }
    assert (tmp_path / "pages" / "sub" / "a.txt.html").exists()
    assert json.loads((tmp_path / "json" / "a.txt.json").read_text())["file"] == "a.txt"

    # The same command goes on: what was heard is not heard again, what was mended is.
    (folder / "bad.txt").write_bytes(TALK.replace(b"week", b"night"))
    assert (
        listen(folder, "--out", out, "--jobs", 1, "--html", tmp_path / "pages", "--json", tmp_path / "json")
        == 0
    )
    said = capsys.readouterr().err
    assert "Heard 4 of 4 transcripts: 8 turns" in said
    assert "3 of them were heard before" in said
    assert not (out / "parts").exists()
    assert sorted(path.name for path in out.iterdir()) == [
        "findings.parquet",
        "sessions.parquet",
        "turns.parquet",
    ]


def test_what_a_run_wrote_is_no_transcript_for_the_next(tmp_path, monkeypatch, capsys):
    folder = a_folder(tmp_path)
    monkeypatch.chdir(folder)
    for _ in range(2):
        assert listen(".", "--jobs", 1, "--csv", "tables", "--json", "deep/json") == 1
        said = capsys.readouterr().err
        assert "Heard 3 of 4" in said
    assert "because what is heard goes there" in said
    # Where the pages lie among the transcripts, and for who searches the results' own folder.
    for _ in range(2):
        assert listen("sub", "--jobs", 1, "--csv", "sub", "--json", ".", "--out", "sub") == 0
        assert "Heard 1 of 1" in capsys.readouterr().err
    assert listen("tables/a.txt.csv", "--jobs", 1, "--csv", "tables", "--out", "out") == 0


def test_pages_are_of_the_options_that_were_typed_last(tmp_path, capsys):
    folder, page = a_folder(tmp_path), tmp_path / "json" / "a.txt.json"

    def roles(therapist):
        listen(
            folder,
            "--out",
            tmp_path / "out",
            "--jobs",
            1,
            "--json",
            tmp_path / "json",
            "--therapist",
            therapist,
        )
        turns = [row for row in table(tmp_path / "out" / "turns.parquet") if row["file"] == "a.txt"]
        told = [turn["role"] for turn in json.loads(page.read_text())["turns"]]
        assert told == [row["role"] for row in turns]
        return told

    first = roles("therapist")
    assert roles("client") != first
    assert roles("therapist") == first
    capsys.readouterr()
    assert roles("therapist") == first
    assert "2 of them were heard before" in capsys.readouterr().err
    page.write_text("{}")
    assert roles("therapist") == first


def dies_of_b(called, path, wish):
    """What a process of the pool does that runs out of memory on one transcript."""
    if called == "b":
        os._exit(9)
    return many.Outcome(called, part=path, turns=1)


def test_a_process_that_dies_takes_no_other_transcript_along(tmp_path, monkeypatch):
    monkeypatch.setattr(many, "hear_one", dies_of_b)
    told = []
    outcomes = many.listen_to_all(
        {name: tmp_path / name for name in "abcd"}, many.Wish(tmp_path), jobs=2, told=told.append
    )
    assert {name: outcome.turns for name, outcome in outcomes.items()} == {"a": 1, "b": 0, "c": 1, "d": 1}
    assert "b: The process that listened to it died" in outcomes["b"].error
    assert sorted(outcome.called for outcome in told) == ["a", "b", "c", "d"]


def test_who_stops_it_is_told_that_it_goes_on_from_there(tmp_path, monkeypatch, capsys):
    def stopped(*arguments, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(many, "listen_to_all", stopped)
    assert listen(a_folder(tmp_path), "--out", tmp_path / "out") == 130
    assert "goes on from here" in capsys.readouterr().err
