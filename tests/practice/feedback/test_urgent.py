"""A risk item: off until somebody answers to it; then told without content, seen by name, and help at once."""

import uuid
from dataclasses import dataclass

import pytest
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.feedback import actions
from beside.practice.feedback.models import Sheet, Urgent
from beside.practice.feedback.responders import current_responder, end_responder, name_responder
from beside.practice.people.actions import go_away, suspend
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_practice,
    a_responder,
    a_therapist,
    answers_of,
    past_sessions,
    sign_in,
)


@dataclass
class House:
    """Thea treats Chris; Rosa answers for the practice, and Dan stands in for her."""

    def __post_init__(self):
        self.owner = a_practice()
        self.thea = a_therapist(owner=self.owner)
        self.theo = a_therapist("Theo", owner=self.owner)
        self.rosa, self.dan = a_therapist("Rosa", owner=self.owner), a_therapist("Dan", owner=self.owner)
        self.chris = a_client(therapist=self.thea)
        self.responder = a_responder(self.owner, responder=self.rosa, deputy=self.dan)

    def told(self):
        return {
            notice.member.short_name
            for notice in Notice.objects.filter(kind="urgent").select_related("member")
        }


def test_a_first_positive_answer_is_urgent_and_tells_responder_and_therapist():
    house = House()
    sent = answers_of(a_past_session(house.chris), form="phq9", mood=1, self_harm=1)
    assert sent.urgent == Urgent.objects.get()
    assert house.told() == {"Rosa", "Thea"}


def test_the_deputy_is_told_too_while_the_responder_is_away():
    house = House()
    today = timezone.localdate()
    go_away(house.rosa, deputy=house.theo, first_day=today, last_day=today, by=house.owner)
    answers_of(a_past_session(house.chris), form="phq9", self_harm=2)
    assert house.told() == {"Rosa", "Dan", "Thea"}


def test_only_a_first_positive_or_a_rise_is_urgent():
    house = House()
    raised = [
        bool(answers_of(session, form="phq9", self_harm=value).urgent)
        for session, value in zip(past_sessions(house.chris, 5), (0, 1, 1, 2, 1), strict=True)
    ]
    assert raised == [False, True, False, True, False]


def test_a_correction_upwards_is_urgent():
    house = House()
    sheet = answers_of(a_past_session(house.chris), form="phq9", self_harm=0).sheet
    sent = actions.correct_answers(sheet, answers={"self_harm": 1}, key=uuid.uuid4(), by=house.chris)
    assert sent.urgent


def test_without_a_responder_a_risk_answer_is_refused_aloud_and_never_dropped_in_silence():
    house = House()
    end_responder(house.owner.practice_id, by=house.owner)
    with pytest.raises(Refused, match="crisis help"):
        answers_of(a_past_session(house.chris), form="phq9", mood=1, self_harm=3)
    assert not Sheet.objects.exists()


def test_a_responder_who_left_answers_to_nothing():
    house = House()
    suspend(house.rosa, by=house.owner)
    assert current_responder(house.owner.practice_id) is None


@pytest.mark.parametrize(
    "change", [{"hours": " "}, {"answer_time": ""}, {"deputy": "rosa"}, {"deputy": "chris"}]
)
def test_a_responder_is_named_with_everything_or_not_at_all(change):
    house = House()
    wanted = {"deputy": "theo", "hours": "always", "answer_time": "soon"} | change
    wanted["deputy"] = getattr(house, wanted["deputy"])
    with pytest.raises(Refused):
        name_responder(house.rosa, by=house.owner, **wanted)
    assert current_responder(house.owner.practice_id) == house.responder


def test_a_new_responder_takes_the_place_of_the_old():
    house = House()
    named = name_responder(house.theo, deputy=house.thea, hours="always", answer_time="soon", by=house.owner)
    assert current_responder(house.owner.practice_id) == named


def test_who_treats_and_who_answers_see_it_and_a_colleague_does_not(client):
    house = House()
    urgent = answers_of(a_past_session(house.chris), form="phq9", self_harm=2).urgent
    seen = {}
    for name in ("thea", "rosa", "dan", "theo", "owner", "chris"):
        seen[name] = sign_in(client, getattr(house, name)).get(f"/urgent/{urgent.pk}/").status_code
    assert seen == {"thea": 200, "rosa": 200, "dan": 200, "theo": 404, "owner": 404, "chris": 404}


def test_the_page_says_who_and_what_and_how_to_reach_them(client):
    house = House()
    urgent = answers_of(a_past_session(house.chris), form="phq9", self_harm=2).urgent
    page = sign_in(client, house.rosa).get(f"/urgent/{urgent.pk}/").content.decode()
    assert "Chris Client" in page
    assert "More than half the days" in page
    assert "Do not contact me outside sessions" in page


def test_nobody_has_seen_it_until_somebody_has_and_then_the_client_reads_who(client):
    house = House()
    session = a_past_session(house.chris)
    actions.plan_questionnaire(house.chris.relationship, form="phq9", by=house.thea)
    urgent = answers_of(session, form="phq9", self_harm=2).urgent
    before = sign_in(client, house.chris).get("/questionnaires/phq9/sent/").content.decode()
    assert "Nobody has seen this yet." in before
    sign_in(client, house.rosa).post(f"/urgent/{urgent.pk}/seen/")
    after = sign_in(client, house.chris).get("/questionnaires/phq9/sent/").content.decode()
    assert "Rosa has seen this" in after
    assert "Nobody has seen this yet." not in after


def test_the_first_who_saw_it_stands():
    house = House()
    urgent = answers_of(a_past_session(house.chris), form="phq9", self_harm=2).urgent
    actions.see_urgent(urgent, by=house.dan)
    actions.see_urgent(urgent, by=house.thea)
    assert Urgent.objects.get().seen_by == house.dan


def test_a_client_or_a_stranger_cannot_say_that_it_was_seen():
    house = House()
    urgent = answers_of(a_past_session(house.chris), form="phq9", self_harm=2).urgent
    for who in (house.chris, house.theo):
        with pytest.raises(Refused):
            actions.see_urgent(urgent, by=who)


def test_help_is_in_the_page_before_anything_is_chosen_and_so_without_a_connection(client):
    house = House()
    session = a_past_session(house.chris)
    actions.plan_questionnaire(house.chris.relationship, form="phq9", by=house.thea)
    browser = sign_in(client, house.chris)
    for _step in range(3):
        browser.post("/questionnaires/phq9/", {"at": str(_step), "move": "next"})
    page = browser.get("/questionnaires/phq9/").content.decode()
    assert 'name="self_harm"' in page
    assert session.number == 2
    for words in (
        "Before you answer this one",
        "Rosa",
        "Dan",
        "within four hours",
        "not a monitoring service",
        "tel:988",
    ):
        assert words in page


def test_without_a_responder_the_page_says_that_a_question_is_left_out_and_the_total_that_there_is_none(
    client,
):
    house = House()
    end_responder(house.owner.practice_id, by=house.owner)
    session = a_past_session(house.chris)
    actions.plan_questionnaire(house.chris.relationship, form="phq9", by=house.thea)
    browser = sign_in(client, house.chris)
    page = browser.get("/questionnaires/phq9/").content.decode()
    assert "One question of this form is not asked here" in page
    eight = ("interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement")
    answers_of(session, form="phq9", **dict.fromkeys(eight, 2))
    sent = browser.get("/questionnaires/phq9/sent/").content.decode()
    assert "8 of 9 questions answered, so there is no total." in sent


def test_somebody_can_be_asked_to_call_and_the_client_sees_who_and_when(client):
    house = House()
    browser = sign_in(client, house.chris)
    assert "Monday to Friday, 9 to 17" in browser.get("/tell-someone/").content.decode()
    browser.post("/tell-someone/")
    assert "Nobody has seen it yet." in browser.get("/tell-someone/").content.decode()
    notice = Notice.objects.get(kind="call-me")
    assert notice.member == house.rosa
    colleague = sign_in(client, house.theo)
    assert colleague.get(f"/calls/{notice.pk}/").status_code == 404
    responder = sign_in(client, house.rosa)
    assert "Chris Client" in responder.get(f"/calls/{notice.pk}/").content.decode()
    responder.post(f"/calls/{notice.pk}/")
    assert (
        "Rosa has seen that you want to be called"
        in sign_in(client, house.chris).get("/tell-someone/").content.decode()
    )


def test_where_nobody_is_named_the_client_gets_the_lines_and_no_promise(client):
    house = House()
    end_responder(house.owner.practice_id, by=house.owner)
    browser = sign_in(client, house.chris)
    page = browser.get("/tell-someone/").content.decode()
    assert "tel:988" in page
    assert "Ask to be called" not in page
    assert "Nobody is named here who calls back" in browser.post("/tell-someone/").content.decode()
    assert not Notice.objects.filter(kind="call-me").exists()


def test_an_alarm_and_who_saw_it_are_in_the_trail_without_content():
    house = House()
    urgent = answers_of(a_past_session(house.chris), form="phq9", self_harm=2).urgent
    actions.see_urgent(urgent, by=house.rosa)
    entries = Entry.objects.filter(object_id=urgent.pk).order_by("number").values_list("what", "who_id")
    assert list(entries) == [("urgent raised", house.chris.pk), ("urgent seen", house.rosa.pk)]


def test_whoever_stands_in_for_the_therapist_today_is_told_too():
    house = House()
    today = timezone.localdate()
    go_away(house.thea, deputy=house.theo, first_day=today, last_day=today, by=house.owner)
    answers_of(a_past_session(house.chris), form="phq9", self_harm=2)
    assert house.told() == {"Rosa", "Thea", "Theo"}


@pytest.mark.parametrize("move", ["next", "send"])
def test_a_page_opened_before_the_responder_ended_shows_help_and_lets_the_rest_be_sent(move, client):
    house = House()
    a_past_session(house.chris)
    actions.plan_questionnaire(house.chris.relationship, form="phq9", by=house.thea)
    browser = sign_in(client, house.chris)
    browser.get("/questionnaires/phq9/?at=3")
    end_responder(house.owner.practice_id, by=house.owner)
    response = browser.post("/questionnaires/phq9/", {"at": "3", "move": move, "mood": "2", "self_harm": "2"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Nobody is named any more who answers" in page
    assert "tel:988" in page
    assert not Sheet.objects.exists()
    browser.post("/questionnaires/phq9/", {"at": "3", "move": "send", "mood": "2"})
    assert Sheet.objects.get().answers == {"mood": 2}
