"""The owner's page: everybody's account, nobody's words."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beside.practice.feedback import responders
from beside.practice.meetings import custody
from beside.practice.people import actions
from beside.practice.people.errors import Refused
from beside.practice.people.models import Absence, Member, Practice, Relationship, Role, Supervision
from tests import vocabulary
from tests.vocabulary import a_client, a_practice, a_supervisor, a_therapist, sign_in

pytestmark = pytest.mark.engine_free

PAGES = [
    "owner",
    "practice-settings",
    "member-add",
    "supervision-add",
    "absence-add",
    "responder-name",
    "custody",
]


@pytest.fixture
def house():
    """Olga's practice: Thea treats Chris, Theo is a colleague."""
    owner = a_practice()
    thea, theo = a_therapist(owner=owner), a_therapist("Theo Therapist", owner=owner)
    chris = a_client(therapist=thea)
    return {"owner": owner, "thea": thea, "theo": theo, "chris": chris}


@pytest.mark.parametrize("name", PAGES)
def test_an_owner_opens_each_of_their_pages(name, house):
    assert sign_in(Client(), house["owner"]).get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "name", ["owner", "practice-settings", "member-add", "supervision-add", "responder-name"]
)
@pytest.mark.parametrize("who", ["thea", "chris", "supervisor", "nobody"])
def test_the_owners_pages_are_not_there_for_anybody_else(name, who, house):
    browser = Client()
    if who != "nobody":
        member = a_supervisor(of=house["thea"]) if who == "supervisor" else house[who]
        sign_in(browser, member)
    answer = browser.get(reverse(name))
    assert answer.status_code == (302 if who == "nobody" else 404)


def test_the_page_names_everybody_and_says_their_state(house):
    page = sign_in(Client(), house["owner"]).get(reverse("owner")).content.decode()
    assert all(name in page for name in ("Thea Therapist", "Theo Therapist", "Chris Client", "Olga Owner"))


def test_the_page_costs_the_same_however_many_people(house, django_assert_max_num_queries):
    browser = sign_in(Client(), house["owner"])
    browser.get(reverse("owner"))
    costs = []
    for more in (0, 3):
        for n in range(more):
            a_supervisor(f"Sup{n} Ervisor", of=house["thea"])
            a_client(f"Ann{n} Other", therapist=house["theo"])
        with django_assert_max_num_queries(40) as asked:
            assert browser.get(reverse("owner")).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_another_practices_people_do_not_exist(house):
    stranger = a_practice("Oak Lane")
    far = a_therapist("Fay Faraway", owner=stranger)
    link = a_supervisor("Una Faraway", of=far, by=stranger)
    supervision = Supervision.objects.get(supervisor=link)
    browser = sign_in(Client(), house["owner"])
    assert "Faraway" not in browser.get(reverse("owner")).content.decode()
    assert browser.get(reverse("member-detail", args=[far.pk])).status_code == 404
    for name, pk in (
        ("member-suspend", far.pk),
        ("member-back", far.pk),
        ("member-leave", far.pk),
        ("invitation-made", far.pk),
        ("member-reset", far.pk),
        ("client-died", far.pk),
        ("supervision-end", supervision.pk),
    ):
        assert browser.post(reverse(name, args=[pk])).status_code == 404, name
    far.refresh_from_db()
    assert far.state == Member.State.ACTIVE


def test_somebody_who_works_here_is_added_and_gets_a_link(house):
    browser = sign_in(Client(), house["owner"])
    answer = browser.post(reverse("member-add"), {"name": "Sol Supervisor", "role": Role.SUPERVISOR})
    sol = Member.objects.get(name="Sol Supervisor")
    assert answer.headers["Location"] == reverse("invitation-made", args=[sol.pk])
    assert (sol.role, sol.practice_id) == (Role.SUPERVISOR, house["owner"].practice_id)


def test_an_owner_cannot_add_a_client(house):
    browser = sign_in(Client(), house["owner"])
    assert browser.post(reverse("member-add"), {"name": "Kim", "role": Role.CLIENT}).status_code == 200
    assert not Member.objects.filter(name="Kim").exists()


@pytest.mark.parametrize("name", ["invitation-made", "member-reset"])
def test_an_owner_makes_no_link_into_a_clients_account(name, house):
    """Whoever makes a link could open it, and would read the client's words."""
    browser = sign_in(Client(), house["owner"])
    assert browser.post(reverse(name, args=[house["chris"].pk])).status_code == 404


def test_settings_are_kept(house):
    browser = sign_in(Client(), house["owner"])
    given = {
        "name": "Elm Street 2",
        "contacts": "Reception: 555 0100",
        "country": "GB",
        "time_zone": "Europe/London",
        "language": "en",
        "late_cancel_hours": 48,
        "keep_years": 10,
        "transcript_days": 14,
    }
    assert browser.post(reverse("practice-settings"), given).status_code == 302
    practice = Practice.objects.get(pk=house["owner"].practice_id)
    assert {name: getattr(practice, name) for name in given} == given


def test_a_suspended_person_is_out_and_comes_back(house):
    browser, theas = sign_in(Client(), house["owner"]), sign_in(Client(), house["thea"])
    browser.post(reverse("member-suspend", args=[house["thea"].pk]))
    assert theas.get(reverse("clients")).status_code == 302
    browser.post(reverse("member-back", args=[house["thea"].pk]))
    assert sign_in(Client(), house["thea"]).get(reverse("clients")).status_code == 200


@pytest.mark.parametrize("name", ["member-suspend", "member-leave"])
def test_the_only_owner_stays(name, house):
    browser = sign_in(Client(), house["owner"])
    browser.post(reverse(name, args=[house["owner"].pk]))
    assert Member.objects.get(pk=house["owner"].pk).state == Member.State.ACTIVE


def test_whoever_leaves_hands_their_clients_over(house):
    browser = sign_in(Client(), house["owner"])
    page = reverse("member-leave", args=[house["thea"].pk])
    assert "still have clients" in browser.post(page, {"to": ""}).content.decode()
    assert Member.objects.get(pk=house["thea"].pk).state == Member.State.ACTIVE
    assert browser.post(page, {"to": house["theo"].pk}).status_code == 302
    now = Relationship.objects.going_on().get(client=house["chris"])
    assert now.clinician_id == house["theo"].pk
    assert house["chris"].notices.filter(kind="therapist-left").exists()


def test_supervision_is_begun_and_ended_and_clients_are_told(house):
    sol = vocabulary.joined(
        actions.add_member("Sol Supervisor", role=Role.SUPERVISOR, by=house["owner"]), by=house["owner"]
    )
    browser = sign_in(Client(), house["owner"])
    given = {"clinician": house["thea"].pk, "supervisor": sol.pk, "kind": "consultative"}
    assert browser.post(reverse("supervision-add"), given).status_code == 302
    supervision = Supervision.objects.get(supervisor=sol)
    assert house["chris"].notices.filter(kind="supervision-began").exists()
    browser.post(reverse("supervision-end", args=[supervision.pk]))
    supervision.refresh_from_db()
    assert supervision.ended_on
    assert house["chris"].notices.filter(kind="supervision-ended").exists()


def an_absence(browser, house, **changes):
    today = timezone.localdate()
    given = {
        "clinician": house["thea"].pk,
        "deputy": house["theo"].pk,
        "first_day": today,
        "last_day": today + datetime.timedelta(days=7),
    }
    return browser.post(reverse("absence-add"), {**given, **changes})


@pytest.mark.parametrize("who", ["owner", "thea"])
def test_a_deputy_is_named_and_an_absence_ends(who, house):
    browser = sign_in(Client(), house[who])
    assert an_absence(browser, house).status_code == 302
    absence = Absence.objects.get()
    assert list(Relationship.objects.visible_to(house["theo"])) == [house["chris"].relationship]
    browser.post(reverse("absence-end", args=[absence.pk]))
    assert not Relationship.objects.visible_to(house["theo"]).exists()


def test_a_therapist_cannot_send_a_colleague_away(house):
    browser = sign_in(Client(), house["theo"])
    assert an_absence(browser, house).status_code == 200
    assert not Absence.objects.exists()


def test_an_absence_that_ends_before_it_begins_is_refused(house):
    browser = sign_in(Client(), house["owner"])
    later = timezone.localdate() + datetime.timedelta(days=30)
    assert "lies before the first" in an_absence(browser, house, first_day=later).content.decode()


def test_who_answers_is_named_and_ended(house):
    browser = sign_in(Client(), house["owner"])
    given = {
        "responder": house["thea"].pk,
        "deputy": house["theo"].pk,
        "hours": "Monday to Friday, 9 to 17",
        "answer_time": "within two hours",
    }
    assert browser.post(reverse("responder-name"), {**given, "deputy": house["thea"].pk}).status_code == 200
    assert browser.post(reverse("responder-name"), given).status_code == 302
    assert responders.current_responder(house["owner"].practice_id).responder_id == house["thea"].pk
    browser.post(reverse("responder-end"))
    assert responders.current_responder(house["owner"].practice_id) is None


def test_a_death_is_recorded_only_with_the_name_typed(house):
    browser = sign_in(Client(), house["thea"])
    page = reverse("client-died", args=[house["chris"].pk])
    assert browser.get(page).status_code == 200
    browser.post(page, {"name": "Chris"})
    assert Member.objects.get(pk=house["chris"].pk).state == Member.State.ACTIVE
    browser.post(page, {"name": " chris client "})
    assert Member.objects.get(pk=house["chris"].pk).state == Member.State.DIED
    assert Relationship.objects.get(client=house["chris"]).frozen


# -- Sealed custody ----------------------------------------------------------------------------------------------------


def a_request(house):
    actions.leave_practice(house["thea"], hand_over_to=house["theo"], by=house["owner"])
    house["thea"].refresh_from_db()
    return custody.ask(
        house["chris"].relationship, author=house["thea"], authority="Order 12 of 3 March", by=house["owner"]
    )


def another_owner(house):
    return vocabulary.joined(
        actions.add_member("Otto Owner", role=Role.OWNER, by=house["owner"]), by=house["owner"]
    )


def test_notes_of_somebody_who_is_here_are_not_asked_for(house):
    with pytest.raises(Refused):
        custody.ask(
            house["chris"].relationship, author=house["thea"], authority="I want to", by=house["owner"]
        )


def test_custody_takes_a_second_person(house):
    asked, otto = a_request(house), another_owner(house)
    one, other = sign_in(Client(), house["owner"]), sign_in(Client(), otto)
    opened = reverse("custody-open", args=[asked.pk])
    one.post(reverse("custody-agree", args=[asked.pk]))
    assert one.get(opened).status_code == 404
    other.post(reverse("custody-agree", args=[asked.pk]))
    assert (one.get(opened).status_code, other.get(opened).status_code) == (200, 200)
    one.post(reverse("custody-end", args=[asked.pk]))
    assert one.get(opened).status_code == 404


def test_custody_closes_by_itself(house, time_machine):
    asked, otto = a_request(house), another_owner(house)
    custody.agree(asked, by=otto)
    time_machine.move_to(timezone.now() + custody.OPEN_FOR + datetime.timedelta(hours=1))
    assert sign_in(Client(), otto).get(reverse("custody-open", args=[asked.pk])).status_code == 404


@pytest.mark.parametrize("who", ["theo", "chris"])
def test_custody_is_no_business_of_a_colleague_or_of_the_client(who, house):
    """Theo treats Chris from now on, but not what was said to Thea."""
    asked = a_request(house)
    browser = sign_in(Client(), house[who])
    assert browser.post(reverse("custody-agree", args=[asked.pk])).status_code == 404
    assert browser.get(reverse("custody-open", args=[asked.pk])).status_code == 404


def test_an_owner_asks_for_custody_on_the_page(house):
    actions.leave_practice(house["thea"], hand_over_to=house["theo"], by=house["owner"])
    browser = sign_in(Client(), house["owner"])
    given = {"relationship": house["chris"].relationship.pk, "authority": "Order 12"}
    assert browser.post(reverse("custody"), given).status_code == 302
    assert "Order 12" in browser.get(reverse("custody")).content.decode()
