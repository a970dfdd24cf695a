"""Compare every version in requirements/*.lock with the lists of known faults: `make audit`.

It needs the network, so `make test` does not run it. pip-audit by itself ends well on a package that it could not look
up; here each package has to be answered for, and one that is not is a fault like any other.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
# Of its own: what looks at the parts is none of them.
TOOLS = ROOT / ".venv/audit"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)

Pin = tuple[str, str]


def main() -> int:
    pins = locked(LOCKS.glob("*.lock"))
    make_tools()
    faults = [fault for some in rounds(pins) for fault in faults_in(ask(some), some)]
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{len(pins)} versions in {len(list(LOCKS.glob('*.lock')))} locks: {len(faults) or 'no'} faults")
    return bool(faults)


def locked(locks: Iterable[Path]) -> list[Pin]:
    """Each name and version once, also those for another Python or another system than this one."""
    return sorted({pin for lock in locks for pin in PIN.findall(lock.read_text(encoding="utf-8"))})


def rounds(pins: list[Pin]) -> Iterator[list[Pin]]:
    """The same pins, none with two versions of one package: a lock has numpy once for each Python."""
    while pins:
        some = dict(reversed(pins))
        yield sorted(some.items())
        pins = [pin for pin in pins if pin not in some.items()]


def faults_in(report: dict, pins: list[Pin]) -> list[str]:
    """In words: what has a known fault, what was not looked up, and what the report says nothing about."""
    faults, answered = [], set()
    for each in report["dependencies"]:
        if "skip_reason" in each:
            faults.append(f"{each['name']}: not looked up: {each['skip_reason']}")
            answered.add(_plain(each["name"]))
            continue
        answered.add(_plain(each["name"]))
        faults += [_said(each, known) for known in each["vulns"]]
    return faults + [f"{name} {version}: no answer" for name, version in pins if _plain(name) not in answered]


def _said(each: dict, known: dict) -> str:
    names = ", ".join([known["id"], *known.get("aliases", [])])
    mended = ", ".join(known.get("fix_versions", [])) or "no version yet"
    return f"{each['name']} {each['version']}: {names}; mended in {mended}"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def ask(pins: list[Pin]) -> dict:
    """pip-audit's report on these versions, and on nothing that they depend on: the lock names that too."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{name}=={version}\n" for name, version in pins)
        file.flush()
        options = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
        told = subprocess.run(
            [TOOLS / "bin/pip-audit", "--requirement", file.name, *options], capture_output=True, text=True
        )
    try:
        return json.loads(told.stdout)
    except json.JSONDecodeError:
        raise SystemExit(
            f"{told.stderr}\nThe lists of known faults could not be asked (above: why)."
        ) from None


def make_tools() -> None:
    """pip-audit as requirements/audit.lock has it."""
    lock = LOCKS / "audit.lock"
    stamp, now = TOOLS / "installed", hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == now:
        return
    print("Installing what requirements/audit.lock lists ...", file=sys.stderr)
    venv.create(TOOLS, with_pip=True, clear=True)
    pip = [TOOLS / "bin/python", "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", lock], check=True)
    stamp.write_text(now)


if __name__ == "__main__":
    sys.exit(main())
