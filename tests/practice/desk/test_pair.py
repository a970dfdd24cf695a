import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beside.practice.desk.pair import initials
from beside.practice.feedback import actions as feedback
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_past_session,
    a_practice,
    a_responder,
    a_session,
    a_supervisor,
    a_therapist,
    answers_of,
    sign_in,
)

pytestmark = pytest.mark.engine_free


@pytest.fixture
def chris():
    return a_client("Chris Client", therapist=a_therapist())


def page_of(browser, who, chris):
    answer = sign_in(browser, who).get(reverse("relationship", args=[chris.relationship.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def supervision(browser, who):
    answer = sign_in(browser, who).get(reverse("supervisor"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_therapist_finds_everything_of_one_relationship(client, chris):
    a_past_session(chris)
    a_check_in(a_session(chris), wish="my mother")
    feedback.plan_questionnaire(chris.relationship, form="gad7", by=chris.relationship.clinician)
    page = page_of(client, chris.relationship.clinician, chris)
    for part in ("Chris Client", "my mother", "GAD-7", "Sessions held"):
        assert part in page


def test_a_responsible_supervisor_reads_the_words(client, chris):
    a_check_in(a_session(chris), wish="my mother")
    assert "my mother" in page_of(client, a_supervisor(of=chris.relationship.clinician), chris)


def test_a_consultative_supervisor_gets_numbers_and_neither_words_nor_name(client, chris):
    a_check_in(a_session(chris), wish="my mother", not_today="my brother")
    answers_of(a_past_session(chris), strain="clearly", **{"self": 7})
    page = page_of(client, a_supervisor(of=chris.relationship.clinician, kind="consultative"), chris)
    assert "Felt in session 2" in page
    assert "C. C." in page
    for never in ("my mother", "my brother", "Chris", "Clearly"):
        assert never not in page


def test_a_stranger_finds_no_such_relationship(client, chris):
    theo = a_therapist("Theo Therapist")
    for stranger in (theo, a_supervisor("Otto", of=theo), chris, a_practice("Elsewhere")):
        address = reverse("relationship", args=[chris.relationship.pk])
        assert sign_in(client, stranger).get(address).status_code == 404


def test_a_supervisor_sees_whom_in_which_way_and_what_presses_first(client, chris):
    thea = chris.relationship.clinician
    strained = a_client("Zoe Strained", therapist=thea)
    answers_of(a_past_session(strained), strain="clearly")
    a_check_in(a_session(chris), wish="my mother")
    page = supervision(client, a_supervisor(of=thea))
    assert "Responsible" in page
    assert page.index("Zoe Strained") < page.index("Chris Client")
    assert "A strain has been open for 0 days" in page
    assert "1 thing waits for an answer" in page
    assert "my mother" not in page


def test_the_longest_open_strain_stands_first(client, chris):
    from django.utils import timezone

    from beside.practice.repair import actions as repair

    thea = chris.relationship.clinician
    other = a_client("Abe Other", therapist=thea)
    repair.open_episode(chris.relationship, by=thea, now=timezone.now() - timezone.timedelta(days=9))
    repair.open_episode(other.relationship, by=thea, now=timezone.now() - timezone.timedelta(days=2))
    page = supervision(client, a_supervisor(of=thea))
    assert page.index("Chris Client") < page.index("Abe Other")
    assert "A strain has been open for 9 days" in page


def test_something_urgent_that_nobody_has_seen_stands_before_all(client):
    owner = a_practice()
    thea, theo = a_therapist(owner=owner), a_therapist("Theo Therapist", owner=owner)
    chris, dana = a_client("Chris Client", therapist=thea), a_client("Dana Doe", therapist=thea)
    a_responder(owner, responder=thea, deputy=theo)
    answers_of(a_past_session(chris), strain="clearly")
    answers_of(a_past_session(dana, hour=9), form="phq9", self_harm=2)
    page = supervision(client, a_supervisor(of=thea, by=owner))
    assert "1 urgent answer that nobody has seen" in page
    assert page.index("Dana Doe") < page.index("Chris Client")


def test_a_consultative_supervisors_page_names_nobody(client, chris):
    page = supervision(client, a_supervisor(of=chris.relationship.clinician, kind="consultative"))
    assert "Consultative" in page
    assert "C. C." in page
    assert "Chris" not in page


def test_who_supervises_nobody_is_told_so(client, chris):
    from beside.practice.people import actions as people
    from beside.practice.people.models import Supervision

    sara = a_supervisor(of=chris.relationship.clinician)
    people.end_supervision(Supervision.objects.get(), by=sara)
    assert "You supervise nobody at present." in supervision(client, sara)


def test_supervision_costs_the_same_for_one_client_and_for_four(client, chris):
    thea = chris.relationship.clinician
    sign_in(client, a_supervisor(of=thea))
    answers_of(a_past_session(chris, hour=6), strain="a_little")
    few = queries(client, "supervisor")
    for number in range(3):
        answers_of(
            a_past_session(a_client(f"Client {number}", therapist=thea), hour=8 + number), strain="a_little"
        )
    assert queries(client, "supervisor") == few


def queries(browser, name, *args):
    address = reverse(name, args=args)
    browser.get(address)
    with (
        CaptureQueriesContext(connections["default"]) as ours,
        CaptureQueriesContext(connections["keyring"]) as keys,
    ):
        assert browser.get(address).status_code == 200
    return len(ours), len(keys)


@pytest.mark.parametrize(
    ("name", "short"),
    [("Sam Okafor", "S. O."), ("J. Whitfield", "J. W."), ("Ana", "A."), ("", ""), ("(x) Y", "Y.")],
)
def test_initials_are_enough_to_speak_of_somebody(name, short):
    assert initials(name) == short
