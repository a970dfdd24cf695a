"""Somebody who supports a client sees what was ticked and nothing else: by a link and a code, until a day, and until it is ended."""

import datetime
import re
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.desk import erase
from beside.practice.growth import actions as growth
from beside.practice.growth.models import Goal
from beside.practice.meetings.models import Session
from beside.practice.people import access
from beside.practice.people.errors import Refused
from beside.practice.people.models import Link, Member, Notice, Relationship
from beside.practice.supporters import actions
from beside.practice.supporters.models import Supporter
from tests.practice.world import World
from tests.vocabulary import a_client, a_session, a_supervisor, a_therapist, in_days, sign_in

EVERYTHING = {"next": True, "help": True, "words": "Come for a walk"}


@pytest.fixture(autouse=True)
def nobody_tried_before():
    cache.clear()


@pytest.fixture
def chris(db):
    return a_client()


@pytest.fixture
def thea(chris):
    return chris.relationship.clinician


def named(chris, may_know=None, *, days=30, **more):
    return actions.name_supporter(
        chris.relationship,
        who={"name": "Ben", "as": "my brother"},
        may_know=may_know or {},
        until=timezone.localdate() + datetime.timedelta(days=days),
        by=chris,
        **({"key": uuid.uuid4()} | more),
    )


def a_goal(chris, words="Go out once a week"):
    return growth.set_goal(chris.relationship, goal=words, notice="My shoes", key=uuid.uuid4(), by=chris)


class Handed:
    """Whoever was handed the link and the code, on a device of their own."""

    def __init__(self, supporter):
        self.secret, self.code = actions.make_link(supporter, by=supporter.member)
        self.address = reverse("supporter-page", args=[self.secret])
        self.browser = Client()

    def looks(self):
        return self.browser.get(self.address)

    def opens(self, code=None):
        return self.browser.post(self.address, {"code": self.code if code is None else code})


def words(answer):
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL).group()
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# -- Naming --------------------------------------------------------------------------------------------------------


def test_the_page_warns_before_anything_can_be_typed(client, chris):
    sign_in(client, chris)
    page = client.get(reverse("supporters", args=[chris.relationship.pk])).content.decode()
    assert page.index("may also be the one who does harm") < page.index('name="name"')
    assert "Beside sends nothing and calls nobody." in page
    assert "checked" not in page, "nothing is ticked beforehand"


def test_nothing_is_known_until_it_is_ticked(client, chris):
    a_goal(chris)
    a_session(chris)
    handed = Handed(named(chris))
    page = words(handed.opens())
    assert "There is nothing on this page now." in page
    for kept in ("Go out", "appointment", "988", "Come for"):
        assert kept not in page


def test_sent_twice_it_is_one_and_sent_without_a_name_none(client, chris):
    key = uuid.uuid4()
    assert named(chris, key=key) == named(chris, key=key)
    with pytest.raises(Refused, match="Write who it is"):
        actions.name_supporter(
            chris.relationship,
            who={"name": " "},
            may_know={},
            until=timezone.localdate(),
            key=uuid.uuid4(),
            by=chris,
        )
    assert Supporter.objects.count() == 1


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (366, False), (367, True)])
def test_it_ends_on_a_day_within_a_year(chris, days, refused):
    if not refused:
        assert named(chris, days=days).until
        return
    with pytest.raises(Refused, match="Choose a day"):
        named(chris, days=days)


def test_only_the_client_names_and_ends(chris, thea):
    supporter = named(chris)
    for act in (actions.end, actions.make_link, actions.forget):
        with pytest.raises(Refused, match="Only the client"):
            act(supporter, by=thea)


def test_on_a_frozen_record_it_can_be_ended_and_nobody_is_taken_off(client, chris):
    supporter = named(chris)
    Relationship.objects.update(frozen=True)
    with pytest.raises(Refused, match="frozen"):
        actions.forget(supporter, by=chris)
    sign_in(client, chris)
    page = client.get(reverse("supporter", args=[supporter.pk])).content.decode()
    assert "End it now" in page
    assert "take them off this page" not in page
    client.post(reverse("supporter-end", args=[supporter.pk]), {"what": "end"})
    supporter.refresh_from_db()
    assert supporter.ended_at


def test_another_clients_goal_cannot_be_ticked(chris, thea):
    other = a_client("Ann", therapist=thea)
    supporter = named(chris, {"goals": [a_goal(other, "Ann's goal").pk]})
    assert supporter.may_know == {}


def test_nothing_is_sent_to_anybody(chris, mailoutbox):
    Handed(named(chris, EVERYTHING)).opens()
    assert not mailoutbox
    assert not Notice.objects.filter(kind__startswith="supporter").exists()


# -- The page ------------------------------------------------------------------------------------------------------


def test_the_link_alone_shows_nothing(chris):
    a_session(chris)
    handed = Handed(named(chris, EVERYTHING))
    answer = handed.looks()
    assert answer.status_code == 200
    for name in ("Chris", "Ben", "Thea", "walk", "appointment"):
        assert name not in answer.content.decode()


def test_with_the_code_it_shows_what_was_ticked_and_nothing_else(chris):
    session, goal = a_session(chris, starts_at=in_days(3)), a_goal(chris)
    a_goal(chris, "Sleep")
    growth.note_win(chris.relationship, words="I got up", key=uuid.uuid4(), by=chris)
    page = words(Handed(named(chris, EVERYTHING | {"goals": [goal.pk]})).opens())
    for shown in ("For Ben, from Chris.", "Come for a walk", "Go out once a week", "988"):
        assert shown in page
    assert f"{session.starts_at:%B}" in page
    for hidden in ("Thea", "Sleep", "I got up", "My shoes", "Therapist"):
        assert hidden not in page


@pytest.mark.parametrize("typed", ["{lower}", " {code} ", "{first}-{last}", "{first} {last}"])
def test_the_code_may_be_typed_as_people_type(chris, typed):
    handed = Handed(named(chris, EVERYTHING))
    code = handed.code
    said = typed.format(code=code, lower=code.lower(), first=code[:4], last=code[4:])
    assert "Come for a walk" in words(handed.opens(said))


def test_nothing_stays_on_the_device(chris):
    handed = Handed(named(chris, EVERYTHING))
    assert "Come for a walk" in words(handed.opens())
    assert "walk" not in words(handed.looks())
    assert "sessionid" not in {name.split("-")[-1] for name in handed.browser.cookies}


def test_no_search_engine_and_no_cache_keeps_it_and_no_title_names_anybody(chris):
    handed = Handed(named(chris, EVERYTHING))
    gone = Client().get(reverse("supporter-page", args=["nothing"]))
    for answer in (handed.looks(), handed.opens("wrong"), handed.opens(), gone):
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert "no-store" in answer["Cache-Control"]
        title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL).group(1)
        assert not re.search("Chris|Ben|Thea", title)


def test_a_wrong_code_says_what_to_do_and_five_of_them_close_the_page(client, chris):
    supporter = named(chris, EVERYTHING)
    handed = Handed(supporter)
    for _each in range(actions.MOST_WRONG - 1):
        answer = handed.opens("WRONGONE")
        assert (answer.status_code, "That is not the code." in words(answer)) == (422, True)
    assert handed.opens("WRONGONE").status_code == 404
    assert handed.opens().status_code == 404, "the right one is too late"
    assert handed.looks().status_code == 404
    sign_in(client, chris)
    assert "a wrong code was typed five times" in client.get(supporter.get_absolute_url()).content.decode()
    assert Handed(supporter).opens().status_code == 200, "a new link opens"


def test_a_right_code_forgets_the_wrong_ones(chris):
    supporter = named(chris)
    handed = Handed(supporter)
    for _each in range(3):
        for _other in range(actions.MOST_WRONG - 1):
            handed.opens("WRONGONE")
        assert handed.opens().status_code == 200


def test_guessing_links_is_slowed_down():
    browser = Client()
    answers = [browser.get(reverse("supporter-page", args=[f"guess-{n}"])).status_code for n in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_a_code_is_kept_as_a_slow_hash_and_a_link_as_a_digest(chris):
    supporter = named(chris)
    handed = Handed(supporter)
    row = Supporter.objects.filter(pk=supporter.pk).values().get()
    assert handed.code not in str(row)
    assert handed.secret not in f"{row}{list(Link.objects.values())}"


def gone(handed):
    return [handed.looks(), handed.opens()]


@pytest.mark.parametrize(
    "why", ["ended", "forgotten", "a new link", "its day", "the work ended", "frozen", "left", "changed day"]
)
def test_what_opens_nothing_any_more_looks_like_what_never_was(chris, thea, why):
    supporter = named(chris, EVERYTHING)
    handed = Handed(supporter)
    if why == "ended":
        actions.end(supporter, by=chris)
    elif why == "forgotten":
        actions.forget(supporter, by=chris)
    elif why == "a new link":
        actions.make_link(supporter, by=chris)
    elif why in ("its day", "changed day"):
        Supporter.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    elif why == "the work ended":
        Relationship.objects.update(ended_on=timezone.localdate())
    elif why == "frozen":
        Relationship.objects.update(frozen=True)
    else:
        Member.objects.filter(pk=chris.pk).update(state=Member.State.LEFT)
    never = Client().get(reverse("supporter-page", args=["never-was"]))
    for answer in gone(handed):
        assert answer.status_code == 404
        assert words(answer) == words(never)


def test_what_is_unticked_is_gone_when_it_is_opened_again(chris):
    supporter = named(chris, EVERYTHING)
    handed = Handed(supporter)
    assert "walk" in words(handed.opens())
    actions.change(supporter, who={"name": "Ben"}, may_know={"help": True}, until=supporter.until, by=chris)
    page = words(handed.opens())
    assert "walk" not in page
    assert "988" in page


def test_a_goal_that_was_let_go_is_not_on_it(chris):
    goal = a_goal(chris)
    handed = Handed(named(chris, {"goals": [goal.pk]}))
    growth.end_goal(goal, state="let-go", by=chris)
    assert "Go out" not in words(handed.opens())


# -- What the client sees --------------------------------------------------------------------------------------------


def test_the_client_sees_exactly_what_they_see_and_when_it_was_opened(client, chris):
    goal = a_goal(chris)
    supporter = named(chris, EVERYTHING | {"goals": [goal.pk]})
    handed = Handed(supporter)
    theirs = handed.opens().content.decode()
    part = re.search(
        r"<p>For Ben, from Chris\..*?Nothing else can be seen from here\.</p>", theirs, re.DOTALL
    )
    sign_in(client, chris)
    page = client.get(supporter.get_absolute_url()).content.decode()
    assert part.group() in page
    assert "When it was opened" in page
    assert len(Supporter.objects.get().opened) == 1


def test_the_link_and_the_code_are_given_once_and_the_trail_knows_of_both(client, chris):
    supporter = named(chris)
    sign_in(client, chris)
    page = client.post(reverse("supporter-link", args=[supporter.pk])).content.decode()
    assert "/with/" in page
    assert "/with/" not in client.get(supporter.get_absolute_url()).content.decode()
    said = Entry.objects.filter(object_id=supporter.pk).order_by("number").values_list("what", flat=True)
    assert list(said) == ["supporter named", "supporter: link made"]


def test_that_it_was_opened_is_in_the_trail_with_its_kinds_and_without_a_name(chris):
    a_session(chris)
    Handed(named(chris, EVERYTHING)).opens()
    entry = Entry.objects.filter(verb=Entry.READ, what="supporter-page").get()
    assert (entry.role, entry.who_id, entry.kinds) == ("supporter", None, "appointments")


def test_only_the_latest_openings_are_kept(chris):
    supporter = named(chris)
    handed = Handed(supporter)
    for _each in range(actions.OPENINGS_KEPT + 2):
        actions.open_page(Supporter.objects.get().link, code=handed.code)
    assert len(Supporter.objects.get().opened) == actions.OPENINGS_KEPT


# -- What others see -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", [False, True])
def test_the_therapist_learns_of_somebody_only_if_the_client_ticks_it(client, chris, thea, shown):
    named(chris, EVERYTHING, shown=shown)
    sign_in(client, thea)
    page = client.get(reverse("supporters", args=[chris.relationship.pk])).content.decode()
    assert ("Ben" in page) is shown
    assert ("Nobody is named to you." in page) is not shown
    assert "walk" not in page


def test_nobody_else_learns_of_anybody(chris, thea):
    supporter = named(chris, EVERYTHING, shown=True)
    owner = Member.objects.get(practice=chris.practice_id, role="owner")
    others = [a_supervisor(of=thea), owner, a_therapist("Theo", owner=owner), a_client("Ann", therapist=thea)]
    for who in others:
        assert not Supporter.objects.visible_to(who).filter(pk=supporter.pk).exists()


# -- The table of who sees what --------------------------------------------------------------------------------------

TICKED = {"appointments", "goals"}


def test_of_everything_there_is_a_holder_sees_what_was_ticked_and_no_other_row(db):
    """The column *supporter link* of the table, against every kind of data of a full world."""
    from django.apps import apps

    world = World()
    holder = actions.holder_of(world.supporter)
    nothing = access.Holder(holder.practice_id, holder.relationship_id)
    seen = {}
    for model in apps.get_models():
        manager = model._default_manager
        if not hasattr(manager, "visible_to"):
            continue
        assert not manager.visible_to(nothing).exists(), model.__name__
        rows = manager.visible_to(holder)
        if rows.exists():
            seen[model] = rows
    assert {model: list(rows) for model, rows in seen.items()} == {
        Session: [world.session],
        Goal: [world.goal],
    }


def test_the_table_names_the_kinds_that_a_supporter_may_be_shown():
    assert {kind for kind, eyes in access.EYES.items() if access.SUPPORTER in eyes} == TICKED


def test_a_holder_of_one_sees_nothing_of_another_relationship(db):
    world = World()
    things = frozenset({world.goal.pk, world.session.pk})
    other = access.Holder(world.ann.practice_id, world.ann.relationship.pk, things)
    assert not Session.objects.visible_to(other).exists()
    assert not Goal.objects.visible_to(other).exists()


# -- Erasing -------------------------------------------------------------------------------------------------------


def test_erased_nothing_of_it_is_left_and_the_link_opens_nothing(chris, thea, tmp_path, monkeypatch):
    monkeypatch.setenv("BESIDE_KEYRING_BACKUPS", str(tmp_path / "keyring-backups"))
    handed = Handed(named(chris, EVERYTHING))
    erase.agree_to_erasure(erase.ask_for_erasure(chris.relationship, by=chris), by=thea)
    erase.erase_due(timezone.now() + datetime.timedelta(days=31))
    assert not Supporter.objects.exists()
    assert handed.looks().status_code == 404
