"""What somebody said yes or no to is never changed, and whoever changes it behind the site's back is found."""

import datetime
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from beside.practice.audit import verify
from beside.practice.people import actions
from beside.practice.people.models import Consent
from beside.practice.vault import keyring
from beside.practice.vault.models import Erasure
from tests.vocabulary import a_client, a_therapist


@pytest.fixture
def line():
    chris = a_client()
    return actions.consent(chris.relationship, purpose="listening", given=False, by=chris, about=uuid.uuid4())


CHANGES = {
    "given": lambda line: True,
    "purpose": lambda line: "research",
    "who_id": lambda line: line.relationship.clinician_id,
    "about_id": lambda line: uuid.uuid4(),
    "text_version": lambda line: 2,
    "at": lambda line: line.at - datetime.timedelta(days=30),
    "relationship_id": lambda line: a_client("Ann Other").relationship.pk,
    "practice_id": lambda line: a_therapist().practice_id,
}


@pytest.mark.parametrize("column", CHANGES)
def test_the_database_refuses_to_change_a_line(line, column):
    value = CHANGES[column](line)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Consent.objects.filter(pk=line.pk).update(**{column: value})


def test_every_column_but_one_is_refused():
    fields = {field.attname for field in Consent._meta.fields} - {"id", "to_confirm"}
    assert fields == set(CHANGES)


def test_after_a_restore_it_is_asked_again(line):
    Consent.objects.update(to_confirm=True)
    line.refresh_from_db()
    assert line.to_confirm
    assert verify.faults() == []


def let_an_intruder_at_it():
    # PostgreSQL changes no table while a check of its rows is still to come.
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER consent_no_update")
        else:
            cursor.execute("ALTER TABLE people_consent DISABLE TRIGGER consent_no_change")


@pytest.mark.parametrize("column", ["given", "purpose", "who_id", "at", "relationship_id"])
def test_verify_names_a_line_that_was_changed(line, column):
    value = CHANGES[column](line)
    let_an_intruder_at_it()
    Consent.objects.filter(pk=line.pk).update(**{column: value})
    [fault] = verify.faults()
    assert fault.what == f"consent {line.pk}: changed since it was said"


def test_verify_names_a_line_that_is_gone(line):
    Consent.objects.filter(pk=line.pk).delete()
    [fault] = verify.faults()
    assert fault.what == f"consent {line.pk} was said and is not there"


def test_a_forged_line_in_the_ledger_of_erasures_hides_nothing(line):
    Consent.objects.filter(pk=line.pk).delete()
    Erasure.objects.create(
        practice=line.practice_id, relationship=line.relationship_id, kinds=[keyring.RECORD]
    )
    assert len(verify.faults()) == 1


def test_verify_names_a_line_that_was_put_in(line):
    put_in = Consent.objects.create(
        practice_id=line.practice_id,
        relationship=line.relationship,
        who=line.who,
        purpose="listening",
        given=True,
        at=timezone.now(),
    )
    [fault] = verify.faults()
    assert fault.what == f"consent {put_in.pk}: put in, nothing says that it was said"
