"""The torch losses and the numpy losses are the same functions, to 1e-6, with the same gradients and metrics."""

import numpy as np
import pytest

from burnish.core.losses import CrossEntropy, KLPenalty, Loss, PolicyGradient, ValueMSE
from burnish.core.tokens import Datum
from burnish.engine import fake_losses

torch = pytest.importorskip("torch")

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


@pytest.mark.parametrize("missing", [(), ("old_logprobs", "weights")], ids=["all columns", "without the optional ones"])
@pytest.mark.parametrize("spread", [0.3, 15.0], ids=["near", "far apart"])
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_numpy_and_torch_agree(loss: Loss, spread: float, missing: tuple[str, ...]) -> None:
    from burnish.engine.losses import loss_metrics, token_losses

    random = np.random.default_rng(5)
    values = -random.exponential(2.0, 500)
    columns = {name: None if name in missing else values + spread * random.standard_normal(500) for name in Datum.COLUMNS}
    columns |= {"advantages": random.standard_normal(500)}
    expected = fake_losses.loss_terms(loss, values, columns)

    leaf = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    tensors = {name: None if column is None else torch.tensor(column, dtype=torch.float64) for name, column in columns.items()}
    losses = token_losses(loss, leaf, tensors)
    losses.sum().backward()
    np.testing.assert_allclose(losses.detach().numpy(), expected.losses, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(leaf.grad.numpy(), expected.gradients, rtol=1e-6, atol=1e-6)
    sums = loss_metrics(loss, leaf, tensors)
    means = {name: float(total) / len(values) for name, total in sums.items()}
    assert means == pytest.approx(fake_losses.loss_metrics(loss, values, columns), rel=1e-6)
