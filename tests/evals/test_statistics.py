"""Statistics: known values, intervals that cover what they say, p-values that do not cry wolf."""

import math

import numpy as np
import pytest
from scipy import stats

from burnish.errors import DataError
from burnish.evals.statistics import Rate, Sums, holm, paired_difference, rate, ratio


def test_one_episode_a_scenario_gives_wilsons_interval() -> None:
    result = rate([1] * 45 + [0] * 5, list(range(50)))
    wilson = stats.binomtest(45, 50).proportion_ci(method="wilson")
    assert (result.mean, result.n, result.clusters) == (0.9, 50, 50)
    # The sample variance of a proportion is n / (n − 1) times p(1 − p): a fiftieth wider than the textbook's.
    assert result.low == pytest.approx(wilson.low, abs=0.003)
    assert result.high == pytest.approx(wilson.high, abs=0.003)


def test_copies_of_an_episode_tell_nothing_new() -> None:
    once = rate([1, 0, 1, 1, 0, 1, 1, 1], range(8))
    copied = rate([1, 0, 1, 1, 0, 1, 1, 1] * 10, [*range(8)] * 10)
    assert copied.n == 80
    assert copied.high - copied.low >= once.high - once.low


def test_the_clustered_error_is_that_of_the_textbook() -> None:
    values, clusters = [3.0, 5.0, 1.0, 2.0, 9.0, 7.0], ["a", "a", "b", "b", "c", "c"]
    result = rate(values, clusters)
    residuals = [8 - 9.0, 3 - 9.0, 16 - 9.0]  # of the sums, the mean being 4.5
    error = math.sqrt(sum(residual**2 for residual in residuals) / 36 * 3 / 2)
    reach = stats.t.ppf(0.975, 2) * error
    assert (result.mean, result.low, result.high) == pytest.approx((4.5, 4.5 - reach, 4.5 + reach))


@pytest.mark.parametrize("value", [0.0, 1.0, 0.5, 3.0, -2.0, 1e6])
@pytest.mark.parametrize("count", [1, 2, 30])
def test_equal_values_never_give_an_interval_of_zero_width(value: float, count: int) -> None:
    result = rate([value] * count, range(count))
    assert result.low <= value <= result.high
    assert result.high - result.low > 0
    assert rate([value] * 40, range(40)).high - rate([value] * 40, range(40)).low < result.high - result.low


def test_all_right_in_many_episodes_of_few_scenarios_counts_the_scenarios() -> None:
    result = rate([1] * 100, [index % 10 for index in range(100)])
    assert result.low == pytest.approx(stats.binomtest(10, 10).proportion_ci(method="wilson").low)
    assert result.high == 1.0


def test_a_proportion_stays_within_0_and_1() -> None:
    result = rate([1] * 19 + [0], range(20))
    assert 0 < result.low < 0.95 < result.high <= 1


@pytest.mark.parametrize(("values", "clusters"), [([], []), ([1.0, math.nan], [0, 1]), ([1.0], [0, 1])])
def test_values_that_have_no_mean_are_refused(values: list[float], clusters: list[int]) -> None:
    with pytest.raises(DataError):
        rate(values, clusters)


def test_a_rate_is_json_and_text() -> None:
    assert rate([1, 0], [0, 1]).to_dict().keys() == {"mean", "low", "high", "n", "clusters"}
    assert str(Rate(0.5, 0.25, 0.75, 40, 20)) == "0.500 [0.250, 0.750] (n=40)"


@pytest.mark.parametrize(
    ("chance", "spread", "scenarios", "repeats"), [(0.9, 0.0, 200, 1), (0.5, 1.0, 60, 4), (0.95, 0.7, 100, 4), (0.98, 0.0, 100, 1)]
)
def test_the_interval_of_a_rate_covers_the_truth_95_times_in_100(chance: float, spread: float, scenarios: int, repeats: int) -> None:
    """`spread`: 0 makes all scenarios alike; 1 makes a scenario all right or all wrong."""
    generator = np.random.default_rng(11)
    trials, hits, clusters = 400, 0, np.repeat(np.arange(scenarios), repeats)
    for _ in range(trials):
        decided = generator.random(scenarios) < spread
        fixed = generator.random(scenarios) < chance
        free = generator.random((scenarios, repeats)) < chance
        values = np.where(decided[:, None], fixed[:, None], free).astype(float).ravel()
        result = rate(values.tolist(), clusters.tolist())
        hits += result.low <= chance <= result.high
    assert 0.925 <= hits / trials <= 0.985


def test_an_interval_that_ignored_the_clusters_would_not_cover() -> None:
    generator = np.random.default_rng(12)
    hits = 0
    for _ in range(200):
        values = np.repeat(generator.random(40) < 0.7, 8).astype(float)
        result = rate(values.tolist(), range(320))
        hits += result.low <= 0.7 <= result.high
    assert hits / 200 < 0.7


def test_the_interval_of_a_mean_covers_the_truth_95_times_in_100() -> None:
    generator = np.random.default_rng(13)
    hits = 0
    for _ in range(400):
        values = 2 + np.repeat(generator.normal(size=40), 3) + generator.normal(size=120)
        result = rate(values.tolist(), np.repeat(np.arange(40), 3).tolist())
        hits += result.low <= 2 <= result.high
    assert 0.925 <= hits / 400 <= 0.98


# Pairs


def test_mcnemars_test_looks_at_the_pairs_that_changed() -> None:
    before, after = [0] * 12 + [1] * 3 + [1] * 50, [1] * 12 + [0] * 3 + [1] * 50
    result = paired_difference(before, after)
    assert result.test == "McNemar, exact"
    assert result.p_value == pytest.approx(stats.binomtest(3, 15).pvalue)
    assert result.mean == pytest.approx(9 / 65)
    assert result.low < 9 / 65 < result.high
    assert result.low > 0


def test_the_interval_of_agresti_and_min_is_that_of_the_paper() -> None:
    # Their formula with n12 = 12, n21 = 3, n = 65: half a pair added to each of the four cells.
    up, down, pairs = 12.5, 3.5, 67
    centre = (up - down) / pairs
    reach = stats.norm.ppf(0.975) * math.sqrt(up + down - (up - down) ** 2 / pairs) / pairs
    result = paired_difference([0] * 12 + [1] * 53, [1] * 12 + [0] * 3 + [1] * 50)
    assert (result.low, result.high) == pytest.approx((centre - reach, centre + reach))


@pytest.mark.parametrize("value", [0.0, 1.0, 0.25, 40.0])
def test_equal_differences_never_give_an_interval_of_zero_width(value: float) -> None:
    result = paired_difference([0.0] * 8, [value] * 8)
    assert result.low <= value <= result.high
    assert result.high - result.low > 0
    assert result.p_value == (1.0 if value == 0 else pytest.approx(2 / 2**8))


def test_one_pair_proves_nothing() -> None:
    assert paired_difference([0.25], [0.75]).p_value == 1.0
    assert paired_difference([0], [1]).p_value == 1.0


def test_numbers_are_compared_by_flipping_signs() -> None:
    generator = np.random.default_rng(14)
    before = generator.normal(size=60)
    result = paired_difference(before.tolist(), (before + 0.4 + generator.normal(scale=0.5, size=60)).tolist())
    assert result.test == "sign-flip permutation"
    assert result.p_value < 0.01
    assert result.low > 0.1


def test_the_same_seed_gives_the_same_p_value() -> None:
    before, after = np.random.default_rng(18).normal(size=(2, 40)).tolist()
    assert paired_difference(before, after, seed=1) == paired_difference(before, after, seed=1)
    assert paired_difference(before, after, seed=1).p_value == pytest.approx(paired_difference(before, after, seed=2).p_value, abs=0.03)


def test_p_values_of_numbers_are_uniform_where_nothing_changed() -> None:
    generator = np.random.default_rng(15)
    values = [paired_difference([0.0] * 12, generator.normal(size=12).tolist()).p_value for _ in range(300)]
    assert stats.kstest(values, "uniform").pvalue > 0.01


def test_p_values_of_mcnemar_are_not_too_small_where_nothing_changed() -> None:
    generator = np.random.default_rng(16)
    values = []
    for _ in range(500):
        before, after = (generator.random((2, 80)) < 0.6).astype(int)
        values.append(paired_difference(before.tolist(), after.tolist()).p_value)
    for level in (0.01, 0.05, 0.2):  # an exact test of counts is a little shy: below the level, but not far
        share = float(np.mean([value <= level for value in values]))
        assert share <= level + 3 * math.sqrt(level * (1 - level) / 500)
    assert float(np.mean([value <= 0.2 for value in values])) > 0.08


@pytest.mark.parametrize(("up", "down", "pairs"), [(0.3, 0.1, 60), (0.05, 0.02, 200), (0.5, 0.0, 40)])
def test_the_interval_of_a_difference_covers_the_truth_95_times_in_100(up: float, down: float, pairs: int) -> None:
    generator = np.random.default_rng(17)
    hits = 0
    for _ in range(400):
        kind = generator.random(pairs)
        before = np.where(kind < up, 0, 1)
        after = np.where((kind >= up) & (kind < up + down), 0, 1)
        result = paired_difference(before.tolist(), after.tolist())
        hits += result.low <= up - down <= result.high
    assert 0.925 <= hits / 400 <= 0.985


@pytest.mark.parametrize(("before", "after"), [([], []), ([1.0], [1.0, 2.0]), ([1.0], [math.inf])])
def test_pairs_that_cannot_be_compared_are_refused(before: list[float], after: list[float]) -> None:
    with pytest.raises(DataError):
        paired_difference(before, after)


def test_holm_adjusts_for_having_looked_at_all() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]


@pytest.mark.parametrize("seed", range(5))
def test_a_ratio_of_sums_is_the_rate_of_the_values(seed: int) -> None:
    generator = np.random.default_rng(seed)
    for values in (generator.integers(0, 2, 60).astype(float), generator.normal(3.0, 2.0, 60), np.ones(60), np.full(60, 0.3), np.zeros(60)):
        clusters = generator.integers(0, 25, 60)
        of_each = [values[clusters == one] for one in np.unique(clusters)]
        a, b = np.array([one.sum() for one in of_each]), np.array([len(one) for one in of_each])
        sums = Sums(len(of_each), 60, float(a.sum()), float(b.sum()), float(a @ a), float(b @ b), float(a @ b))
        proportion = bool(np.all((values == 0) | (values == 1))) or values[0] == values[1] == 0.3
        ours, theirs = ratio(sums, proportion=proportion), rate(list(values), list(clusters))
        assert (ours.n, ours.clusters) == (theirs.n, theirs.clusters)
        assert (ours.mean, ours.low, ours.high) == pytest.approx((theirs.mean, theirs.low, theirs.high), rel=1e-6, abs=1e-9)


def test_the_interval_of_a_ratio_covers_the_truth_95_times_in_100() -> None:
    """Cost per resolved episode: costs and chances of being resolved that hang together."""
    generator = np.random.default_rng(0)
    truth, covered, repeats = 0.6 * (1 - 0.7) + 0.4 * 0.7, 0, 1500
    for _ in range(repeats):
        resolved = generator.random(200) < 0.7
        cost = np.where(resolved, 0.4, 0.6) * generator.exponential(1.0, 200)
        number = float(resolved.sum())
        sums = Sums(200, 200, float(cost.sum()), number, float(cost @ cost), number, float(cost[resolved].sum()))
        found = ratio(sums, proportion=False)
        covered += found.low <= truth / 0.7 <= found.high
    assert 0.93 <= covered / repeats <= 0.97


def test_a_ratio_of_nothing_is_refused() -> None:
    with pytest.raises(DataError, match="no value"):
        ratio(Sums(3, 3, 1.0, 0.0, 1.0, 0.0, 0.0), proportion=False)
