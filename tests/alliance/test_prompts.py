"""What is raised, in which order, with which numbers: what was said first, and nothing without a next step."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beside.alliance.course import Point, own_course
from beside.alliance.finding import Finding
from beside.alliance.outcome import Curve, outlook
from beside.alliance.parameters import DEFAULTS
from beside.alliance.prompts import MESSAGES, NEXT_STEPS, Heard, findings_of, prompts, reasons
from beside.alliance.rates import about, false_alarm_rate
from beside.alliance.rules import rules
from beside.guidance import guidance_ids

DOCUMENT = Path(__file__).parents[2] / "docs" / "prompts.md"
SCORES = some.none() | some.integers(0, 100).map(lambda n: n / 10)
SENT = some.fixed_dictionaries(
    {},
    optional={
        "strain": some.sampled_from(["no", "a_little", "clearly", "strongly", "only_me"]),
        "held": some.sampled_from(["no", "just_for_me", "help_raise"]),
        "safe": some.integers(0, 10) | some.just("only_me"),
        "pace": some.integers(-5, 5),
    },
)


def a_course(*values, version=None):
    return own_course([Point(session, value, version=version) for session, value in enumerate(values, 1)])


DIP = a_course(8.0, 8.5, 7.5, 8.0, 8.0, 8.5, 2.0)


def test_every_message_has_a_next_step_and_every_rule_a_message():
    assert set(NEXT_STEPS.values()) <= set(guidance_ids())
    assert set(MESSAGES) == {
        (name, level) for name, rule in rules().items() if rule.SHOWN for level in rule.LIMITS
    }


def test_every_message_is_in_the_document_and_no_other():
    assert set(re.findall(r"^### `([a-z-]+)`", DOCUMENT.read_text("utf-8"), re.MULTILINE)) == set(NEXT_STEPS)


def test_a_dip_is_raised_once_and_explained_by_the_other_rules():
    findings = findings_of(DIP, DEFAULTS)
    (raised,) = prompts(findings, 7)
    assert (raised.id, raised.rule, raised.level, raised.session) == (
        "much-lower-than-usual",
        "combined",
        "talk",
        7,
    )
    assert raised.numbers["score"] == 2.0
    assert raised.numbers["mean"] == pytest.approx(8.0833, abs=1e-4)
    assert {"far-below-own-band", "lower-than-last-time"} <= {one.id for one in reasons(findings, 7)}
    assert prompts(findings, 6) == ()


def test_it_says_how_often_a_steady_course_of_this_length_does_so():
    (raised,) = prompts(findings_of(DIP, DEFAULTS), 7)
    assert raised.false_alarms == false_alarm_rate("combined", 7, level="talk")
    assert raised.about == about(raised.false_alarms)


def test_who_answered_less_had_fewer_chances_to_be_flagged_by_chance():
    thin = a_course(8.0, None, 7.5, None, 8.0, None, None, None, None, 2.0)
    (raised,) = prompts(findings_of(thin, DEFAULTS), 10)
    assert raised.false_alarms == false_alarm_rate("combined", 6, level="talk")


def test_what_was_said_comes_first_and_carries_no_rate():
    heard = Heard(
        sent={7: {"strain": "strongly", "pace": 5}}, gaps=[(n, 0.5 + n % 2) for n in range(1, 7)] + [(7, 7.0)]
    )
    raised = prompts(findings_of(DIP, DEFAULTS, heard), 7)
    assert [one.id for one in raised] == [
        "said-strain",
        "said-too-fast",
        "much-lower-than-usual",
        "guessed-higher",
    ]
    assert [one.level for one in raised] == ["said", "said", "talk", "look"]
    assert [one.false_alarms is None for one in raised] == [True, True, False, False]


def test_what_was_said_is_heard_in_the_first_session_too():
    (raised,) = findings_of(a_course(5.0), DEFAULTS, Heard(sent={1: {"held": "help_raise"}}))
    assert (raised.id, raised.next_step) == ("said-held-back", "held-back")


def test_late_cancellations_stand_with_the_last_session():
    heard = Heard(appointments=["came"] * 5 + ["late", "late"])
    (raised,) = findings_of(a_course(8.0, 8.0, 8.0, 8.0, 8.0), DEFAULTS, heard)
    assert (raised.id, raised.session) == ("late-cancellations", 5)
    assert raised.numbers == {"away": 2, "of": 3, "came": 4, "earlier": 4}
    assert 0 < raised.false_alarms < 0.2


def test_an_outcome_off_track_comes_with_its_numbers():
    curve = Curve(14.0, -2.0, (9.0, -1.0, 1.0), 3.0, 200, "made up")
    stands = outlook([(1, 15.0), (6, 27.0)], curve=curve, reliable=None)
    heard = Heard(outlook=stands, outlook_rate=curve.false_alarm_rate(6))
    (raised,) = findings_of(a_course(8.0), DEFAULTS, heard)
    assert (raised.id, raised.rule, raised.session) == ("off-track", "outcome-course", 6)
    assert raised.numbers["bound"] < 27
    assert raised.false_alarms == curve.false_alarm_rate(6)


def test_an_outcome_on_its_track_raises_nothing():
    better = outlook([(1, 20.0), (6, 5.0)], curve=None, reliable=6.0)
    assert findings_of(a_course(8.0), DEFAULTS, Heard(outlook=better)) == ()


def test_all_tens_and_skipping_are_never_prompts():
    assert findings_of(a_course(*[10.0] * 12), DEFAULTS) == ()
    assert findings_of(a_course(8.0, 8.0, 9.0, 8.0, 8.0, *[None] * 10), DEFAULTS) == ()


def test_a_new_version_of_the_form_is_compared_with_itself_alone():
    old = [Point(n, 9.0, version=1) for n in range(1, 9)]
    assert findings_of(own_course([*old, Point(9, 3.0, version=2)]), DEFAULTS) == ()
    assert prompts(findings_of(own_course([*old, Point(9, 3.0, version=1)]), DEFAULTS), 9)


@settings(deadline=None)
@given(some.lists(SCORES, max_size=20), some.dictionaries(some.integers(1, 20), SENT))
def test_it_is_in_order_and_complete(values, sent):
    findings = findings_of(a_course(*values), DEFAULTS, Heard(sent=sent))
    assert [f.session for f in findings] == sorted(f.session for f in findings)
    for session in {f.session for f in findings}:
        inferred = [f.level != "said" for f in findings if f.session == session]
        assert inferred == sorted(inferred)
        assert sum(f.rule == "combined" for f in prompts(findings, session)) <= 1
        assert len(prompts(findings, session)) + len(reasons(findings, session)) == len(inferred)
    for finding in findings:
        assert finding.next_step in guidance_ids()
        assert (finding.false_alarms is None) == (finding.level == "said")
        assert finding.level == "said" or finding.session > 4
        assert all(isinstance(number, int | float) for number in finding.numbers.values())


def test_a_questionnaire_that_got_worse_is_raised_though_its_rule_has_the_name_of_another():
    worse = Finding("reliably-worse", "reliable-change", 6, "talk", "off-track")
    lower = Finding("lower-than-last-time", "reliable-change", 6, "look", "sudden-low", false_alarms=0.2)
    assert prompts([worse, lower], 6) == (worse,)
    assert reasons([worse, lower], 6) == (lower,)
