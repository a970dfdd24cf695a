"""What a page promises about who sees is what the queries do."""

import datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beside.practice.people import access, actions, eyes, kinds
from beside.practice.people.models import Member, Relationship, Role, Supervision
from tests.vocabulary import a_client, a_practice, a_supervisor, a_therapist, joined

pytestmark = pytest.mark.engine_free

TODAY = datetime.date(2026, 3, 2)


def fresh(relationship):
    """As the next page finds it: nothing of it is remembered."""
    return Relationship.objects.select_related("client", "clinician").get(pk=relationship.pk)


def a_house():
    owner = a_practice()
    thea, theo = a_therapist("Thea Therapist", owner=owner), a_therapist("Theo Therapist", owner=owner)
    return owner, thea, theo, a_client(therapist=thea)


def away(thea, theo, owner, first=0, last=7):
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=n) for n in (first, last)]
    return actions.go_away(thea, deputy=theo, first_day=days[0], last_day=days[1], by=owner)


def test_a_therapist_alone_sees_a_check_in():
    _owner, thea, _theo, chris = a_house()
    seen = eyes.eyes_on(chris.relationship, "check-ins")
    assert seen == [(chris, access.CLIENT), (thea, access.TREATS)]
    words = eyes.who_sees(fresh(chris.relationship), "check-ins", viewer=chris)
    assert words == "Thea sees this. The law can ask for it in some cases."


def test_a_responsible_supervisor_is_named_to_the_client():
    _owner, thea, _theo, chris = a_house()
    sara = a_supervisor(of=thea, kind="responsible")
    assert (sara, access.RESPONSIBLE) in eyes.eyes_on(fresh(chris.relationship), "check-ins")
    words = eyes.who_sees(fresh(chris.relationship), "check-ins", viewer=chris)
    assert (
        words == "Thea sees this. Sara Supervisor, who supervises Thea, can too, and the law in some cases."
    )


def test_a_consultative_supervisor_sees_numbers_and_no_words():
    _owner, thea, _theo, chris = a_house()
    a_supervisor(of=thea, kind="consultative")
    relationship = fresh(chris.relationship)
    assert "Sara" not in eyes.who_sees(relationship, "check-ins", viewer=chris)
    assert "sees numbers, no words" in eyes.who_sees(relationship, "course", viewer=chris)
    assert "sees numbers" in eyes.who_supervises(relationship)[0]


def test_a_deputy_is_named_from_the_day_it_is_known():
    owner, thea, theo, chris = a_house()
    away(thea, theo, owner, first=3, last=9)
    relationship = fresh(chris.relationship)
    assert theo not in [who for who, _why in eyes.eyes_on(relationship, "check-ins")]
    assert "Theo Therapist stands in for Thea" in eyes.who_sees(relationship, "check-ins", viewer=chris)


def test_a_therapist_reads_of_the_client_and_of_themself():
    _owner, thea, _theo, chris = a_house()
    assert eyes.who_sees(chris.relationship, "check-ins", viewer=thea).startswith("You and Chris see this.")


@pytest.mark.parametrize("kind", ["only-me", "drafts"])
def test_what_is_only_for_oneself_never_says_nobody(kind):
    chris = a_client()
    words = eyes.who_sees(chris.relationship, kind, viewer=chris)
    assert words == "Beside shows this to you alone. The law can ask for it in some cases."


def test_process_notes_are_their_authors_alone():
    _owner, thea, _theo, chris = a_house()
    a_supervisor(of=thea)
    words = eyes.who_sees(fresh(chris.relationship), "process-notes", viewer=chris)
    assert words.startswith("Beside shows this to Thea alone.")


def test_every_kind_has_words_for_a_client():
    assert set(kinds.KINDS) | {"relationships"} == set(access.EYES)


def test_the_line_costs_the_same_however_often_it_stands_on_a_page(django_assert_num_queries):
    _owner, thea, _theo, chris = a_house()
    a_supervisor(of=thea)
    line = "{% load eyes %}" + '{% who_sees r "check-ins" %}{% who_sees r "answers" %}' * 5
    request = RequestFactory().get("/")
    request.member = chris
    relationship = fresh(chris.relationship)
    with django_assert_num_queries(2):
        page = Template(line).render(Context({"r": relationship, "request": request}))
    assert page.count("Thea sees this. Sara Supervisor") == 10


# -- Against the queries -----------------------------------------------------------------------------------------------

STAFF_KINDS = [kind for kind, seen in access.EYES.items() if access.AUTHOR not in seen and kind != "only-me"]


def who_may(people, relationship, kind):
    return {who.pk for who in people if access.may_see(who, relationship, kind)}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    links=st.lists(st.sampled_from(["responsible", "consultative"]), max_size=2),
    absent=st.lists(st.tuples(st.integers(-9, 3), st.integers(0, 9)), max_size=2),
)
def test_what_is_said_is_what_is_so_and_ending_anything_never_widens_it(links, absent):
    """The sentence's people are the query's people; less supervision and fewer absences never show more."""
    owner, thea, theo, chris = a_house()
    supervisors = [
        a_supervisor(f"Sup{n} Ervisor", of=thea, kind=kind, by=owner) for n, kind in enumerate(links)
    ]
    absences = [away(thea, theo, owner, first, first + length) for first, length in absent]
    people = [owner, thea, theo, chris, *supervisors]

    def now():
        found = {kind: who_may(people, chris.relationship, kind) for kind in STAFF_KINDS}
        said = {
            kind: {who.pk for who, _why in eyes.eyes_on(fresh(chris.relationship), kind)}
            for kind in STAFF_KINDS
        }
        assert found == said
        return found

    before = now()
    for supervision in Supervision.objects.filter(clinician=thea):
        actions.end_supervision(supervision, by=owner)
        after = now()
        assert all(after[kind] <= before[kind] for kind in STAFF_KINDS)
        before = after
    for absence in absences:
        actions.come_back(absence, by=owner)
        after = now()
        assert all(after[kind] <= before[kind] for kind in STAFF_KINDS)
        before = after
    assert before["check-ins"] == {thea.pk, chris.pk}


def test_somebody_suspended_is_not_said_to_see():
    owner, thea, _theo, chris = a_house()
    sara = a_supervisor(of=thea, by=owner)
    actions.suspend(sara, by=owner)
    assert "Sara" not in eyes.who_sees(fresh(chris.relationship), "check-ins", viewer=chris)


def test_somebody_who_may_join_at_any_time_is_said_to_see():
    owner, thea, _theo, chris = a_house()
    sol = actions.add_member("Sol Supervisor", role=Role.SUPERVISOR, by=owner)
    actions.supervise(thea, supervisor=sol, kind="responsible", by=owner)
    assert "Sol Supervisor" in eyes.who_sees(fresh(chris.relationship), "check-ins", viewer=chris)
    joined(sol, by=owner)
    assert Member.objects.get(pk=sol.pk).state == Member.State.ACTIVE


def test_a_therapist_who_has_left_sees_nothing_and_it_says_so():
    owner, thea, theo, chris = a_house()
    actions.leave_practice(thea, hand_over_to=theo, by=owner)
    before = fresh(chris.relationship)
    assert eyes.who_sees(before, "check-ins", viewer=chris).startswith(
        "Thea is not here now and sees nothing."
    )
    assert eyes.who_sees(before, "process-notes", viewer=chris).startswith("Beside shows this to nobody now.")
