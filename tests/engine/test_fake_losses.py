"""The numpy losses: gradients by finite differences, and what each formula promises."""

import numpy as np
import pytest
from numpy.typing import NDArray

from burnish.core.losses import CrossEntropy, KLPenalty, Loss, PolicyGradient, ValueMSE
from burnish.core.tokens import Datum
from burnish.engine.fake_losses import LossTerms, loss_metrics, loss_terms, loss_weight
from burnish.errors import DataError

Numbers = NDArray[np.float64]

LOSSES: list[Loss] = [
    CrossEntropy(),
    PolicyGradient(),
    PolicyGradient(old="sampler"),
    PolicyGradient(clip_low=0.0, clip_high=0.0),
    PolicyGradient(importance_cap=0.5),
    *(PolicyGradient(kl=KLPenalty(0.3, estimator)) for estimator in ("k1", "k2", "k3")),
    ValueMSE(),
    ValueMSE(clip=0.2),
]


def random_columns(values: Numbers, seed: int = 0) -> dict[str, Numbers | None]:
    """Every column, near the values but not equal to them."""
    noise = np.random.default_rng(seed).standard_normal((len(Datum.COLUMNS), len(values)))
    columns: dict[str, Numbers | None] = {name: values + 0.4 * row for name, row in zip(Datum.COLUMNS, noise, strict=True)}
    return columns | {"advantages": noise[0], "weights": np.abs(noise[1])}


def random_logprobs(count: int = 400) -> Numbers:
    return -np.random.default_rng(7).exponential(2.0, count)


def finite_differences(loss: Loss, values: Numbers, columns: dict[str, Numbers | None], held: Numbers, step: float = 1e-6) -> Numbers:
    """d(sum)/d(value), token by token; `held` is what stands for the current policy where the loss takes it without gradient."""
    frozen = columns
    if isinstance(loss, PolicyGradient) and loss.old == "current" and columns["old_logprobs"] is None:
        frozen = columns | {"old_logprobs": held}
    above = loss_terms(loss, values + step, frozen).losses
    return (above - loss_terms(loss, values - step, frozen).losses) / (2 * step)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_the_gradient_is_that_of_finite_differences(loss: Loss) -> None:
    values = random_logprobs()
    columns = random_columns(values)
    numeric = finite_differences(loss, values, columns, held=values)
    np.testing.assert_allclose(loss_terms(loss, values, columns).gradients, numeric, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("loss", [PolicyGradient(), PolicyGradient(old="sampler"), PolicyGradient(kl=KLPenalty(0.3))], ids=repr)
def test_so_it_is_where_the_data_has_no_old_logprobs(loss: Loss) -> None:
    values = random_logprobs()
    columns = random_columns(values) | {"old_logprobs": None}
    numeric = finite_differences(loss, values, columns, held=values)
    np.testing.assert_allclose(loss_terms(loss, values, columns).gradients, numeric, rtol=1e-5, atol=1e-7)


def terms(loss: Loss, values: list[float], **columns: list[float]) -> LossTerms:
    return loss_terms(loss, np.array(values), {name: np.array(column) for name, column in columns.items()})


def test_cross_entropy_counts_weights_and_the_others_count_tokens() -> None:
    values, columns = np.zeros(3), {"weights": np.array([0.5, 0.0, 2.0])}
    assert loss_weight(CrossEntropy(), values, columns) == 2.5
    assert loss_weight(CrossEntropy(), values, {}) == 3
    assert loss_weight(ValueMSE(), values, columns) == 3


def test_the_clip_stops_a_gain_and_never_a_loss() -> None:
    old, loss = [0.0, 0.0, 0.0, 0.0], PolicyGradient(clip_low=0.2, clip_high=0.3)
    values = np.log([1.5, 1.5, 0.5, 0.5]).tolist()
    result = terms(loss, values, logprobs=old, old_logprobs=old, advantages=[1.0, -1.0, 1.0, -1.0])
    np.testing.assert_allclose(result.losses, [-1.3, 1.5, -0.5, 0.8])
    np.testing.assert_allclose(result.gradients, [0.0, 1.5, -0.5, 0.0])


def test_the_importance_weight_is_truncated_and_has_no_gradient() -> None:
    result = terms(PolicyGradient(importance_cap=2.0), [0.0, 0.0], logprobs=[-3.0, 0.5], advantages=[1.0, 1.0])
    np.testing.assert_allclose(result.gradients, [-2.0, -np.exp(-0.5)])  # were the weight differentiated, they would be twice that


def test_the_current_policy_stands_for_the_old_one_or_the_sampler_does() -> None:
    columns = {"logprobs": [-1.0], "advantages": [1.0]}
    assert terms(PolicyGradient(old="current"), [-0.5], **columns).losses[0] == pytest.approx(-np.exp(0.5))  # weight e^½, ratio 1
    assert terms(PolicyGradient(old="sampler"), [-0.5], **columns).losses[0] == pytest.approx(-1.28)  # weight 1, ratio e^½, clipped


@pytest.mark.parametrize(
    ("estimator", "value", "gradient"), [("k1", 0.5, 1.0), ("k2", 0.125, 0.5), ("k3", np.exp(-0.5) - 0.5, 1 - np.exp(-0.5))]
)
def test_a_kl_penalty_is_its_estimator_times_its_coefficient(estimator: str, value: float, gradient: float) -> None:
    loss = PolicyGradient(kl=KLPenalty(0.1, estimator))  # type: ignore[arg-type]
    result = terms(loss, [-1.0], logprobs=[-1.0], advantages=[0.0], reference_logprobs=[-1.5])
    assert result.losses[0] == pytest.approx(0.1 * value)
    assert result.gradients[0] == pytest.approx(0.1 * gradient)


@pytest.mark.parametrize("estimator", ["k1", "k2", "k3"])
def test_a_token_that_the_reference_thought_impossible_gives_a_finite_penalty_without_pull(estimator: str) -> None:
    loss = PolicyGradient(kl=KLPenalty(1.0, estimator))  # type: ignore[arg-type]
    result = terms(loss, [-1.0, -60.0], logprobs=[-1.0, -60.0], advantages=[0.0, 0.0], reference_logprobs=[-1000.0, -1.0])
    assert np.isfinite(result.losses).all()
    assert result.gradients.tolist() == [0.0, 0.0]


def test_a_clipped_value_takes_the_larger_of_the_two_losses() -> None:
    result = terms(ValueMSE(clip=0.5), [2.0, 2.0, 0.2], returns=[3.0, 1.0, 1.0], old_values=[0.0, 0.0, 0.0])
    np.testing.assert_allclose(result.losses, [2.5**2 / 2, 0.5, 0.32])
    np.testing.assert_allclose(result.gradients, [0.0, 1.0, -0.8])


def test_a_column_that_a_loss_needs_and_does_not_get_is_named() -> None:
    with pytest.raises(DataError, match=r"Datum\.advantages"):
        terms(PolicyGradient(), [0.0], logprobs=[0.0])
    with pytest.raises(DataError, match=r"Datum\.reference_logprobs"):
        terms(PolicyGradient(kl=KLPenalty()), [0.0], logprobs=[0.0], advantages=[1.0])
    with pytest.raises(DataError, match=r"Datum\.old_values"):
        terms(ValueMSE(clip=0.1), [0.0], returns=[0.0])


def test_metrics_tell_how_far_the_three_policies_are_apart() -> None:
    values = np.log(np.array([0.5, 0.25]))
    columns = {"logprobs": np.log([0.25, 0.25]), "old_logprobs": np.log([0.25, 0.25]), "advantages": np.array([1.0, 1.0])}
    metrics = loss_metrics(PolicyGradient(), values, columns)
    assert metrics == pytest.approx({"kl_sampler": np.log(0.5) / 2, "ratio": 1.5, "clipped": 0.5, "entropy": 1.5 * np.log(2)})
    assert loss_metrics(CrossEntropy(), values, {}) == {}
