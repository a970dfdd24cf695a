"""`make run` on a machine that lacks something says what to install, and touches nothing."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = ("sh", "cat", "cut", "dirname", "grep", "sha256sum")


@pytest.fixture
def machine(tmp_path):
    """A machine with a clone of the project and a few programs, none of them a Python."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in PROGRAMS:
        (programs / name).symlink_to(shutil.which(name))
    for path in ("pyproject.toml", "requirements/run.lock", "scripts/environment.sh"):
        (tmp_path / "beside" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / "beside" / path)
    return tmp_path


def a_python(machine, *, new_enough=True, with_venv=True):
    python = machine / "bin/python3"
    python.write_text(
        f"""#!/bin/sh
        case "$*" in
        --version) echo Python 3.9.2 ;;
        *ensurepip*) exit {int(not with_venv)} ;;
        *print*) echo 3.12 ;;
        *version_info*) exit {int(not new_enough)} ;;
        *) echo "started: $*"; exit 9 ;;
        esac
        """
    )
    python.chmod(0o755)


def environment(machine):
    return subprocess.run(
        ["scripts/environment.sh", "run"],
        cwd=machine / "beside",
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
    )


def test_no_python_is_named_with_the_packages_to_install(machine):
    told = environment(machine)
    assert told.returncode == 1
    assert "Python 3.11 or newer, and found none" in told.stderr
    assert "sudo apt install python3 python3-venv" in told.stderr


def test_an_old_python_is_named(machine):
    a_python(machine, new_enough=False)
    told = environment(machine)
    assert told.returncode == 1
    assert "Python 3.11 or newer, and found Python 3.9.2" in told.stderr


def test_a_python_without_venv_names_the_package(machine):
    a_python(machine, with_venv=False)
    told = environment(machine)
    assert told.returncode == 1
    assert "sudo apt install python3-venv        (or python3.12-venv)" in told.stderr
    assert not (machine / "beside/.venv").exists()


def test_a_good_python_makes_the_environment(machine):
    a_python(machine)
    assert "started: -m venv --clear .venv" in environment(machine).stdout


def test_a_finished_environment_is_left_as_it_is(machine):
    a_python(machine)
    folder = machine / "beside"
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/bin/python").symlink_to("/bin/true")
    locked = (folder / "requirements/run.lock").read_bytes() + (folder / "pyproject.toml").read_bytes()
    stamp = hashlib.sha256(locked).hexdigest()
    (folder / ".venv/installed-run").write_text(f"{folder} {stamp}")
    told = environment(machine)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
