"""The picture and its table say the same, to each pair of eyes what it may see, and nothing more than the person's own range."""

import re

import pytest

from beside.practice.feedback import actions, brief
from beside.practice.repair import actions as repair
from beside.practice.repair.models import Episode
from tests.vocabulary import a_client, a_supervisor, answers_of, past_sessions, sign_in

pytestmark = pytest.mark.engine_free

SCORES = (None, 6, 8, None, 4, 9)


def a_course(*, guessed=True):
    chris = a_client()
    sessions = past_sessions(chris, len(SCORES))
    for session, score in zip(sessions, SCORES, strict=True):
        if score is not None:
            answers_of(session, self=score, way=score)
            if guessed:
                actions.guess(session, answers=None, by=chris.relationship.clinician)
    return chris, sessions


def page_of(browser, member, relationship=None):
    address = f"/relationships/{relationship.pk}/course/" if relationship else "/course/"
    return sign_in(browser, member).get(address).content.decode()


def drawn(page, layout="wide"):
    svg = re.search(rf'<svg class="{layout}".*?</svg>', page, re.DOTALL).group()
    return {int(n): float(v) for n, v in re.findall(r'data-session="(\d+)" data-value="([\d.]+)"', svg)}


def tabled(page):
    rows = re.findall(r"<tr><th scope=\"row\">(\d+)</th>(.*?)</tr>", page.split("</figure>")[0], re.DOTALL)
    cells = {int(number): re.findall(r"<td>(.*?)</td>", rest) for number, rest in rows}
    return {number: float(row[1]) for number, row in cells.items() if row[1] != "–"}


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_the_picture_has_the_same_numbers_as_the_table(layout, client):
    chris, _sessions = a_course()
    page = page_of(client, chris.relationship.clinician, chris.relationship)
    assert drawn(page, layout) == tabled(page) == {2: 6.0, 3: 8.0, 5: 4.0, 6: 9.0}


def test_the_picture_is_drawn_right_in_spanish_too(client):
    chris, sessions = a_course()
    answers_of(sessions[5], self=9, way=8)
    chris.language = "es"
    chris.save(update_fields=["language"])
    page = page_of(client, chris)
    assert drawn(page)[6] == 8.5
    assert not re.search(r'(x|y|cx|cy|width|height)="\d+,\d', page)


def test_the_client_sees_the_same_words_as_the_staff(client):
    chris, _sessions = a_course()
    own, staff = page_of(client, chris), page_of(client, chris.relationship.clinician, chris.relationship)
    words = re.search(r"<figcaption>(.*?)</figcaption>", own, re.DOTALL).group(1)
    assert words in staff


def test_a_client_who_would_rather_not_see_it_does_not(client):
    chris, _sessions = a_course()
    chris.sees_course = False
    chris.save(update_fields=["sees_course"])
    page = page_of(client, chris)
    assert '<svg class="wide"' not in page
    assert "You chose not to see your course." in page


def test_a_therapist_sees_no_point_before_guessing(client):
    chris, _sessions = a_course(guessed=False)
    page = page_of(client, chris.relationship.clinician, chris.relationship)
    assert 'class="wide"' not in page
    assert "4 answered sessions wait for your guess and are not shown." in page
    assert drawn(page_of(client, chris)) == {2: 6.0, 3: 8.0, 5: 4.0, 6: 9.0}


def test_under_three_answers_it_says_that_there_is_no_range(client):
    chris = a_client()
    for session in past_sessions(chris, 3)[1:]:
        answers_of(session, self=5)
    page = page_of(client, chris)
    assert "From 1 more on, their own mean and range are shown." in page
    assert 'class="band"' not in page


def test_all_tens_are_described_and_nothing_is_prompted():
    chris = a_client()
    for session in past_sessions(chris, 5)[1:]:
        answers_of(session, self=10, pace=0)
        actions.guess(session, answers=None, by=chris.relationship.clinician)
    [course] = brief.course_for(chris.relationship, by=chris.relationship.clinician)["courses"]
    assert "Every answer was the highest there is." in course.words
    assert brief.latest_said(chris.relationship, by=chris.relationship.clinician) is None


def test_a_strain_and_its_mending_stand_in_picture_words_and_table(client):
    chris, sessions = a_course()
    answers_of(sessions[4], self=4, way=4, strain="clearly")
    repair.mended(Episode.objects.select_related("relationship").get(), by=chris, session=sessions[5])
    page = page_of(client, chris)
    svg = re.search(r'<svg class="wide".*?</svg>', page, re.DOTALL).group()
    assert svg.count('class="strain"') == 1
    assert (svg.count('<path class="mark"'), svg.count('class="mark mended"')) == (1, 1)
    assert "Something felt off in session 5 (triangle) and was called mended in session 6 (ring)." in page
    assert "<td>something felt off</td>" in page


def test_a_consultative_supervisor_sees_numbers_and_no_words_and_no_days(client):
    chris, sessions = a_course()
    answers_of(sessions[4], self=4, way=4, held="help_raise")
    carl = a_supervisor("Carl", of=chris.relationship.clinician, kind="consultative")
    page = page_of(client, carl, chris.relationship)
    assert drawn(page) == {2: 6.0, 3: 8.0, 5: 4.0, 6: 9.0}
    assert 'scope="col">Day' not in page
    assert "help me raise it" not in page


def test_outcome_totals_are_a_picture_and_a_table_of_their_own(client):
    chris, sessions = a_course()
    keys = ("nervous", "control", "worry", "relax", "restless", "irritable", "afraid")
    for session, each in zip(sessions[1:4], (1, 2, None), strict=True):
        answers = dict.fromkeys(keys, each) if each else {"nervous": 1}
        answers_of(session, form="gad7", **answers)
    [_session, gad7] = brief.course_for(chris.relationship, by=chris)["courses"]
    assert [row[-2:] for row in gad7.rows] == [
        ("7", "mild"),
        ("14", "moderate"),
        ("–", "not every question was answered"),
    ]
    assert gad7.words.startswith("2 totals. The last is 14.")


def test_a_relationship_without_answers_says_so(client):
    chris = a_client()
    assert "No answers yet." in page_of(client, chris)


def test_what_was_said_last_leads_to_one_next_step_once_it_was_guessed():
    chris, sessions = a_course()
    thea = chris.relationship.clinician
    answers_of(sessions[5], self=9, pace=4, held="help_raise")
    said = brief.latest_said(chris.relationship, by=thea)
    assert said["step"].id == "held-back"
    assert len(said["step"].say) == 2


def test_nothing_of_it_is_said_before_the_guess():
    chris = a_client()
    session = past_sessions(chris, 2)[1]
    answers_of(session, pace=5)
    thea = chris.relationship.clinician
    assert brief.latest_said(chris.relationship, by=thea) is None
    actions.guess(session, answers=None, by=thea)
    assert brief.latest_said(chris.relationship, by=thea)["step"].id == "pace-too-fast"
