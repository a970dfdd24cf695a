"""The locks are what a stranger's machine installs: whole, exact, and from wherever that machine likes."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def pins(lock: Path) -> dict[tuple[str, str], str]:
    """Name and marker to version: torch, say, has one version a Python."""
    return {
        (requirement.name, str(requirement.marker or "")): str(requirement.specifier)
        for requirement in (Requirement(line.rstrip("\\ ")) for line in entries(lock))
    }


def entries(lock: Path) -> list[str]:
    return [line for line in lock.read_text().splitlines() if re.match(r"[A-Za-z0-9]", line)]


def names(lock_name: str) -> set[str]:
    return {name for name, _ in pins(ROOT / "requirements" / lock_name)}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_names_no_address(lock):
    assert re.findall(r"\w+://\S*|--(?:extra-)?index-url.*|--find-links.*", lock.read_text()) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_has_one_version_and_a_hash_for_each_package(lock):
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text().split("make lock\n", 1)[1].strip())
    loose = [b.splitlines()[0] for b in blocks if "==" not in b or "--hash=sha256:" not in b]
    assert loose == []


def test_run_lock_holds_all_that_the_project_asks_for_and_what_builds_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    missing = {canonicalize_name(Requirement(w).name) for w in wanted} - names("run.lock")
    assert missing == set()


@pytest.mark.parametrize("bigger", ["test.lock", "pdf.lock"])
def test_what_runs_is_what_is_tested(bigger):
    ours, theirs = pins(ROOT / "requirements/run.lock"), pins(ROOT / "requirements" / bigger)
    assert {key: theirs.get(key) for key in ours} == ours
