"""Keys, seals and secrets: strong enough, never used twice, and useless once touched."""

import datetime
import secrets

import pytest
from allauth.core import context
from allauth.mfa.webauthn.internal.auth import get_server
from cryptography.fernet import InvalidToken
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from beside.practice.people import links
from beside.practice.people.adapter import MfaAdapter
from beside.practice.people.models import Link
from beside.practice.vault import keyfiles, seal
from beside.practice.vault.errors import Unreadable
from tests import vocabulary

pytestmark = pytest.mark.engine_free

KEY = b"k" * 32
PLACE = "practice|relationship|words|loops.loop|words|row"


def test_every_key_has_256_bits():
    assert len(seal.new_key()) == 32
    assert {len(keyfiles.key(name)) for name in keyfiles.NAMES} == {32}


def test_a_nonce_is_never_used_twice():
    sealed = [seal.seal(KEY, b"the same words", PLACE) for _ in range(20_000)]
    nonces = {one[1 : 1 + seal.NONCE_BYTES] for one in sealed}
    assert len(nonces) == len(sealed)
    assert seal.NONCE_BYTES == 12


def test_every_single_changed_bit_is_noticed():
    sealed = seal.seal(KEY, b"I nearly did not come", PLACE)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            seal.open_sealed(KEY, bytes(changed), PLACE)


def test_a_seal_cut_short_does_not_open():
    sealed = seal.seal(KEY, b"words", PLACE)
    for length in range(len(sealed)):
        with pytest.raises(Unreadable):
            seal.open_sealed(KEY, sealed[:length], PLACE)


@given(content=st.binary(max_size=200), here=st.text(max_size=40), there=st.text(max_size=40))
def test_a_seal_opens_in_its_place_only(content, here, there):
    sealed = seal.seal(KEY, content, here)
    assert seal.open_sealed(KEY, sealed, here) == content
    if there != here:
        with pytest.raises(Unreadable):
            seal.open_sealed(KEY, sealed, there)


def test_another_key_does_not_open_a_seal():
    with pytest.raises(Unreadable):
        seal.open_sealed(seal.new_key(), seal.seal(KEY, b"words", PLACE), PLACE)


def test_a_seal_says_how_it_was_made():
    """So that a better way can follow: content of an unknown way is refused, never guessed at."""
    sealed = seal.seal(KEY, b"words", PLACE)
    assert sealed[:1] == seal.VERSION == b"\x01"
    with pytest.raises(Unreadable):
        seal.open_sealed(KEY, b"\x02" + sealed[1:], PLACE)


def test_the_secret_of_a_code_app_is_kept_sealed():
    adapter = MfaAdapter()
    kept = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert adapter.decrypt(kept) == "JBSWY3DPEHPK3PXP"
    changed = ("A" if kept[20] != "A" else "B").join([kept[:20], kept[21:]])
    with pytest.raises(InvalidToken):
        adapter.decrypt(changed)


def test_passkeys_are_made_with_approved_algorithms_only():
    # COSE numbers: ECDSA and RSA with SHA-256 or better, and EdDSA. RSA with SHA-1 is -65535.
    approved = {-7, -8, -9, -19, -35, -36, -37, -47, -48, -49, -50, -51, -52, -53, -257, -258, -259}
    with context.request_context(RequestFactory().get("/")):
        offered = {parameter.alg for parameter in get_server().allowed_algorithms}
    assert offered
    assert offered <= approved


def test_the_secret_of_a_link_is_long_and_only_its_digest_is_kept():
    member = vocabulary.a_client()
    made = {links.make(member, purpose=Link.Purpose.RESET) for _ in range(50)}
    assert len(made) == 50
    # 43 signs out of 64 are 256 bits.
    assert {len(secret) for secret in made} == {43}
    kept = set(Link.objects.values_list("digest", flat=True))
    assert made.isdisjoint(kept)


def test_a_link_opens_its_own_purpose_only_and_not_for_ever(time_machine):
    member = vocabulary.a_client()
    secret = links.make(member, purpose=Link.Purpose.RESET, lasts=datetime.timedelta(hours=24))
    assert links.find(secret, purpose=Link.Purpose.INVITATION) is None
    assert links.find(secret, purpose=Link.Purpose.CALENDAR) is None
    assert links.find(secret[:-1] + ("a" if secret[-1] != "a" else "b"), purpose=Link.Purpose.RESET) is None
    assert links.find(secret, purpose=Link.Purpose.RESET) is not None
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=25))
    assert links.find(secret, purpose=Link.Purpose.RESET) is None


def test_a_link_works_once():
    member = vocabulary.a_client()
    link = links.find(links.make(member, purpose=Link.Purpose.RESET), purpose=Link.Purpose.RESET)
    links.use(link)
    with pytest.raises(links.Refused):
        links.use(link)


def test_a_link_that_nobody_made_opens_nothing():
    assert links.find(secrets.token_urlsafe(32), purpose=Link.Purpose.RESET) is None
    assert links.find("", purpose=Link.Purpose.RESET) is None


def test_a_passphrase_is_stretched():
    """OWASP's least for scrypt: 2**17 at r=8, or 2**16 at r=8 with p=2; a guess at ours takes 64 MiB each."""
    from beside.practice.desk.keys import SCRYPT

    assert SCRYPT["n"] * SCRYPT["r"] * 128 >= 64 * 1024 * 1024
