"""An episode is opened and ended by words. Scores change a word, and nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance.band import Band
from beside.alliance.episodes import Episode, Word, episodes, is_asked, wording

WORDS = some.lists(
    some.tuples(some.integers(1, 20), some.sampled_from(["strain", "mended", "leave"])), max_size=12
).map(lambda pairs: [Word(session, what) for session, what in sorted(pairs, key=lambda pair: pair[0])])
SCORES = some.lists(
    some.tuples(some.integers(1, 30), some.floats(0, 10)), max_size=20, unique_by=lambda s: s[0]
)
BAND = Band(8.0, 1.2)


@given(WORDS)
def test_at_most_the_last_is_open_and_they_follow_each_other(words):
    found = episodes(words)
    assert not any(episode.is_open for episode in found[:-1])
    assert all(a.ended <= b.opened for a, b in pairwise(found))
    assert all(episode.ended is None or episode.ended >= episode.said_last for episode in found)


@given(WORDS)
def test_each_strain_opens_one_or_is_said_again(words):
    found = episodes(words)
    assert sum(1 + len(episode.again) for episode in found) == sum(word.what == "strain" for word in words)


@given(SCORES, some.integers(1, 20))
def test_scores_never_close_it(scores, opened):
    episode = Episode(opened)
    assert wording(episode, scores, BAND) in ("open", "quieter")
    assert episode.is_open


@given(SCORES, some.sampled_from(["mended", "left"]))
def test_what_the_client_said_stands_whatever_the_scores(scores, state):
    assert wording(Episode(2, state=state, ended=4), scores, BAND) == state


@pytest.mark.parametrize(
    ("scores", "word"),
    [
        ([(5, 8.0), (6, 8.0)], "open"),  # the session of the strain itself does not count
        ([(6, 8.0)], "open"),
        ([(6, 8.0), (7, 7.0)], "quieter"),
        ([(6, 6.8), (7, 9.2)], "quieter"),  # on the edge is inside
        ([(6, 8.0), (7, 6.7)], "open"),
        ([(6, 2.0), (7, 8.0), (9, 8.0)], "quieter"),
        ([(6, 8.0), (7, 8.0), (8, 3.0)], "open"),
        ([(6, 8.0), (7, 9.5)], "open"),  # above the band is outside, too
    ],
)
def test_quieter_is_two_answered_sessions_in_a_row_inside_the_band(scores, word):
    assert wording(Episode(5), scores, BAND) == word


def test_said_again_it_has_to_become_quieter_anew():
    again = Episode(5, again=(7,))
    assert wording(again, [(6, 8.0), (7, 8.0), (8, 8.0)], BAND) == "open"
    assert wording(again, [(6, 8.0), (7, 8.0), (8, 8.0), (9, 8.0)], BAND) == "quieter"


def test_without_a_band_nothing_is_quieter():
    assert wording(Episode(2), [(3, 8.0), (4, 8.0)], None) == "open"


def test_mended_in_the_session_in_which_it_was_said_ends_it():
    assert episodes([Word(3, "strain", "clearly"), Word(3, "mended")]) == (
        Episode(3, "clearly", (), "mended", 3),
    )


def test_mended_without_a_strain_means_nothing():
    assert episodes([Word(2, "mended"), Word(3, "leave")]) == ()


def test_said_again_stronger_it_keeps_the_last_word():
    (episode,) = episodes([Word(3, "strain", "a_little"), Word(5, "strain", "strongly"), Word(6, "strain")])
    assert (episode.opened, episode.again, episode.strength) == (3, (5, 6), "strongly")


@pytest.mark.parametrize(("asked", "sessions"), [(0, {4, 5, 6, 7, 8, 9}), (1, {8, 9}), (2, set())])
def test_the_client_is_asked_once_soon_and_once_later(asked, sessions):
    episode = Episode(3)
    assert {
        session for session in range(1, 10) if is_asked(episode, session=session, asked=asked)
    } == sessions


def test_left_is_never_asked_about():
    assert not any(is_asked(Episode(3, state="left", ended=4), session=n, asked=0) for n in range(20))
