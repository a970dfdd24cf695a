"""`beside keys new | rotate | export FILE | restore FILE`.

`new`, `export` and `restore` need no database and no settings: they are what one has when those do not start.
"""

import base64
import fcntl
import getpass
import json
import os
import secrets
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from beside.practice.vault import keyfiles, letterbox
from beside.practice.vault.errors import KeyTrouble

# Guessing a passphrase costs 64 MiB and a good part of a second each time.
SCRYPT = {"n": 2**16, "r": 8, "p": 1}
SHORTEST_PASSPHRASE = 12
KIND = "beside escrow 1"


class UnderWay(KeyTrouble):
    pass


def run(what, file=None):
    """One of the four; prints what was done and returns the exit code."""
    if what in ("export", "restore") and not file:
        raise KeyTrouble(f"Name the escrow file: beside keys {what} FILE")
    done = {"new": new, "rotate": rotate, "export": lambda: export(file), "restore": lambda: restore(file)}[
        what
    ]()
    print(done)
    return 0


# -- new -------------------------------------------------------------------------------------------------------


def new():
    """Make the keys that are missing, unless something is kept already that they would not open."""
    missing = [name for name in keyfiles.NAMES if not _is_there(name)]
    if not missing:
        return f"All keys are there, in {keyfiles.folder()}. Nothing was made."
    if kept := _what_is_kept():
        raise KeyTrouble(
            f"The {' and the '.join(missing)} key is missing, and {kept} is there already: a new key would not open it. "
            "Bring the right one back from your escrow file: beside keys restore FILE."
        )
    made = keyfiles.make_missing()
    return (
        f"Made the {', '.join(made)} key in {keyfiles.folder()}. Put a copy away now: beside keys export FILE"
    )


def _is_there(name):
    return bool(os.environ.get(f"BESIDE_{name.upper()}_KEY")) or keyfiles.path(name).exists()


def _what_is_kept():
    kept = (keyfiles.home() / "beside.db", keyfiles.folder() / "keyring.db")
    return next((str(file) for file in kept if file.exists()), None)


# -- rotate ----------------------------------------------------------------------------------------------------


def rotate():
    """A new master key. At every moment one of the two files, master or master.next, opens the keyring."""
    import django

    if os.environ.get("BESIDE_MASTER_KEY"):
        raise KeyTrouble(
            "The master key comes from the environment (BESIDE_MASTER_KEY), which cannot be changed from here. "
            f"Put it into {keyfiles.path('master')} (0600), take it out of the environment, and rotate again."
        )
    django.setup()
    from beside.practice.desk import keyring_backups
    from beside.practice.vault import keyring

    with _alone():
        _finish_or_forget(keyring)
        fresh = secrets.token_bytes(keyfiles.KEY_BYTES)
        keyfiles.write(keyfiles.NEXT, fresh)
        count = keyring.rewrap(fresh)
        _take_next()
        letterbox.rotate()
    # Those from before open with the old key.
    keyring_backups.rewrite()
    return (
        f"The master key is new; {count} practices' keys were wrapped again, and no content was rewritten. "
        "Your escrow file holds the old one: make a new one now: beside keys export FILE"
    )


def finish_rotation():
    """A rotation that was cut short is finished, or, if nothing was wrapped yet, forgotten. Called at each start."""
    from beside.practice.vault import keyring

    if not keyfiles.path(keyfiles.NEXT).exists():
        return
    try:
        with _alone():
            _finish_or_forget(keyring)
    except UnderWay:
        return


def _finish_or_forget(keyring):
    if not keyfiles.path(keyfiles.NEXT).exists():
        return
    if keyring.opens(keyfiles.key(keyfiles.NEXT)):
        _take_next()
    else:
        keyfiles.path(keyfiles.NEXT).unlink()
    keyring.forget()


def _take_next():
    keyfiles.path(keyfiles.NEXT).replace(keyfiles.path("master"))
    handle = os.open(keyfiles.folder(), os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    keyfiles.key.cache_clear()


@contextmanager
def _alone():
    handle = os.open(keyfiles.folder() / "rotating.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnderWay("The master key is being changed right now. Try again in a minute.") from None
        yield
    finally:
        os.close(handle)


# -- export and restore ----------------------------------------------------------------------------------------


def export(file):
    """All keys in one file, sealed with a passphrase: to be kept away from this computer."""
    keys = {name: keyfiles.key(name).hex() for name in keyfiles.NAMES}
    if keyfiles.path(letterbox.NAME).exists():
        keys[letterbox.NAME] = keyfiles.key(letterbox.NAME).hex()
    if Path(file).exists():
        raise KeyTrouble(f"{file} is there already. Choose another name, so that nothing is written over.")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = _from_passphrase(_ask_twice(), salt)
    sealed = AESGCM(key).encrypt(nonce, json.dumps(keys).encode(), KIND.encode())
    told = {"kind": KIND, "made": time.strftime("%Y-%m-%d"), "scrypt": SCRYPT}
    told |= {
        name: base64.b64encode(value).decode()
        for name, value in (("salt", salt), ("nonce", nonce), ("sealed", sealed))
    }
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(told, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    return f"Wrote the keys to {file}. Keep it away from this computer and from the backups, and the passphrase somewhere else again."


def restore(file):
    """Bring the keys back. One that differs is put aside, not thrown away."""
    keys = _opened(file)
    said = []
    # The letter box's is not in files from before there was one, and nothing waits for it.
    for name in (*keyfiles.NAMES, *({letterbox.NAME} & keys.keys())):
        value = bytes.fromhex(keys[name])
        path = keyfiles.path(name)
        if path.exists() and path.read_text().strip() == value.hex():
            path.chmod(0o600)
            continue
        if path.exists():
            aside = path.with_name(f"{path.name}.aside-{time.strftime('%Y%m%dT%H%M%S')}")
            path.rename(aside)
            said.append(f"The {name} key that was there differed; it is now {aside}.")
        keyfiles.write(name, value)
        said.append(f"Brought the {name} key back.")
    return "\n".join(said or ["All keys were there, and are the same. Nothing was changed."])


def _opened(file):
    try:
        told = json.loads(Path(file).read_text())
        salt, nonce, sealed = (base64.b64decode(told[name]) for name in ("salt", "nonce", "sealed"))
        known = told["kind"] == KIND
    except (OSError, ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise KeyTrouble(f"{file} is no escrow file of Beside, or is damaged. Nothing was changed.")
    try:
        return json.loads(AESGCM(_from_passphrase(_ask_once(), salt)).decrypt(nonce, sealed, KIND.encode()))
    except (InvalidTag, ValueError):
        raise KeyTrouble(
            "The passphrase does not open this file, or the file is damaged. Nothing was changed."
        ) from None


def _from_passphrase(passphrase, salt):
    # The cost stands in the file for whoever reads it; what is used is ours, so that no file can choose it.
    return Scrypt(salt=salt, length=32, **SCRYPT).derive(passphrase.encode())


def _ask_twice():
    given = os.environ.get("BESIDE_PASSPHRASE") or _typed("A passphrase for the file: ")
    if len(given) < SHORTEST_PASSPHRASE:
        raise KeyTrouble(
            f"Choose a passphrase of at least {SHORTEST_PASSPHRASE} signs. Several words are good. Nothing was written."
        )
    if not os.environ.get("BESIDE_PASSPHRASE") and _typed("The same again: ") != given:
        raise KeyTrouble("The two were not the same. Nothing was written.")
    return given


def _ask_once():
    return os.environ.get("BESIDE_PASSPHRASE") or _typed("The passphrase of the file: ")


def _typed(question):
    if not sys.stdin.isatty():
        raise KeyTrouble(
            "There is nobody to ask for the passphrase. Run this in a terminal, or set BESIDE_PASSPHRASE."
        )
    return getpass.getpass(question)
