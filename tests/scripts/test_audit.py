"""`make audit`: a known fault, a package that was skipped and one that nothing was said of all fail it."""

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts/audit.py")
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)

PINS = [("django", "4.2.0"), ("Some_Thing", "1.0")]
SOUND = {
    "dependencies": [
        {"name": "django", "version": "4.2.0", "vulns": []},
        {"name": "some-thing", "version": "1.0", "vulns": []},
    ],
    "fixes": [],
}


def with_django(**said):
    return {"dependencies": [{"name": "django", **said}, SOUND["dependencies"][1]], "fixes": []}


def test_a_report_that_answers_for_all_and_knows_of_nothing_is_sound():
    assert audit.faults_in(SOUND, PINS) == []


def test_a_known_fault_is_said_with_its_names_and_where_it_is_mended():
    known = {"id": "PYSEC-1", "aliases": ["CVE-2023-1"], "fix_versions": ["4.2.1"], "description": ""}
    assert audit.faults_in(with_django(version="4.2.0", vulns=[known]), PINS) == [
        "django 4.2.0: PYSEC-1, CVE-2023-1; mended in 4.2.1"
    ]


def test_a_skipped_package_fails():
    """pip-audit says "No known vulnerabilities found" of it, and ends with 0."""
    assert audit.faults_in(with_django(skip_reason="not found, could not be audited"), PINS) == [
        "django: not looked up: not found, could not be audited"
    ]


@pytest.mark.parametrize("report", [{"dependencies": []}, {"dependencies": SOUND["dependencies"][1:]}])
def test_a_package_that_the_report_does_not_name_fails(report):
    assert "django 4.2.0: no answer" in audit.faults_in(report, PINS)


def test_a_tool_that_says_nothing_stops_it(monkeypatch):
    silent = subprocess.CompletedProcess([], 1, stdout="", stderr="no network")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_args, **_kwargs: silent)
    with pytest.raises(SystemExit, match="no network"):
        audit.ask(PINS)


def test_every_line_of_every_lock_is_asked_about():
    locks = list((ROOT / "requirements").glob("*.lock"))
    lines = {
        re.split(r"[ ;\\]", line)[0]
        for lock in locks
        for line in lock.read_text().splitlines()
        if re.match(r"[A-Za-z0-9]", line)
    }
    pins = audit.locked(locks)
    assert {f"{name}=={version}" for name, version in pins} == lines
    assert len(pins) > 40


NAMES = st.sampled_from("abcd")


@given(st.lists(st.tuples(NAMES, NAMES), unique=True).map(sorted))
def test_each_version_is_asked_about_once_and_no_package_twice_at_a_time(pins):
    asked = list(audit.rounds(pins))
    assert sorted(pin for some in asked for pin in some) == pins
    assert all(len({name for name, _ in some}) == len(some) for some in asked)


def test_make_audit_runs_it_and_make_test_does_not():
    makefile = (ROOT / "Makefile").read_text()
    rules = dict(re.findall(r"^([a-z-]+):.*\n((?:\t.*\n)+)", makefile, re.MULTILINE))
    assert "scripts/audit.py" in rules["audit"]
    assert "audit" not in rules["test"]
    assert "audit" not in rules["check"]
    assert "audit.lock" in (ROOT / "scripts/lock.sh").read_text()
