"""The form after a first session: two lines, no numbers."""

import pytest

from beside.measures import NotScored, UnusableAnswers, load_form
from beside.measures.item import MOST_WORDS

FIRST = load_form("first-session")


def test_it_is_one_question_and_one_line_beside_it():
    question = FIRST.text("en").question("differently")
    assert question.words == "Is there anything we should do differently next time?"
    assert question.hint == "Many people find the first hour awkward."
    assert question.options == ()
    assert len(FIRST.items) == 1


def test_it_has_no_numbers():
    with pytest.raises(NotScored):
        FIRST.score({"differently": "Slower"})
    with pytest.raises(NotScored):
        FIRST.session_score({"differently": "Slower"})


def test_it_takes_free_words_and_leaves_blanks_out():
    assert FIRST.read({"differently": " Slower, please.\n"}) == {"differently": "Slower, please."}
    assert FIRST.read({"differently": "  "}) == {}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [(3, "in words"), ("  ", "left out"), ("a" * (MOST_WORDS + 1), "has room for 10000 characters")],
)
def test_words_that_do_not_fit_are_refused(answer, problem):
    with pytest.raises(UnusableAnswers, match=problem):
        FIRST.check({"differently": answer})
