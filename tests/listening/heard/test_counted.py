"""Counts are exact: each agrees with a second version, slow and plain, and refuses what a transcript cannot carry."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beside.listening import Session, Source, Turn
from beside.listening.heard import (
    Given,
    counts_by_code,
    hesitations,
    latency,
    overlaps,
    silences,
    style_matching,
    talk_share,
    uptake,
)

ROLES = {"T": "therapist", "C": "client", "I": "other"}
WORDS = st.sampled_from(
    [
        "um",
        "I",
        "the",
        "mother",
        "hmm",
        "mm",
        "very",
        "sleep",
        "sleeping",
        "and",
        "you",
        "not",
        "it's",
        "the-the",
        "uh",
        "worry",
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


@st.composite
def sessions(draw, texts=TEXTS, at_once=True, **source):
    """Turns in the order of their starts, some of them at the same time as others."""
    at, turns = 0.0, []
    for speaker in draw(st.lists(st.sampled_from("TTCCI"), min_size=1, max_size=14)):
        at = max(0.0, at + draw(st.integers(-8 if at_once else 0, 60)) / 10)
        at = max(at, turns[-1].start if turns else 0.0)
        end = at + draw(st.integers(0, 50)) / 10
        turns.append(Turn(speaker, draw(texts), at, end, ROLES[speaker]))
        at = end
    return Session(tuple(turns), Source(**{"tracks": 2, "cleaned": False, "language": "en", **source}))


def long(session):
    """The same session, long enough to be counted."""
    return session.with_turns(session.turns * 300)


def refused(heard):
    return [refusal.why for refusal in heard.refusals]


# Talk share


def shares_the_long_way(session):
    words = [who for turn in session.turns for who in [turn.role] * len(turn.text.split())]
    return {who: words.count(who) / len(words) for who in dict.fromkeys(words)}


@given(sessions())
@settings(max_examples=30, deadline=None)
def test_talk_share_is_each_ones_part_of_the_words(session):
    whole = session.with_turns(session.turns * 210)
    assert talk_share.hear(whole).numbers["words"] == pytest.approx(shares_the_long_way(whole))


def test_talk_share_by_time_counts_both_where_both_speak():
    turns = (Turn("T", "one two " * 60, 0, 10, "therapist"), Turn("C", "three four " * 60, 5, 35, "client"))
    heard = talk_share.hear(Session(turns)).numbers
    assert heard["seconds"] == {"therapist": 0.25, "client": 0.75}
    assert heard["words"] == {"therapist": 0.5, "client": 0.5}


def test_talk_share_is_refused_under_200_words():
    few = Session.of(("T", "word " * 199, "therapist"))
    assert refused(talk_share.hear(few)) == [
        "There are 199 words; a share of the talk is counted from 200 on."
    ]
    assert "words" in talk_share.hear(Session.of(("T", "word " * 200, "therapist"))).numbers


# Latency


def latencies_the_long_way(session, first, then):
    return [
        session.turns[i + 1].start - session.turns[i].end
        for i in range(len(session.turns) - 1)
        if (session.turns[i].role, session.turns[i + 1].role) == (first, then)
    ]


@given(sessions())
@settings(deadline=None)
def test_latency_is_the_median_of_starts_less_ends(session):
    if latency.why_not(session):
        return
    for name, (first, then) in latency.DIRECTIONS.items():
        slow = latencies_the_long_way(session, first, then)
        found = latency.hear(session).numbers.get(name)
        assert (found is None) == (not slow)
        if slow:
            assert (found["n"], found["median"]) == (
                len(slow),
                pytest.approx(statistics.median(slow), abs=1e-6),
            )


def answered_after(seconds, **source):
    turns = (Turn("T", "So?", 0, 2.0, "therapist"), Turn("C", "Yes.", 2 + seconds, 9, "client"))
    return Session(turns, Source(**source))


def test_latency_is_compared_with_earlier_sessions_that_can_carry_it():
    earlier = (answered_after(1.5), answered_after(3.5, whole_seconds=True), answered_after(0.5))
    numbers = latency.hear(answered_after(2.0), Given(earlier=earlier)).numbers
    assert numbers["client after therapist, earlier"] == [1.5, 0.5]


def test_latency_is_refused_where_times_are_whole_seconds_or_ends_are_made_up_or_missing():
    assert "whole seconds" in refused(latency.hear(answered_after(2.0, whole_seconds=True)))[0]
    assert "start and the end" in refused(latency.hear(Session.of(("T", "So?", "therapist"))))[0]
    joined = tuple(Turn("T", "So?", i, i + 1.0, "therapist") for i in range(3))
    assert "did not measure ends" in refused(latency.hear(Session(joined)))[0]


# Silences


def silences_the_long_way(session):
    """Tenths of a second in which nobody speaks, between the first word and the last."""
    tenth = lambda seconds: round(seconds * 10)  # noqa: E731
    last = max(tenth(turn.end) for turn in session.turns)
    busy = [False] * (last + 1)
    for turn in session.turns:
        for i in range(tenth(turn.start), tenth(turn.end)):
            busy[i] = True
    # A turn of no length ends a silence too.
    for turn in session.turns:
        busy[tenth(turn.start)] = busy[tenth(turn.start)] or "mark"
    lengths, run = [], 0
    for i in range(tenth(session.turns[0].start), last + 1):
        if busy[i]:
            lengths += [run] if run else []
            run = 1 if busy[i] == "mark" else 0
        else:
            run += 1
    return [length / 10 for length in lengths if length >= 30]


@given(sessions())
@settings(deadline=None)
def test_silences_are_the_stretches_of_3_seconds_in_which_nobody_speaks(session):
    found = silences.hear(session)
    lengths = sorted(moment.end - moment.start for moment in found.moments)
    assert lengths == pytest.approx(sorted(silences_the_long_way(session)), abs=1e-6)
    assert found.numbers["seconds"] == pytest.approx(sum(lengths), abs=1e-2)


def test_a_silence_of_3_seconds_is_one_wherever_in_the_hour_it_lies():
    turns = (Turn("C", "I went home.", 0, 1.1, "client"), Turn("T", "And then?", 4.1, 20, "therapist"))
    assert silences.hear(Session(turns)).numbers["count"] == 1


def silence(text, codes=(), seconds=5.0, **source):
    turns = (Turn("C", "I went home.", 0, 2.0, "client"), Turn("T", text, 2 + seconds, 20, "therapist"))
    return silences.hear(Session(turns, Source(**source)), Given(codes=codes))


@pytest.mark.parametrize(
    ("text", "codes", "what"),
    [
        ("Mm-hmm.", (), "a sound of listening"),
        ("How was that?", (), "a question"),
        ("Anyway, the forms for next week are here.", (), "a change of topic"),
        ("You went home, and that was that.", ("", "reflection"), "a reflection"),
        ("Home, then, with all that came after.", (), "other words"),
    ],
)
def test_a_silence_says_who_ended_it_and_with_what(text, codes, what):
    moment = silence(text, codes).moments[0]
    assert moment.rule == f"5.0 seconds after the client; ended by the therapist with {what}"
    assert (moment.start, moment.end, moment.turn, moment.probability) == (2.0, 7.0, 1, None)


def test_a_silence_in_whole_seconds_counts_when_it_was_surely_long_enough():
    assert silence("So.", seconds=3.0).numbers["count"] == 1
    assert silence("So.", seconds=2.9).numbers["count"] == 0
    assert silence("So.", seconds=3.0, whole_seconds=True).numbers["count"] == 0
    assert silence("So.", seconds=4.0, whole_seconds=True).numbers["count"] == 1


def test_silences_are_refused_without_ends():
    assert "start and the end" in refused(silences.hear(Session.of(("T", "So?", "therapist"))))[0]


# Overlaps


def overlaps_the_long_way(session):
    """For each turn and each other person, the longest talk begun before it, if both speak for .2 seconds."""
    pairs = set()
    turns = session.turns
    for i, turn in enumerate(turns):
        for speaker in {one.speaker for one in turns} - {turn.speaker}:
            before = [j for j in range(i) if turns[j].speaker == speaker]
            if before:
                end = max(turns[j].end for j in before)
                j = min(j for j in before if turns[j].end == end)
                both = min(end, turn.end) - max(turns[j].start, turn.start)
                pairs |= {(j, i)} if round(both, 3) >= 0.2 else set()
    return pairs


@given(sessions())
@settings(deadline=None)
def test_overlaps_are_where_two_people_speak_at_once(session):
    assert {(one, other) for one, other, _ in overlaps.overlaps(session)} == overlaps_the_long_way(session)


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("Where did you go?", 0.1, 3.0, "began together"),
        ("Mm-hmm.", 3.0, 3.5, "listening"),
        ("Yeah, okay, right.", 3.0, 4.5, "listening"),
        ("Where did you go?", 3.0, 5.0, "came in"),
        ("Stop there.", 3.0, 4.5, "short"),
    ],
)
def test_overlaps_are_told_apart_before_they_are_counted(text, start, end, kind):
    turns = (Turn("C", "So I went there and", 0.0, 4.0, "client"), Turn("T", text, start, end, "therapist"))
    heard = overlaps.hear(Session(turns, Source(tracks=2)))
    assert heard.numbers == {"by": {"the therapist": {kind: 1}}}
    assert len(heard.moments) == (kind == "came in")


def test_overlaps_are_refused_on_one_track():
    turns = (Turn("C", "So", 0.0, 4.0, "client"), Turn("T", "But", 3.0, 5.0, "therapist"))
    assert "one track" in refused(overlaps.hear(Session(turns, Source(tracks=1))))[0]
    assert "whole seconds" in refused(overlaps.hear(Session(turns, Source(tracks=2, whole_seconds=True))))[0]


# Hesitations


def hesitations_the_long_way(session, role):
    fillers = repeated = 0
    for turn in session.turns:
        words = turn.text.lower().split()
        if turn.role == role:
            alone = all(word in {"um", "uh", "hmm", "mm"} for word in words)
            fillers += sum(w in {"um", "uh"} or (w in {"hmm", "mm"} and not alone) for w in words)
            flat = [part for word in words for part in (["the", "the"] if word == "the-the" else [word])]
            for i in range(1, len(flat)):
                repeated += flat[i] == flat[i - 1] and flat[i] not in {"very", "um", "uh", "hmm", "mm"}
    return fillers, repeated


@given(sessions())
@settings(deadline=None)
def test_hesitations_are_fillers_and_words_said_twice(session):
    for role in ("therapist", "client"):
        counts = hesitations.counts(session, role)
        assert (counts["fillers"], counts["repeated"]) == hesitations_the_long_way(session, role)


def talk(text, **source):
    return Session.of(
        ("T", "And what is it that you want to say of it? " * 30, "therapist"),
        ("C", text, "client"),
        source=Source(**source),
    )


def test_hesitations_are_refused_where_a_program_took_them_out():
    assert "took them out" in refused(hesitations.hear(talk("I know.", cleaned=True)))[0]
    assert "whether a program" in refused(hesitations.hear(talk("I know.")))[0]
    assert hesitations.hear(talk("Um, I know.")).numbers["client"]["fillers"] == 1
    assert "words; hesitations" in refused(hesitations.hear(Session.of(("T", "Um.", "therapist"))))[0]


# Uptake


def taken_up_the_long_way(session, index):
    here = uptake.content(session.turns[index])
    return [word for word in uptake.content(session.turns[index - 1]) if word in here]


@given(sessions())
@settings(deadline=None)
def test_uptake_weighs_shared_words_by_how_rare_they_are(session):
    heard = uptake.hear(session).numbers
    weights = []
    for i in range(1, len(session.turns)):
        turn, before = session.turns[i], session.turns[i - 1]
        if turn.role == "therapist" and before.role == "client" and len(before.text.split()) >= 5:
            shared = taken_up_the_long_way(session, i)
            n = [sum(stem in uptake.content(t) for t in session.turns) for stem in shared]
            weights.append(sum(math.log((len(session.turns) + 1) / k) for k in n))
    assert heard["answers"] == len(weights)
    assert heard["taken up"] == sum(weight > 0 for weight in weights)
    if weights:
        assert heard["mean weight"] == pytest.approx(sum(weights) / len(weights), abs=1e-4)


# Style matching


def matching_the_long_way(pairs):
    values = []
    for one, other in pairs:
        for words in style_matching.sign("style-words").lists.values():
            a, b = (
                100 * sum(w.lower() in words for w in t.text.split()) / len(t.text.split())
                for t in (one, other)
            )
            values.append(1 - abs(a - b) / (a + b + 0.0001))
    return sum(values) / len(values)


def a_talk():
    words = "i was at the shop and it was not so full you know there were many of them with her"
    rng = np.random.default_rng(3)
    say = lambda: " ".join(rng.choice(words.split(), 12))  # noqa: E731
    turns = [(who, say(), ROLES[who]) for _ in range(15) for who in "CT"]
    return Session.of(*turns, source=Source(language="en"))


def test_style_matching_agrees_with_the_formula_word_by_word():
    session = a_talk()
    slow = matching_the_long_way(style_matching.adjacent(session))
    assert style_matching.hear(session).numbers["matched"] == pytest.approx(slow, abs=1e-4)


def test_style_matching_stands_beside_chance_from_its_seed():
    session, pairs = a_talk(), style_matching.adjacent(a_talk())
    heard = style_matching.hear(session, Given(seed=9)).numbers
    chance, slow = np.random.default_rng(9), []
    for _ in range(200):
        order = chance.permutation(len(pairs))
        slow.append(matching_the_long_way([(pairs[i][0], pairs[order[i]][1]) for i in range(len(pairs))]))
    assert heard["shuffled"] == pytest.approx(sum(slow) / 200, abs=1e-4)
    assert heard == style_matching.hear(session, Given(seed=9)).numbers
    assert heard["lower"] <= heard["shuffled"] <= heard["upper"]


def test_no_small_word_stands_in_two_classes():
    lists = style_matching.sign("style-words").lists
    assert sum(map(len, lists.values())) == len(frozenset().union(*lists.values()))


def test_style_matching_is_refused_where_there_is_too_little():
    session = a_talk()
    assert "words each" in refused(style_matching.hear(session.with_turns(session.turns[:4])))[0]
    assert "answers long enough" in refused(style_matching.hear(session.with_turns(session.turns[:18])))[0]


# Counts by code


def test_counts_by_code_counts_and_is_refused_without_codes():
    session = Session.of(("T", "So?", "therapist"), ("C", "Well.", "client"), ("T", "And?", "therapist"))
    codes = ("question", "neutral", "question")
    assert counts_by_code.hear(session, Given(codes=codes)).numbers == {
        "therapist": {"question": 2},
        "client": {"neutral": 1},
    }
    assert "No trained reading" in refused(counts_by_code.hear(session))[0]
