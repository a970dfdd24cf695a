"""A break, another therapist, an end: each with a way back, and nobody learns more than the page said."""

import datetime
import uuid

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from beside.practice.endings import actions as endings
from beside.practice.endings.actions.another import those_who_decide
from beside.practice.endings.models import AnotherAsked, Break, Ending, ForNext, HandedOn, LastWord
from beside.practice.feedback import asking
from beside.practice.growth import actions as growth
from beside.practice.meetings.models import Session
from beside.practice.people import actions as people
from beside.practice.people import notices as tell
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice, Relationship, Seat
from beside.practice.together import recurring as reviews
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_practice,
    a_session,
    a_supervisor,
    a_therapist,
    an_agreement,
    in_days,
    joined,
    past_sessions,
    sign_in,
    told_page,
)

DAY = datetime.timedelta(days=1)


@pytest.fixture
def olga():
    return a_practice()


@pytest.fixture
def thea(olga):
    return a_therapist("Thea Therapist", owner=olga)


@pytest.fixture
def theo(olga):
    return a_therapist("Theo", owner=olga)


@pytest.fixture
def chris(thea):
    return a_client(therapist=thea)


def pair(client):
    return Relationship.objects.select_related("client", "clinician", "practice").get(
        pk=client.relationship.pk
    )


def a_break(chris, **said):
    said = {"first_day": timezone.localdate(), "key": uuid.uuid4(), "by": chris} | said
    return endings.begin_break(pair(chris), **said)


def told(member):
    return sorted(Notice.objects.filter(member=member).values_list("kind", flat=True))


def page(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def typed(client, who, name, args, **said):
    """What the page looks like after these words were sent from it, and were not taken."""
    sign_in(client, who)
    answer = client.post(reverse(name, args=args), {"key": uuid.uuid4()} | said)
    assert answer.status_code == 422
    return answer.content.decode()


# -- Ways out ------------------------------------------------------------------------------------------------------


def test_the_page_says_what_each_way_does_and_sends_nothing(client, chris):
    sign_in(client, chris)
    words = page(client, "ways-out", chris.relationship.pk)
    for said in (
        "A break",
        "Another therapist",
        "An end",
        "One tap ends it.",
        "does not decide it",
        "line by line",
    ):
        assert said in words
    assert '<form method="post"' not in words.split("<main")[1].split("</main>")[0]


def test_the_home_leads_to_it(client, chris):
    sign_in(client, chris)
    assert reverse("ways-out", args=[chris.relationship.pk]) in page(client, "home")


# -- A break -------------------------------------------------------------------------------------------------------


def test_in_a_break_nothing_is_asked(chris):
    session = a_past_session(chris)
    assert asking.is_asked(pair(chris), session)
    a_break(chris)
    assert not asking.is_asked(pair(chris), session)
    assert asking.due_forms(pair(chris), session=session) == []


def test_in_a_break_nobody_is_asked_to_look_back(chris):
    past_sessions(chris, 7)
    assert reviews.due(chris.practice)
    a_break(chris)
    assert reviews.due(chris.practice) == []


def test_in_a_break_no_mail_goes_out_and_afterwards_it_does(
    chris, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_HOST = "localhost"
    contact = chris.safe_contact
    people.change_safe_contact(contact, by=chris, channel="email", from_hour=0, until_hour=24)
    with django_capture_on_commit_callbacks(execute=True):
        a_break(chris)
        tell.tell(chris, kind="news", relationship=pair(chris), thing=uuid.uuid4())
    assert [m for m in mail.outbox if chris.account.email in m.to] == []
    endings.end_break(pair(chris), by=chris)
    with django_capture_on_commit_callbacks(execute=True):
        tell.tell(chris, kind="news", relationship=pair(chris), thing=uuid.uuid4())
    assert len([m for m in mail.outbox if chris.account.email in m.to]) == 1


def test_sessions_in_a_break_are_cancelled_and_those_after_it_stand(chris):
    inside, after = a_session(chris, starts_at=in_days(3)), a_session(chris, starts_at=in_days(30))
    a_break(chris, last_day=timezone.localdate() + 10 * DAY)
    states = {one.pk: one.state for one in Session.objects.all()}
    assert (states[inside.pk], states[after.pk]) == ("cancelled", "planned")


def test_a_break_with_a_last_day_is_over_after_it(chris):
    a_break(chris, last_day=timezone.localdate() + 3 * DAY)
    found = pair(chris)
    assert found.is_on_a_break(timezone.localdate() + 3 * DAY)
    assert not found.is_on_a_break(timezone.localdate() + 4 * DAY)


def test_one_tap_ends_it_and_tapped_twice_it_is_the_same(client, chris, thea):
    a_break(chris)
    sign_in(client, chris)
    for _tap in range(2):
        client.post(reverse("pause-end", args=[chris.relationship.pk]))
    made = Break.objects.get()
    assert (made.ended_by, pair(chris).paused_from) == (chris, None)
    assert told(thea) == ["back-again", "break"]


def test_there_is_one_break_at_a_time_and_the_same_one_sent_twice_is_one(chris):
    key = uuid.uuid4()
    assert a_break(chris, key=key).pk == a_break(chris, key=key).pk
    with pytest.raises(Refused, match="already"):
        a_break(chris)


def test_after_its_last_day_another_break_can_be_made(chris):
    now = timezone.now()
    a_break(chris, last_day=timezone.localdate() + DAY)
    endings.begin_break(
        pair(chris), first_day=timezone.localdate() + 5 * DAY, key=uuid.uuid4(), by=chris, now=now + 5 * DAY
    )
    assert Break.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("days", [(-1, None), (3, 1)])
def test_a_break_that_cannot_be_is_refused_with_a_sentence(client, chris, days):
    first, last = (one is not None and timezone.localdate() + one * DAY for one in days)
    sign_in(client, chris)
    answer = client.post(
        reverse("pause-begin", args=[chris.relationship.pk]),
        {"first_day": first, "last_day": last or "", "key": uuid.uuid4()},
    )
    assert answer.status_code == 422
    assert "Choose another first day" in answer.content.decode() or "lies before" in answer.content.decode()
    assert not Break.objects.exists()


def test_a_frozen_record_takes_no_break(chris):
    Relationship.objects.update(frozen=True)
    with pytest.raises(Refused, match="frozen"):
        a_break(chris)


def test_who_stopped_coming_is_told_once_without_a_word_and_nobody_is_chased(client, chris, thea):
    coming = a_session(chris, starts_at=in_days(5))
    Notice.objects.all().delete()
    sign_in(client, thea)
    client.post(reverse("place-keep", args=[chris.relationship.pk]))
    assert told(chris) == ["place-kept"]
    coming.refresh_from_db()
    assert coming.state == "cancelled"
    assert not asking.is_asked(pair(chris), coming)
    client.post(reverse("place-keep", args=[chris.relationship.pk]))
    assert told(chris) == ["place-kept"]


def test_only_a_therapist_keeps_a_place(chris):
    with pytest.raises(Refused, match="therapist"):
        endings.keep_the_place(pair(chris), by=chris)


def test_the_first_session_after_a_break_has_a_brief_of_its_own(client, chris, thea):
    a_past_session(chris)
    a_break(chris)
    endings.end_break(pair(chris), words="My mother died in between", by=chris)
    session = a_session(chris)
    sign_in(client, thea)
    words = page(client, "brief", session.pk)
    assert "You meet again" in words
    assert "My mother died in between" in words


def test_the_session_after_that_has_none(client, chris, thea):
    a_past_session(chris)
    a_break(chris)
    endings.end_break(pair(chris), by=chris)
    a_session(chris, starts_at=timezone.now() + datetime.timedelta(minutes=5))
    second = a_session(chris, starts_at=in_days(7))
    sign_in(client, thea)
    assert "You meet again" not in page(client, "brief", second.pk)


# -- An end --------------------------------------------------------------------------------------------------------


def an_end(chris, **said):
    return endings.plan_ending(pair(chris), **({"key": uuid.uuid4(), "by": chris} | said))


def test_an_end_today_cancels_what_is_planned_and_ends_its_series(chris, thea):
    session = a_session(chris)
    an_end(chris, words="It is enough for now")
    session.refresh_from_db()
    assert session.state == "cancelled"
    assert pair(chris).ended_on == timezone.localdate()
    assert "ended" in told(thea)


def test_a_planned_end_comes_by_itself_the_day_after(chris):
    an_end(chris, on_day=timezone.localdate() + 5 * DAY)
    assert endings.finish_due(timezone.now() + 5 * DAY) == 0
    assert endings.finish_due(timezone.now() + 6 * DAY) == 1
    assert Ending.objects.get().state == "done"
    assert endings.finish_due(timezone.now() + 7 * DAY) == 0


def test_the_day_of_a_planned_end_stays_whole_where_the_practice_is(time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 20, tzinfo=datetime.UTC), tick=False)
    chris = a_client(
        "Chris", therapist=a_therapist("Thea", owner=a_practice(time_zone="America/Los_Angeles"))
    )
    an_end(chris, on_day=datetime.date(2026, 3, 10))
    # Five in the afternoon of the day itself in Los Angeles is the day after in UTC.
    assert endings.finish_due(datetime.datetime(2026, 3, 11, 0, 5, tzinfo=datetime.UTC)) == 0
    assert endings.finish_due(datetime.datetime(2026, 3, 11, 7, 5, tzinfo=datetime.UTC)) == 1
    assert pair(chris).ended_on == datetime.date(2026, 3, 11)


def test_an_end_after_sessions_waits_for_that_many(chris):
    an_end(chris, after_sessions=2)
    a_session(chris, starts_at=in_days(1))
    a_session(chris, starts_at=in_days(8))
    assert endings.finish_due(timezone.now() + 5 * DAY) == 0
    assert endings.finish_due(timezone.now() + 10 * DAY) == 1


def test_either_takes_the_plan_back_and_nothing_happened(client, chris, thea):
    an_end(chris, on_day=timezone.localdate() + DAY)
    sign_in(client, thea)
    client.post(reverse("ending-drop", args=[chris.relationship.pk]))
    assert Ending.objects.get().state == "dropped"
    assert endings.finish_due(timezone.now() + 5 * DAY) == 0
    assert an_end(chris, on_day=timezone.localdate() + DAY).state == "planned"


@pytest.mark.parametrize(
    "said",
    [
        {"on_day": datetime.date(2020, 1, 1)},
        {"after_sessions": 0},
        {"after_sessions": 51},
        {"on_day": datetime.date(2099, 1, 1), "after_sessions": 2},
    ],
)
def test_an_end_that_cannot_be_is_refused(chris, said):
    with pytest.raises(Refused):
        an_end(chris, **said)
    assert not Ending.objects.exists()


def say(chris, by, words="Thank you"):
    return endings.say_last(pair(chris), words=words, key=uuid.uuid4(), by=by)


def test_a_last_word_is_read_when_both_have_written_and_not_before(client, chris, thea):
    an_end(chris, after_sessions=2)
    say(chris, chris, "I was afraid of you at first")
    sign_in(client, thea)
    assert "I was afraid of you" not in page(client, "ending", chris.relationship.pk)
    assert not LastWord.objects.visible_to(thea).exists()
    say(chris, thea, "I will remember the walk")
    assert "I was afraid of you" in page(client, "ending", chris.relationship.pk)
    with pytest.raises(Refused, match="read your last word"):
        say(chris, chris, "Something else")


def test_a_last_word_is_read_when_the_last_session_begins_also_alone(chris, thea):
    an_end(chris, after_sessions=1)
    say(chris, chris)
    a_session(chris, starts_at=timezone.now() + datetime.timedelta(minutes=10))
    ending = Ending.objects.select_related("relationship").get()
    assert not endings.show_when_due(ending, by=thea).shown_at
    assert endings.show_when_due(
        ending, by=thea, now=timezone.now() + datetime.timedelta(minutes=11)
    ).shown_at
    assert LastWord.objects.visible_to(thea).exists()


def test_a_last_word_can_be_written_anew_until_it_is_read(chris):
    an_end(chris, after_sessions=2)
    say(chris, chris, "One")
    say(chris, chris, "Two")
    assert LastWord.objects.get().words == "Two"


def test_a_supervisor_reads_no_last_word_before_it_is_shown(chris, thea):
    rosa = a_supervisor(of=thea)
    an_end(chris, after_sessions=2)
    say(chris, chris)
    assert not LastWord.objects.visible_to(rosa).exists()


def test_looking_back_gathers_both_sides_words_and_what_is_open_is_named(client, chris, thea):
    a_past_session(chris)
    growth.note_win(pair(chris), words="Got up early", key=uuid.uuid4(), by=chris)
    growth.note_win(pair(chris), words="Called the bank", key=uuid.uuid4(), by=thea)
    growth.keep_kind_word(pair(chris), words="Only for me", by=chris)
    from tests.vocabulary import a_check_in

    a_check_in(a_session(chris), wish="the letter to my father")
    an_end(chris, after_sessions=2)
    sign_in(client, thea)
    words = page(client, "ending", chris.relationship.pk)
    for said in ("Got up early", "Called the bank", "the letter to my father"):
        assert said in words
    assert "Only for me" not in words


def test_after_an_end_the_client_asks_with_one_tap_and_the_therapist_begins_again(client, chris, thea):
    an_end(chris)
    with pytest.raises(Refused, match="has not asked"):
        endings.begin_again(pair(chris), by=thea)
    sign_in(client, chris)
    client.post(reverse("come-back", args=[chris.relationship.pk]))
    assert "back-asked" in told(thea)
    sign_in(client, thea)
    client.post(reverse("begin-again", args=[chris.relationship.pk]))
    assert pair(chris).ended_on is None
    assert a_session(chris).number == 1
    assert "You meet again" not in page(client, "ending", chris.relationship.pk)


def test_an_end_from_before_there_was_a_page_has_a_way_back_too(chris):
    Relationship.objects.update(ended_on=timezone.localdate() - DAY)
    endings.ask_to_come_back(pair(chris), by=chris)
    assert Ending.objects.get().back_asked_at


# -- Another therapist -----------------------------------------------------------------------------------------------


def ask(chris, words="She reminds me of my aunt"):
    return endings.ask_for_another(pair(chris), words=words, key=uuid.uuid4(), by=chris)


def test_the_present_therapist_sees_nothing_of_it_on_any_page(client, chris, thea, olga):
    session = a_session(chris)
    sign_in(client, thea)
    addresses = [
        reverse("today"), reverse("clients"), reverse("notices"), reverse("brief", args=[session.pk]),
        *(reverse(name, args=[chris.relationship.pk]) for name in ("relationship", "ending", "pause", "handed-on")),
    ]  # fmt: skip

    def bodies():
        import re

        return [
            re.sub(
                r'(nonce|token|value)="[^"]*"|"X-CSRFToken": "[^"]*"', "", client.get(one).content.decode()
            )
            for one in addresses
        ]

    before = bodies()
    asked = ask(chris)
    assert bodies() == before
    assert told(thea) == []
    assert not AnotherAsked.objects.visible_to(thea).exists()
    assert told(olga) == ["another-asked"]
    endings.tell_therapist(asked, by=chris)
    assert AnotherAsked.objects.visible_to(thea).count() == 1
    told_page_now = page(client, "relationship", chris.relationship.pk)
    assert "asks for another therapist" in told_page_now
    assert "aunt" not in told_page_now


def test_no_supervisor_and_no_other_therapist_sees_it(chris, thea, theo):
    rosa = a_supervisor(of=thea)
    ask(chris)
    for who in (rosa, theo, thea):
        assert not AnotherAsked.objects.visible_to(who).exists()


def test_whoever_decides_is_never_the_therapist_in_another_role(client, chris, thea, olga):
    Seat.objects.filter(member_id=olga.pk).update(account=thea.account)
    olga.account = thea.account
    olga.save()
    assert those_who_decide(pair(chris)) == []
    with pytest.raises(Refused, match="without your therapist"):
        ask(chris)
    sign_in(client, chris)
    words = page(client, "another", chris.relationship.pk)
    assert "one person’s practice" in words
    assert "Ask for another therapist</button>" not in words
    otto = joined(people.add_member("Otto", role="owner", by=olga), by=olga)
    assert those_who_decide(pair(chris)) == [otto]
    ask(chris)
    assert not AnotherAsked.objects.visible_to(olga).exists()
    assert AnotherAsked.objects.visible_to(otto).exists()


def test_an_offer_is_the_clients_to_take_and_then_the_work_goes_on_with_nothing_said(
    client, chris, thea, theo, olga
):
    asked = ask(chris)
    sign_in(client, olga)
    assert "aunt" in page(client, "another-asked")
    client.post(reverse("another-answer", args=[asked.pk]), {"to": theo.pk})
    assert pair(chris).ended_on is None
    assert told(theo) == []
    sign_in(client, chris)
    assert "Theo could begin with you" in page(client, "another", chris.relationship.pk)
    client.post(reverse("another-go-on", args=[chris.relationship.pk]))
    client.post(reverse("another-go-on", args=[chris.relationship.pk]))
    assert pair(chris).ended_on == timezone.localdate()
    began = Relationship.objects.get(client=chris, clinician=theo)
    assert told(theo) == ["new-client"]
    assert not HandedOn.objects.filter(relationship=began).exists()


def test_the_owner_can_answer_in_words_and_the_client_can_take_it_back(client, chris, olga):
    asked = ask(chris)
    endings.answer_asked(asked, words="Nobody has a place before May", by=olga)
    sign_in(client, chris)
    assert "before May" in page(client, "another", chris.relationship.pk)
    client.post(reverse("another-take-back", args=[chris.relationship.pk]))
    found = AnotherAsked.objects.get()
    assert (found.state, found.words) == ("withdrawn", None)
    with pytest.raises(Refused, match="took it back"):
        endings.answer_asked(asked, words="Wait", by=olga)


def test_asked_once_it_is_not_asked_again(chris):
    ask(chris)
    with pytest.raises(Refused, match="already"):
        ask(chris)


@pytest.mark.parametrize("who", ["thea", "olga"])
def test_only_the_client_asks(chris, thea, olga, who):
    with pytest.raises(Refused, match="Only the client"):
        endings.ask_for_another(pair(chris), key=uuid.uuid4(), by={"thea": thea, "olga": olga}[who])


# -- What goes along -------------------------------------------------------------------------------------------------


def test_by_default_nothing_is_chosen_and_nothing_goes_along(client, chris, thea, theo, olga):
    an_agreement(chris)
    told_page(chris, "fears", fear="that you laugh")
    sign_in(client, chris)
    words = page(client, "for-next", chris.relationship.pk)
    assert "that you laugh" in words
    assert " checked" not in words
    people.hand_over(pair(chris), to=theo, by=olga)
    sign_in(client, theo)
    new = Relationship.objects.get(client=chris, clinician=theo)
    assert "Nothing was given." in page(client, "handed-on", new.pk)


def test_line_by_line_the_next_one_reads_what_was_given_and_only_that(client, chris, thea, theo, olga):
    told_page(chris, "fears", fear="that you laugh")
    goal = growth.set_goal(pair(chris), goal="Sleep", notice="", key=uuid.uuid4(), by=chris)
    growth.set_goal(pair(chris), goal="Move out", notice="", key=uuid.uuid4(), by=chris)
    sign_in(client, chris)
    fields = {}
    from beside.practice.endings import lines

    for at, group in enumerate(dict.fromkeys(one.group for one in lines.lines(pair(chris), by=chris))):
        mine = [one.source for one in lines.lines(pair(chris), by=chris) if one.group == group]
        if f"goal:{goal.pk}" in mine:
            fields[f"lines_{at}"] = [f"goal:{goal.pk}"]
    client.post(reverse("for-next", args=[chris.relationship.pk]), fields | {"own": "I need time to answer"})
    assert ForNext.objects.count() == 2
    assert not ForNext.objects.visible_to(thea).exists()
    endings.let_leave(thea, hand_over_to=theo, by=olga)
    assert "for-next" in told(chris)
    new = Relationship.objects.get(client=chris, clinician=theo)
    client.post(
        reverse("for-next-give", args=[chris.relationship.pk]), {"to": str(new.pk), "key": uuid.uuid4()}
    )
    sign_in(client, theo)
    words = page(client, "handed-on", new.pk)
    assert "Sleep" in words
    assert "I need time to answer" in words
    for not_given in ("Move out", "that you laugh"):
        assert not_given not in words


def test_a_line_that_was_given_can_be_taken_back(client, chris, theo, olga):
    endings.choose_lines(pair(chris), sources=(), own="I need time", by=chris)
    new = people.hand_over(pair(chris), to=theo, by=olga)
    line = endings.give_lines(pair(chris), to=new, key=uuid.uuid4(), by=chris)[0]
    sign_in(client, chris)
    client.post(reverse("take-back", args=["handedon", line.pk]))
    assert not HandedOn.objects.visible_to(theo).exists()


def test_a_line_goes_to_no_client_of_somebody_else(chris, thea, theo):
    ann = a_client("Ann", therapist=theo)
    endings.choose_lines(pair(chris), sources=(), own="I need time", by=chris)
    with pytest.raises(Refused, match="with whom you go on"):
        endings.give_lines(pair(chris), to=ann.relationship, key=uuid.uuid4(), by=chris)


def test_a_source_that_is_not_on_the_page_is_left_out(chris):
    assert endings.choose_lines(pair(chris), sources=["goal:nothing", "clause:x"], by=chris) == []


def test_sent_twice_what_is_given_is_given_once(chris, theo, olga):
    endings.choose_lines(pair(chris), sources=(), own="I need time", by=chris)
    new, key = people.hand_over(pair(chris), to=theo, by=olga), uuid.uuid4()
    for _time in range(2):
        endings.give_lines(pair(chris), to=new, key=key, by=chris)
    assert HandedOn.objects.count() == 1


# -- Two at once, and what was typed ---------------------------------------------------------------------------------


def a_plan(chris, **said):
    said = {"on_day": timezone.localdate() + 10 * DAY, "key": uuid.uuid4(), "by": chris} | said
    return endings.plan_ending(pair(chris), **said)


def test_handed_over_a_plan_that_stood_does_not_end_it_a_second_time(chris, thea, theo, olga):
    plan = a_plan(chris)
    people.hand_over(pair(chris), to=theo, by=olga)
    ended_on = pair(chris).ended_on
    before = told(thea)
    assert endings.finish_due(timezone.now() + 30 * DAY) == 0
    plan.refresh_from_db()
    assert (pair(chris).ended_on, plan.state) == (ended_on, Ending.State.DONE)
    assert told(thea) == before


def test_begun_again_it_goes_on_though_an_end_was_once_planned(chris, thea, theo, olga):
    a_plan(chris)
    people.hand_over(pair(chris), to=theo, by=olga)
    endings.ask_to_come_back(pair(chris), by=chris)
    endings.begin_again(pair(chris), by=thea)
    assert endings.finish_due(timezone.now() + 30 * DAY) == 0
    assert pair(chris).ended_on is None


def offered(chris, theo, olga, **said):
    asked = endings.ask_for_another(pair(chris), key=uuid.uuid4(), by=chris)
    return endings.offer(asked, to=theo, by=olga, **said)


def test_going_on_with_somebody_else_closes_the_plan_and_the_break(chris, theo, olga):
    a_plan(chris)
    a_break(chris)
    asked = offered(chris, theo, olga)
    began = endings.go_on_with(asked, by=chris)
    assert endings.go_on_with(asked, by=chris) == began
    assert not Ending.objects.filter(state="planned").exists()
    assert not Break.objects.filter(ended_at=None).exists()


def test_the_last_day_stays_where_it_was_when_an_offer_is_taken_after_the_end(chris, theo, olga):
    asked = offered(chris, theo, olga)
    Relationship.objects.filter(pk=chris.relationship.pk).update(ended_on=timezone.localdate() - 40 * DAY)
    assert endings.go_on_with(asked, by=chris).clinician == theo
    assert pair(chris).ended_on == timezone.localdate() - 40 * DAY


def test_last_words_of_a_plan_that_was_taken_back_meanwhile_are_not_shown(chris, thea):
    asked_for_before = a_plan(chris)
    asked_for_before.relationship = pair(chris)
    endings.say_last(pair(chris), words="I was often lonely here.", key=uuid.uuid4(), by=chris)
    endings.drop_plan(pair(chris), by=chris)
    endings.show_when_due(asked_for_before, by=thea, now=timezone.now() + 30 * DAY)
    assert not LastWord.objects.visible_to(thea).exists()


def test_what_was_taken_back_is_told_to_no_therapist(chris, thea):
    asked = endings.ask_for_another(pair(chris), key=uuid.uuid4(), by=chris)
    endings.take_back_asking(asked, by=chris)
    with pytest.raises(Refused):
        endings.tell_therapist(asked, by=chris)
    assert told(thea) == []


@pytest.mark.parametrize("act", [endings.tell_therapist, endings.take_back_asking])
def test_on_a_frozen_record_nothing_is_said_to_an_asking(chris, act):
    asked = endings.ask_for_another(pair(chris), words="Quieter", key=uuid.uuid4(), by=chris)
    Relationship.objects.update(frozen=True)
    with pytest.raises(Refused, match="frozen"):
        act(asked, by=chris)


def test_a_word_with_an_offer_reaches_the_client(client, chris, theo, olga):
    asked = endings.ask_for_another(pair(chris), key=uuid.uuid4(), by=chris)
    sign_in(client, olga)
    client.post(reverse("another-answer", args=[asked.pk]), {"to": theo.pk, "words": "He has Tuesdays free."})
    sign_in(client, chris)
    said = page(client, "another", chris.relationship.pk)
    assert "He has Tuesdays free." in said
    assert "Go on with Theo" in said


def test_what_an_owner_typed_stays_when_it_is_refused(client, chris, olga):
    asked = endings.ask_for_another(pair(chris), key=uuid.uuid4(), by=chris)
    said = typed(client, olga, "another-answer", [asked.pk], to=uuid.uuid4(), words="Ask again in May.")
    assert "Ask again in May." in said


def test_what_a_client_typed_stays_when_it_is_refused(client, chris, thea):
    mine = [chris.relationship.pk]
    endings.ask_for_another(pair(chris), key=uuid.uuid4(), by=chris)
    assert "Somebody older" in typed(client, chris, "another-ask", mine, words="Somebody older")
    plan = a_plan(chris)
    assert "I am tired" in typed(client, chris, "ending-plan", mine, how="now", words="I am tired")
    endings.say_last(pair(chris), words="Thank you", key=uuid.uuid4(), by=chris)
    Ending.objects.filter(pk=plan.pk).update(shown_at=timezone.now())
    assert "One more thing" in typed(client, chris, "last-word", mine, words="One more thing")
    endings.drop_plan(pair(chris), by=chris)
    assert "And another" in typed(client, chris, "last-word", mine, words="And another")
    a_break(chris)
    assert "Long words " * 9 in typed(client, chris, "pause-end", mine, back_words="Long words " * 900)
    assert "By the sea" in typed(
        client, chris, "pause-begin", mine, first_day=timezone.localdate(), words="By the sea"
    )


def test_what_a_client_says_as_they_come_back_is_kept_though_the_therapist_was_first(chris, thea):
    made = a_break(chris)
    endings.end_break(pair(chris), by=thea)
    endings.end_break(pair(chris), words="My mother died.", by=chris)
    made.refresh_from_db()
    assert made.back_words == "My mother died."


@pytest.mark.parametrize(("country", "body"), [("GB", "Health and Care Professions Council"), ("US", "988")])
def test_where_nobody_else_decides_the_ways_outside_are_the_countrys_own(client, country, body):
    alone = a_practice()
    alone.practice.country = country
    alone.practice.save()
    treats = a_therapist(owner=alone)
    account = treats.account
    alone.account = account
    alone.save()
    chris = a_client(therapist=treats)
    assert those_who_decide(pair(chris)) == []
    sign_in(client, chris)
    said = page(client, "another", chris.relationship.pk)
    assert body in said
    assert "tel:" in said
