"""Invitations and reset links: once, for a while, and telling nothing to whoever has none."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.people import actions, links
from beside.practice.people.errors import Refused
from beside.practice.people.models import Account, Link, Member, Relationship, Role, Seat
from tests.vocabulary import PASSWORD, a_client, a_practice, a_supervisor, a_therapist, joined, sign_in

NEW = "seven purple lanterns"


def invited(role=Role.CLIENT, name="Kim Client"):
    owner = a_practice()
    thea = a_therapist(owner=owner)
    member = actions.add_member(name, role=role, by=thea if role == Role.CLIENT else owner)
    if role == Role.CLIENT:
        actions.begin_relationship(member, clinician=thea, by=thea)
    return member, reverse("invitation", args=[actions.invite(member, by=owner)]), owner


def join(browser, page, email="kim@example.org", password=NEW, **extra):
    return browser.post(page, {"email": email, "password": password, "again": password}, **extra)


def shape(answer):
    """A page without its form token, which is new each time, and without the language form's own address."""
    text = re.sub(r'value="[\w-]{30,}"|"X-CSRFToken": ?"\w+"', "", answer.content.decode())
    return re.sub(r'name="next" value="[^"]*"', "", text)


def test_an_invitation_says_who_invites_to_what():
    _kim, page, _owner = invited()
    text = Client().get(page).content.decode()
    assert "Elm Street" in text
    assert "Thea Therapist invites you" in text


def test_an_invitation_to_work_here_names_the_practice_only():
    _sol, page, _owner = invited(role=Role.SUPERVISOR, name="Sol Supervisor")
    text = Client().get(page).content.decode()
    assert "Elm Street" in text
    assert "Thea" not in text


def test_a_client_joins_and_is_told_first_who_sees_what():
    kim, page, owner = invited()
    a_supervisor(of=Relationship.objects.get(client=kim).clinician, by=owner)
    browser = Client()
    answer = join(browser, page)
    assert answer.headers["Location"] == reverse("welcome")
    kim.refresh_from_db()
    assert (kim.state, kim.account.email) == (Member.State.ACTIVE, "kim@example.org")
    text = browser.get(reverse("welcome")).content.decode()
    assert "Sara Supervisor is responsible for Thea" in text
    step = browser.get(reverse("welcome-step", args=[1])).content.decode()
    assert re.search(r'value="none"[^>]*checked', step)


def test_what_a_client_chooses_first_is_kept():
    kim, page, _owner = invited()
    browser = Client()
    join(browser, page)
    given = {
        "channel": "email",
        "from_hour": 10,
        "until_hour": 12,
        "sender_name": "R. Hill",
        "note": "",
        "key": uuid.uuid4(),
    }
    assert browser.post(reverse("welcome")).headers["Location"] == reverse("welcome-step", args=[1])
    browser.post(reverse("welcome-step", args=[1]), given)
    kim.refresh_from_db()
    assert (kim.safe_contact.channel, kim.safe_contact.from_hour) == ("email", 10)
    assert actions.has_consent(Relationship.objects.get(client=kim), who=kim, purpose="told-who-sees")


def test_joining_does_not_ask_for_anything_to_be_sent():
    kim, page, _owner = invited()
    join(Client(), page)
    assert kim.safe_contact.channel == "none"


def test_a_link_opens_once():
    _kim, page, _owner = invited()
    assert join(Client(), page).status_code == 302
    assert Client().get(page).status_code == 404
    assert join(Client(), page, email="other@example.org").status_code == 404
    assert not Account.objects.filter(email="other@example.org").exists()


def test_used_expired_revoked_and_unknown_links_all_look_the_same(time_machine):
    used, revoked, expired = invited(), invited(), invited()
    join(Client(), used[1])
    actions.revoke_invitation(revoked[0], by=revoked[2])
    time_machine.move_to(timezone.now() + actions.INVITATION_LASTS + datetime.timedelta(minutes=1))
    pages = [
        used[1],
        revoked[1],
        expired[1],
        reverse("invitation", args=["x" * 43]),
        reverse("reset", args=["y" * 43]),
    ]
    answers = [Client().get(page) for page in pages]
    assert {answer.status_code for answer in answers} == {404}
    assert len({shape(answer) for answer in answers}) == 1
    assert "Ask whoever gave it to you" in answers[0].content.decode()


def test_a_new_link_closes_the_old_one():
    kim, page, owner = invited()
    actions.invite(kim, by=owner)
    assert Client().get(page).status_code == 404


def test_only_a_digest_of_a_link_is_kept():
    kim, page, _owner = invited()
    secret = page.split("/")[2]
    link = Link.objects.get(member_id=kim.pk)
    assert link.digest == links.digest(secret)
    assert secret not in " ".join(str(value) for value in Link.objects.filter(pk=link.pk).values_list()[0])


def test_guessing_links_is_stopped_and_another_place_is_not():
    for n in range(20):
        assert Client().get(reverse("invitation", args=[f"guess-{n}"])).status_code == 404
    assert Client().get(reverse("invitation", args=["guess"])).status_code == 429
    assert Client().get(reverse("reset", args=["guess"])).status_code == 429
    elsewhere = Client().get(reverse("invitation", args=["guess"]), REMOTE_ADDR="198.51.100.4")
    assert elsewhere.status_code == 404


def test_a_good_link_opens_while_somebody_guesses():
    _kim, page, _owner = invited()
    for n in range(22):
        Client().get(reverse("invitation", args=[f"guess-{n}"]))
    assert Client().get(page).status_code == 200


def test_a_taken_address_is_refused_in_plain_words_and_only_three_times():
    """An invitation is no way to ask who has an account here."""
    taken = a_therapist().account.email
    _kim, page, _owner = invited()
    browser = Client()
    answers = [join(browser, page, email=taken) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "cannot be used here" in answers[0].content.decode()
    assert Link.objects.get(digest=links.digest(page.split("/")[2])).used_at is None


@pytest.mark.parametrize("password", ["short", "password123", "kim@example.org"])
def test_a_poor_password_is_refused_and_nothing_is_made(password):
    _kim, page, _owner = invited()
    assert join(Client(), page, password=password).status_code == 200
    assert not Account.objects.filter(email="kim@example.org").exists()


def test_two_passwords_that_differ_are_refused():
    _kim, page, _owner = invited()
    answer = Client().post(page, {"email": "kim@example.org", "password": NEW, "again": NEW + "x"})
    assert "not the same" in answer.content.decode()


def test_somebody_signed_in_adds_a_place_to_their_account():
    thea = a_therapist()
    sol, page, _owner = invited(role=Role.SUPERVISOR, name="Sol Supervisor")
    browser = sign_in(Client(), thea)
    assert "signed in already" in browser.get(page).content.decode()
    browser.post(page)
    assert set(Seat.objects.filter(account=thea.account).values_list("member_id", flat=True)) == {
        thea.pk,
        sol.pk,
    }
    assert browser.get(reverse("clients")).status_code == 404


def test_the_session_is_a_new_one_after_joining():
    _kim, page, _owner = invited()
    browser = Client()
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    browser.cookies["beside"] = session.session_key
    join(browser, page)
    assert browser.session.session_key != session.session_key


# -- Reset links -------------------------------------------------------------------------------------------------------


def a_reset(member, by):
    return reverse("reset", args=[actions.reset_link(member, by=by)])


def test_a_reset_link_sets_a_password_once_and_ends_every_session():
    chris = a_client()
    thea = chris.relationship.clinician
    theirs = sign_in(Client(), chris)
    page = a_reset(chris, thea)
    assert Client().post(page, {"password": NEW, "again": NEW}).headers["Location"] == reverse(
        "account_login"
    )
    assert theirs.get(reverse("account-home")).status_code == 302
    assert Client().get(page).status_code == 404
    chris.account.refresh_from_db()
    assert chris.account.check_password(NEW)
    assert chris.notices.filter(kind="password-reset").exists()


def test_a_reset_link_lasts_a_day(time_machine):
    chris = a_client()
    page = a_reset(chris, chris.relationship.clinician)
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=24, minutes=1))
    assert Client().get(page).status_code == 404


def test_a_reset_link_of_somebody_suspended_opens_nothing():
    owner = a_practice()
    thea = a_therapist(owner=owner)
    page = a_reset(thea, owner)
    actions.suspend(thea, by=owner)
    assert Client().get(page).status_code == 404


def test_nobody_reaches_into_another_practice_by_a_reset_link():
    """Whoever makes the link could open it."""
    thea = a_therapist()
    other = a_practice("Oak Lane")
    also = actions.add_member("Thea Elsewhere", role=Role.CLINICIAN, by=other)
    link = links.find(actions.invite(also, by=other), purpose=Link.Purpose.INVITATION)
    actions.join(link, email="", password="", account=thea.account)
    also.refresh_from_db()
    with pytest.raises(Refused):
        actions.reset_link(also, by=other)


# -- Making them -------------------------------------------------------------------------------------------------------


def test_a_therapist_adds_a_client_who_need_not_sign_in():
    thea = a_therapist()
    browser = sign_in(Client(), thea)
    browser.post(reverse("clients"), {"name": "Kim Client", "prefers": "Kim", "pronouns": "they"})
    relationship = Relationship.objects.get(client__name="Kim Client")
    assert (relationship.clinician_id, relationship.client.state) == (thea.pk, Member.State.INVITED)
    assert not Link.objects.filter(member_id=relationship.client_id).exists()
    assert "Kim Client" in browser.get(reverse("clients")).content.decode()


def test_the_link_is_shown_once_and_says_that_no_mail_is_sent():
    kim, _page, _owner = invited()
    browser = sign_in(Client(), Relationship.objects.get(client=kim).clinician)
    made = browser.post(reverse("invitation-made", args=[kim.pk])).content.decode()
    secret = re.search(r"/join/([\w-]+)/", made)[1]
    assert "sends no mail" in made
    assert Client().get(reverse("invitation", args=[secret])).status_code == 200
    assert secret not in browser.get(reverse("invitation-made", args=[kim.pk])).content.decode()
    browser.post(reverse("invitation-revoke", args=[kim.pk]))
    assert Client().get(reverse("invitation", args=[secret])).status_code == 404


@pytest.mark.parametrize("name", ["invitation-made", "invitation-revoke", "member-reset", "client-died"])
def test_a_colleague_and_a_stranger_cannot_make_links_for_somebodys_client(name):
    kim, _page, owner = invited()
    theo = a_therapist("Theo Therapist", owner=owner)
    for who in (theo, a_therapist("Fay Faraway")):
        assert sign_in(Client(), who).post(reverse(name, args=[kim.pk])).status_code == 404


@pytest.mark.parametrize("name", ["invitation-made", "invitation-revoke", "member-reset", "client-died"])
def test_a_former_therapist_has_no_hand_in_the_account_once_there_is_a_new_one(name):
    kim, _page, owner = invited()
    therapy = Relationship.objects.get(client=kim)
    tom = a_therapist("Tom Therapist", owner=owner)
    new = actions.hand_over(therapy, to=tom, by=owner)
    said = {"name": kim.name}
    assert sign_in(Client(), therapy.clinician).post(reverse(name, args=[kim.pk]), said).status_code == 404
    # With whom nobody works any more, who did last still gives a link.
    today = timezone.localdate()
    Relationship.objects.filter(pk=therapy.pk).update(ended_on=today - datetime.timedelta(days=1))
    Relationship.objects.filter(pk=new.pk).update(ended_on=today)
    kim.refresh_from_db()
    assert kim.state != Member.State.DIED
    assert sign_in(Client(), therapy.clinician).post(reverse(name, args=[kim.pk]), said).status_code == 404
    assert sign_in(Client(), tom).post(reverse(name, args=[kim.pk]), said).status_code != 404


def test_a_therapist_cannot_make_links_for_a_colleague_or_their_supervisor():
    owner = a_practice()
    thea = a_therapist(owner=owner)
    sara = a_supervisor(of=thea, by=owner)
    browser = sign_in(Client(), thea)
    for who in (sara, owner, thea):
        assert browser.post(reverse("member-reset", args=[who.pk])).status_code == 404


def test_the_list_of_clients_costs_the_same_however_many(django_assert_max_num_queries):
    owner = a_practice()
    thea = a_therapist(owner=owner)
    browser = sign_in(Client(), thea)
    costs = []
    for more in (1, 3):
        for n in range(more):
            a_client(f"Kim{n} Client", therapist=thea)
        browser.get(reverse("clients"))
        with django_assert_max_num_queries(30) as asked:
            browser.get(reverse("clients"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_opening_the_list_is_written_down():
    thea = a_therapist()
    sign_in(Client(), thea).get(reverse("clients"))
    assert Entry.objects.filter(who_id=thea.pk, verb=Entry.READ, what="clients").exists()


def test_an_account_may_have_several_places_and_takes_one(client):
    thea = a_therapist()
    _sol, page, _owner = invited(role=Role.SUPERVISOR, name="Sol Supervisor")
    sign_in(client, thea)
    client.post(page)
    fresh = Client()
    fresh.post(reverse("account_login"), {"login": thea.account.email, "password": PASSWORD})
    assert fresh.get(reverse("start")).headers["Location"] == reverse("seat-choose")
    assert fresh.get(reverse("clients")).headers["Location"] == reverse("seat-choose")
    seat = Seat.objects.get(member_id=thea.pk)
    fresh.post(reverse("seat-choose"), {"seat": str(seat.pk)})
    assert fresh.get(reverse("clients")).status_code == 200
    other = Seat.objects.get(
        member_id=joined(actions.add_member("X Y", role=Role.OWNER, by=_owner), by=_owner).pk
    )
    assert fresh.post(reverse("seat-choose"), {"seat": str(other.pk)}).status_code == 404


def test_a_clients_link_opened_by_their_therapist_makes_no_place_for_the_therapist():
    kim, page, _owner = invited()
    thea = Relationship.objects.select_related("clinician__account").get(client=kim).clinician
    answer = sign_in(Client(), thea).post(page)
    assert "Sign out first" in answer.content.decode()
    assert Seat.objects.filter(account=thea.account).count() == 1
    assert Client().get(page).status_code == 200
