"""The pages: what is typed is never lost, each costs the same however much there is, and a stranger finds none of them."""

import re
import sys
import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext

from beside.practice.agreements import actions
from beside.practice.agreements.models import BoundaryNote, OwnClause, Proposal, Remark, Version
from beside.practice.agreements.views import reading
from beside.practice.people import taking_back
from beside.practice.people.models import Member
from beside.practice.thread.models import Terms
from tests.vocabulary import (
    a_boundary_note,
    a_client,
    a_client_on_paper,
    a_proposal,
    a_session,
    a_therapist,
    an_agreement,
    asked_to_listen,
    joined,
    sign_in,
)


def page_of(browser, client, more=""):
    return browser.get(f"/relationships/{client.relationship.pk}/agreement/{more}").content.decode()


def send(browser, client, more="", **posted):
    return browser.post(f"/relationships/{client.relationship.pk}/agreement/{more}", posted)


def fields_of(page):
    """What a form on this page would send, as it stands."""
    found = dict(re.findall(r'name="((?:base|key|revision)[^"]*)" value="([^"]*)"', page))
    found |= {name: value for value, name in re.findall(r'value="([^"]*)"[^>]*name="(base-[^"]*)"', page)}
    for name, words in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = words
    for name, value in re.findall(r'<input type="number" name="([^"]*)" value="([^"]*)"', page):
        found[name] = value
    return found


def test_the_two_write_show_say_answer_and_sign_on_their_pages(client):
    chris = a_client()
    thea = chris.relationship.clinician
    sign_in(client, thea)
    send(client, chris, "begin/", language="")
    assert "does not see this yet" in page_of(client, chris)
    send(client, chris, "show/")
    sign_in(client, chris)
    assert "Being late" in page_of(client, chris)
    said = send(client, chris, "say/", clause="time.lateness", asks="change", words="Ten?", key=uuid.uuid4())
    assert said.status_code == 302
    revision = Proposal.objects.get().revision
    send(client, chris, "sign/", revision=revision)
    sign_in(client, thea)
    remark = Remark.objects.get()
    client.post(f"/agreement-remarks/{remark.pk}/answer/", {"words": "Yes, ten."})
    send(client, chris, "sign/", revision=revision)
    assert Version.objects.get().number == 1
    page = page_of(sign_in(client, chris), chris)
    assert "Yes, ten." in page
    assert "signed by everybody" in page


def test_two_therapists_on_the_same_words_see_both_and_the_second_save_is_meant(client):
    chris = a_client()
    thea = chris.relationship.clinician
    a_proposal(chris)
    sign_in(client, thea)
    opened = fields_of(page_of(client, chris, "edit/time/"))
    a_proposal(chris, lateness="Theirs, saved meanwhile.")
    refused = send(client, chris, "edit/time/", **(opened | {"text-lateness": "Mine, typed here."}))
    page = refused.content.decode()
    assert "Theirs, saved meanwhile." in page
    assert "Mine, typed here." in page
    assert "Nothing is lost" in page
    again = send(client, chris, "edit/time/", **(fields_of(page) | {"text-lateness": "Made one of both."}))
    assert again.status_code == 302
    assert "Made one of both." in str(Proposal.objects.get().terms)


def test_an_answer_that_is_empty_comes_back_with_what_to_do(client):
    chris = a_client()
    an_agreement(chris)
    remark = actions.remark(chris.relationship, words="Why?", key=uuid.uuid4(), by=chris)
    sign_in(client, chris.relationship.clinician)
    page = client.post(f"/agreement-remarks/{remark.pk}/answer/", {"words": " "})
    assert page.status_code == 422
    assert "Write a few words on what changed" in page.content.decode()


def test_a_remark_that_is_refused_stays_on_its_page(client):
    chris = a_client()
    an_agreement(chris)
    sign_in(client, chris)
    chris.relationship.frozen = True
    chris.relationship.save()
    page = send(client, chris, "say/", words="What I typed.", key=uuid.uuid4()).content.decode()
    assert "What I typed." in page
    assert "frozen" in page


def test_signing_an_old_page_says_to_read_again(client):
    chris = a_client()
    old = a_proposal(chris).revision
    a_proposal(chris, lateness="Changed.")
    sign_in(client, chris)
    send(client, chris, "sign/", revision=old)
    assert "Read it again" in page_of(client, chris)
    assert Proposal.objects.get().signatures == []


def test_paper_is_written_down_and_the_client_reads_that_it_was(client):
    chris = a_client_on_paper()
    proposal = a_proposal(chris)
    sign_in(client, chris.relationship.clinician)
    send(client, chris, "paper/", whose="client", how="paper", revision=proposal.revision)
    page = page_of(sign_in(client, joined(chris, by=chris.relationship.clinician)), chris)
    assert "signed on paper" in page
    assert "Thea Therapist wrote it down" in page


def test_guardians_are_named_and_read_by_the_client(client):
    chris = a_client()
    a_proposal(chris)
    sign_in(client, chris.relationship.clinician)
    base = re.search(r'name="base" value="([^"]*)"', page_of(client, chris, "guardians/"))[1]
    rows = {"guardian0-name": "Rosa", "guardian0-what": "mother", "guardian0-scopes": "times", "base": base}
    send(client, chris, "guardians/", **rows)
    page = page_of(sign_in(client, chris), chris)
    assert "Rosa (mother): the days and times of sessions" in page
    assert "Beside shows them nothing" in page


def test_what_differs_stands_on_the_page_in_words(client):
    chris = a_client()
    an_agreement(chris, lateness="You may be ten minutes late.")
    a_proposal(chris, lateness="You may be five minutes late.")
    page = page_of(sign_in(client, chris), chris)
    assert "1 word was taken out. 1 word was put in." in page
    assert re.search(r"<del><span[^>]*>\[taken out: </span>ten <span", page)


def test_the_hours_that_were_signed_are_those_in_which_messages_are_read():
    chris = a_client()
    an_agreement(chris)
    terms = Terms.objects.latest("at")
    assert (terms.on, terms.agreed, terms.days, terms.from_hour, terms.answer_within_hours) == (
        True,
        True,
        [0, 1, 2, 3, 4],
        9,
        24,
    )


def test_what_a_client_takes_back_is_on_no_page_of_their_therapist(client):
    chris = a_client()
    an_agreement(chris)
    note = a_boundary_note(chris)
    remark = actions.remark(chris.relationship, words="I do not like it.", key=uuid.uuid4(), by=chris)
    for thing in (note, remark):
        taking_back.take_back(thing, by=chris)
    thea = chris.relationship.clinician
    sign_in(client, thea)
    assert "I do not like it." not in page_of(client, chris)
    assert not BoundaryNote.objects.visible_to(thea).exists()
    assert "I do not like it." in page_of(sign_in(client, chris), chris)


def test_a_pdf_that_cannot_be_made_says_what_to_install(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    chris = a_client()
    version = an_agreement(chris)
    sign_in(client, chris)
    page = client.get(f"/agreements/{version.pk}/?pdf&yes=1", follow=True).content.decode()
    assert "install pango" in page


def test_a_client_is_told_first_that_the_file_stays_on_the_device(client):
    chris = a_client()
    version = an_agreement(chris)
    page = sign_in(client, chris).get(f"/agreements/{version.pk}/?pdf").content.decode()
    assert "This leaves a file on this device" in page


def test_another_therapists_client_has_no_agreement(client):
    chris = a_client()
    version = an_agreement(chris)
    sign_in(client, a_therapist("Theo Therapist"))
    for address in (
        f"/relationships/{chris.relationship.pk}/agreement/",
        f"/agreements/{version.pk}/",
        f"/relationships/{chris.relationship.pk}/boundaries/",
    ):
        assert client.get(address).status_code == 404


def test_the_page_costs_the_same_however_much_was_said(client):
    chris = a_client()
    an_agreement(chris)
    sign_in(client, chris)
    page_of(client, chris)
    costs = []
    for number in range(3):
        actions.remark(chris.relationship, words=f"Words {number}", key=uuid.uuid4(), by=chris)
        with CaptureQueriesContext(connection) as seen:
            page = page_of(client, chris)
        costs.append(len(seen))
    assert page.count("Words ") == 3
    assert len(set(costs)) == 1


def test_the_owner_lays_words_over_and_no_client_stands_on_the_page(client):
    chris = a_client()
    owner = Member.objects.get(practice=chris.practice_id, role="owner")
    sign_in(client, owner)
    opened = fields_of(client.get("/practice/agreement/en/ending/").content.decode())
    client.post("/practice/agreement/en/ending/", opened | {"text-how": "Tell us a month before."})
    assert OwnClause.objects.get().text == "Tell us a month before."
    assert "in your own words" in client.get("/practice/agreement/").content.decode()


def test_a_page_shows_no_more_remarks_than_fit(client, monkeypatch):
    monkeypatch.setattr(reading, "REMARKS_SHOWN", 1)
    chris = a_client()
    an_agreement(chris)
    for words in ("First said", "Said last"):
        actions.remark(chris.relationship, words=words, key=uuid.uuid4(), by=chris)
    page = page_of(sign_in(client, chris), chris)
    assert "Said last" in page
    assert "First said" not in page


# -- The brief and the home --------------------------------------------------------------------------------------------


def test_the_brief_says_what_slipped_what_is_asked_and_who_else_is_there(client):
    chris = a_client()
    thea = chris.relationship.clinician
    an_agreement(chris)
    session = a_session(chris)
    a_boundary_note(chris, by=thea, whose="clinician", words="I forgot to call.")
    actions.remark(chris.relationship, words="Later?", key=uuid.uuid4(), by=chris, asks_for_change=True)
    actions.name_companion(session, name="Inge Holm", role="interpreter", by=thea)
    page = sign_in(client, thea).get(f"/sessions/{session.pk}/brief/").content.decode()
    for words in ("I forgot to call.", "A change is asked for", "Inge Holm, interpreter", "not answered yet"):
        assert words in page


def test_the_home_leads_to_what_is_to_be_read_and_answered(client):
    chris = a_client()
    thea = chris.relationship.clinician
    a_proposal(chris)
    session = a_session(chris)
    actions.name_companion(session, name="Inge Holm", role="interpreter", by=thea)
    asked_to_listen(session, says=None)
    page = sign_in(client, chris).get("/home/").content.decode()
    assert "Read what Thea wrote down" in page
    assert "May somebody else be in the session of" in page
    assert "Inge" not in page
