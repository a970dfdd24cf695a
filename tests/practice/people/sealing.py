"""What a browser does without a connection (outbox.js), in Python: seal a form to the server's public key."""

import base64
import json
import os
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from beside.practice.people.outbox import tokens
from beside.practice.vault import letterbox


def a_letter(
    member,
    place,
    fields,
    /,
    *,
    kind="send",
    token=None,
    key=None,
    version=1,
    curve="X25519",
    now=None,
    **changed,
):
    """The body of what the browser posts; `changed` lays over what is inside the seal."""
    key = key or uuid.uuid4()
    inside = {
        "token": token or tokens.make(member, place=place, now=now),
        "place": place,
        "kind": kind,
        "fields": [[name, str(value)] for name, value in fields.items()],
    } | changed
    return sealed(inside, key=key, version=version, curve=curve)


def sealed(inside, *, key, version=1, curve="X25519"):
    told = letterbox.told()
    public = base64.b64decode(told["public"][curve])
    if curve == "X25519":
        mine = x25519.X25519PrivateKey.generate()
        theirs = mine.public_key().public_bytes_raw()
        shared = mine.exchange(x25519.X25519PublicKey.from_public_bytes(public))
    else:
        mine = ec.generate_private_key(ec.SECP256R1())
        theirs = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        shared = mine.exchange(ec.ECDH(), point)
    derived = HKDF(hashes.SHA256(), 32, theirs + public, b"beside letter 1|" + curve.encode()).derive(shared)
    nonce, place = os.urandom(12), f"beside outbox 1|{key}|{version}".encode()
    box = AESGCM(derived).encrypt(nonce, json.dumps(inside).encode(), place)
    b64 = lambda value: base64.b64encode(value).decode()  # noqa: E731
    return {
        "box": told["id"], "kind": curve, "theirs": b64(theirs), "nonce": b64(nonce), "sealed": b64(box),
        "key": str(key), "version": version,
    }  # fmt: skip
