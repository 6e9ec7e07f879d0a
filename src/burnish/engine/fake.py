"""FakeModel: every verb of a model on numpy, with a real (tiny) language model behind it, so that recipes learn in seconds."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from burnish.core.losses import Adam, Loss, Optim, ValueMSE
from burnish.core.tokens import Checkpoint, Completion, Datum, Metrics, SamplingParams, Tokens
from burnish.engine.fake_adam import AdamState
from burnish.engine.fake_chat import FakeChat
from burnish.engine.fake_files import FakeState, load_state, save_state
from burnish.engine.fake_losses import Columns, loss_metrics, loss_terms, loss_weight
from burnish.engine.fake_network import Network, Prediction, Weights
from burnish.engine.fake_sampler import SampleCall, sample
from burnish.errors import ConfigError, DataError, EngineError, NonFiniteError, SyncError

__all__ = ["FakeModel"]

Numbers = NDArray[np.float64]

_SYNC_THRESHOLD = 1e-9  # sampler and trainer run the same code, so any difference is one of weights


class FakeModel:
    """A tiny neural language model over the last few tokens, in float64; satisfies core.ports.Model.

    Trained and sampler weights are two copies, as in a real engine: a recipe that forgets to `sync` plays with old weights.

    Args:
        folder: where `save` puts checkpoints.
        renderer: chat template and tokenizer; bytes by default.
        name: what errors and logs call it.
        critic: a scalar head instead of logits; it starts at 0 and cannot sample.
        context: the most tokens a sequence may have. How many of them the network sees is `window`.
        window, hidden: how many tokens back it looks, and how many units it has.
        seed: of the initial weights, and of sampling where `SamplingParams.seed` is None.
    """

    def __init__(
        self,
        folder: str | Path,
        renderer: FakeChat | None = None,
        *,
        name: str = "policy",
        critic: bool = False,
        context: int = 4096,
        window: int = 12,
        hidden: int = 128,
        seed: int = 0,
    ) -> None:
        self.name, self.context, self.critic = name, context, critic
        self.renderer = renderer or FakeChat()
        self._folder = Path(folder)
        vocabulary = self.renderer.vocabulary
        self._network = Network(vocabulary, 1 if critic else vocabulary, window=window, hidden=hidden)
        self._weights = self._network.initial(seed)
        self._sampler_weights = _copy(self._weights)
        self._adam = AdamState.zeros(self._weights)
        self._generator = np.random.default_rng(seed)
        self._version = 0
        self._waiting: list[_Waiting] = []
        self._ahead = False  # the trained weights have moved since the last sync
        self._gradient = _zeros(self._weights)
        self._weight = 0.0

    @property
    def version(self) -> int:
        """Which weights the sampler holds: one more at each sync after an `optim_step`."""
        return self._version

    async def sample(self, prompts: Sequence[Tokens], params: SamplingParams) -> list[Completion]:
        """`params.n` completions for each prompt, in order; a prompt as long as the context gets an empty one."""
        if self.critic:
            raise EngineError("a critic has values, not words", where=self.name, fix="sample from the policy")
        for index, prompt in enumerate(prompts):
            self._check(prompt, f"prompts[{index}]")
        seed = int(self._generator.integers(2**62)) if params.seed is None else params.seed
        loop = asyncio.get_running_loop()
        waiting = _Waiting(SampleCall(prompts, params, seed), loop.create_future())
        if not self._waiting:
            loop.call_soon(self._answer)  # after all that is ready to run now has asked as well
        self._waiting.append(waiting)
        return await waiting.answer

    async def forward(self, batch: Sequence[Datum]) -> list[list[float]]:
        """For each datum, the logprob of every masked token at the datum's temperature; values if it is a critic."""
        values = self._predict(batch, self._weights).values
        ends = np.cumsum([datum.trained for datum in batch])
        return [part.tolist() for part in np.split(values, ends[:-1])] if len(batch) else []

    async def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Metrics:
        """Add the gradient of a loss; `optim_step` divides. An empty batch adds nothing."""
        if self.critic != isinstance(loss, ValueMSE):
            fix = "use ValueMSE for a critic, and only for a critic"
            raise ConfigError(
                f"{type(loss).__name__} on a model with {'a scalar' if self.critic else 'a vocabulary'} head", where=self.name, fix=fix
            )
        if not batch:
            return {"loss": 0.0, "tokens": 0.0}
        prediction = self._predict(batch, self._weights)
        columns = _columns(batch)
        terms = loss_terms(loss, prediction.values, columns)
        _check_finite(batch, terms.losses + terms.gradients)
        weight = loss_weight(loss, prediction.values, columns)
        gradient = self._network.backward(self._weights, prediction.activations, prediction.output_gradient(terms.gradients))
        self._gradient = {key: self._gradient[key] + gradient[key] for key in gradient}
        self._weight += weight
        mean = terms.total / weight if weight else 0.0
        return {"loss": mean, "tokens": float(len(terms.losses))} | loss_metrics(loss, prediction.values, columns)

    async def optim_step(self, optim: Optim) -> Metrics:
        """Divide by the tokens accumulated, clip, step (Muon as its `adam`), and forget. With nothing accumulated, no step."""
        if not self._weight:
            return {"grad_norm": 0.0, "skipped": 1.0}
        adam = optim if isinstance(optim, Adam) else optim.adam
        gradient = {key: value / self._weight for key, value in self._gradient.items()}
        self._forget()
        norm = float(np.sqrt(sum((value**2).sum() for value in gradient.values())))
        if not np.isfinite(norm):
            raise NonFiniteError(f"gradient norm is {norm}", where=self.name, fix="lower the learning rate; no step was taken")
        if adam.max_grad_norm:
            scale = min(1.0, adam.max_grad_norm / (norm + 1e-6))
            gradient = {key: value * scale for key, value in gradient.items()}
        stepped = self._adam.step(self._weights, gradient, adam)
        self._weights, self._adam = stepped.weights, stepped.state
        self._ahead = True
        return {"grad_norm": norm, "learning_rate": adam.learning_rate}

    async def sync(self) -> Metrics:
        """Copy the trained weights to the sampler, then probe that both give the same logprobs."""
        self._sampler_weights = _copy(self._weights)
        self._version += self._ahead
        self._ahead = False
        length = min(self.renderer.vocabulary, self.context)
        probe = [Datum(range(length), (False, *[True] * (length - 1)), source="sync probe")]
        difference = float(np.abs(self._predict(probe, self._weights).values - self._predict(probe, self._sampler_weights).values).max())
        if not difference <= _SYNC_THRESHOLD:
            raise SyncError(f"sampler and trainer differ by {difference} in logprob", where=self.name, fix="load the last good checkpoint")
        return {"sync_difference": difference}

    async def save(self, name: str) -> Checkpoint:
        """Write weights, optimiser, RNG and counters, atomically; a name is given once."""
        state = FakeState(self._weights, self._sampler_weights, self._adam, self._generator.bit_generator.state, self._version, self._ahead)
        return save_state(self._folder, name, state)

    async def load(self, checkpoint: Checkpoint) -> None:
        """Weights, optimiser, RNG, counters; verified before anything is touched. What was accumulated is forgotten."""
        state = load_state(checkpoint, self._weights)
        self._weights, self._sampler_weights, self._adam = state.weights, state.sampler_weights, state.adam
        self._generator.bit_generator.state = state.generator
        self._version, self._ahead = state.version, state.ahead
        self._forget()

    def _answer(self) -> None:
        """Run all calls that wait as one batch."""
        waiting, self._waiting = self._waiting, []
        calls = [one.call for one in waiting]
        asking = [one.answer for one in waiting]
        try:
            answers = sample(self._network, self._sampler_weights, self.renderer, calls, context=self.context, version=self._version)
        except Exception as error:  # nobody else would hear of it, and everybody would wait
            for future in asking:
                if not future.cancelled():
                    future.set_exception(error)
            return
        for future, answer in zip(asking, answers, strict=True):
            if not future.cancelled():
                future.set_result(answer)

    def _forget(self) -> None:
        self._gradient = _zeros(self._weights)
        self._weight = 0.0

    def _check(self, tokens: Tokens, where: str) -> None:
        if not 0 < len(tokens) <= self.context:
            raise DataError(f"{len(tokens)} tokens for a context of {self.context}", where=where, fix="leave it out, or shorten it")
        if not 0 <= min(tokens) <= max(tokens) < self.renderer.vocabulary:
            raise DataError(
                f"token ids from {min(tokens)} to {max(tokens)}, of {self.renderer.vocabulary}",
                where=where,
                fix="use this model's renderer",
            )

    def _predict(self, batch: Sequence[Datum], weights: Weights) -> Prediction:
        for index, datum in enumerate(batch):
            self._check(datum.tokens, datum.source or f"batch[{index}]")
        places = [np.flatnonzero(datum.mask) for datum in batch]
        windows = [self._network.windows(datum.tokens, where) for datum, where in zip(batch, places, strict=True)]
        targets = [np.asarray(datum.tokens, np.int64)[where] for datum, where in zip(batch, places, strict=True)]
        temperatures = [np.full(len(where), datum.temperature or 1.0) for datum, where in zip(batch, places, strict=True)]
        nothing = self._network.windows((), [])
        activations = self._network.forward(weights, np.concatenate([nothing, *windows]))
        return Prediction(activations, np.concatenate([nothing[:, 0], *targets]), np.concatenate([np.zeros(0), *temperatures]))


@dataclass(frozen=True, slots=True)
class _Waiting:
    call: SampleCall
    answer: asyncio.Future[list[Completion]]


def _columns(batch: Sequence[Datum]) -> Columns:
    """Every column of the batch, flat. A column is on all data or on none; weights that are missing are ones."""
    columns: dict[str, Numbers | None] = {}
    for name in Datum.COLUMNS:
        parts = [getattr(datum, name) for datum in batch]
        if all(part is None for part in parts):
            columns[name] = None
            continue
        if name == "weights":
            parts = [np.ones(datum.trained) if part is None else part for datum, part in zip(batch, parts, strict=True)]
        for index, part in enumerate(parts):
            if part is None:
                raise DataError(f"{name} is missing, but others of the batch have it", where=batch[index].source or f"batch[{index}]")
        columns[name] = np.concatenate([np.asarray(part, np.float64) for part in parts])
    return columns


def _check_finite(batch: Sequence[Datum], terms: Numbers) -> None:
    bad = np.flatnonzero(~np.isfinite(terms))
    if len(bad):
        index = int(np.searchsorted(np.cumsum([datum.trained for datum in batch]), bad[0], side="right"))
        fix = "look at this datum's columns; no gradient of this call was kept"
        raise NonFiniteError(f"the loss of {len(bad)} tokens is not finite", where=batch[index].source or f"batch[{index}]", fix=fix)


def _copy(weights: Weights) -> Weights:
    return {key: value.copy() for key, value in weights.items()}


def _zeros(weights: Weights) -> Weights:
    return {key: np.zeros_like(value) for key, value in weights.items()}
