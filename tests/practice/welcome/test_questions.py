"""A question stands until it is answered; the answer can go onto the therapist's page, without a word of the client's."""

import re
import uuid

import pytest
from django.urls import reverse

from beside.practice.audit.models import Entry
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice
from beside.practice.welcome import actions
from beside.practice.welcome.models import KeptAnswer, Question
from tests.vocabulary import a_client, a_question, a_therapist_page, sign_in

pytestmark = pytest.mark.engine_free


@pytest.fixture
def chris():
    return a_client()


@pytest.fixture
def loop(chris):
    question = a_question(chris, "Will my brother Ben find out that I come here?")
    return Loop.objects.select_related("relationship__client", "relationship__clinician").get(
        source_id=question.pk
    )


def read(client, who, name, *args):
    answer = sign_in(client, who).get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def answered(loop, note="Nobody hears it from me."):
    return loops.what_changed(loop, note=note, by=loop.relationship.clinician)


def test_the_client_sees_where_it_stands(client, chris, loop):
    assert "given · Thea has not seen this yet" in read(client, chris, "ask", chris.relationship.pk)
    read(client, chris.relationship.clinician, "loop-detail", loop.pk)
    assert "Thea has seen this" in read(client, chris, "ask", chris.relationship.pk)


def test_the_therapist_answers_in_words_and_the_client_is_told(client, chris, loop):
    sign_in(client, chris.relationship.clinician)
    client.post(reverse("loop-move", args=[loop.pk]), {"move": "changed", "note": "Nobody hears it from me."})
    assert Notice.objects.filter(member=chris, kind="answered", seen_at=None).count() == 1
    page = read(client, chris, "loop-detail", loop.pk)
    assert "Thea answered" in page
    assert "Nobody hears it from me." in page
    assert not Notice.objects.filter(member=chris, kind="answered", seen_at=None).exists()


def test_an_answer_without_words_is_refused_with_what_to_do(loop):
    with pytest.raises(Refused, match="That you do not know yet is an answer too"):
        answered(loop, note=" ")


def test_the_client_says_that_it_is_no_answer_for_them(chris, loop):
    answered(loop)
    loops.not_answered_for_me(loop, by=chris)
    assert Loop.objects.get().state == Loop.State.GIVEN


def test_unanswered_ones_stand_first(client, chris, loop):
    a_question(chris, "A second question?")
    newest = Loop.objects.get(source_id=Question.objects.get(asked_at__gt=loop.opened_at).pk)
    answered(newest)
    page = read(client, chris, "ask", chris.relationship.pk)
    assert page.index("my brother Ben") < page.index("A second question?")


def test_a_draft_of_a_question_is_kept(client, chris):
    sign_in(client, chris)
    client.post(
        reverse("ask-draft", args=[chris.relationship.pk]), {"words": "What if"}, headers={"X-Draft": "1"}
    )
    assert "What if" in read(client, chris, "ask", chris.relationship.pk)
    key = uuid.uuid4()
    client.post(reverse("ask", args=[chris.relationship.pk]), {"key": key, "words": "What if I stop?"})
    assert Question.objects.get().words == "What if I stop?"
    assert "Here is what you had begun." not in read(client, chris, "ask", chris.relationship.pk)


def test_in_the_room_the_therapist_writes_it_down(client, chris):
    thea = chris.relationship.clinician
    sign_in(client, thea)
    client.post(reverse("ask", args=[chris.relationship.pk]), {"key": uuid.uuid4(), "words": "Why an hour?"})
    assert Question.objects.get().entered_by == thea
    assert Loop.objects.get().given_by == chris


# -- Kept for the page ---------------------------------------------------------------------------------------------


def kept(loop, question="Who hears of it?", answer="Nobody, within limits."):
    return actions.keep_answer(loop, question=question, answer=answer, by=loop.relationship.clinician)


def test_an_answer_is_kept_in_the_therapists_words(client, chris, loop):
    answered(loop)
    a_therapist_page(chris.relationship.clinician)
    kept(loop)
    page = read(client, chris, "therapist-page", chris.relationship.clinician_id)
    assert "Who hears of it?" in page
    assert not re.search(r"\bBen\b", page)


@pytest.mark.parametrize(
    "question",
    [
        "Will my brother Ben find out?",
        "What if somebody will find out THAT I come, here?",
        "Does Chris come here?",
    ],
)
def test_a_clients_words_and_name_are_refused_with_what_to_do(question, loop):
    with pytest.raises(Refused, match=r"words of your own|Take it out"):
        kept(loop, question=question)
    with pytest.raises(Refused, match=r"words of your own|Take it out"):
        kept(loop, answer=question)
    assert not KeptAnswer.objects.exists()


def test_what_is_kept_holds_nothing_of_the_question_it_came_from(loop):
    """Neither words nor the way back to them: not the loop, not the client."""
    row = kept(loop)
    values = {str(getattr(row, field.attname)) for field in KeptAnswer._meta.fields}
    assert not values & {str(loop.pk), str(loop.source_id), str(loop.relationship_id), str(loop.given_by_id)}
    entry = Entry.objects.filter(what="answer kept for the page").get()
    assert entry.relationship_id is None


def test_a_question_of_ours_may_be_kept_as_it_is(chris):
    question = a_question(chris, "How long does it take?")
    loop = Loop.objects.select_related("relationship__client", "relationship__clinician").get(
        source_id=question.pk
    )
    assert kept(loop, question="How long does it take?").question == "How long does it take?"


def test_the_form_offers_the_answer_and_never_the_question(client, chris, loop):
    answered(loop, note="Nobody hears it from me.")
    thea = chris.relationship.clinician
    assert reverse("answer-keep", args=[loop.pk]) in read(client, thea, "loop-detail", loop.pk)
    page = read(client, thea, "answer-keep", loop.pk)
    assert "Nobody hears it from me.</textarea>" in page
    assert "my brother Ben find out that I come here?</textarea>" not in page


def test_what_was_typed_stays_when_it_is_refused(client, chris, loop):
    sign_in(client, chris.relationship.clinician)
    page = client.post(
        reverse("answer-keep", args=[loop.pk]), {"question": "Does Chris come?", "answer": "Yes"}
    ).content.decode()
    assert "A name of your client stands in this." in page
    assert "Does Chris come?</textarea>" in page


def test_a_kept_answer_can_be_taken_off(client, chris, loop):
    row = kept(loop)
    sign_in(client, chris.relationship.clinician).post(reverse("answer-let-go", args=[row.pk]))
    assert not KeptAnswer.objects.exists()
