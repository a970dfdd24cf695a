import pytest
from django.db import connection

from beside.practice.loops import actions
from beside.practice.loops.models import Loop
from beside.practice.people.models import SafeContact
from beside.practice.vault import keyring
from beside.practice.vault.errors import Destroyed, Unreadable
from tests.vocabulary import a_client, a_therapist


def a_loop(client, words="I nearly did not come"):
    return actions.open_loop(
        client.relationship,
        kind=Loop.Kind.WISH,
        source=SafeContact.objects.get(client=client),
        words=words,
        by=client,
    )


def raw(loop):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words FROM loops_loop WHERE id = %s",
            [loop.pk.hex if connection.vendor == "sqlite" else loop.pk],
        )
        return bytes(cursor.fetchone()[0])


def set_raw(loop, words):
    with connection.cursor() as cursor:
        ids = loop.pk.hex if connection.vendor == "sqlite" else loop.pk
        cursor.execute("UPDATE loops_loop SET words = %s WHERE id = %s", [words, ids])


def test_words_are_sealed_in_the_database_and_open_when_read():
    loop = a_loop(a_client())
    assert b"nearly" not in raw(loop)
    assert Loop.objects.get(pk=loop.pk).words == "I nearly did not come"


@pytest.mark.parametrize("content", [0, "", False, None, [], {"a": 0}, "ünïcödé 😀"])
def test_every_content_comes_back_as_what_it_was(content):
    loop = a_loop(a_client(), words=content)
    assert Loop.objects.get(pk=loop.pk).words == content
    assert type(Loop.objects.get(pk=loop.pk).words) is type(content)


def test_words_moved_to_another_row_do_not_open():
    thea = a_therapist()
    one, other = a_loop(a_client("Ann", therapist=thea)), a_loop(a_client("Ben", therapist=thea))
    set_raw(other, raw(one))
    with pytest.raises(Unreadable):
        Loop.objects.get(pk=other.pk).words  # noqa: B018


def test_words_written_in_the_clear_by_hand_do_not_pass_for_sealed_ones():
    loop = a_loop(a_client())
    set_raw(loop, b"forged")
    with pytest.raises(Unreadable):
        Loop.objects.get(pk=loop.pk).words  # noqa: B018


@pytest.mark.parametrize("place", [0, 1, 13, -1])
def test_a_single_changed_byte_is_noticed(place):
    loop = a_loop(a_client())
    sealed = bytearray(raw(loop))
    sealed[place] ^= 1
    set_raw(loop, bytes(sealed))
    with pytest.raises(Unreadable):
        Loop.objects.get(pk=loop.pk).words  # noqa: B018


def test_update_cannot_write_words_around_the_seal():
    loop = a_loop(a_client())
    with pytest.raises(TypeError, match="is sealed"):
        Loop.objects.filter(pk=loop.pk).update(words="in the clear")


def test_a_destroyed_key_never_comes_back():
    client = a_client()
    loop = a_loop(client)
    keyring.destroy(client.practice_id, relationship=client.relationship.pk, kinds=keyring.KINDS)
    with pytest.raises(Destroyed):
        Loop.objects.get(pk=loop.pk).words  # noqa: B018


def test_reading_many_relationships_fetches_their_keys_in_one_query(django_assert_num_queries):
    thea = a_therapist()
    loops = [a_loop(a_client(name, therapist=thea)) for name in ("Ann", "Ben", "Cem")]
    keyring.forget()
    keyring.practice_key(thea.practice_id)
    from django.db import connections

    with django_assert_num_queries(1, connection=connections["keyring"]):
        keyring.warm(thea.practice_id, [loop.relationship_id for loop in loops])
        assert {loop.words for loop in Loop.objects.all()} == {"I nearly did not come"}
