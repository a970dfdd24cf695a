"""Copies of the chains' heads in a file elsewhere, so that a chain written anew or cut short is noticed.

`BESIDE_AUDIT_ANCHOR` names the file; best on another machine's share. Without it, it lies beside the keys.
"""

import json
import os
import uuid
from pathlib import Path

from django.utils import timezone

from beside.practice.audit.models import Head
from beside.practice.vault import keyfiles


def file() -> Path:
    given = os.environ.get("BESIDE_AUDIT_ANCHOR")
    return Path(given) if given else keyfiles.folder() / "audit-heads.jsonl"


def copy_heads() -> int:
    """Append where each chain stands now. Returns how many chains were copied."""
    heads = list(Head.objects.filter(number__gt=0))
    file().parent.mkdir(parents=True, exist_ok=True)
    with file().open("a") as out:
        for head in heads:
            line = {"at": timezone.now().isoformat(), "practice": str(head.pk), "number": head.number, "mac": head.mac}
            out.write(json.dumps(line) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return len(heads)


def practices() -> set:
    return {uuid.UUID(line["practice"]) for line in _lines()}


def heads_of(practice_id):
    """(number, mac) of each copy that was made of this chain, oldest first; those before a marked restore are left out."""
    for line in _lines():
        if line["practice"] == str(practice_id):
            yield line["number"], line["mac"]


def last_copy_at() -> str | None:
    lines = list(_lines())
    return lines[-1]["at"] if lines else None


def _lines():
    if not file().exists():
        return
    for line in file().read_text().splitlines():
        if line.strip():
            yield json.loads(line)
