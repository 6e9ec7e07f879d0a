"""Every torch loss has the value its equation says, and the gradient that finite differences measure."""

import math

import pytest
import torch

from burnish.core.losses import CrossEntropy, KLPenalty, Loss, PolicyGradient, ValueMSE
from burnish.core.tokens import Datum
from burnish.engine.columns import loss_weight, require_columns
from burnish.engine.losses import loss_metrics, token_losses
from burnish.errors import DataError

COUNT = 60
SMOOTH: list[Loss] = [
    CrossEntropy(),
    PolicyGradient(),
    PolicyGradient(old="sampler", importance_cap=0.7),
    *(PolicyGradient(kl=KLPenalty(0.5, estimator)) for estimator in ("k1", "k2", "k3")),
    ValueMSE(),
    ValueMSE(clip=0.3),
]


def columns(seed: int = 0, **given: torch.Tensor | None) -> dict[str, torch.Tensor | None]:
    generator = torch.Generator().manual_seed(seed)
    drawn = {name: torch.randn(COUNT, generator=generator, dtype=torch.float64) for name in Datum.COLUMNS}
    return drawn | {"weights": drawn["weights"].abs()} | given


def one(loss: Loss, value: float, **given: float) -> float:
    """The loss of one token."""
    column = {name: torch.tensor([given[name]]) if name in given else None for name in Datum.COLUMNS}
    return token_losses(loss, torch.tensor([value]), column).item()


@pytest.mark.parametrize("loss", SMOOTH, ids=repr)
def test_gradients_are_those_of_finite_differences(loss: Loss) -> None:
    values = torch.linspace(-2.0, 2.0, COUNT, dtype=torch.float64)
    given = columns()
    leaf = values.clone().requires_grad_()
    token_losses(loss, leaf, given).sum().backward()
    step = 1e-6
    # Each token's loss depends on its own value alone, so that one difference measures all of them.
    measured = (token_losses(loss, values + step, given) - token_losses(loss, values - step, given)) / (2 * step)
    torch.testing.assert_close(leaf.grad, measured, atol=1e-6, rtol=1e-6)


def test_on_policy_the_gradient_is_minus_the_advantage() -> None:
    """Without old logprobs the ratio is 1 and carries the gradient: plain REINFORCE, weighted by the capped importance."""
    leaf = torch.full((COUNT,), -1.0, dtype=torch.float64, requires_grad=True)
    given = columns(old_logprobs=None)
    token_losses(PolicyGradient(importance_cap=2.0), leaf, given).sum().backward()
    sampler, advantages = given["logprobs"], given["advantages"]
    assert sampler is not None
    assert advantages is not None
    torch.testing.assert_close(leaf.grad, -(-1.0 - sampler).exp().clamp(max=2.0) * advantages)


def test_cross_entropy_is_weighted() -> None:
    assert one(CrossEntropy(), -1.5) == pytest.approx(1.5)
    assert one(CrossEntropy(), -1.5, weights=0.5) == pytest.approx(0.75)
    datum = Datum([1, 2, 3], [False, True, True], weights=[0.5, 2.0])
    assert loss_weight(CrossEntropy(), datum) == 2.5
    assert loss_weight(PolicyGradient(), datum) == 2


@pytest.mark.parametrize(
    ("ratio", "advantage", "expected"), [(1.1, 1, -1.1), (2.0, 1, -1.28), (2.0, -1, 2.0), (0.5, -1, 0.8), (0.5, 1, -0.5)]
)
def test_the_ratio_is_clipped_only_where_that_is_the_worse(ratio: float, advantage: float, expected: float) -> None:
    found = one(PolicyGradient(), math.log(ratio) - 1, logprobs=-1.0, old_logprobs=-1.0, advantages=advantage)
    assert found == pytest.approx(expected, rel=1e-5)


def test_a_token_the_sampler_found_unlikely_gets_no_more_than_the_cap() -> None:
    assert one(PolicyGradient(), -1.0, logprobs=-9.0, old_logprobs=-1.0, advantages=1.0) == pytest.approx(-2.0)
    assert one(PolicyGradient(), -1.0, logprobs=-0.5, old_logprobs=-1.0, advantages=1.0) == pytest.approx(-math.exp(-0.5))


@pytest.mark.parametrize(("estimator", "expected"), [("k1", 0.5), ("k2", 0.125), ("k3", math.exp(-0.5) + 0.5 - 1)])
def test_the_penalty_for_leaving_the_reference_is_added(estimator: str, expected: float) -> None:
    loss = PolicyGradient(kl=KLPenalty(2.0, estimator))  # type: ignore[arg-type]
    found = one(loss, -1.0, logprobs=-1.0, advantages=0.0, reference_logprobs=-1.5)
    assert found == pytest.approx(2 * expected, rel=1e-5)


def test_values_are_clipped_only_where_that_is_the_worse() -> None:
    assert one(ValueMSE(), 1.0, returns=0.0) == 0.5
    assert one(ValueMSE(clip=0.2), 1.0, returns=0.0, old_values=0.0) == 0.5
    assert one(ValueMSE(clip=0.2), 1.0, returns=1.0, old_values=0.0) == pytest.approx(0.32)


def test_what_is_worth_watching_is_summed() -> None:
    given = {name: None for name in Datum.COLUMNS} | {
        "logprobs": torch.tensor([-1.0, -1.0]),
        "old_logprobs": torch.tensor([-1.0, -1.0]),
        "advantages": torch.tensor([1.0, 1.0]),
    }
    told = loss_metrics(PolicyGradient(), torch.tensor([-0.5, -1.0]), given)
    assert told["clipped"] == 1
    assert told["ratio"].item() == pytest.approx(math.exp(0.5) + 1)
    assert told["kl_sampler"].item() == pytest.approx(-0.5)
    assert loss_metrics(CrossEntropy(), torch.tensor([-1.0]), given) == {}


@pytest.mark.parametrize(
    ("loss", "column"),
    [
        (PolicyGradient(), "logprobs"),
        (PolicyGradient(kl=KLPenalty()), "reference_logprobs"),
        (ValueMSE(), "returns"),
        (ValueMSE(clip=0.1), "old_values"),
    ],
)
def test_a_missing_column_is_named_with_its_datum(loss: Loss, column: str) -> None:
    filled = {name: [0.0] for name in Datum.COLUMNS}
    whole = Datum([1, 2], [False, True], **filled)  # type: ignore[arg-type]
    lacking = Datum([1, 2], [False, True], source="episode 7", **{**filled, column: None})  # type: ignore[arg-type]
    require_columns([whole], loss)
    with pytest.raises(DataError, match=rf"episode 7.*needs {column}"):
        require_columns([whole, lacking], loss)


def test_old_logprobs_are_given_for_all_datums_or_for_none() -> None:
    """A micro-batch could otherwise ignore them for one datum because another has none."""
    filled = {"logprobs": [0.0], "advantages": [0.0]}
    with_old = Datum([1, 2], [False, True], old_logprobs=[0.0], **filled)
    without = Datum([1, 2], [False, True], source="episode 7", **filled)
    require_columns([with_old, with_old], PolicyGradient())
    require_columns([without, without], PolicyGradient())
    with pytest.raises(DataError, match="episode 7.*old_logprobs"):
        require_columns([with_old, without], PolicyGradient())
