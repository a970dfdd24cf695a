"""What is asked lies in files: complete in both languages, and each loop it opens is one that there is."""

import pytest
from django.utils import translation

from beside.practice.loops.models import Loop
from beside.practice.people.models import Member
from beside.practice.welcome import knowledge

pytestmark = pytest.mark.engine_free

PAGES = ["hopes", "fears", "earlier-therapy", "about-me", "trust", "barriers", "preferences"]


def test_the_pages_stand_in_their_order():
    assert list(knowledge.pages()) == PAGES


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_is_complete_in_each_language(page, language):
    with translation.override(language):
        page = knowledge.pages()[page]
        assert page.title
        assert page.about
        assert all(question.words for question in page.questions)
        assert len({question.key for question in page.questions}) == len(page.questions)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_each_kind_of_loop_once_at_most(page):
    asks = [question.asks for question in knowledge.pages()[page].questions if question.asks]
    assert len(set(asks)) == len(asks)
    assert set(asks) <= set(Loop.Kind.values)


def test_what_a_page_sets_is_what_somebody_is_called():
    sets = {question.sets for page in knowledge.pages().values() for question in page.questions} - {""}
    assert sets == {"prefers", "pronouns"}
    assert all(hasattr(Member, name) for name in sets)


def test_a_page_that_may_stir_things_up_has_a_way_out():
    assert [page.id for page in knowledge.pages().values() if page.way_out] == ["trust"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_slider_section_and_starter_has_its_words(language):
    with translation.override(language):
        assert all(s.title and s.low and s.high and s.low != s.high for s in knowledge.sliders())
        assert all(s.title and s.hint and s.example for s in knowledge.sections())
        assert len(knowledge.starters()) == 5
    assert len(knowledge.sliders()) == 10
    assert len(knowledge.sections()) == 8


def test_a_language_that_nobody_wrote_is_read_in_english():
    with translation.override("fr"):
        assert knowledge.pages()["hopes"].title == "What I hope for"


def test_no_word_shouts_or_presses():
    texts = "".join(file.read_text() for file in knowledge.FOLDER.rglob("*.toml"))
    assert "!" not in texts
    assert " must answer" not in texts
