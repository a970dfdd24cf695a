import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from beside.practice.audit import trail
from beside.practice.audit.models import Entry, Head
from beside.practice.people.pages import personal_page
from tests.vocabulary import a_client, a_practice, a_therapist


def asking(member):
    request = RequestFactory().get("/")
    request.member, request.htmx, request.seats = member, False, []
    return request


def without_a_working_trail():
    """The database refuses every new entry, as it would with a full disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER audit_is_down BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'down'); END"
            )
        else:
            cursor.execute(
                "ALTER TABLE audit_entry ADD CONSTRAINT audit_is_down CHECK (number < 0) NOT VALID"
            )


def test_a_write_and_its_entry_are_one_transaction():
    owner = a_practice()
    before = Entry.objects.count()
    with transaction.atomic():
        trail.write("something", by=owner)
        transaction.set_rollback(True)
    assert Entry.objects.count() == before


def test_a_read_says_who_which_page_whose_and_what_kinds_and_nothing_more():
    chris = a_client(therapist=a_therapist())
    thea = chris.relationship.clinician
    trail.read("brief", by=thea, relationship=chris.relationship, kinds=("loops", "check-ins"))
    entry = Entry.objects.filter(practice_id=thea.practice_id).order_by("-number").first()
    assert (entry.verb, entry.what, entry.kinds) == ("read", "brief", "check-ins, loops")
    assert (entry.who_id, entry.role, entry.relationship_id) == (thea.pk, "clinician", chris.relationship.pk)
    assert "Chris" not in str(vars(entry))


def test_a_personal_page_is_written_down_before_it_is_sent():
    chris = a_client(therapist=a_therapist())
    before = Entry.objects.filter(verb=Entry.READ).count()
    personal_page(
        asking(chris.relationship.clinician),
        "404.html",
        page="brief",
        relationship=chris.relationship,
        kinds=("loops",),
    )
    assert Entry.objects.filter(verb=Entry.READ).count() == before + 1


def test_a_personal_page_that_cannot_be_written_down_is_refused():
    chris = a_client(therapist=a_therapist())
    without_a_working_trail()
    with pytest.raises(DatabaseError):
        personal_page(
            asking(chris.relationship.clinician), "404.html", page="brief", relationship=chris.relationship
        )


def test_an_action_that_cannot_be_written_down_is_not_done():
    from beside.practice.people import actions
    from beside.practice.people.models import Member, Role

    owner = a_practice()
    without_a_working_trail()
    with pytest.raises(DatabaseError):
        actions.add_member("Nobody Known", role=Role.CLINICIAN, by=owner)
    assert not Member.objects.filter(name="Nobody Known").exists()


@pytest.mark.parametrize("how", ["UPDATE audit_entry SET what = 'nothing'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_or_shorten_the_trail(how):
    a_practice()
    with (
        pytest.raises(DatabaseError, match="audit trail is never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(how)


def test_each_practice_has_a_chain_of_its_own():
    one, other = a_practice("Elm"), a_practice("Oak")
    for owner in (one, other):
        numbers = list(
            Entry.objects.filter(practice_id=owner.practice_id)
            .order_by("number")
            .values_list("number", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))
        assert Head.objects.get(pk=owner.practice_id).number == numbers[-1]
