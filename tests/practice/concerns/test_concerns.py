"""I could say it without being punished for it, I knew who would read it before I pressed, and nobody could tell that I had been there."""

import datetime
import hashlib
import re
import uuid
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beside.concerns import UnknownConcern, concern_ids, concerns
from beside.practice.audit.models import Entry
from beside.practice.concerns import actions, notice_words, views
from beside.practice.concerns.models import Concern, Procedure, Reader, Step
from beside.practice.concerns.readers import offered
from beside.practice.desk import erase
from beside.practice.loops.models import Loop
from beside.practice.people import access, notices
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member, Notice, Relationship, Role, Seat
from beside.practice.repair.models import Episode
from beside.practice.vault import keyring
from beside.practice.vault.models import DataKey
from tests.practice import access_table as law
from tests.practice.world import World
from tests.vocabulary import a_client, a_practice, a_supervisor, a_therapist, sign_in

pytestmark = pytest.mark.django_db
WORDS = "He locked the door behind me"


@pytest.fixture
def house():
    """Olga's practice: Thea treats Chris, Theo works there too, Sara supervises Thea."""
    owner = a_practice()
    thea = a_therapist("Thea Therapist", owner=owner)
    a_therapist("Theo Therapist", owner=owner)
    sara = a_supervisor("Sara Supervisor", of=thea, by=owner)
    return owner, thea, sara, a_client("Chris Client", therapist=thea)


def told(chris, *readers, about="dismissed", words=WORDS, key=None, **more):
    return actions.send(
        chris.relationship,
        about=about,
        words=words,
        readers=[reader.pk for reader in readers],
        key=key or uuid.uuid4(),
        by=chris,
        **more,
    )


def as_now(concern):
    return Concern.objects.select_related("relationship__client", "relationship__clinician").get(
        pk=concern.pk
    )


def seen_by(who):
    return list(Concern.objects.visible_to(who))


# -- Who reads it ------------------------------------------------------------------------------------------------------


def test_only_those_whom_the_client_chose_see_it(house):
    owner, thea, sara, chris = house
    made = told(chris, sara)
    assert seen_by(sara) == seen_by(chris) == [made]
    assert [seen_by(who) for who in (owner, thea, access.Named(owner.practice_id))] == [[], [], []]
    assert as_now(made).words == WORDS


def test_nobody_reads_it_in_a_readers_place(house):
    owner, thea, _sara, chris = house
    deputy = Member.objects.get(name="Theo Therapist")
    today = timezone.localdate()
    people.go_away(thea, deputy=deputy, first_day=today, last_day=today, by=owner)
    told(chris, thea)
    assert seen_by(deputy) == []


def test_each_lies_under_a_key_of_its_own_that_no_other_page_fetches(house):
    _owner, _thea, sara, chris = house
    made = [told(chris, sara), told(chris, sara, words="Another")]
    keys = DataKey.objects.filter(kind=keyring.CONCERN)
    assert {key.holder for key in keys} == {each.pk for each in made}
    keyring.forget()
    keyring.warm(chris.practice_id, [chris.relationship.pk])
    assert keyring.CONCERN not in {name.kind for name in keyring._cache.keys}


def test_what_it_is_about_and_how_long_it_is_are_sealed_too(house):
    _owner, _thea, sara, chris = house
    short, long = told(chris, sara, words="No"), told(chris, sara, words="A locked door. " * 40)
    rows = dict(Concern.objects.values_list("pk", "said"))
    assert len(rows[short.pk]) == len(rows[long.pk])
    assert all(name.encode() not in bytes(row) for row in rows.values() for name in concern_ids())


def test_somebody_who_cannot_sign_in_cannot_be_told(house):
    owner, _thea, sara, chris = house
    people.suspend(sara, by=owner)
    with pytest.raises(Refused, match="cannot be told any more"):
        told(chris, sara)


def test_a_colleague_who_has_nothing_to_do_with_it_cannot_be_told(house):
    chris = house[3]
    with pytest.raises(Refused):
        told(chris, Member.objects.get(name="Theo Therapist"))


def test_the_same_sent_twice_is_told_once(house):
    _owner, _thea, sara, chris = house
    key = uuid.uuid4()
    assert told(chris, sara, key=key) == told(chris, sara, key=key)
    assert Concern.objects.count() == 1


# -- What each of them is to the therapist -------------------------------------------------------------------------------


def test_who_the_therapist_is_and_who_pays_whom_stands_beside_the_names(house):
    owner, thea, sara, chris = house
    standing = {offer.member.pk: offer.standing for offer in offered(chris.relationship).people}
    assert standing[thea.pk] == "This is the person it is about: your therapist."
    assert standing[sara.pk].endswith("The practice has not said who pays them.")
    assert standing[owner.pk] == "Runs the practice in which Thea works."
    actions.change_procedure(
        owner.practice, by=owner, words="", days=7, outside="", pays_supervisors="supervised"
    )
    assert offered(chris.relationship).of(sara.pk).standing.endswith("Is paid by Thea.")


def owns_it_too(therapist, owner):
    """Another seat of the same person: the therapist owns the practice."""
    also = people.add_member(therapist.name, role=Role.OWNER, by=owner)
    Member.objects.filter(pk=also.pk).update(account=therapist.account_id, state=Member.State.ACTIVE)
    Seat.objects.create(account=therapist.account, practice_id=also.practice_id, member_id=also.pk)
    return Member.objects.get(pk=also.pk)


def test_whoever_is_paid_by_a_practice_that_belongs_to_the_therapist_is_said_to_be(house):
    owner, thea, sara, chris = house
    also = owns_it_too(thea, owner)
    actions.change_procedure(
        owner.practice, by=owner, words="", days=7, outside="", pays_supervisors="practice"
    )
    offers = offered(chris.relationship)
    assert offers.of(sara.pk).standing.endswith("Is paid by the practice, which belongs to Thea.")
    assert offers.of(owner.pk).standing == "Owns the practice together with Thea."
    assert offers.of(also.pk) is None, "the therapist by another name"


def test_in_a_solo_practice_there_is_the_therapist_and_help_outside_which_comes_first(client):
    owner = a_practice()
    thea = a_therapist("Thea Therapist", owner=owner)
    a_supervisor("Sara Supervisor", of=thea, by=owner)
    owns_it_too(thea, owner)
    Member.objects.filter(pk=owner.pk).update(state=Member.State.LEFT)
    chris = a_client("Chris Client", therapist=thea)
    offers = offered(chris.relationship)
    assert offers.solo
    assert [offer.member for offer in offers.people] == [thea]
    for each in concerns():
        page = (
            sign_in(client, chris).get(reverse("something-wrong-kind", args=[each.number])).content.decode()
        )
        assert page.index("Whom you can turn to outside") < page.index("Tell somebody here")


def test_help_outside_comes_first_for_what_is_serious(client, house):
    chris = sign_in(client, house[3])
    for each in concerns():
        page = chris.get(reverse("something-wrong-kind", args=[each.number])).content.decode()
        outside_first = page.index("Whom you can turn to outside") < page.index("Tell somebody here")
        assert outside_first == each.serious
        assert page.index("Crisis help") < min(page.index("Whom you can turn to outside"), page.index("Tell"))


@pytest.mark.parametrize("about", ["unsafe", "crossed"])
def test_what_is_serious_reaches_the_person_it_is_about_only_if_the_client_says_so(house, about):
    _owner, thea, sara, chris = house
    with pytest.raises(Refused, match="Thea is the person it is about"):
        told(chris, sara, thea, about=about)
    assert not Concern.objects.exists()
    made = told(chris, sara, about=about)
    with pytest.raises(Refused):
        actions.add_reader(made, reader=thea.pk, by=chris)
    actions.add_reader(made, reader=thea.pk, by=chris, they_may_know=True)
    assert seen_by(thea) == [made]


@pytest.mark.parametrize("about", concern_ids())
def test_none_of_them_opens_a_strain_a_loop_or_a_line_in_the_trail(house, about):
    _owner, thea, sara, chris = house
    before = Entry.objects.count()
    made = told(chris, sara, thea, about=about, they_may_know=True)
    actions.has_read(as_now(made), by=sara)
    actions.answer(as_now(made), words="I hear you.", done=False, by=sara)
    actions.not_answered_for_me(as_now(made), by=chris)
    actions.take_back(as_now(made), by=chris)
    assert not Loop.objects.exists()
    assert not Episode.objects.exists()
    assert Entry.objects.count() == before


# -- It has an answer ----------------------------------------------------------------------------------------------------


def test_it_goes_from_sent_to_heard_to_answered_to_done_and_the_client_sees_each(house):
    _owner, _thea, sara, chris = house
    made = told(chris, sara)
    actions.has_read(as_now(made), by=sara)
    actions.answer(as_now(made), words="I have heard it.", done=False, by=sara)
    actions.answer(as_now(made), words="I have spoken with her.", done=True, by=sara)
    steps = Step.objects.visible_to(chris)
    assert [(step.state, step.by, step.words) for step in steps] == [
        ("sent", chris, ""),
        ("heard", sara, ""),
        ("answered", sara, "I have heard it."),
        ("done", sara, "I have spoken with her."),
    ]
    assert Reader.objects.visible_to(chris).get().read_at is not None
    assert waiting(chris, notice_words.ANSWERED)
    actions.has_read(as_now(made), by=chris)
    assert waiting(chris, notice_words.ANSWERED) == []


def test_whoever_opens_it_late_takes_no_answer_back(house):
    """Two had the page asked for at once: one answers, then the other's reading is written down."""
    owner, _thea, sara, chris = house
    made = told(chris, sara, owner)
    asked_for_before = as_now(made)
    actions.has_read(as_now(made), by=owner)
    actions.answer(as_now(made), words="I look into it.", done=False, by=owner)
    actions.has_read(asked_for_before, by=sara)
    assert as_now(made).state == Concern.State.ANSWERED
    assert Reader.objects.get(member=sara).read_at
    assert [step.state for step in Step.objects.all()] == ["sent", "heard", "answered"]


def test_what_was_typed_is_still_there_when_it_is_refused(client, house):
    _owner, _thea, sara, chris = house
    made = told(chris, sara)
    actions.settled(as_now(made), by=chris)
    sign_in(client, sara)
    answer = client.post(reverse("concern-answer", args=[made.pk]), {"words": "I spoke with her today."})
    assert answer.status_code == 422
    assert "moved on since the page was opened" in answer.content.decode()
    assert "I spoke with her today." in answer.content.decode()
    again = told(chris, sara, words="Another")
    sign_in(client, chris)
    answer = client.post(reverse("concern-again", args=[again.pk]), {"words": "Nobody has asked me."})
    assert answer.status_code == 422
    assert "Nobody has asked me." in answer.content.decode()


def test_on_a_frozen_record_nothing_can_be_typed(client, house):
    _owner, _thea, sara, chris = house
    made = told(chris, sara)
    Relationship.objects.update(frozen=True)
    for who in (chris, sara):
        sign_in(client, who)
        assert "<textarea" not in client.get(reverse("concern", args=[made.pk])).content.decode()


def test_where_its_file_is_gone_it_is_taken_for_serious(house, monkeypatch):
    _owner, thea, sara, chris = house
    made = told(chris, sara)

    def gone(*_args):
        raise UnknownConcern

    monkeypatch.setattr("beside.practice.concerns.models.concern", gone)
    with pytest.raises(Refused, match="is the person it is about"):
        actions.add_reader(as_now(made), reader=thea.pk, by=chris)


def test_a_second_tap_answers_once(house):
    _owner, _thea, sara, chris = house
    made = told(chris, sara)
    for _tap in range(2):
        actions.answer(as_now(made), words="Heard.", done=False, by=sara)
    assert Step.objects.filter(concern=made, state="answered").count() == 1


def test_not_answered_for_me_opens_it_again_and_settled_ends_it(house):
    _owner, _thea, sara, chris = house
    made = told(chris, sara)
    actions.answer(as_now(made), words="Noted.", done=False, by=sara)
    actions.not_answered_for_me(as_now(made), words="You did not ask me anything", by=chris)
    assert as_now(made).is_waiting
    assert waiting(sara, notice_words.WAITS) == []
    actions.settled(as_now(made), by=chris)
    assert not as_now(made).is_waiting
    with pytest.raises(Refused):
        actions.answer(as_now(made), words="One thing more", done=False, by=sara)


def waiting(member, kind):
    return [notice for notice in notices.waiting_for(member) if notice.kind == kind]


def test_what_is_overdue_is_said_to_whoever_was_told_and_to_nobody_else(house, client):
    owner, thea, sara, chris = house
    made = told(chris, sara, now=timezone.now() - datetime.timedelta(days=30))
    assert waiting(sara, notice_words.WAITS)
    assert not [n for who in (owner, thea, chris) for n in waiting(who, notice_words.WAITS)]
    assert b"overdue" in sign_in(client, sara).get(reverse("concerns")).content
    page = reverse("concern", args=[made.pk])
    assert b"It was due" in client.get(page).content
    # As a word: the made-up letters of a token can spell it.
    assert not re.search(rb"\bdue\b", sign_in(client, chris).get(page).content)
    actions.answer(as_now(made), words="At last.", done=False, by=sara)
    assert waiting(sara, notice_words.WAITS) == []


def test_notices_and_mails_say_no_more_than_any_other(house, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_HOST = "localhost"
    _owner, _thea, sara, chris = house
    with django_capture_on_commit_callbacks(execute=True):
        told(chris, sara)
    [notice] = Notice.objects.filter(member=sara, kind=notice_words.NEW)
    assert notice_words.WORDS[notice.kind][0] == notice_words.GENERAL
    [sent] = mail.outbox
    assert "look at" in sent.subject
    assert not re.search("concern|Chris|wrong", str(sent.message()), re.IGNORECASE)


def test_taken_back_it_is_hidden_from_all_readers_and_stays_the_clients(house, client):
    _owner, _thea, sara, chris = house
    made = told(chris, sara)
    actions.has_read(as_now(made), by=sara)
    actions.take_back(as_now(made), by=chris)
    assert seen_by(sara) == []
    assert not Notice.objects.filter(thing_id=made.pk).exists()
    page = reverse("concern", args=[made.pk])
    assert sign_in(client, sara).get(page).status_code == 404
    shown = sign_in(client, chris).get(page).content.decode()
    assert "You took this back" in shown
    assert "read it on" in shown, "that it was read cannot be undone, and is said"
    with pytest.raises(Refused):
        actions.answer(as_now(made), words="But", done=False, by=sara)


def test_it_can_be_said_after_the_work_has_ended_and_not_on_a_frozen_record(house):
    _owner, _thea, sara, chris = house
    Relationship.objects.filter(pk=chris.relationship.pk).update(ended_on=timezone.localdate())
    made = told(chris, sara)
    Relationship.objects.filter(pk=chris.relationship.pk).update(frozen=True)
    for act in (
        lambda: told(chris, sara),
        lambda: actions.answer(as_now(made), words="x", done=False, by=sara),
        lambda: actions.take_back(as_now(made), by=chris),
    ):
        with pytest.raises(Refused, match="frozen"):
            act()


def test_erasing_leaves_nothing_of_it(house):
    _owner, _thea, sara, chris = house
    made = told(chris, sara)
    actions.answer(as_now(made), words="Heard.", done=False, by=sara)
    relationship = as_now(made).relationship
    keyring.destroy(chris.practice_id, relationship=relationship.pk, kinds=erase.NOT_HELD_BY_LAW)
    erase.clear(relationship, erase.NOT_HELD_BY_LAW)
    assert not [model for model in (Concern, Reader, Step) if model.objects.exists()]
    assert not Notice.objects.filter(thing_id=made.pk).exists()
    assert not DataKey.objects.filter(kind=keyring.CONCERN, wrapped__isnull=False).exists()


# -- The pages ---------------------------------------------------------------------------------------------------------


def sends(browser, chris, number=2, **given):
    return browser.post(reverse("concern-send", args=[number, chris.relationship.pk]), given)


def test_who_reads_it_and_what_the_law_asks_of_them_is_shown_before_it_goes(client, house):
    owner, _thea, sara, chris = house
    actions.change_procedure(
        owner.practice, by=owner, words="Olga looks into it.", days=5, outside="", pays_supervisors="neither"
    )
    sign_in(client, chris)
    given = {"key": uuid.uuid4(), "words": WORDS, "readers": [sara.pk]}
    looked = sends(client, chris, step="look", **given).content.decode()
    assert not Concern.objects.exists()
    for part in (
        "Sara Supervisor",
        "By law:",
        "Has to report",
        "Olga looks into it.",
        "within 5 days",
        WORDS,
    ):
        assert part in looked
    assert "Olga Owner" not in looked
    again = sends(client, chris, step="change", **given).content.decode()
    assert WORDS in again
    assert not Concern.objects.exists()
    assert sends(client, chris, step="send", **given).url == Concern.objects.get().get_absolute_url()


def test_without_readers_or_words_it_says_what_to_do_next(client, house):
    chris = house[3]
    sign_in(client, chris)
    page = sends(client, chris, step="look", key=uuid.uuid4(), words="").content.decode()
    assert "Choose who reads it" in page
    assert "A sentence is enough" in page


def test_a_sentence_that_is_offered_comes_by_its_number_and_no_address_holds_a_word(client, house):
    chris = house[3]
    sign_in(client, chris)
    page = client.get(reverse("something-wrong-kind", args=[4])).content.decode()
    address = re.search(r'href="(/more/4/with/[^"]+\?say=2)"', page)[1]
    assert "talk to somebody who is not my therapist" in client.get(address).content.decode()
    for name in concern_ids():
        assert not re.search(rf'href="[^"]*{name}', page)
    titles = {
        re.search("<title>(.*?)</title>", client.get(reverse(name, args=args)).content.decode())[1]
        for name, args in (
            ("something-wrong", []),
            ("something-wrong-kind", [5]),
            ("something-wrong-outside", []),
            ("concern-send", [5, chris.relationship.pk]),
        )
    }
    assert titles == {"More · Beside"}


def test_every_page_of_a_client_leads_there():
    world = World()
    pages = {name: row for name, row in law.TABLE.items() if law.CHRIS in row.see and name != "leave"}
    opened = opened_by("chris", pages, world)
    found = {name: page for name, page, _queries in opened if b"site-foot" in page.content}
    assert len(found) > 40
    assert not [name for name, page in found.items() if b'href="/more/"' not in page.content]


def test_signed_out_there_is_guidance_and_help_outside_and_nothing_to_write(client):
    a_practice(country="GB")
    assert reverse("something-wrong-outside") in client.get(reverse("account_login")).content.decode()
    page = client.get(reverse("something-wrong-outside")).content.decode()
    assert "Health and Care Professions Council" in page
    assert "Crisis help" in page
    assert "<textarea" not in page
    elsewhere = client.get(reverse("something-wrong-outside"), {"country": "NZ"}).content.decode()
    assert "Health and Disability Commissioner" in elsewhere


def test_the_log_names_none_of_these_pages(client, house, capfd):
    _owner, _thea, sara, chris = house
    made = told(chris, sara)
    sign_in(client, chris)
    for name, args in (
        ("something-wrong", []),
        ("something-wrong-kind", [5]),
        ("concern-keep", [5]),
        ("concern-send", [5, chris.relationship.pk]),
        ("concern", [made.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 200
    sends(client, chris, step="look", key=uuid.uuid4(), words=WORDS, readers=[sara.pk])
    sign_in(client, sara)
    client.get(reverse("concern", args=[made.pk]))
    client.post(reverse("concern-answer", args=[made.pk]), {"words": "Heard."})
    # What is not there any more, what is nobody's, and a form that came too late.
    actions.take_back(as_now(made), by=chris)
    assert client.get(reverse("concern", args=[made.pk])).status_code == 404
    assert client.get(reverse("concern-take-back", args=[made.pk])).status_code in (404, 405)
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, chris)
    assert sends(strict, chris, step="send").status_code == 403
    logged = "".join(capfd.readouterr())
    assert "page='home'" in logged
    assert not re.search("concern|wrong", logged)


# -- As its people left it ---------------------------------------------------------------------------------------------


def looks_whole(client, who, made):
    sign_in(client, who)
    return "Not everything here is" not in client.get(reverse("concern", args=[made.pk])).content.decode()


def been_through(house):
    owner, _thea, sara, chris = house
    made = told(chris, sara)
    actions.has_read(as_now(made), by=sara)
    actions.answer(as_now(made), words="I hear you.", done=True, by=sara)
    actions.not_answered_for_me(as_now(made), words="Not yet.", by=chris)
    actions.add_reader(as_now(made), reader=owner.pk, by=chris)
    actions.has_read(as_now(made), by=owner)
    return made


def test_every_move_leaves_it_whole(client, house):
    made = been_through(house)
    assert all(looks_whole(client, who, made) for who in (house[0], house[2], house[3]))
    actions.settled(as_now(made), by=house[3])
    actions.take_back(as_now(made), by=house[3])
    assert looks_whole(client, house[3], made)


@pytest.mark.parametrize(
    "meddle",
    [
        lambda: Step.objects.filter(state="done").delete(),
        lambda: Step.objects.filter(state="done").update(at=timezone.now() - datetime.timedelta(days=9)),
        lambda: Step.objects.exclude(state="heard").update(note=None),
        lambda: Reader.objects.filter(member__role="owner").delete(),
        lambda: Reader.objects.filter(member__role="supervisor").update(read_at=None),
        lambda: Concern.objects.update(state="done"),
        lambda: Concern.objects.update(due_on=timezone.localdate() + datetime.timedelta(days=300)),
        lambda: Concern.objects.update(whole=None),
    ],
)
def test_what_somebody_changes_in_the_open_database_its_readers_are_told_and_no_move_makes_it_good(
    client, house, meddle
):
    made = been_through(house)
    meddle()
    assert not looks_whole(client, house[3], made)
    assert not looks_whole(client, house[2], made)
    if as_now(made).state == Concern.State.SENT:
        actions.settled(as_now(made), by=house[3])
    assert not looks_whole(client, house[3], made)


def test_one_that_was_taken_out_of_the_database_is_missed_by_the_client_and_by_nobody_else(client, house):
    _owner, thea, sara, chris = house
    kept, gone = told(chris, sara), told(chris, sara, words="Another")
    sign_in(client, chris)
    missed = "Something that you sent is not here any more."
    assert missed not in client.get(reverse("something-wrong")).content.decode()
    Concern.objects.filter(pk=gone.pk).delete()
    page = client.get(reverse("something-wrong")).content.decode()
    assert missed in page
    assert str(kept.pk) in page
    other = a_client("Ann", therapist=thea)
    sign_in(client, other)
    assert missed not in client.get(reverse("something-wrong")).content.decode()


def test_the_digest_of_the_script_that_seals_stands_in_the_document():
    digest = hashlib.sha256(Path(finders.find("beside/js/concern.js")).read_bytes()).hexdigest()
    assert digest == views.script_digest()
    assert digest in (Path(__file__).parents[3] / "docs" / "journal.md").read_text()


def test_the_owner_says_what_the_practice_does_and_that_is_written_down(client, house):
    owner = house[0]
    sign_in(client, owner)
    given = {
        "words": "We look into it.",
        "days": 10,
        "outside": "Ombuds: 555 0100",
        "pays_supervisors": "neither",
    }
    assert client.post(reverse("concern-rules"), given).status_code == 302
    assert Procedure.objects.get().days == 10
    assert Entry.objects.filter(what__startswith="what is done with a complaint").exists()
    assert client.post(reverse("concern-rules"), given | {"days": 0}).status_code == 200
    assert Procedure.objects.get().days == 10


# -- For everybody else it is not there ---------------------------------------------------------------------------------

# Who could open a page about Chris, and was not told.
UNTOLD = ("thea", "deputy", "consults", "owner")


def as_it_looks(answer):
    """What stands on a page, but for what differs between any two visits."""
    page = answer.content.decode(errors="replace")
    page = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', r"\1", page)
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "id", page)
    page = re.sub(r'name="key" value="[^"]+"|data-[a-z-]+="[^"]{20,}"', "", page)
    return answer.status_code, page


def opened_by(person, pages, world):
    """(name, answer, queries) of each of these pages that opens; one that another room has in the making is its own tests' business."""
    visitor = world.visitor(person)
    visitor.raise_request_exception = False
    for name, row in sorted(pages.items()):
        connection.queries_log.clear()
        with world.undone(), CaptureQueriesContext(connection) as asked:
            answer = visitor.get(reverse(name, kwargs=world.args(row.args)))
        if answer.status_code < 500 and not answer.streaming:
            yield name, answer, len(asked)


def walked(world, people=UNTOLD):
    """{(who, page): what it looks like and how many queries it takes} for everybody who was not told."""
    return {
        (person, name): (*as_it_looks(answer), queries)
        for person in people
        for name, answer, queries in opened_by(
            person,
            {name: row for name, row in law.TABLE.items() if person in row.see and name != "leave"},
            world,
        )
    }


@pytest.mark.engine_free
def test_for_whoever_was_not_told_every_page_and_its_cost_is_the_same_with_and_without_one(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    world = World()
    # One that is on its way already would hide what the first one changes.
    Notice.objects.filter(thing_id=world.concern.pk).delete()
    Concern.objects.all().delete()
    without = walked(world)
    assert len(without) > 100
    made = told(world.chris, world.responsible, about="crossed")
    actions.has_read(as_now(made), by=world.responsible)
    actions.answer(as_now(made), words="I hear you.", done=True, by=world.responsible)
    actions.not_answered_for_me(as_now(made), by=world.chris)
    with_one = walked(world)
    assert {place for place in without if without[place] != with_one.get(place)} == set()
    actions.take_back(as_now(made), by=world.chris)
    taken_back = walked(world, people=("thea",))
    assert {place for place in taken_back if without.get(place) != taken_back[place]} == set()
