"""The four keys that open everything else, each in a file of its own or in the environment.

| key      | opens                                                    | environment          |
|----------|----------------------------------------------------------|----------------------|
| database | the embedded database (SQLCipher)                        | BESIDE_DATABASE_KEY  |
| master   | the practices' keys in the keyring, and so every sealed value | BESIDE_MASTER_KEY |
| audit    | proves the audit trail                                   | BESIDE_AUDIT_KEY     |
| secret   | signs web sessions and links                             | BESIDE_SECRET_KEY    |

A fifth, the letter box's, opens what waits on devices without a connection (letterbox.py).

They never lie in the database's folder and never in a backup: whoever finds a lost backup must not find
its key beside it.
"""

import os
import secrets
import stat
from functools import cache
from pathlib import Path

from beside.practice.vault.errors import KeyTrouble

NAMES = ("database", "master", "audit", "secret")
KEY_BYTES = 32
# Holds the next master key from before anything is wrapped with it until it is the master key.
NEXT = "master.next"


def home() -> Path:
    """The folder that holds the embedded database."""
    return Path(os.environ.get("BESIDE_HOME") or "var").resolve()


def folder() -> Path:
    """The folder that holds the keys: a sibling of the database's folder, never inside it."""
    given = os.environ.get("BESIDE_KEYS")
    keys = Path(given).resolve() if given else home().with_name(home().name + "-keys")
    if keys == home() or home() in keys.parents:
        raise KeyTrouble(
            f"BESIDE_KEYS ({keys}) lies inside BESIDE_HOME ({home()}). "
            "Set BESIDE_KEYS to a folder beside it, so that a copy of the data is not a copy of the keys."
        )
    return keys


def path(name: str) -> Path:
    return folder() / f"{name}.key"


@cache
def key(name: str) -> bytes:
    """The 32 bytes of one key, from the environment or its file. KeyTrouble says what to do without it."""
    if given := os.environ.get(f"BESIDE_{name.upper()}_KEY"):
        return _from_hex(given, f"BESIDE_{name.upper()}_KEY")
    file = path(name)
    if not file.exists():
        raise KeyTrouble(
            f"The {name} key is missing: {file} is not there. "
            "On a new machine make keys with: beside keys new. "
            "Where there is data already, bring the key back from your escrow file: beside keys restore FILE."
        )
    refuse_open_to_others(file)
    return _from_hex(file.read_text(), str(file))


def masters() -> list[bytes]:
    """The master key; and the next one too, while a rotation is under way or was cut short."""
    return [key("master"), *([key(NEXT)] if path(NEXT).exists() else [])]


def make_missing() -> list[str]:
    """Make each key that is not there yet; return the names of those made. Never overwrites one."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name in NAMES:
        if os.environ.get(f"BESIDE_{name.upper()}_KEY") or path(name).exists():
            continue
        write(name, secrets.token_bytes(KEY_BYTES))
        made.append(name)
    return made


def write(name: str, value: bytes) -> None:
    """Put a key in its file, readable by its owner only, whole or not at all."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path(name).with_suffix(".fresh")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(value.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path(name))
    key.cache_clear()


def refuse_open_to_others(file: Path) -> None:
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyTrouble(
            f"Others on this computer can read {file}. Close it with: chmod 600 {file}. "
            "If somebody may have read it, change it with: beside keys rotate."
        )


def _from_hex(text: str, where: str) -> bytes:
    try:
        value = bytes.fromhex(text.strip())
    except ValueError:
        value = b""
    if len(value) != KEY_BYTES:
        raise KeyTrouble(
            f"{where} does not hold a key: a key is {KEY_BYTES * 2} hexadecimal signs. "
            "Bring it back from your escrow file: beside keys restore FILE."
        )
    return value
