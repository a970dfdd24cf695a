"""A letter box: whoever has its public key can put something in, and only this server can take it out.

A browser without a connection seals what was written to this key and keeps only that: the device cannot open it again.
The key is a file beside the others (or BESIDE_LETTERBOX_KEY, 64 hexadecimal signs). It is made when it is first asked for,
and no start waits for it: without it only what waits on devices is lost. A key that was changed opens for ninety days more.
"""

import base64
import datetime
import hashlib
import os
import re
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from beside.practice.vault import keyfiles
from beside.practice.vault.errors import KeyTrouble, Unreadable

NAME = "letterbox"
KEPT = datetime.timedelta(days=90)
INFO = b"beside letter 1|"
# The second for browsers without the first.
X25519, P256 = "X25519", "P-256"
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_STAMP = "%Y%m%dT%H%M%S"


@dataclass(frozen=True)
class Box:
    """One pair of keys of each kind, both out of the same 32 bytes."""

    secret: bytes

    @property
    def id(self):
        return hashlib.sha256(self.public(X25519)).hexdigest()[:16]

    def public(self, kind) -> bytes:
        key = self._private(kind).public_key()
        if kind == X25519:
            return key.public_bytes_raw()
        return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def shared(self, kind, theirs: bytes) -> bytes:
        """What both sides work out. ValueError for a point that is none."""
        if kind == X25519:
            return self._private(kind).exchange(x25519.X25519PublicKey.from_public_bytes(theirs))
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        return self._private(kind).exchange(ec.ECDH(), point)

    def _private(self, kind):
        if kind == X25519:
            return x25519.X25519PrivateKey.from_private_bytes(self.secret)
        number = HKDF(hashes.SHA256(), 48, None, b"beside letter box P-256").derive(self.secret)
        return ec.derive_private_key(int.from_bytes(number, "big") % (ORDER_OF_P256 - 1) + 1, ec.SECP256R1())


@dataclass(frozen=True)
class Letter:
    """What lies on a device: nothing in it can be read there."""

    box: str
    kind: str
    theirs: bytes
    nonce: bytes
    sealed: bytes


def current() -> Box:
    """The key to seal to now; made if there is none yet."""
    if given := os.environ.get("BESIDE_LETTERBOX_KEY"):
        return Box(bytes.fromhex(given))
    file = keyfiles.path(NAME)
    if not file.exists():
        _make()
    return Box(_read(file))


def told() -> dict:
    """What a browser is told of it."""
    box = current()
    public = {kind: base64.b64encode(box.public(kind)).decode() for kind in (X25519, P256)}
    return {"id": box.id, "public": public}


def open_letter(letter: Letter, place: bytes, *, now=None) -> bytes:
    """What was put in. Raises Unreadable for whatever was not sealed to a key of ours, for this place."""
    box = next((box for box in _boxes(now) if secrets.compare_digest(box.id, letter.box)), None)
    if box is None or letter.kind not in (X25519, P256):
        raise Unreadable("This was sealed to a key that this server no longer has.")
    try:
        shared = box.shared(letter.kind, letter.theirs)
        key = HKDF(hashes.SHA256(), 32, letter.theirs + box.public(letter.kind), INFO + letter.kind.encode())
        return AESGCM(key.derive(shared)).decrypt(letter.nonce, letter.sealed, place)
    except (InvalidTag, ValueError):
        raise Unreadable("This was not sealed to this server, or was changed since.") from None


def rotate(*, now=None) -> None:
    """A new key from now on. The old one opens what waits on devices, for ninety days."""
    if os.environ.get("BESIDE_LETTERBOX_KEY"):
        return
    now = now or datetime.datetime.now(datetime.UTC)
    for file, retired in _retired():
        if now - retired > KEPT:
            file.unlink()
    file = keyfiles.path(NAME)
    if file.exists():
        file.rename(keyfiles.path(f"{NAME}-{now.strftime(_STAMP)}-{secrets.token_hex(3)}"))
    _make()


def _boxes(now):
    now = now or datetime.datetime.now(datetime.UTC)
    yield current()
    for file, retired in _retired():
        if now - retired <= KEPT:
            yield Box(_read(file))


def _retired():
    """(file, when it was changed) of each older key."""
    for file in sorted(keyfiles.folder().glob(f"{NAME}-*.key")):
        if stamp := re.fullmatch(rf"{NAME}-(\d{{8}}T\d{{6}})-[0-9a-f]+", file.stem):
            yield file, datetime.datetime.strptime(stamp[1] + "+0000", _STAMP + "%z")


def _make():
    """Whole or not at all, and never over one that another process has just made."""
    keyfiles.folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = keyfiles.path(f"{NAME}.{secrets.token_hex(6)}").with_suffix(".fresh")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_bytes(keyfiles.KEY_BYTES).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, keyfiles.path(NAME))
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _read(file):
    keyfiles.refuse_open_to_others(file)
    value = bytes.fromhex(file.read_text().strip())
    if len(value) != keyfiles.KEY_BYTES:
        raise KeyTrouble(f"{file} does not hold a key. Move it away: a new one is made by itself.")
    return value
