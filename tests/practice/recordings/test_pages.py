"""What was heard, as it is read: by its author, by the client when it is shared, in two languages, at the same cost."""

import re
import uuid

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beside.listening.heard import names
from beside.practice.audit.models import Entry
from beside.practice.loops.models import Loop
from beside.practice.people.models import Notice
from beside.practice.recordings import actions, told
from beside.practice.recordings.models import Correction, KeptMoment, Report
from beside.practice.work.models import Job
from tests.vocabulary import (
    TRANSCRIPT,
    a_client,
    a_past_session,
    a_session,
    asked_to_listen,
    in_days,
    listened_to,
    sign_in,
)

SPANISH = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Thea>¿Cómo le fue esta semana? ¿Qué se le quedó?</v>\n\n"
    "00:00:05.000 --> 00:00:14.000\n<v Chris>Bueno, fue difícil, la verdad. Llamó mi hermana y no contesté, y no sé por qué.</v>\n\n"
    "00:00:20.000 --> 00:00:25.000\n<v Thea>No contestó, y se le ha quedado dentro todo este tiempo.</v>\n"
).encode()


@pytest.fixture
def heard():
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris))
    listened_to(recording)
    recording.place = f"/sessions/{recording.session_id}/listening/"
    recording.thea, recording.chris = recording.relationship.clinician, chris
    return recording


def read(client, heard, end="report/", by=None):
    sign_in(client, by or heard.thea)
    return client.get(heard.place + end).content.decode()


def test_a_report_shows_each_moment_with_its_words_its_time_its_reason_and_what_it_does_not_mean(
    client, heard
):
    page = read(client, heard)
    for words in (
        "Advice that nobody asked for",
        "You should call her back tonight",
        "0:26",
        "Found by a rule:",
        "Not a fault. Some clients want it.",
        "ten experts agreed at kappa .64",
        "Turning something down",
        "Speaking at the same time",
        "Everybody is on one track",
        "It rates nobody",
    ):
        assert words in page, words


def test_what_is_not_sure_enough_reads_possible(client, heard):
    report = Report.objects.get()
    possible = [finding for finding in report.heard["findings"] if finding["possible"]]
    assert possible
    page = read(client, heard)
    assert page.count("<em>possible</em>") == len(possible)
    assert "Possible, no more: the program gives it" in page


def test_no_reading_of_how_the_client_talks_of_change_is_shown(client, heard):
    page = read(client, heard)
    assert not re.search(r"\b(sustain|neutral|change talk)\b", page)


def test_the_picture_is_drawn_twice_and_stands_as_a_table_too(client, heard):
    page = read(client, heard)
    assert page.count(' timeline" viewBox') == 2
    assert page.count('class="silence"') >= 2
    assert "The session in ten parts" in page
    assert page.count('<th scope="row">') == 10


def test_it_is_read_once_its_author_has_opened_it(client, heard):
    chris, thea = heard.chris, heard.thea
    coming = a_session(chris, starts_at=in_days(1))
    sign_in(client, thea)
    brief = f"/sessions/{coming.pk}/brief/"
    assert "waits unread" in client.get(brief).content.decode()
    assert Notice.objects.filter(member=thea, kind="listening-ready", seen_at=None).exists()
    read(client, heard)
    assert "waits unread" not in client.get(brief).content.decode()
    assert not Notice.objects.filter(member=thea, kind="listening-ready", seen_at=None).exists()


def test_the_line_in_the_brief_holds_no_word_of_the_client(client, heard):
    coming = a_session(heard.chris, starts_at=in_days(1))
    sign_in(client, heard.thea)
    assert "sister" not in client.get(f"/sessions/{coming.pk}/brief/").content.decode()


# -- Kept and corrected ----------------------------------------------------------------------------------------------


def test_a_moment_is_kept_one_by_one_and_once(client, heard):
    sign_in(client, heard.thea)
    for _ in range(2):
        client.post(heard.place + "turns/4/", {"do": "keep", "reading": "advice_without_permission"})
    assert KeptMoment.objects.count() == 1
    assert "You should call her back tonight" in client.get(heard.place).content.decode()


def test_a_reading_is_corrected_and_the_programs_stands_beside_it(client, heard):
    sign_in(client, heard.thea)
    said = {"do": "correct", "reading": "rejecting", "was": "complaint", "note": "about my phone"}
    client.post(heard.place + "turns/5/", said)
    assert Correction.objects.get().words == {
        "reading": "rejecting",
        "was": "complaint",
        "note": "about my phone",
    }
    page = client.get(heard.place + "report/").content.decode()
    assert "You corrected this: it was “A complaint”." in page
    assert "about my phone" in page
    assert "says that what the therapist said is not so" in page


def test_not_that_and_right_after_all(client, heard):
    sign_in(client, heard.thea)
    client.post(heard.place + "turns/5/", {"do": "correct", "reading": "rejecting", "was": "none"})
    assert "it was nothing of the kind" in client.get(heard.place + "turns/5/").content.decode()
    client.post(heard.place + "turns/5/", {"do": "correct", "reading": "rejecting", "was": "rejecting"})
    assert not Correction.objects.exists()


def test_a_kept_moment_carries_its_correction(heard):
    actions.keep(heard, turn=5, reading="rejecting", by=heard.thea)
    actions.correct(heard, turn=5, reading="rejecting", was="complaint", by=heard.thea)
    assert KeptMoment.objects.get().words["corrected"]["was"] == "complaint"


def test_right_after_all_is_right_in_what_was_kept_too(heard):
    actions.correct(heard, turn=5, reading="rejecting", was="complaint", by=heard.thea)
    actions.keep(heard, turn=5, reading="rejecting", by=heard.thea)
    actions.correct(heard, turn=5, reading="rejecting", was="rejecting", by=heard.thea)
    assert KeptMoment.objects.get().words["corrected"] is None


@pytest.mark.parametrize(
    "said",
    [
        {"do": "keep", "reading": "nothing"},
        {"do": "correct", "reading": "nothing", "was": "none"},
        {"do": "x", "reading": "rejecting"},
        {},
    ],
)
def test_what_is_not_there_cannot_be_kept_or_corrected(client, heard, said):
    sign_in(client, heard.thea)
    assert client.post(heard.place + "turns/5/", said).status_code == 302
    assert not KeptMoment.objects.exists()
    assert not Correction.objects.exists()


def test_a_correction_without_a_choice_comes_back_with_its_words(client, heard):
    sign_in(client, heard.thea)
    page = client.post(
        heard.place + "turns/5/", {"do": "correct", "reading": "rejecting", "note": "my words"}
    )
    assert page.status_code == 200
    assert "my words" in page.content.decode()


def test_a_turn_that_is_not_there_is_no_page(client, heard):
    sign_in(client, heard.thea)
    assert client.get(heard.place + "turns/99/").status_code == 404


def test_a_moment_is_let_go(client, heard):
    kept = actions.keep(heard, turn=5, reading="rejecting", by=heard.thea)
    sign_in(client, heard.thea)
    client.post(f"/kept/{kept.pk}/", {"do": "let-go"})
    assert not KeptMoment.objects.exists()


# -- Shared -----------------------------------------------------------------------------------------------------------


def test_unshared_it_is_its_authors_alone(client, heard):
    actions.keep(heard, turn=4, reading="advice_without_permission", by=heard.thea)
    page = read(client, heard, "", by=heard.chris)
    assert "You should call her back" not in page
    assert client.get(heard.place + "report/").status_code == 404


def test_one_moment_alone_is_shared(client, heard):
    kept = actions.keep(heard, turn=4, reading="advice_without_permission", by=heard.thea)
    sign_in(client, heard.thea)
    client.post(f"/kept/{kept.pk}/", {"do": "share"})
    page = read(client, heard, "", by=heard.chris)
    assert "Moments that Thea shared with you" in page
    assert "You should call her back tonight" in page
    assert client.get(heard.place + "report/").status_code == 404
    actions.share_moment(KeptMoment.objects.get(), shared=False, by=heard.thea)
    assert "You should call her back" not in client.get(heard.place).content.decode()


def test_a_client_asks_to_see_it_and_the_therapist_answers(client, heard):
    sign_in(client, heard.chris)
    for _ in range(2):
        client.post(heard.place + "see/")
    loop = Loop.objects.get(kind="report")
    assert loop.is_waiting
    assert "You asked to see it." in client.get(heard.place).content.decode()
    page = read(client, heard, "")
    assert "Chris asked to see what was heard." in page
    client.post(heard.place + "share/", {"share": "yes"})
    loop.refresh_from_db()
    assert loop.state == "changed"
    shared = read(client, heard, by=heard.chris)
    assert "You should call her back tonight" in shared
    assert "Keep it or correct it" not in shared
    client.post(f"/loops/{loop.pk}/move/", {"move": "again"})


def test_the_client_reads_the_same_words_and_who_corrected_them(client, heard):
    actions.correct(heard, turn=5, reading="rejecting", was="complaint", by=heard.thea)
    actions.share_report(heard, shared=True, by=heard.thea)
    assert "Thea corrected this: it was “A complaint”." in read(client, heard, by=heard.chris)


def test_the_note_on_a_correction_is_on_no_page_of_the_client(client, heard):
    """Neither in the report nor in a moment that was kept; its author reads it."""
    actions.correct(heard, turn=5, reading="rejecting", was="complaint", note="my own", by=heard.thea)
    kept = actions.keep(heard, turn=5, reading="rejecting", by=heard.thea)
    actions.correct(heard, turn=5, reading="rejecting", was="complaint", note="my own", by=heard.thea)
    assert KeptMoment.objects.get().words["corrected"] == {"reading": "rejecting", "was": "complaint"}
    actions.share_report(heard, shared=True, by=heard.thea)
    actions.share_moment(kept, shared=True, by=heard.thea)
    for end in ("report/", ""):
        page = read(client, heard, end, by=heard.chris)
        assert "Thea corrected this" in page
        assert "my own" not in page
    page = read(client, heard, "turns/5/")
    assert "my own" in page
    assert "The note is for you alone" in page


def test_shared_no_longer_it_is_no_page_again(client, heard):
    actions.share_report(heard, shared=True, by=heard.thea)
    actions.share_report(heard, shared=False, by=heard.thea)
    sign_in(client, heard.chris)
    assert client.get(heard.place + "report/").status_code == 404


# -- Languages, costs, leaks -------------------------------------------------------------------------------------------


def test_a_session_in_spanish_is_counted_and_not_read_and_it_says_why(client):
    recording = asked_to_listen(a_past_session(a_client()))
    listened_to(recording, file=SPANISH)
    recording.place = f"/sessions/{recording.session_id}/listening/"
    recording.thea = recording.relationship.clinician
    page = read(client, recording)
    assert "Only counted, not read." in page
    assert "This session is not in English." in page
    assert "Silences" in page
    assert "Questions" not in page
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    page = client.get(recording.place + "report/").content.decode()
    assert "Esta sesión no está en inglés." in page
    assert "Silencios" in page


def test_everything_that_is_heard_has_its_words_in_both_languages():
    assert set(told.names()) == set(names())
    for name in told.names():
        for language in told.LANGUAGES:
            one = told._told(name, language)
            assert all((one.title, one.what, one.is_not, one.experts)), (name, language)
            assert one.group in told.GROUPS


def longer(times):
    _head, *cues = TRANSCRIPT.decode().split("\n\n")
    said = [re.search(r"<v (\w+)>(.*)</v>", cue).groups() for cue in cues]
    return "\n".join(f"{who}: {words}" for _ in range(times) for who, words in said).encode()


def test_a_report_costs_the_same_however_long_the_session_was(client):
    counts = []
    for times in (1, 6):
        recording = asked_to_listen(a_past_session(a_client()))
        listened_to(recording, file=longer(times))
        for finding in Report.objects.get(transcript__recording=recording).heard["findings"][: 2 * times]:
            actions.keep(
                recording, turn=finding["turn"], reading=finding["heard"], by=recording.relationship.clinician
            )
        sign_in(client, recording.relationship.clinician)
        place = f"/sessions/{recording.session_id}/listening/"
        client.get(place + "report/")
        for page in ("report/", "", "turns/4/"):
            with CaptureQueriesContext(connection) as asked:
                client.get(place + page)
            counts.append((page, len(asked)))
    assert counts[:3] == counts[3:]


def test_a_client_with_many_such_sessions_pays_for_one(client):
    chris = a_client()
    counts = []
    for day in (-3, -9, -16):
        asked_to_listen(a_session(chris, starts_at=in_days(day)), says=None)
        sign_in(client, chris)
        asked = {}
        for page in ("/home/", "/me/listening/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            asked[page] = len(queries)
        counts.append(asked)
    # The first has a form of its own after it.
    assert counts[1] == counts[2]


def test_no_word_stands_in_a_log_an_address_a_title_or_a_job(client, heard, capfd):
    sign_in(client, heard.thea)
    pages = [client.get(heard.place + end).content.decode() for end in ("", "report/", "turns/1/")]
    client.post(heard.place + "add/", {"key": uuid.uuid4(), "therapist": "my sister"})
    titles = "".join(re.findall(r"<title>(.*?)</title>", "".join(pages)))
    addresses = "".join(re.findall(r'(?:href|action)="(.*?)"', "".join(pages)))
    kept = "".join(str(row) for model in (Entry, Job, Notice) for row in model.objects.values())
    logged = "".join(capfd.readouterr())
    assert "listening-report" in logged
    for place in (titles, addresses, kept, logged):
        for word in ("sister", "Chris", "Thea", "advice_without"):
            assert word not in place
