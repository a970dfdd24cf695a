import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beside.practice.loops import actions
from beside.practice.loops.models import Loop
from tests.vocabulary import a_check_in, a_client, a_session, a_supervisor, a_therapist, in_days, sign_in

pytestmark = pytest.mark.engine_free


@pytest.fixture
def chris():
    return a_client(therapist=a_therapist())


def a_wish(client, words="my mother", **when):
    a_check_in(a_session(client, **when), wish=words)
    return Loop.objects.filter(relationship=client.relationship).latest("opened_at")


def read(browser, who, name, *args):
    answer = sign_in(browser, who).get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def moved(browser, who, loop, move, note=""):
    return sign_in(browser, who).post(reverse("loop-move", args=[loop.pk]), {"move": move, "note": note})


def test_everything_i_gave_stands_there_newest_first(client, chris):
    a_wish(chris, "the first thing")
    a_wish(chris, "the second thing", starts_at=in_days(1, 17))
    page = read(client, chris, "gave")
    assert page.index("the second thing") < page.index("the first thing")
    assert "has not seen this yet" in page


def test_a_year_of_gifts_comes_in_pages(client, chris):
    for number in range(14):
        a_wish(chris, f"words {number}", starts_at=in_days(1, number))
    page = read(client, chris, "gave")
    assert "words 13" in page
    assert "words 1”" not in page
    assert "?page=2" in page


def test_nothing_given_is_said_kindly(client, chris):
    assert "Nothing yet." in read(client, chris, "gave")


def test_the_therapist_opening_it_is_what_marks_it_as_seen(client, chris):
    loop = a_wish(chris)
    read(client, chris, "loop-detail", loop.pk)
    assert Loop.objects.get(pk=loop.pk).state == Loop.State.GIVEN
    page = read(client, chris.relationship.clinician, "loop-detail", loop.pk)
    assert "my mother" in page
    assert "Thea has seen this" in read(client, chris, "gave")


def test_what_changed_reaches_the_client_in_the_therapists_words(client, chris):
    loop = a_wish(chris)
    answer = moved(client, chris.relationship.clinician, loop, "changed", "I will ask first.")
    assert answer.status_code == 302
    page = read(client, chris, "gave")
    assert "I will ask first." in page
    assert "Thea wrote what changed" in page


def test_what_had_an_answer_can_be_opened_again_from_the_list(client, chris):
    loop = a_wish(chris)
    assert "Not answered for me" not in read(client, chris, "gave")
    moved(client, chris.relationship.clinician, loop, "talked")
    assert "Not answered for me" in read(client, chris, "gave")
    moved(client, chris, loop, "left")
    assert "Not answered for me" not in read(client, chris, "gave")


def test_the_client_opens_it_again_from_its_page(client, chris):
    loop = a_wish(chris)
    moved(client, chris.relationship.clinician, loop, "changed", "Done.")
    assert "Not answered for me" in read(client, chris, "loop-detail", loop.pk)
    moved(client, chris, loop, "again", "It is not.")
    page = read(client, chris.relationship.clinician, "loop-detail", loop.pk)
    assert "It is not." in page
    assert "open again" in page


def test_a_move_that_is_refused_keeps_what_was_typed(client, chris):
    loop = a_wish(chris)
    actions.leave_be(loop, by=chris)
    answer = moved(client, chris.relationship.clinician, loop, "changed", "my long words")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "moved on" in page
    assert "my long words" in page


@pytest.mark.parametrize(
    ("who", "move"), [("client", "changed"), ("client", "talked"), ("clinician", "again"), ("client", "x")]
)
def test_each_has_only_their_own_moves(client, chris, who, move):
    loop = a_wish(chris)
    person = chris if who == "client" else chris.relationship.clinician
    answer = moved(client, person, loop, move, "words")
    assert answer.status_code == 422
    assert Loop.objects.get(pk=loop.pk).state in (Loop.State.GIVEN, Loop.State.SEEN)


def test_a_responsible_supervisor_reads_and_moves_nothing(client, chris):
    loop = a_wish(chris)
    sara = a_supervisor(of=chris.relationship.clinician)
    page = read(client, sara, "loop-detail", loop.pk)
    assert "my mother" in page
    assert "Move it on" not in page
    assert moved(client, sara, loop, "talked").status_code == 404
    assert Loop.objects.get(pk=loop.pk).state == Loop.State.GIVEN


def test_another_persons_loop_is_no_page(client, chris):
    loop = a_wish(chris)
    owner_practice_therapist = a_therapist("Theo Therapist")
    for stranger in (owner_practice_therapist, a_client("Cam", therapist=owner_practice_therapist)):
        address = reverse("loop-detail", args=[loop.pk])
        assert sign_in(client, stranger).get(address).status_code == 404
        assert moved(client, stranger, loop, "left").status_code == 404


def test_a_promise_is_settled_from_its_loop(client, chris):
    from beside.practice.meetings.models import Promise
    from tests.vocabulary import a_closed_session

    a_closed_session(chris, promises=[("clinician", "the name of the book", None)])
    loop = Loop.objects.get(kind=Loop.Kind.PROMISE)
    page = read(client, chris.relationship.clinician, "loop-detail", loop.pk)
    assert reverse("promise-settle", args=[Promise.objects.get().pk]) in page
    assert "Send what changed" not in page


def test_gave_asks_the_database_as_often_for_one_as_for_ten(client, chris):
    a_wish(chris, "one")
    sign_in(client, chris)
    few = queries(client, "gave")
    for number in range(9):
        a_wish(chris, f"more {number}", starts_at=in_days(1, number))
    assert queries(client, "gave") == few


def queries(browser, name, *args):
    """How many questions one page asks of both databases, once everything is warm."""
    address = reverse(name, args=args)
    browser.get(address)
    with (
        CaptureQueriesContext(connections["default"]) as ours,
        CaptureQueriesContext(connections["keyring"]) as keys,
    ):
        assert browser.get(address).status_code == 200
    return len(ours), len(keys)
