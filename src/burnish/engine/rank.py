"""One rank: a process with its own weights, trainer and sampler, that answers verbs over a socket.

Started as `python -m burnish.engine.rank`, with its settings as JSON in the first argument. Between two decode steps it looks at the
socket, so that a request that arrives joins the batch at the next step.
"""

import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgpack
import torch
from torch import distributed as dist

from burnish.core.tokens import Datum, SamplingParams
from burnish.engine import messages
from burnish.engine.backbone import SamplingWeights, load_backbone
from burnish.engine.grammars import Grammars
from burnish.engine.rank_settings import RankSettings
from burnish.engine.sampler import Request, Sampler
from burnish.engine.shaper import Shaper
from burnish.engine.shaping import Shaping
from burnish.engine.state import RankState, read_state, write_state
from burnish.engine.streamed import Streaming
from burnish.engine.text import TextDecoder
from burnish.engine.trainer import Trainer
from burnish.errors import BurnishError, EngineError, SyncError

__all__ = ["Rank", "main"]

_PROBE_PROMPT = 24
_PROBE_TOKENS = 3


class Rank:
    """Weights, a trainer over them, and a sampler with weights of its own."""

    def __init__(self, settings: RankSettings) -> None:
        self.settings = settings
        torch.set_num_threads(settings.threads)
        device = torch.device(settings.device)
        folder = Path(settings.folder)
        backbone = load_backbone(folder, settings.head, device=device, seed=settings.seed)
        self._trainer = Trainer(backbone) if settings.trains else None
        self._vocab, self._parameters = backbone.vocab, sum(parameter.numel() for parameter in backbone.module.parameters())
        self._grammars = Grammars(folder, settings.stop_ids)
        self.sampler: Sampler | None = None
        self._sampling_weights: SamplingWeights | None = None
        if settings.head == "lm":
            self._sampling_weights = backbone.clone()
            cache = self._sampling_weights.cache(settings.rows)
            context = min(settings.context or backbone.context, backbone.context)
            self.sampler = Sampler(cache, context, settings.stop_ids, TextDecoder(folder))
        self._verbs: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
            "forward": self._forward,
            "forward_backward": self._forward_backward,
            "optim_step": self._optim_step,
            "drop": self._drop,
            "sync": self._sync,
            "save": self._save,
            "load": self._load,
            "facts": self._facts,
        }

    @property
    def trainer(self) -> Trainer:
        """What learns.

        Raises:
            EngineError: this rank only samples.
        """
        if self._trainer is None:
            raise EngineError("this model only samples", where="engine", fix="open_model(…, trains=True)")
        return self._trainer

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one verb. Whatever goes wrong becomes an answer too."""
        try:
            return {"id": message["id"], "value": self._verbs[message["verb"]](message)}
        except Exception as error:
            return {"id": message["id"], "error": messages.encode_error(error)}

    def submit(self, message: Mapping[str, Any]) -> None:
        """Queue the completions that a sample message asks for, or the one of a stream message."""
        if self.sampler is None:
            raise EngineError("a model with a scalar head cannot sample", where="sample", fix="sample from a language model")
        for number, prompt, seed in message["requests"]:
            request = Request(number, messages.unpack_ids(prompt), messages.decode_params(message["params"], seed))
            if "shaping" in message:
                shaping = messages.decode_shaping(message["shaping"])
                request.streaming = Streaming(message["each"], shaping.top_logprobs, shaping.min_tokens)
                request.shaper = self._shaper(shaping)
            self.sampler.submit(request)

    def cancel(self, message: Mapping[str, Any]) -> None:
        """Forget requests that nobody waits for."""
        if self.sampler is not None:
            self.sampler.cancel(frozenset(message["requests"]))

    def _shaper(self, shaping: Shaping) -> Shaper | None:
        if not shaping.bends:
            return None
        matcher = self._grammars.matcher(shaping.grammar) if shaping.grammar else None
        return Shaper(shaping, matcher, self.settings.stop_ids)

    def _forward(self, message: Mapping[str, Any]) -> list[list[float]]:
        return self.trainer.forward([messages.decode_datum(raw) for raw in message["batch"]])

    def _forward_backward(self, message: Mapping[str, Any]) -> dict[str, float]:
        batch = [messages.decode_datum(raw) for raw in message["batch"]]
        return self.trainer.forward_backward(batch, messages.decode_loss(message["loss"]))

    def _optim_step(self, message: Mapping[str, Any]) -> dict[str, float]:
        result = self.trainer.step(messages.decode_optim(message["optim"]))
        return {"grad_norm": result.grad_norm, "denominator": result.denominator}

    def _drop(self, _: Mapping[str, Any]) -> None:
        self.trainer.drop()

    def _sync(self, message: Mapping[str, Any]) -> dict[str, float]:
        if self.sampler is None or self._sampling_weights is None:
            return {"probe": 0.0}
        if self.sampler.busy:
            raise EngineError("requests are still being sampled", where="sync", fix="await every sample call before sync")
        self._sampling_weights.take(self.trainer.backbone)
        self.sampler.renew(message["version"])
        return {"probe": self._probe()}

    def _probe(self) -> float:
        """Sample a few tokens, and compare their logprobs with the trainer's. Returns the largest difference.

        Raises:
            SyncError: it is above the threshold (or no number).
        """
        sampler = self.sampler
        assert sampler is not None  # noqa: S101 - a scalar head is never probed
        vocabulary = self.trainer.backbone.vocab
        prompt = [(7919 * place + 104729) % vocabulary for place in range(_PROBE_PROMPT)]
        sampler.submit(Request(-1, prompt, SamplingParams(max_tokens=_PROBE_TOKENS, seed=1)))
        (probe,) = [finished for _ in range(_PROBE_TOKENS) for finished in sampler.step()]
        ids, sampled = probe.completion.ids, probe.completion.logprobs
        datum = Datum(tokens=[*prompt, *ids], mask=[False] * len(prompt) + [True] * len(ids), source="sync probe")
        trained = self.trainer.forward([datum])[0]
        worst = max(abs(a - b) for a, b in zip(sampled, trained, strict=True))
        if not worst <= self.settings.sync_threshold:
            limit = self.settings.sync_threshold
            what = f"logprobs of sampler and trainer differ by {worst:.2g}, above {limit:.2g}"
            raise SyncError(what, where="sync", fix="report it: the weights did not arrive whole")
        return worst

    def _save(self, message: Mapping[str, Any]) -> dict[str, Any]:
        state, base = self._state(message["counters"]), Path(self.settings.folder)
        checkpoint = write_state(self.trainer, state, Path(message["root"]), message["name"], base=base)
        return {"name": checkpoint.name, "path": checkpoint.path, "sha256": checkpoint.sha256, "step": checkpoint.step}

    def _state(self, counters: Mapping[str, Any]) -> RankState:
        mine = self.settings
        return RankState(dict(counters), ranks=mine.ranks, threads=mine.threads, seed=mine.seed, device=mine.device)

    def _load(self, message: Mapping[str, Any]) -> dict[str, Any]:
        state = read_state(self.trainer, Path(message["path"]))
        return {"counters": state.counters, "ranks": state.ranks, "threads": state.threads}

    def _facts(self, _: Mapping[str, Any]) -> dict[str, Any]:
        sampler = self.sampler
        return {
            "parameters": self._parameters,
            "vocab": self._vocab,
            "sampled_tokens": sampler.sampled_tokens if sampler else 0,
            "prompt_tokens": sampler.prompt_tokens if sampler else 0,
            "reused_tokens": sampler.reused_tokens if sampler else 0,
            "decode_steps": sampler.decode_steps if sampler else 0,
        }


def _serve(rank: Rank, connection: socket.socket) -> None:
    """Answer verbs in the order they come, decoding in between, until the model closes the socket."""
    unpacker = msgpack.Unpacker(max_buffer_size=2**31 - 1)
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    sampler = rank.sampler
    while True:
        idle = sampler is None or not sampler.busy
        if idle or poll.poll(0):
            received = connection.recv(1 << 20)
            if not received:
                return
            unpacker.feed(received)
            for message in unpacker:
                if message["verb"] in ("sample", "stream"):
                    _submit(rank, connection, message)
                elif message["verb"] == "cancel":
                    rank.cancel(message)
                else:
                    connection.sendall(msgpack.packb(rank.answer(message)))
        if sampler is not None and sampler.busy:
            finished = sampler.step()
            if finished:
                pairs = [[one.id, messages.encode_completion(one.completion)] for one in finished]
                connection.sendall(msgpack.packb({"finished": pairs}))
            if streamed := sampler.streamed():
                connection.sendall(msgpack.packb({"streamed": [messages.encode_streamed(news) for news in streamed]}))


def _submit(rank: Rank, connection: socket.socket, message: Mapping[str, Any]) -> None:
    try:
        rank.submit(message)
    except BurnishError as error:
        failed = [number for number, _, _ in message["requests"]]
        connection.sendall(msgpack.packb({"failed": failed, "error": messages.encode_error(error)}))


def main() -> None:
    """Entry point of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the model's to handle; it closes the socket
    raw = json.loads(sys.argv[1])
    settings = RankSettings(**raw | {"stop_ids": tuple(raw["stop_ids"])})
    connection = socket.socket(fileno=settings.socket)
    try:
        if settings.ranks > 1 and settings.trains:
            os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
            backend = "nccl" if settings.device.startswith("cuda") else "gloo"
            dist.init_process_group(backend, init_method=f"file://{settings.store}", rank=settings.rank, world_size=settings.ranks)
        rank = Rank(settings)
    except Exception as error:
        connection.sendall(msgpack.packb({"id": 0, "error": messages.encode_error(error)}))
        return
    connection.sendall(msgpack.packb(rank.answer({"id": 0, "verb": "facts"})))
    _serve(rank, connection)
    if dist.is_initialized():
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
