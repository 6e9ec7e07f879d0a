"""The trainer adds up, divides once, clips and steps; what is no number stops it before anything changes."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest
import torch

from burnish.core.losses import Adam, CrossEntropy, Loss, Muon, PolicyGradient, ValueMSE
from burnish.core.tokens import Datum
from burnish.engine.blocks import Decoder
from burnish.engine.optim import FlatParameters, Optimiser
from burnish.errors import NonFiniteError

from .checkpoints import SMALL, families, lively_decoder, trainer_of

SENTENCE = Datum([5, 9, 3, 14, 15, 9, 26, 5, 35, 8, 0], [False] + [True] * 10, source="sentence")
NAN = math.nan


@pytest.mark.parametrize(
    ("loss", "broken"),
    [
        (PolicyGradient(), {"advantages": [0.5, NAN]}),
        (PolicyGradient(), {"logprobs": [NAN, -1.0]}),
        (PolicyGradient(), {"advantages": [math.inf, 0.5]}),
        (CrossEntropy(), {"weights": [1.0, NAN]}),
    ],
    ids=str,
)
def test_a_number_that_is_none_is_blamed_on_its_datum_and_changes_nothing(loss: Loss, broken: Mapping[str, list[float]]) -> None:
    trainer = trainer_of(lively_decoder())
    before = trainer.parameters.weights.clone()
    good = families(1)
    columns = {"logprobs": [-1.0, -1.0], "old_logprobs": [-1.0, -1.0], "advantages": [0.5, 0.5], "weights": [1.0, 1.0]} | broken
    bad = Datum([1, 2, 3], [False, True, True], source="episode 12", **columns)
    with pytest.raises(NonFiniteError, match=rf"episode 12.*its {next(iter(broken))} is not finite"):
        trainer.forward_backward([*good, bad], loss)
    assert not trainer.parameters.gradient.any()
    assert trainer.step(Adam(learning_rate=0.1)).denominator == 0
    assert torch.equal(trainer.parameters.weights, before)


def test_weights_that_are_no_number_are_told_from_bad_data() -> None:
    trainer = trainer_of(lively_decoder())
    trainer.backbone.module.get_parameter("final_norm").data[0] = NAN
    with pytest.raises(NonFiniteError, match="sentence.*the model's own output"):
        trainer.forward_backward([SENTENCE], CrossEntropy())


def test_a_gradient_that_is_no_number_stops_the_step_before_anything_changes() -> None:
    trainer = trainer_of(lively_decoder())
    before = trainer.parameters.weights.clone()
    trainer.forward_backward([SENTENCE], CrossEntropy())
    trainer.parameters.gradient[3] = NAN
    with pytest.raises(NonFiniteError, match="gradient is nan"):
        trainer.step(Adam())
    assert torch.equal(trainer.parameters.weights, before)
    assert trainer.optimiser.steps == 0
    assert not trainer.parameters.gradient.any()


def test_a_step_without_anything_accumulated_is_skipped() -> None:
    trainer = trainer_of(lively_decoder())
    before = trainer.parameters.weights.clone()
    untrained = replace(SENTENCE, mask=[False] * 11)
    assert trainer.forward_backward([untrained], CrossEntropy())["tokens"] == 0
    assert trainer.forward([untrained]) == [[]]
    result = trainer.step(Adam(learning_rate=1.0, weight_decay=0.5))
    assert (result.grad_norm, result.denominator) == (0.0, 0.0)
    assert torch.equal(trainer.parameters.weights, before)
    assert trainer.optimiser.steps == 0


def test_the_gradient_is_divided_once_by_all_that_was_accumulated() -> None:
    batch = families(3)
    once, often = trainer_of(lively_decoder()), trainer_of(lively_decoder())
    once.forward_backward(batch, CrossEntropy())
    for datum in batch:
        often.forward_backward([datum], CrossEntropy())
    results = [trainer.step(Adam(learning_rate=0.01)) for trainer in (once, often)]
    assert results[0].denominator == pytest.approx(sum(sum(datum.weights or []) for datum in batch))
    assert results[0].grad_norm == pytest.approx(results[1].grad_norm, rel=1e-5)
    torch.testing.assert_close(once.parameters.weights, often.parameters.weights, atol=2e-5, rtol=1e-4)


def test_a_large_gradient_is_clipped_to_its_limit_and_a_small_one_is_left_alone() -> None:
    seen = {}
    for limit in (0.0, 1e-3, 1e6):
        trainer = trainer_of(lively_decoder())
        trainer.forward_backward([SENTENCE], CrossEntropy())
        norm = trainer.step(Adam(max_grad_norm=limit)).grad_norm
        seen[limit] = trainer.optimiser.first.norm().item() / (1 - Adam().beta1)  # the first moment after one step
    assert norm > 1e-3
    assert seen[1e-3] == pytest.approx(1e-3, rel=1e-3)
    assert seen[0.0] == seen[1e6] == pytest.approx(norm, rel=1e-3)


def test_adam_is_adamw_as_published() -> None:
    """Written out here, as `torch.optim` takes seconds to import: Loshchilov & Hutter 2019, Algorithm 2."""
    optim = Adam(learning_rate=0.01, beta1=0.8, beta2=0.9, eps=1e-6, weight_decay=0.1, max_grad_norm=0)
    trainer = trainer_of(lively_decoder())
    weights = trainer.parameters.weights.double()
    first, second = torch.zeros_like(weights), torch.zeros_like(weights)
    for step in range(1, 6):
        trainer.forward_backward(families(step), CrossEntropy())
        gradient = trainer.parameters.gradient.double() / sum(sum(datum.weights or []) for datum in families(step))
        trainer.step(optim)
        first = optim.beta1 * first + (1 - optim.beta1) * gradient
        second = optim.beta2 * second + (1 - optim.beta2) * gradient**2
        scale = (second / (1 - optim.beta2**step)).sqrt() + optim.eps
        weights = weights * (1 - optim.learning_rate * optim.weight_decay)
        weights = weights - optim.learning_rate * first / (1 - optim.beta1**step) / scale
    torch.testing.assert_close(trainer.parameters.weights, weights.float(), atol=1e-6, rtol=1e-5)


def test_muon_moves_matrices_by_nearly_orthogonal_steps_and_leaves_the_rest_to_adam() -> None:
    decoder = lively_decoder()
    parameters = FlatParameters(decoder)
    optimiser = Optimiser(parameters)
    before = {name: parameter.detach().clone() for name, parameter in decoder.named_parameters()}
    parameters.gradient.copy_(torch.randn(parameters.gradient.shape, generator=torch.Generator().manual_seed(1)))
    rate = 0.02
    optimiser.step(Muon(learning_rate=rate, adam=Adam(learning_rate=0.005)))
    for name, parameter in decoder.named_parameters():
        update = (before[name] - parameter.detach()) / rate
        if name.startswith("blocks.") and parameter.dim() == 2:
            scale = max(1.0, update.shape[0] / update.shape[1]) ** 0.5
            singular = torch.linalg.svdvals(update / scale)
            assert singular.min() > 0.4, name
            assert singular.max() < 1.4, name
        else:  # Adam's first step is the sign of the gradient
            torch.testing.assert_close(update.abs(), torch.full_like(update, 0.005 / rate), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("optim", [Adam(learning_rate=0.01), Muon(learning_rate=0.02, adam=Adam(learning_rate=0.01))], ids=["Adam", "Muon"])
def test_a_small_model_learns_a_sentence_by_heart(optim: Adam | Muon) -> None:
    trainer = trainer_of(lively_decoder())
    for _ in range(60):
        trainer.forward_backward([SENTENCE], CrossEntropy())
        trainer.step(optim)
    assert min(trainer.forward([SENTENCE])[0]) > math.log(0.9)


def test_parameters_are_views_of_one_buffer() -> None:
    trainer = trainer_of(lively_decoder())
    trainer.parameters.weights.fill_(7.0)
    assert all((parameter == 7.0).all() for parameter in trainer.backbone.module.parameters())


def test_a_critic_starts_at_zero_and_can_learn_a_value() -> None:
    critic = Decoder(SMALL, "scalar")
    critic.initialise(0)
    trainer = trainer_of(critic)
    datum = replace(SENTENCE, returns=[0.5] * 10)
    assert trainer.forward([datum]) == [[0.0] * 10]
    for _ in range(60):
        trainer.forward_backward([datum], ValueMSE())
        trainer.step(Adam(learning_rate=0.01))
    assert trainer.forward([datum])[0] == pytest.approx([0.5] * 10, abs=0.1)
