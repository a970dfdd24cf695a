"""The numbers on a questionnaire's own answers: against published examples, other programs and slow twins."""

import dataclasses
import json
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beside.measures import TooFewAnswers, UnusableAnswers, load_form
from beside.measures.answer_table import AnswerTable, read_csv, table_of
from beside.measures.factor import LOWEST_UNIQUENESS, omega, one_factor
from beside.measures.levels import icc1, item_rest, levels, person_sums
from beside.measures.psychometrics import ENOUGH, _says, _words, in_words, study, title

# -- Published examples -------------------------------------------------------------------------------------------


def test_icc_of_shrout_and_fleiss_1979():
    """Their six targets and four judges: ICC(1,1) = .17, and as R's psych prints it for them: ICC1 0.17, F 1.8 on 5 and 18."""
    ratings = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float
    )
    two = levels(person_sums(np.repeat(np.arange(6), 4), ratings.reshape(-1, 1)))
    assert round(float(two.mean_squares_between[0, 0] / two.within[0, 0]), 1) == 1.8
    assert (float(two.persons) - 1, float(two.sheets - two.persons)) == (5, 18)
    assert round(float(icc1(two)), 2) == 0.17


# R's own data set ability.cov (Bartholomew 1987; Smith & Stanley 1983): six tests, 112 people.
ABILITY = np.array([
    [24.641, 5.991, 33.520, 6.023, 20.755, 29.701],
    [5.991, 6.700, 18.137, 1.782, 4.936, 7.204],
    [33.520, 18.137, 149.831, 19.424, 31.430, 50.753],
    [6.023, 1.782, 19.424, 12.711, 4.757, 9.075],
    [20.755, 4.936, 31.430, 4.757, 52.604, 66.762],
    [29.701, 7.204, 50.753, 9.075, 66.762, 135.292],
])  # fmt: skip


def test_one_factor_as_r_publishes_it():
    """factanal(factors = 1, covmat = ability.cov), as printed in R's reference output of its examples."""
    factor, spread = one_factor(ABILITY), np.sqrt(np.diag(ABILITY))
    assert (factor.loadings / spread).round(3).tolist() == [0.682, 0.384, 0.502, 0.300, 0.877, 0.849]
    assert (factor.uniquenesses / spread**2).round(3).tolist() == [0.535, 0.853, 0.748, 0.910, 0.232, 0.280]


def test_one_factor_as_statsmodels_finds_it():
    from statsmodels.multivariate.factor import Factor

    spread = np.sqrt(np.diag(ABILITY))
    theirs = Factor(corr=ABILITY / np.outer(spread, spread), n_factor=1, method="ml").fit()
    ours = one_factor(ABILITY)
    assert ours.loadings / spread == pytest.approx(np.abs(theirs.loadings.ravel()), abs=1e-4)


@pytest.mark.parametrize(
    ("loadings", "published"),
    [
        ((0.856274547, 0.728978383, 0.776175521), 0.8311385),
        ((0.869263365, 0.754297177, 0.863339896), 0.8692767),
    ],
)
def test_omega_from_standardised_loadings_as_jamovi_gives_it(loadings, published):
    """Values of jamovi, kept in the tests of the program jspss."""
    standardised = np.array(loadings)
    assert float(omega(standardised, 1 - standardised**2)) == pytest.approx(published, abs=1e-6)


@pytest.mark.parametrize(
    ("common", "whole", "published"), [(4.116, 5.289, 0.778), (5.689, 6.411, 0.887), (106.22, 124.23, 0.8550)]
)
def test_omega_is_the_published_share(common, whole, published):
    """Within and between persons: Wilhelm 2019, Mplus on the diary of Bolger & Laurenceau 2013; and the example of congeneric reliability in Wikipedia."""
    loadings = np.full(4, np.sqrt(common) / 4)
    assert float(omega(loadings, np.full(4, (whole - common) / 4))) == pytest.approx(published, abs=5e-4)


def test_variance_components_as_statsmodels_estimates_them_when_all_persons_have_as_many_sheets():
    """Then one-way analysis of variance and restricted maximum likelihood agree."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    draws = np.random.default_rng(4)
    persons = np.repeat(np.arange(40), 6)
    scores = draws.normal(size=40)[persons] + draws.normal(size=240)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = MixedLM(scores, np.ones((240, 1)), groups=persons).fit(reml=True)
    ours = levels(person_sums(persons, scores[:, None]))
    assert float(ours.within[0, 0]) == pytest.approx(theirs.scale, rel=1e-4)
    assert float(ours.between[0, 0]) == pytest.approx(float(np.asarray(theirs.cov_re).ravel()[0]), rel=1e-3)


# -- Slow twins ---------------------------------------------------------------------------------------------------


def slow_levels(persons, scores):
    """Mean squares and their parts as a textbook writes them, person by person."""
    everybody = sorted(set(persons.tolist()))
    own = {person: scores[persons == person] for person in everybody}
    grand, n = scores.mean(0), len(scores)
    inside = sum((rows - rows.mean(0)).T @ (rows - rows.mean(0)) for rows in own.values())
    across = sum(len(rows) * np.outer(rows.mean(0) - grand, rows.mean(0) - grand) for rows in own.values())
    within, squares = inside / (n - len(everybody)), across / (len(everybody) - 1)
    each = (n - sum(len(rows) ** 2 for rows in own.values()) / n) / (len(everybody) - 1)
    return within, (squares - within) / each


SIZES = some.lists(some.integers(1, 5), min_size=2, max_size=6).filter(lambda sizes: sum(sizes) > len(sizes))


@settings(deadline=None)
@given(SIZES, some.integers(0, 2**32 - 1))
def test_levels_are_those_of_the_textbook(sizes, seed):
    draws = np.random.default_rng(seed)
    persons = np.repeat(np.arange(len(sizes)), sizes)
    scores = draws.integers(0, 11, size=(len(persons), 3)).astype(float)
    ours = levels(person_sums(persons, scores))
    within, between = slow_levels(persons, scores)
    assert ours.within == pytest.approx(within, abs=1e-9)
    assert ours.between == pytest.approx(between, abs=1e-9)


@settings(deadline=None)
@given(SIZES, some.integers(0, 2**32 - 1), some.data())
def test_a_resample_is_the_table_with_its_persons_repeated(sizes, seed, data):
    draws = np.random.default_rng(seed)
    persons = np.repeat(np.arange(len(sizes)), sizes)
    scores = draws.integers(0, 11, size=(len(persons), 2)).astype(float)
    drawn = data.draw(some.lists(some.integers(0, len(sizes) - 1), min_size=len(sizes), max_size=len(sizes)))
    rows = [(n, row) for n, person in enumerate(drawn) for row in scores[persons == person]]
    if len(rows) <= len(drawn):
        return
    within, between = slow_levels(np.array([n for n, _ in rows]), np.array([row for _, row in rows]))
    weights = np.bincount(drawn, minlength=len(sizes)).astype(float)[None]
    ours = levels(person_sums(persons, scores), weights)
    assert ours.within[0] == pytest.approx(within, abs=1e-9)
    assert ours.between[0] == pytest.approx(between, abs=1e-9)


@settings(deadline=None)
@given(some.integers(0, 2**32 - 1))
def test_item_rest_is_the_correlation_with_the_sum_of_the_others(seed):
    scores = np.random.default_rng(seed).normal(size=(20, 4))
    ours = item_rest(np.cov(scores.T))
    for n in range(4):
        rest = np.delete(scores, n, 1).sum(1)
        assert ours[n] == pytest.approx(np.corrcoef(scores[:, n], rest)[0, 1])


LOADINGS = some.lists(some.floats(0.2, 0.95), min_size=3, max_size=8)


@given(LOADINGS)
@settings(max_examples=50, deadline=None)
def test_a_factor_that_is_there_is_found(loadings):
    true = np.array(loadings)
    found = one_factor(np.outer(true, true) + np.diag(1 - true**2))
    assert found.loadings == pytest.approx(true, abs=0.01)
    assert float(found.omega) == pytest.approx(
        true.sum() ** 2 / (true.sum() ** 2 + (1 - true**2).sum()), abs=0.005
    )


@given(LOADINGS, some.lists(some.floats(0.1, 100), min_size=8, max_size=8))
@settings(max_examples=30, deadline=None)
def test_the_scale_of_an_item_changes_its_loading_and_not_the_fit(loadings, scales):
    true, scale = np.array(loadings), np.array(scales[: len(loadings)])
    plain = np.outer(true, true) + np.diag(1 - true**2)
    scaled = one_factor(plain * np.outer(scale, scale))
    assert scaled.loadings / scale == pytest.approx(one_factor(plain).loadings, abs=1e-6)


def test_many_matrices_at_once_are_fitted_as_one_by_one():
    draws = np.random.default_rng(3)
    stack = np.stack([np.cov((draws.normal(size=(50, 1)) + draws.normal(size=(50, 4))).T) for _ in range(20)])
    together = one_factor(stack)
    for n, matrix in enumerate(stack):
        assert together.loadings[n] == pytest.approx(one_factor(matrix).loadings)


def test_an_item_that_never_varies_has_no_factor_and_a_matrix_that_does_not_fit_says_so():
    flat = np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 0.0]])
    assert np.isnan(one_factor(flat).loadings).all()
    heywood = one_factor(np.array([[1, 0.9, 0.9], [0.9, 1, 0.3], [0.9, 0.3, 1]]))
    assert bool(heywood.improper)
    assert (heywood.uniquenesses >= LOWEST_UNIQUENESS).all()


# -- A study ------------------------------------------------------------------------------------------------------


def made_up(persons=70, sheets=6, seed=1, loadings=(0.9, 0.8, 0.7, 0.6), between=1.0):
    draws = np.random.default_rng(seed)
    who = np.repeat(np.arange(persons), sheets)
    own = between * draws.normal(size=(persons, 1)) + 0.3 * draws.normal(size=(persons, 4))
    day = draws.normal(size=(len(who), 1)) * np.array(loadings) + 0.6 * draws.normal(size=(len(who), 4))
    answers = np.clip(np.round(6 + own[who] + day), 0, 10)
    return AnswerTable(
        title="made up", persons=who, items=("a", "b", "c", "d"), answers=answers, points=answers,
        totals=answers.mean(1), choices=(tuple(map(float, range(11))),) * 4, highest=(10.0,) * 4,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made():
    return study(made_up())


def test_every_kind_of_number_is_there_with_its_interval(made):
    assert [f.id for f in made.findings if not f.item] == [
        "omega_within",
        "omega_between",
        "icc",
        "within_sd",
        "ceiling_sheet",
    ]
    for item in ("a", "b", "c", "d"):
        assert made.finding("item_rest_within", item).value > 0.3
        assert sum(made.finding("category", item, float(n)).value for n in range(11)) == pytest.approx(1)
    for found in made.findings:
        assert found.low <= found.value <= found.high
        assert (found.persons, found.sheets) == (70, 420)


def test_the_same_answers_give_the_same_numbers(made):
    assert study(made_up()) == made
    assert study(made_up(), seed=2) != made


def test_the_order_of_the_sheets_and_the_names_of_persons_do_not_matter(made):
    table = made_up()
    order = np.random.default_rng(8).permutation(len(table.persons))
    mixed = dataclasses.replace(
        table, persons=(69 - table.persons)[order], answers=table.answers[order], points=table.points[order], totals=table.totals[order]
    )  # fmt: skip
    for id in ("omega_within", "omega_between", "icc", "within_sd"):
        assert study(mixed).finding(id).value == pytest.approx(made.finding(id).value, abs=1e-6)


def test_a_skipped_item_leaves_its_sheet_out_of_omega_and_is_not_filled_in(made):
    table = made_up()
    points = table.points.copy()
    points[::7, 0] = np.nan
    some_skipped = study(dataclasses.replace(table, points=points, answers=points))
    kept = table.persons[~np.isnan(points[:, 0])]
    assert some_skipped.finding("omega_within").sheets == len(kept) == some_skipped.whole_sheets
    assert some_skipped.finding("ceiling", "a").sheets == len(kept)
    assert some_skipped.finding("ceiling", "b").sheets == 420
    assert some_skipped.finding("icc").sheets == 420


def test_who_answered_once_has_no_ups_and_downs():
    table = made_up()
    lone = np.concatenate([table.persons, [70]])
    more = dataclasses.replace(
        table,
        persons=lone,
        answers=np.vstack([table.answers, [[10.0] * 4]]),
        points=np.vstack([table.points, [[10.0] * 4]]),
        totals=np.append(table.totals, 10.0),
    )
    found = study(more)
    assert (found.persons, found.finding("omega_within").persons, found.finding("ceiling_sheet").persons) == (
        71,
        70,
        71,
    )


@pytest.mark.parametrize(("persons", "sheets"), [(29, 6), (40, 2), (30, 3), (2, 200)])
def test_under_the_floor_there_are_no_numbers_and_it_says_what_is_lacking(persons, sheets):
    with pytest.raises(
        TooFewAnswers,
        match=rf"made up: {persons} persons with at least 2 complete sheets, {persons * sheets} such sheets",
    ):
        study(made_up(persons, sheets))


def test_at_the_floor_there_are():
    found = study(made_up(30, 4))
    assert found.finding("omega_within").value is not None
    between = found.finding("omega_between")
    assert (between.value, between.says) == (None, "omega_between.too_few")
    assert "It needs 60 persons" in in_words(between)


def test_no_sheets_and_too_few_items_are_refused():
    with pytest.raises(TooFewAnswers, match="0 persons"):
        study(table_of(load_form("gad7"), []))
    table = made_up()
    two = dataclasses.replace(table, items=("a", "b"), points=table.points[:, :2])
    with pytest.raises(TooFewAnswers, match="has 2 scored items"):
        study(two)


def test_persons_who_are_all_alike_leave_nothing_to_compare():
    table = made_up()
    points = table.points.copy()
    # A question whose sheets differ within every person in the same way, and whose means are all the same.
    points[:, 3] = np.tile([4, 6, 4, 6, 4, 6], 70)
    found = study(dataclasses.replace(table, points=points, answers=points)).finding("omega_between")
    assert (found.value, found.says) == (None, "omega_between.no_spread")


def test_what_nobody_chose_is_rare_and_not_impossible(made):
    never = made.finding("category", "a", 0.0)
    assert (never.value, never.low, never.says) == (0, 0, "category.never")
    assert never.high == pytest.approx(1 - 0.025 ** (1 / 70))


@pytest.mark.parametrize(
    ("id", "low", "high", "says"),
    [
        ("omega_within", 0.71, 0.9, "high"),
        ("omega_within", 0.65, 0.9, "unclear"),
        ("omega_within", 0.3, 0.59, "low"),
        ("icc", 0.51, 0.7, "high"),
        ("icc", 0.4, 0.6, "unclear"),
        ("ceiling", 0.01, 0.14, "low"),
        ("category", 0.01, 0.04, "low"),
        ("within_sd", 0.5, 0.9, "is"),
    ],
)
def test_the_interval_decides_what_is_said_and_not_the_number(made, id, low, high, says):
    one = dataclasses.replace(made.findings[0], id=id, low=low, high=high, says="")
    assert _says(one) == f"{id}.{says}"


def test_everything_that_can_be_said_has_words(made):
    words = _words()
    for id in {*ENOUGH, "within_sd"}:
        for which in words[id]:
            if which not in ("title", "means"):
                said = in_words(
                    dataclasses.replace(
                        made.findings[0], id=id, says=f"{id}.{which}", item="self", answer=3.0
                    )
                )
                assert "{" not in said
                assert said.endswith(".")
        assert "{" not in title(dataclasses.replace(made.findings[0], id=id, item="self"))
    assert {f.says.split(".")[0] for f in made.findings} <= words.keys()


def test_no_sentence_judges_a_person(made):
    for found in made.findings:
        assert not any(
            word in in_words(found).lower() for word in ("diagnos", "therapist", "client", "patient", "!")
        )


def test_a_study_can_be_written_as_json(made):
    back = json.loads(json.dumps(made.as_table()))
    assert back["findings"][0]["value"] == made.findings[0].value


# -- From sheets and from a file ----------------------------------------------------------------------------------


def test_sheets_of_the_session_form_count_by_dimension():
    table = table_of(
        load_form("session"),
        [("a", {"self": 7, "pace": 3, "safe": "only_me", "strain": "no", "first": True}), ("a", {})],
    )
    assert table.items == ("self", "matters", "way", "safe", "pace")
    assert table.points[0].tolist()[::4] == [7.0, 4.0]
    assert table.answers[0].tolist()[::4] == [7.0, 3.0]
    assert np.isnan(table.points[0][1:4]).all()
    assert table.totals[0] == 5.5
    assert np.isnan(table.totals[1])
    assert (table.highest, len(table.choices[4])) == ((10.0,) * 5, 11)


def test_a_reversed_item_is_turned():
    from beside.measures import load_skeleton

    core = load_skeleton("core10")
    table = table_of(core, [("a", {item.key: 1 for item in core.items})])
    assert table.points[0].tolist() == [1, 3, 3, 1, 1, 1, 1, 1, 1, 1]


def write(tmp_path, text):
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    return tmp_path / "answers.csv"


def test_a_csv_file_is_read_as_the_sheets_that_it_holds(tmp_path):
    path = write(
        tmp_path, "person,session,nervous,control,interest,mood\np1,1,3,2,,1\np2,1,0,0,0,0\np1,2,1,1,1,1\n"
    )
    table = read_csv(path, load_form("phq4"))
    assert table.persons.tolist() == [0, 1, 0]
    assert np.isnan(table.points[0][2])
    assert table.totals[1:].tolist() == [0, 4]
    plain = read_csv(path)
    assert plain.items == ("nervous", "control", "interest", "mood")
    assert plain.choices[0] == (0.0, 1.0, 3.0)


@pytest.mark.parametrize(
    ("text", "form", "problem"),
    [
        ("session,a\n1,2\n", None, "answers.csv has no column called person."),
        ("person,a\n1,2\n", None, "answers.csv has no column called session."),
        ("person,session,a\n1,1,2\n1,2,x\n", None, "answers.csv, line 3: a is 'x', which is no number. Leave it empty if it was skipped."),
        ("person,session,nervous,control,interest,mood\n1,1,2,9,0,0\n", "phq4", "answers.csv, line 2: phq4: control is answered with one of 0, 1, 2, 3, but here it is '9'."),
        ("person,session,nervous\n1,1,2\n", "phq4", "answers.csv has no column for: control, interest, mood."),
    ],
)  # fmt: skip
def test_a_csv_file_that_does_not_fit_is_refused_with_its_line(tmp_path, text, form, problem):
    with pytest.raises(UnusableAnswers) as refusal:
        read_csv(write(tmp_path, text), form and load_form(form))
    assert str(refusal.value) == problem


def test_importing_the_questionnaires_does_not_import_numpy():
    script = "import sys, beside.measures; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
