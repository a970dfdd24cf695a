"""After a strain: each one's words, shown as each chooses, a way back step by step, and what was agreed."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from beside.guidance import guidance
from beside.practice.meetings.models import Promise
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice
from beside.practice.repair import actions, path
from beside.practice.repair.brief import open_strain
from beside.practice.repair.models import Account, Rehearsal
from tests.vocabulary import a_client, a_practice, a_supervisor, a_therapist, past_sessions, sign_in


@pytest.fixture
def chris(db):
    chris = a_client()
    sessions = past_sessions(chris, 2)
    chris.episode = actions.open_episode(
        chris.relationship, by=chris, session=sessions[1], strength="clearly"
    )
    return chris


def told(episode, *, by, words="You looked at the clock", shown=False, of="happened", key=None):
    return actions.tell(episode, of=of, words=words, shown=shown, key=key or uuid.uuid4(), by=by)


def seen_by(who):
    return [account.words for account in Account.objects.visible_to(who)]


def page(browser, who, episode):
    sign_in(browser, who)
    return browser.get(reverse("strain", args=[episode.pk])).content.decode()


# -- In each one's words -----------------------------------------------------------------------------------------


def test_what_happened_is_its_authors_until_they_show_it(chris):
    thea = chris.relationship.clinician
    supervisors = [a_supervisor(kind, of=thea, kind=kind) for kind in ("responsible", "consultative")]
    told(chris.episode, by=chris)
    assert [seen_by(who) for who in (chris, thea, *supervisors)] == [["You looked at the clock"], [], [], []]
    told(chris.episode, by=chris, shown=True)
    assert [bool(seen_by(who)) for who in (chris, thea, *supervisors)] == [True, True, True, False]


def test_what_was_shown_can_be_hidden_again(chris):
    told(chris.episode, by=chris, shown=True)
    told(chris.episode, by=chris, shown=False)
    assert seen_by(chris.relationship.clinician) == []
    assert Account.objects.count() == 1


def test_the_other_is_told_once_that_there_is_something_to_read(chris):
    thea = chris.relationship.clinician
    for words in ("You looked at the clock", "You looked at the clock, twice"):
        told(chris.episode, by=chris, words=words, shown=True)
    told(chris.episode, by=thea, words="I did", shown=False)
    assert [(notice.member, notice.kind) for notice in Notice.objects.filter(kind="account")] == [
        (thea, "account")
    ]


def test_the_same_words_sent_twice_are_kept_once(chris):
    key = uuid.uuid4()
    assert told(chris.episode, by=chris, key=key) == told(chris.episode, by=chris, key=key)


def test_a_page_shows_the_others_words_only_when_they_are_shown(client, chris):
    thea = chris.relationship.clinician
    told(chris.episode, by=chris, words="You looked at the clock")
    assert "looked at the clock" not in page(client, thea, chris.episode)
    told(chris.episode, by=chris, words="You looked at the clock", shown=True)
    assert "looked at the clock" in page(client, thea, chris.episode)


def test_nobody_writes_in_their_place(chris):
    thea = chris.relationship.clinician
    deputy = a_therapist("Dora", owner=a_practice())
    with pytest.raises(Refused, match="between Chris and Thea"):
        told(chris.episode, by=deputy)
    with pytest.raises(Refused, match="between"):
        actions.rehearse(chris.episode, step="own", words="", taken=True, by=chris)
    assert not Account.objects.exists()
    assert thea


# -- The way back ------------------------------------------------------------------------------------------------


def test_each_step_has_two_ways_to_say_it_and_what_not_to_do():
    for step in path.EVERY_STEP:
        for language in ("en", "es"):
            guide = guidance(f"repair-{step}", language)
            assert len(guide.say) == 2
            assert guide.do
            assert guide.avoid


def test_the_first_step_not_taken_comes_next_and_stands_in_the_brief(chris):
    thea = chris.relationship.clinician
    assert path.next_step(chris.episode) == "notice"
    for step in ("notice", "invite"):
        actions.rehearse(chris.episode, step=step, words="", taken=True, by=thea)
    assert path.next_step(chris.episode) == "listen"
    strain = open_strain(chris.relationship, by=thea)
    assert strain["step"].title == "Listen before you explain"
    assert open_strain(chris.relationship, by=chris)["step"].id == "open-strain"


def test_a_step_can_be_taken_back(chris):
    thea = chris.relationship.clinician
    actions.rehearse(chris.episode, step="notice", words="", taken=True, by=thea)
    actions.rehearse(chris.episode, step="notice", words="", taken=False, by=thea)
    assert path.next_step(chris.episode) == "notice"


def test_where_it_was_about_who_they_are_it_starts_with_apology_and_explores_nothing(chris):
    actions.about_who_they_are(chris.episode, so=True, by=chris)
    chris.episode.refresh_from_db()
    steps = path.steps_of(chris.episode)
    assert steps[:3] == ("notice", "apologise", "agree")
    assert "explore" not in steps


def test_only_the_client_takes_back_that_it_was_about_who_they_are(chris):
    thea = chris.relationship.clinician
    actions.about_who_they_are(chris.episode, so=True, by=thea)
    with pytest.raises(Refused, match="Only they can say"):
        actions.about_who_they_are(chris.episode, so=False, by=thea)
    actions.about_who_they_are(chris.episode, so=False, by=chris)
    chris.episode.refresh_from_db()
    assert not chris.episode.about_who_they_are


def test_what_a_therapist_rehearses_is_theirs_alone_and_is_sent_to_nobody(client, chris):
    thea = chris.relationship.clinician
    actions.rehearse(chris.episode, step="own", words="I was looking at the clock", taken=False, by=thea)
    rehearsal = Rehearsal.objects.get()
    assert rehearsal.key_name().kind == "process"
    assert list(Rehearsal.objects.visible_to(chris)) == []
    assert list(Rehearsal.objects.visible_to(a_supervisor(of=thea))) == []
    assert "looking at the clock" not in page(client, chris, chris.episode)
    assert "looking at the clock" in page(client, thea, chris.episode)
    actions.rehearse(chris.episode, step="own", words="", taken=False, by=thea)
    assert not Rehearsal.objects.exists()


def test_the_reading_is_the_therapists_and_stands_on_no_page_of_the_clients(client, chris):
    thea = chris.relationship.clinician
    sign_in(client, thea)
    client.post(reverse("strain-reading", args=[chris.episode.pk]), {"reading": "withdrawal"})
    chris.episode.refresh_from_db()
    assert chris.episode.reading == "withdrawal"
    assert "drawing back" not in page(client, chris, chris.episode)


def test_what_changes_becomes_a_promise(client, chris):
    sign_in(client, chris.relationship.clinician)
    sent = {"key": uuid.uuid4(), "whose": "clinician", "words": "to leave the clock"}
    for _again in range(2):
        client.post(reverse("strain-agreed", args=[chris.episode.pk]), sent)
    promise = Promise.objects.get()
    assert (promise.words, promise.by) == ("to leave the clock", chris.relationship.clinician)


def test_what_is_too_long_stays_on_the_page_with_a_sentence(client, chris):
    sign_in(client, chris)
    answer = client.post(
        reverse("strain-happened", args=[chris.episode.pk]), {"key": uuid.uuid4(), "words": "x" * 4001}
    ).content.decode()
    assert "x" * 4001 in answer
    assert "4000" in answer
    assert not Account.objects.exists()


def test_what_was_learnt_is_asked_when_it_has_ended(client, chris):
    assert "What did we learn?" not in page(client, chris, chris.episode)
    actions.mended(chris.episode, by=chris)
    assert "What did we learn?" in page(client, chris, chris.episode)


# -- From the client's home, and the edges -------------------------------------------------------------------------


def test_a_client_says_from_home_that_something_feels_off(client):
    chris = a_client()
    past_sessions(chris, 1)
    sign_in(client, chris)
    assert "Something feels off" in client.get(reverse("home")).content.decode()
    client.post(reverse("episode-open", args=[chris.relationship.pk]))
    home = client.get(reverse("home")).content.decode()
    assert "What happened, in my words" in home
    assert open_strain(chris.relationship, by=chris.relationship.clinician)["by_client"]


def test_a_consultative_supervisor_finds_no_such_page(client, chris):
    sign_in(client, a_supervisor(of=chris.relationship.clinician, kind="consultative"))
    assert client.get(reverse("strain", args=[chris.episode.pk])).status_code == 404


def test_a_deputy_reads_what_was_shown_and_writes_nothing(client, chris):
    thea = chris.relationship.clinician
    owner = a_supervisor(of=thea)
    deputy = a_therapist("Dora", owner=owner)
    today = timezone.localdate()
    people.go_away(
        thea, deputy=deputy, first_day=today, last_day=today + datetime.timedelta(days=1), by=owner
    )
    told(chris.episode, by=chris, shown=True)
    shown = page(client, deputy, chris.episode)
    assert "looked at the clock" in shown
    assert "Keep this step" not in shown


def test_a_frozen_record_takes_no_word(chris):
    people.record_death(chris, by=chris.relationship.clinician)
    with pytest.raises(Refused, match="frozen"):
        told(chris.episode, by=chris)


def test_the_page_costs_the_same_with_one_word_and_with_all(client, chris, django_assert_max_num_queries):
    thea = chris.relationship.clinician
    page(client, thea, chris.episode)
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("strain", args=[chris.episode.pk]))
    for step in path.STEPS:
        actions.rehearse(chris.episode, step=step, words="words", taken=True, by=thea)
    for who in (chris, thea):
        told(chris.episode, by=who, shown=True)
        told(chris.episode, by=who, shown=True, of="learnt")
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("strain", args=[chris.episode.pk]))
