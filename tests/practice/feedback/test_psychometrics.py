"""`beside psychometrics` on a practice's answers: sums, noted in the trail, and nothing that was kept."""

import json
import uuid

import pytest
from django.urls import reverse

from beside.measures import UnknownForm, UnusableAnswers
from beside.measures.psychometrics import Finding, Study
from beside.practice.audit.models import Entry
from beside.practice.feedback import actions, psychometrics
from beside.practice.feedback.models import Guess, Kept, Sheet
from beside.practice.people.access import Named
from tests.vocabulary import a_client, a_past_session, a_practice, a_therapist, sign_in

ITEMS = ("self", "matters", "way", "safe", "pace")


def answer(client, session, **answers):
    actions.send_answers(
        client.relationship, form="session", answers=answers, key=uuid.uuid4(), by=client, session=session
    )


def a_house(name="Elm Street"):
    thea = a_therapist("Thea", owner=a_practice(name))
    return thea, a_client("Chris Sentinel", therapist=thea)


def results():
    return list(psychometrics.results())


def printed(capsys, *args, as_json=False):
    """What `beside psychometrics` prints."""
    psychometrics.print_results(psychometrics.results(*args), as_json=as_json)
    return capsys.readouterr().out


def test_under_the_floor_it_says_what_is_lacking_for_each_form(capsys):
    thea, chris = a_house()
    answer(chris, a_past_session(chris), self="7")
    out = printed(capsys)
    assert out.startswith(f"Practice {thea.practice_id}: session, version 1\n  session, version 1: 0 persons")
    assert "Sentinel" not in out
    assert str(chris.pk) not in out


def test_nobody_has_answered_anything(capsys):
    a_house()
    assert printed(capsys) == "Nobody has answered anything yet.\n"


def test_practices_are_never_put_together():
    for name in ("Elm Street", "Oak Road"):
        _thea, client = a_house(name)
        answer(client, a_past_session(client), self="7")
    assert len({result.practice for result in results()}) == len(results()) == 2


def test_each_relationship_that_was_read_is_in_the_trail_and_the_client_sees_it(client):
    thea, chris = a_house()
    ann = a_client("Ann", therapist=thea)
    answer(chris, a_past_session(chris), self="7")
    results()
    entries = Entry.objects.filter(practice_id=thea.practice_id, what="psychometrics")
    assert [(entry.relationship_id, entry.kinds, entry.who_id, entry.verb) for entry in entries] == [
        (chris.relationship.pk, "answers", None, Entry.READ)
    ]
    assert ann.relationship.pk not in {entry.relationship_id for entry in entries}
    sign_in(client, chris)
    page = client.get(reverse("who-sees")).content.decode()
    assert "Beside opened your answers, counted together with everybody" in page


def test_what_was_kept_and_what_was_guessed_is_not_among_the_numbers():
    thea, chris = a_house()
    session = a_past_session(chris)
    actions.guess(session, answers={"self": "1"}, by=thea)
    answer(chris, session, self="7", safe="only_me", held="just_for_me")
    assert Kept.objects.count() == Guess.objects.count() == 1
    table = next(psychometrics_tables(thea))
    assert table.items == ITEMS
    assert [str(number) for number in table.answers[0]] == ["7.0", "nan", "nan", "nan", "nan"]


def psychometrics_tables(thea):
    from beside.practice.people.models import Practice

    return (table for _, table in psychometrics._tables(Practice.objects.get(pk=thea.practice_id)))


def test_a_correction_takes_the_place_of_what_it_corrects():
    thea, chris = a_house()
    session = a_past_session(chris)
    answer(chris, session, self="7")
    actions.correct_answers(Sheet.objects.get(), answers={"self": "3"}, key=uuid.uuid4(), by=chris)
    table = next(psychometrics_tables(thea))
    assert table.answers[:, 0].tolist() == [3]


def test_no_other_named_reader_sees_answers():
    thea, chris = a_house()
    answer(chris, a_past_session(chris), self="7")
    assert Sheet.objects.visible_to(Named(thea.practice_id)).count() == 0
    assert Sheet.objects.visible_to(Named(thea.practice_id, command="status")).count() == 0
    assert Sheet.objects.visible_to(Named(thea.practice_id, command="psychometrics")).count() == 1
    assert Kept.objects.visible_to(Named(thea.practice_id, command="psychometrics")).count() == 0
    assert Guess.objects.visible_to(Named(thea.practice_id, command="psychometrics")).count() == 0


def test_a_share_that_stands_for_a_few_answers_is_not_shown():
    def share(value, sheets, id="category"):
        return Finding(id, value, 0, 1, 40, sheets, "category.low", "self_harm", 3.0)

    kept = psychometrics.without_few(
        Study(
            "x",
            40,
            200,
            200,
            (share(0.01, 200), share(0.02, 200), share(0.025, 200), share(0, 200), share(0.01, 200, "icc")),
        )
    )
    assert [(finding.id, finding.value) for finding in kept.findings] == [
        ("category", 0.025),
        ("category", 0),
        ("icc", 0.01),
    ]


@pytest.fixture
def file(tmp_path):
    import numpy as np

    draws, lines = np.random.default_rng(2), ["person,session,nervous,control,interest,mood"]
    for person in range(64):
        own = draws.normal()
        for session in range(4):
            day = draws.normal()
            values = np.clip(np.round(1.5 + 0.7 * own + 0.6 * day + 0.5 * draws.normal(size=4)), 0, 3).astype(
                int
            )
            lines.append(",".join(map(str, [f"secret-{person}", session, *values])))
    (tmp_path / "answers.csv").write_text("\n".join(lines) + "\n")
    return tmp_path / "answers.csv"


def test_a_csv_file_is_told_in_words(file, capsys):
    out = printed(capsys, file, "phq4")
    assert "64 persons, 256 sheets, 256 of them complete." in out
    assert "Do the questions move together from session to session?" in out
    assert "How often each answer is chosen" in out
    assert "secret" not in out


def test_and_in_json(file, capsys):
    (result,) = json.loads(printed(capsys, file, as_json=True))
    first = result["study"]["findings"][0]
    assert first["id"] == "omega_within"
    assert first["low"] < first["value"] < first["high"]
    assert first["words"].startswith("Of the ups and downs")


def test_a_file_that_is_not_there_or_does_not_fit_is_refused(tmp_path):
    with pytest.raises(UnknownForm, match=r"There is no file called .*none\.csv"):
        psychometrics.results(tmp_path / "none.csv")
    (tmp_path / "bad.csv").write_text("person,session,a\n1,1,x\n")
    with pytest.raises(UnusableAnswers, match=r"bad.csv, line 2: a is 'x', which is no number"):
        psychometrics.results(tmp_path / "bad.csv")
    with pytest.raises(UnknownForm, match="No questionnaire is called mood"):
        psychometrics.results(tmp_path / "bad.csv", "mood")
