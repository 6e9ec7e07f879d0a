"""TorchModel: the verbs over one or many ranks. `open_model` starts them."""

import asyncio
import random
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from burnish.chat.template import ChatTemplate
from burnish.core.losses import Adam, Loss, Optim
from burnish.core.tokens import Checkpoint, Completion, Datum, Metrics, SamplingParams, Tokens
from burnish.engine import messages
from burnish.engine.balance import balance
from burnish.engine.columns import require_columns
from burnish.engine.cores import devices_here, layout
from burnish.engine.rank_settings import MAX_ROWS, RankSettings
from burnish.engine.ranks import RankProcess, Ranks
from burnish.engine.shape import context_of, read_config
from burnish.engine.shaping import Sampled, Shaping
from burnish.errors import BurnishError, ConfigError, DataError, EngineError, RankError

__all__ = ["ModelFacts", "TorchModel", "open_model"]

_SYNC_THRESHOLD = {"cpu": 1e-3, "cuda": 0.25}
"""Most difference of one logprob after a sync: fp32 on CPU (measured 1e-6), bf16 sampler against bf16 autocast on GPU."""
_SESSIONS_REMEMBERED = 65_536
_SEED_BITS = 63
_PLAIN = Shaping()


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a model is and has done: parameters and vocabulary, then token counts summed over ranks."""

    parameters: int
    vocab: int
    ranks: int
    threads: int
    device: str
    sampled_tokens: int
    prompt_tokens: int
    reused_tokens: int
    decode_steps: int


class TorchModel:
    """One set of weights behind the verbs (see `core.ports.Model`). Make one with `open_model`."""

    def __init__(self, name: str, settings: RankSettings, devices: Sequence[str], checkpoints: Path | None) -> None:
        folder = Path(settings.folder)
        self._name, self._settings, self._checkpoints = name, settings, checkpoints
        self._renderer = ChatTemplate.from_folder(folder)
        whole = context_of(read_config(folder))
        self._context = min(settings.context or whole, whole)
        self._ranks = Ranks(settings, devices)
        self._version, self._stale, self._drawn, self._vocab = 0, False, 0, 0
        self._sampling = 0
        self._homes: OrderedDict[int, RankProcess] = OrderedDict()

    @property
    def name(self) -> str:
        """What errors and logs call it."""
        return self._name

    @property
    def renderer(self) -> ChatTemplate:
        """The checkpoint's own chat template and tokenizer."""
        return self._renderer

    @property
    def context(self) -> int:
        """The most tokens a sequence may have."""
        return self._context

    @property
    def vocab(self) -> int:
        """How many token ids there are."""
        return self._vocab

    @property
    def death(self) -> RankError | None:
        """How the first of its ranks ended, if one did: it answers nothing any more."""
        return next((process.death for process in self._ranks.processes if process.death is not None), None)

    @property
    def version(self) -> int:
        """Which weights the sampler holds."""
        return self._version

    async def start(self) -> None:
        """Wait for the ranks to load."""
        self._vocab = int((await self._ranks.connect())["vocab"])

    async def close(self) -> None:
        """Stop the ranks."""
        await self._ranks.close()

    async def sample(self, prompts: Sequence[Tokens], params: SamplingParams) -> list[Completion]:
        """See `core.ports.Model.sample`. Members of one prompt, and requests of one session, go to one rank."""
        raw = messages.encode_params(params)
        futures: list[asyncio.Future[Completion]] = []
        for prompt in prompts:
            self._check_ids(prompt)
            packed = messages.pack_ids(prompt)
            seeds = self._seeds(params)
            futures += self._home(params.session).sample([packed] * params.n, seeds, raw)
        self._sampling += len(futures)
        try:
            return [await futures[0]] if len(futures) == 1 else list(await asyncio.gather(*futures))
        finally:
            self._sampling -= len(futures)

    async def stream(
        self, prompt: Tokens, params: SamplingParams, shaping: Shaping = _PLAIN, *, each: bool = True
    ) -> AsyncGenerator[Sampled, None]:
        """One completion, its tokens as they come; for serving.

        The completion is the one that `sample` gives for the same params and seed. Who stops reading closes the iterator
        (`contextlib.aclosing`): its row is then free for the next decode step.

        Args:
            prompt: at least one token; one that fills the context ends at once, with the stop `context`.
            params: `n` is 1.
            shaping: what bends the distribution, and what else is told.
            each: tell tokens at every step; else all at the end, which costs less.

        Raises:
            RequestError: the grammar is wrong, cannot be met, or takes too much.
            DataError: an id is outside the vocabulary.
            RankError: the rank died.
        """
        self._check_ids(prompt)
        [seed] = self._seeds(replace(params, n=1))
        home = self._home(params.session)
        raw = messages.encode_params(params)
        stream = home.stream(messages.pack_ids(prompt), seed, raw, messages.encode_shaping(shaping), each=each)
        self._sampling += 1
        try:
            async for sampled in stream:
                yield sampled
        finally:
            self._sampling -= 1
            home.cancel(stream)

    async def forward(self, batch: Sequence[Datum]) -> list[list[float]]:
        """See `core.ports.Model.forward`."""
        self._check_lengths(batch)
        shares = balance(batch, len(self._ranks.processes))
        answers = await self._ranks.call_each("forward", [{"batch": _encode(batch, share)} for share in shares])
        results: list[list[float]] = [[] for _ in batch]
        for share, answer in zip(shares, answers, strict=True):
            for index, values in zip(share, answer, strict=True):
                results[index] = values
        return results

    async def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Metrics:
        """See `core.ports.Model.forward_backward`. Numbers reported are means over the trained tokens of this call."""
        require_columns(batch, loss)
        self._check_lengths(batch)
        if not batch:
            return {"loss": 0.0, "tokens": 0.0}
        value = messages.encode_value(loss)
        shares = balance(batch, len(self._ranks.processes))
        try:
            answers = await self._ranks.call_each("forward_backward", [{"batch": _encode(batch, share), "loss": value} for share in shares])
        except BurnishError:
            await asyncio.gather(self._ranks.call("drop"), return_exceptions=True)
            raise
        sums: Metrics = {}
        for answer in answers:
            for key, number in answer.items():
                sums[key] = sums.get(key, 0.0) + number
        counts = ("tokens", "weight", "stream_tokens", "plain_tokens")
        divisors = {"loss": sums["weight"]}
        means = {key: number / max(divisors.get(key, sums["tokens"]), 1e-12) for key, number in sums.items() if key not in counts}
        return means | {"tokens": sums["tokens"], "shared": 1 - sums["stream_tokens"] / max(sums["plain_tokens"], 1.0)}

    async def optim_step(self, optim: Optim) -> Metrics:
        """See `core.ports.Model.optim_step`. `skipped` is 1 where nothing was accumulated: no step was made."""
        answers = await self._ranks.call("optim_step", optim=messages.encode_value(optim))
        rate = optim.learning_rate if isinstance(optim, Adam) else optim.adam.learning_rate
        if answers[0]["denominator"] == 0:
            return {"grad_norm": 0.0, "learning_rate": rate, "skipped": 1.0}
        self._stale = True
        return {"grad_norm": answers[0]["grad_norm"], "learning_rate": rate}

    async def sync(self) -> Metrics:
        """See `core.ports.Model.sync`. `sync_probe` is the largest difference of a probed logprob."""
        if self._sampling:
            what = f"{self._sampling} completions are still being sampled"
            raise EngineError(what, where=f"{self._name}.sync", fix="await every sample call first")
        if not self._stale:
            return {"sync_probe": 0.0}
        answers = await self._ranks.call("sync", version=self._version + 1)
        self._version += 1
        self._stale = False
        return {"sync_probe": max(answer["probe"] for answer in answers)}

    async def save(self, name: str) -> Checkpoint:
        """See `core.ports.Model.save`. Rank 0 writes: the weights of all ranks are the same."""
        if self._checkpoints is None:
            what = "the model was opened without a folder for checkpoints"
            raise ConfigError(what, where=f"{self._name}.save", fix="open_model(…, checkpoints=FOLDER)")
        counters = {"version": self._version, "stale": self._stale, "drawn": self._drawn}
        first = self._ranks.processes[0]
        return Checkpoint(**await first.call("save", root=str(self._checkpoints.resolve()), name=name, counters=counters))

    async def load(self, checkpoint: Checkpoint) -> None:
        """See `core.ports.Model.load`. The sampler gets the weights too."""
        answers = await self._ranks.call("load", path=checkpoint.path)
        counters = answers[0]["counters"]
        await self._ranks.call("sync", version=counters["version"])
        self._version, self._stale, self._drawn = counters["version"], counters["stale"], counters["drawn"]

    async def facts(self) -> ModelFacts:
        """Sizes, and token counts so far."""
        answers = await self._ranks.call("facts")
        counted = ("sampled_tokens", "prompt_tokens", "reused_tokens", "decode_steps")
        counts = {key: sum(answer[key] for answer in answers) for key in counted}
        settings = self._settings
        first = answers[0]
        return ModelFacts(first["parameters"], first["vocab"], settings.ranks, settings.threads, settings.device.split(":")[0], **counts)

    def _seeds(self, params: SamplingParams) -> list[int]:
        """One seed a completion: drawn from the params' seed, or from this model's own if there is none."""
        if params.seed is None:
            self._drawn += 1
            own = random.Random(f"{self._settings.seed}/{self._drawn}")
            return [own.getrandbits(_SEED_BITS) for _ in range(params.n)]
        if params.n == 1:
            return [params.seed]
        return [random.Random(f"{params.seed}/{member}").getrandbits(_SEED_BITS) for member in range(params.n)]

    def _home(self, session: int | None) -> RankProcess:
        """The rank of a session; the least loaded one for a new session, or for none."""
        if session is not None and session in self._homes:
            return self._homes[session]
        home = min(self._ranks.processes, key=lambda process: process.load)
        if session is not None:
            self._homes[session] = home
            if len(self._homes) > _SESSIONS_REMEMBERED:
                self._homes.popitem(last=False)
        return home

    def _check_ids(self, prompt: Tokens) -> None:
        """An id outside the vocabulary would read past the end of the embedding."""
        if prompt and not 0 <= min(prompt) <= max(prompt) < self._vocab:
            fix = "render it with this model's own template"
            raise DataError(f"the prompt has an id outside 0 … {self._vocab - 1}", where=f"{self._name}.sample", fix=fix)

    def _check_lengths(self, batch: Sequence[Datum]) -> None:
        for index, datum in enumerate(batch):
            if len(datum.tokens) > self._context:
                place = datum.source or f"batch[{index}]"
                what = f"{len(datum.tokens)} tokens, the context is {self._context}"
                raise EngineError(what, where=place, fix="cut the sequence, or drop it")


def _encode(batch: Sequence[Datum], share: Sequence[int]) -> list[list[Any]]:
    return [messages.encode_datum(batch[index]) for index in share]


@asynccontextmanager
async def open_model(
    path: str | Path,
    *,
    name: str = "policy",
    checkpoints: Path | None = None,
    ranks: int | None = None,
    threads: int | None = None,
    seed: int = 0,
    head: Literal["lm", "scalar"] = "lm",
    rows: int = MAX_ROWS,
    trains: bool = True,
    context: int | None = None,
) -> AsyncIterator[TorchModel]:
    """Start a model from a Hugging Face checkpoint folder; its ranks stop when the block is left.

    Args:
        path: the folder (config.json, *.safetensors, tokenizer.json, a chat template).
        name: what errors and logs call it.
        checkpoints: where `save` writes; None if it never will.
        ranks: data-parallel processes. None is one a device; on CPU one a usable core, or a single one where the weights are large.
        threads: of each rank, on CPU. None is one, or all usable cores for a single rank with large weights.
        seed: of sampling without a seed, and of fresh weights.
        head: "scalar" for a critic or a reward model.
        rows: sequences that each rank decodes together.
        trains: False for a model that only samples: it takes a fraction of the memory.
        context: the most tokens of a sequence; None, or more than the model's, is the model's.

    Raises:
        CheckpointError, TemplateError: the folder is not a whole checkpoint; says what is missing.
        ConfigError: fewer than one rank or thread.
    """
    folder = Path(path)
    if (ranks is not None and ranks < 1) or (threads is not None and threads < 1) or rows < 1:
        raise ConfigError(f"ranks is {ranks}, threads is {threads}, rows is {rows}", where="open_model", fix="use 1 or more")
    read_config(folder)
    devices = devices_here()
    weight_bytes = sum(path.stat().st_size for path in folder.glob("*.safetensors"))
    chosen = layout(ranks, threads, devices=len(devices), weight_bytes=weight_bytes)
    settings = RankSettings(
        folder=str(folder.resolve()),
        head=head,
        rank=0,
        ranks=chosen.ranks,
        threads=chosen.threads,
        device=devices[0] if devices else "cpu",
        store="",
        socket=-1,
        seed=seed,
        rows=rows,
        stop_ids=ChatTemplate.from_folder(folder).stop_ids,
        trains=trains,
        context=context or 0,
        sync_threshold=_SYNC_THRESHOLD["cuda" if devices else "cpu"],
    )
    model = TorchModel(name, settings, devices or ["cpu"], checkpoints)
    try:
        await model.start()
        yield model
    finally:
        await model.close()
