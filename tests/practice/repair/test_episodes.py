"""A strain is open until the client says mended or leave it. Asked about once after the next session, and once later."""

import pytest

from beside.practice.audit.models import Entry
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.repair import actions
from beside.practice.repair.brief import open_strain
from beside.practice.repair.models import Episode
from tests.vocabulary import a_client, a_supervisor, a_therapist, answers_of, past_sessions, sign_in


def an_episode(count=3, at=1):
    chris = a_client()
    sessions = past_sessions(chris, count)
    episode = actions.open_episode(chris.relationship, by=chris, session=sessions[at], strength="clearly")
    return chris, sessions, Episode.objects.select_related("relationship", "session").get(pk=episode.pk)


def test_one_is_open_at_a_time_and_saying_it_again_notes_how_strong():
    chris, sessions, episode = an_episode()
    again = actions.open_episode(chris.relationship, by=chris, session=sessions[2], strength="a_little")
    assert again.pk == episode.pk
    assert (again.strength, again.session_id) == ("a_little", sessions[1].pk)


def test_a_therapist_may_open_one_too():
    chris = a_client()
    episode = actions.open_episode(chris.relationship, by=chris.relationship.clinician)
    assert (episode.opened_by, episode.strength) == (chris.relationship.clinician, "")


@pytest.mark.parametrize("end", [actions.mended, actions.leave_it])
def test_only_the_client_ends_it(end):
    chris, _sessions, episode = an_episode()
    with pytest.raises(Refused, match="Only the client"):
        end(episode, by=chris.relationship.clinician)
    assert end(episode, by=chris).ended_at


def test_what_has_ended_does_not_end_again():
    chris, _sessions, episode = an_episode()
    actions.mended(episode, by=chris)
    with pytest.raises(Refused, match="ended before"):
        actions.leave_it(episode, by=chris)
    assert Episode.objects.get().state == "mended"


def test_no_score_ends_it():
    chris, sessions, episode = an_episode()
    answers_of(sessions[2], self=10, matters=10, way=10, safe=10, pace=0, strain="no")
    episode.refresh_from_db()
    assert episode.is_open
    assert chris


def test_it_is_asked_about_once_after_the_next_session_and_once_later():
    chris, sessions, episode = an_episode(count=9)
    asked = []
    for session in sessions:
        episode.refresh_from_db()
        if actions.is_asked_about(episode, session):
            asked.append(session.number)
            actions.asked(episode, by=chris)
    assert asked == [3, 7]


def test_every_step_is_in_the_trail_without_words():
    chris, _sessions, episode = an_episode()
    actions.asked(episode, by=chris)
    actions.mended(episode, by=chris)
    entries = Entry.objects.filter(object_id=episode.pk).order_by("number").values_list("what", flat=True)
    assert list(entries) == ["episode opened", "episode: asked about", "episode: mended"]


def test_the_client_ends_it_with_one_press_and_comes_back_to_where_they_were(client):
    chris, sessions, episode = an_episode()
    browser = sign_in(client, chris)
    response = browser.post(f"/episodes/{episode.pk}/mended/", {"next": "/course/"})
    assert response.url == "/course/"
    episode.refresh_from_db()
    assert (episode.state, episode.ended_in) == ("mended", sessions[2])


def test_leaving_it_is_one_press_too_and_leads_nowhere_outside(client):
    chris, _sessions, episode = an_episode()
    response = sign_in(client, chris).post(
        f"/episodes/{episode.pk}/leave/", {"next": "https://elsewhere.example/"}
    )
    assert response.url == "/"
    episode.refresh_from_db()
    assert episode.state == "left"


def test_strangers_and_therapists_cannot_end_it(client):
    chris, _sessions, episode = an_episode()
    ann = a_client("Ann", therapist=chris.relationship.clinician)
    for who in (ann, chris.relationship.clinician, a_therapist("Theo")):
        assert sign_in(client, who).post(f"/episodes/{episode.pk}/mended/").status_code == 404
    episode.refresh_from_db()
    assert episode.is_open


def test_the_therapist_is_told_one_next_step_and_the_client_is_asked():
    chris, _sessions, _episode = an_episode()
    therapist = open_strain(chris.relationship, by=chris.relationship.clinician)
    own = open_strain(chris.relationship, by=chris)
    assert (therapist["for_client"], own["for_client"]) == (False, True)
    assert therapist["step"].id == "open-strain"


def test_a_strain_that_ended_stands_nowhere():
    chris, _sessions, episode = an_episode()
    actions.leave_it(episode, by=chris)
    assert open_strain(chris.relationship, by=chris.relationship.clinician) is None


def test_strangers_see_no_episode_and_supervisors_do():
    chris, _sessions, _episode = an_episode()
    thea = chris.relationship.clinician
    watchers = [
        a_supervisor(of=thea),
        a_supervisor("Carl", of=thea, kind="consultative"),
        a_therapist("Theo"),
    ]
    assert [bool(open_strain(chris.relationship, by=who)) for who in watchers] == [True, True, False]


def test_a_frozen_record_takes_no_strain_and_ends_none():
    chris, _sessions, episode = an_episode()
    people.record_death(chris, by=chris.relationship.clinician)
    for act in (actions.mended, actions.leave_it):
        with pytest.raises(Refused, match="frozen"):
            act(episode, by=chris)
    with pytest.raises(Refused, match="frozen"):
        actions.open_episode(chris.relationship, by=chris.relationship.clinician)
