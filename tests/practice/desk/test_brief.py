import pytest
from django.urls import reverse

from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.people import actions as people
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_closed_session,
    a_session,
    a_supervisor,
    a_therapist,
    answers_of,
    in_days,
    past_sessions,
    sign_in,
)

pytestmark = pytest.mark.engine_free


@pytest.fixture
def chris():
    return a_client(therapist=a_therapist())


def the_brief(browser, session, *, by=None, **headers):
    browser = sign_in(browser, by or session.relationship.clinician)
    answer = browser.get(reverse("brief", args=[session.pk]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def wishes(client, count, first_hour=8):
    """So many wishes given for as many sessions, all still open."""
    made = []
    for number in range(count):
        session = a_session(client, starts_at=in_days(1, first_hour + number))
        a_check_in(session, wish=f"wish number {number}")
        made.append(session)
    return made


def test_it_says_what_matters_in_the_order_of_the_design(client, chris):
    people.change_safe_contact(chris.safe_contact, by=chris, note="Never ring at home")
    *_, second, third = past_sessions(chris, 3)
    answers_of(second, strain="clearly")
    answers_of(third, **{"self": 7})
    a_closed_session(
        chris,
        starts_at=in_days(-1, 17),
        promises=[("clinician", "the book", None)],
        progress="note",
        last_time="Three lines.",
    )
    session = a_session(chris)
    a_check_in(session, arrive=["tired"], wish="Sunday", not_today="my brother", life_change="I moved house")
    page = the_brief(client, session)
    page = page[page.index('<article class="brief"') :]
    order = [
        "Never ring at home",
        "Tired",
        "Sunday",
        "my brother",
        "felt something off between you",
        "the book",
        "Come back to it.",
        "I moved house",
        "Three lines.",
        "Course",
    ]
    assert sorted(order, key=page.index) == order


def test_at_most_three_open_loops_lead_it_the_oldest_first(client, chris):
    *_, last = wishes(chris, 5)
    page = the_brief(client, last)
    first = [page.index(f"wish number {number}") for number in (0, 1, 2)]
    assert first == sorted(first)
    assert "wish number 3" not in page
    assert "1 more" in page
    assert "wish number 4" in page, "today's own check-in stands above the loops"


def test_what_it_shows_has_been_seen_and_what_it_leaves_out_has_not(client, chris):
    *_, last = wishes(chris, 5)
    the_brief(client, last)
    states = {loop.words: loop.state for loop in Loop.objects.all()}
    assert states == {f"wish number {n}": "given" if n == 3 else "seen" for n in range(5)}


def test_what_was_left_be_does_not_come_back(client, chris):
    *_, last = wishes(chris, 2)
    loops.leave_be(Loop.objects.earliest("opened_at"), by=chris)
    assert "wish number 0" not in the_brief(client, last)


def test_what_is_not_answered_for_the_client_leads_again(client, chris):
    *_, last = wishes(chris, 4)
    oldest = Loop.objects.earliest("opened_at")
    loops.what_changed(oldest, by=chris.relationship.clinician, note="Done.")
    assert "wish number 0" not in the_brief(client, last)
    loops.not_answered_for_me(Loop.objects.get(pk=oldest.pk), by=chris)
    page = the_brief(client, last)
    assert page.index("wish number 0") < page.index("wish number 1")


def test_a_first_session_has_a_brief_of_its_own(client, chris):
    session = a_session(chris)
    page = the_brief(client, session)
    assert "The first five minutes" in page
    assert "No check-in yet. Chris can send one until the session ends." in page
    assert "Last time" not in page


def test_nothing_is_made_up_where_there_is_nothing(client, chris):
    a_closed_session(chris)
    page = the_brief(client, a_session(chris))
    assert "Nothing that Chris gave is waiting." in page
    assert "Nothing was written after the last session." in page
    for absent in ("Not today", "Promised", "Come back to it", "Safe contact"):
        assert absent not in page


def test_a_deputys_brief_says_whose_words_the_last_ones_are(client, chris):
    thea = chris.relationship.clinician
    dora = a_therapist("Dora Deputy", owner=_owner(thea))
    a_closed_session(chris, last_time="Three lines.")
    today = in_days(0).date()
    people.go_away(thea, deputy=dora, first_day=today, last_day=today, by=thea)
    assert "in Thea’s words" in the_brief(client, a_session(chris), by=dora)


def test_htmx_gets_the_brief_and_not_the_day_beside_it(client, chris):
    page = the_brief(client, a_session(chris), **{"HX-Request": "true"})
    assert page.lstrip().startswith('<article class="brief"')
    assert "day-list" not in page
    assert "<html" not in page


def test_the_brief_is_for_whoever_treats_them_alone(client, chris):
    session = a_session(chris)
    a_check_in(session, wish="my mother")
    thea = chris.relationship.clinician
    theo = a_therapist("Theo Therapist", owner=_owner(thea))
    for stranger in (chris, a_supervisor(of=thea), theo, a_therapist()):
        assert sign_in(client, stranger).get(reverse("brief", args=[session.pk])).status_code == 404


def test_a_brief_costs_the_same_whatever_there_is_to_say(client, chris):
    session = a_session(chris, starts_at=in_days(1, 20))
    sign_in(client, chris.relationship.clinician)
    # One of everything, after a first session that has no numbers; then six times as much.
    a_closed_session(chris, starts_at=in_days(-40))
    _a_year(chris, 1)
    few = queries(client, "brief", session.pk)
    _a_year(chris, 5, first=2)
    assert queries(client, "brief", session.pk) == few


def _a_year(client, count, first=1):
    for number in range(first, first + count):
        session = a_closed_session(
            client,
            starts_at=in_days(-number, 9),
            promises=[("clinician", f"promise {number}", None)],
            last_time=f"last {number}",
        )
        answers_of(session, **{"self": 7})
        coming = a_session(client, starts_at=in_days(1, number))
        a_check_in(coming, wish=f"wish {number}", life_change=f"change {number}")


def queries(browser, name, *args):
    """How many questions one page asks of both databases, once it has been opened before."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    address = reverse(name, args=args)
    browser.get(address)
    with (
        CaptureQueriesContext(connections["default"]) as ours,
        CaptureQueriesContext(connections["keyring"]) as keys,
    ):
        assert browser.get(address).status_code == 200
    return len(ours), len(keys)


def _owner(therapist):
    from beside.practice.people.models import Member, Role

    return Member.objects.get(practice=therapist.practice_id, role=Role.OWNER)
