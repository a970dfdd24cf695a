"""Copies of the chains' heads in a file elsewhere, so that a chain written anew or cut short is noticed.

`BESIDE_AUDIT_ANCHOR` names the file; best on another machine's share. Without it, it lies beside the keys.
"""

import datetime
import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from beside.practice.audit.chains import heads
from beside.practice.vault import keyfiles


@dataclass(frozen=True)
class Anchor:
    """Where one chain stood at one moment."""

    at: datetime.datetime
    practice_id: uuid.UUID
    number: int
    mac: str


def file() -> Path:
    given = os.environ.get("BESIDE_AUDIT_ANCHOR")
    return Path(given) if given else keyfiles.folder() / "audit-heads.jsonl"


def copy_heads() -> int:
    """Append where each chain stands now. Returns how many chains were copied."""
    now = timezone.now().isoformat()
    found = [head for head in heads() if head.number]
    file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a") as out:
        for head in found:
            line = {"at": now, "practice": str(head.practice_id), "number": head.number, "mac": head.mac}
            out.write(json.dumps(line) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return len(found)


def of(practice_id) -> list[Anchor]:
    """Each copy that was made of this chain, oldest first."""
    return [anchor for anchor in _all() if anchor.practice_id == practice_id]


def practices() -> set[uuid.UUID]:
    return {anchor.practice_id for anchor in _all()}


def last_copy_at() -> datetime.datetime | None:
    return max((anchor.at for anchor in _all()), default=None)


def _all():
    if not file().exists():
        return
    for line in file().read_text().splitlines():
        try:
            told = json.loads(line)
            yield Anchor(
                datetime.datetime.fromisoformat(told["at"]),
                uuid.UUID(told["practice"]),
                int(told["number"]),
                str(told["mac"]),
            )
        except (ValueError, KeyError, TypeError):
            # A line that was cut short by a power loss says nothing; the next hour's copy says it again.
            continue
