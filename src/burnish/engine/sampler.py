"""The sampler of one rank: tokens in, tokens out, with continuous batching and prefix reuse.

Requests join and leave the running batch at any decode step. A row whose request has ended is *parked*: its keys stay, so that the next
turn of the episode, or another member of the group, starts from them.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch

from burnish.core.tokens import Completion, CompletionStop, SamplingParams
from burnish.engine.cache import Cache, Piece
from burnish.engine.drawing import draw
from burnish.engine.prefixes import BLOCK, PrefixIndex, block_hashes
from burnish.engine.shaper import Shaper
from burnish.engine.streamed import Outbox, Streamed, Streaming

__all__ = ["Finished", "Request", "Sampler"]

_PREFILL_TOKENS = 4096
"""Most prompt tokens computed in one go."""

_GATHER_SHARE, _MOST_WAIT = 8, 6
"""Waiting requests are admitted once they are an eighth of the live ones, or after so many decode steps."""


_MOST_READERS_WAIT = 0.01
"""Seconds that a request whose tokens are told as they come waits for others, while the batch goes on."""


@dataclass(slots=True)
class Request:
    """One completion to be sampled. `params.seed` is set, `params.n` is 1: the caller has dealt with both.

    With `streaming`, what comes of it is told in `Sampler.outbox`, and it is never among those that `Sampler.step` returns.
    """

    id: int
    prompt: list[int]
    params: SamplingParams
    streaming: Streaming | None = None
    shaper: Shaper | None = None
    hashes: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    uniforms: list[float] = field(default_factory=list)
    limit: int = 0
    row: int = -1
    submitted_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A request and what came of it."""

    id: int
    completion: Completion


class Sampler:
    """Continuous batching over a KV cache.

    Args:
        cache: rows of a network with the sampler's own weights, apart from the trainer's.
        context: the most tokens of a sequence.
        stop_ids: ids that end a turn for this model.
        decode_text: ids → text, for stop strings.
    """

    def __init__(self, cache: Cache, context: int, stop_ids: Iterable[int], decode_text: Callable[[Sequence[int]], str]) -> None:
        self.version = 0
        self._cache, self._context = cache, context
        self._stop_ids = frozenset(stop_ids)
        self._decode_text = decode_text
        rows = cache.rows
        self._index = PrefixIndex(rows)
        self._live: list[Request | None] = [None] * rows
        self._parked: OrderedDict[int, None] = OrderedDict()  # oldest first
        self._waiting: list[Request] = []
        self._done: list[Finished] = []
        self.outbox = Outbox()
        self._eager, self._waited = False, 0
        self.prompt_tokens = self.reused_tokens = self.sampled_tokens = self.decode_steps = 0

    @property
    def idle_rows(self) -> int:
        """Rows free for a request, parked ones included."""
        return sum(request is None for request in self._live)

    @property
    def busy(self) -> bool:
        """Is there anything to do?"""
        return bool(self._waiting or self._done or self.outbox) or any(self._live)

    def submit(self, request: Request) -> None:
        """Queue a request; it joins the batch at one of the next steps."""
        request.submitted_at = time.monotonic()
        request.limit = min(request.params.max_tokens, self._context - len(request.prompt))
        if request.limit < 1 or not request.prompt:
            self._end(request, "context")
            return
        request.hashes = block_hashes(request.prompt)
        if request.params.temperature > 0:
            request.uniforms = np.random.Generator(np.random.Philox(request.params.seed or 0)).random(request.limit).tolist()
        self._waiting.append(request)

    def cancel(self, ids: Collection[int]) -> None:
        """Nobody waits for these any more: their rows are free for the next step. Ids that are not there are passed over."""
        self._waiting = [request for request in self._waiting if request.id not in ids]
        self.outbox.drop(ids)
        for request in self._live:
            if request is not None and request.id in ids:
                self._park(request)

    def renew(self, version: int) -> None:
        """The weights have changed: forget all keys."""
        self.version = version
        self._index.clear()
        self._parked.clear()

    def step(self) -> list[Finished]:
        """Admit what waits, decode one token for every live request, and return those that ended."""
        if self._waiting and self._time_to_admit():
            self._admit()
        if any(self._live):
            self._compact()
            self._decode()
        done, self._done = self._done, []
        return done

    def _time_to_admit(self) -> bool:
        """A prefill costs about as much for one prompt as for several: let a few gather, but never for long, and less so for those who
        read along."""
        live = sum(request is not None for request in self._live)
        late = time.monotonic() - _MOST_READERS_WAIT
        read = any(request.streaming is not None and request.streaming.each and request.submitted_at < late for request in self._waiting)
        if self._eager or read or len(self._waiting) * _GATHER_SHARE >= live or self._waited >= _MOST_WAIT:
            self._waited = 0
            return True
        self._waited += 1
        return False

    def _admit(self) -> None:
        """Move waiting requests into rows and compute what of their prompts no row holds yet.

        A request that shares a block with another of the same round waits for the next round: it then finds that prefix computed.
        """
        admitted: list[tuple[Request, int]] = []
        coming: set[int] = set()
        later: list[Request] = []
        budget = _PREFILL_TOKENS
        free = self.idle_rows
        for place, request in enumerate(self._waiting):
            if not free:
                later += self._waiting[place:]
                break
            match = self._index.find(request.prompt, request.hashes)
            new_blocks = request.hashes[match.length // BLOCK :]
            cost = len(request.prompt) - match.length
            if (new_blocks and new_blocks[0] in coming) or (admitted and cost > budget):
                later.append(request)
                continue
            row = self._row_for(match.row, match.length)
            free -= 1
            coming.update(new_blocks)
            budget -= cost
            self._take(request, row, match.row, match.length)
            if request.streaming is not None:
                request.streaming.cached = match.length
            admitted.append((request, match.length))
        self._waiting = later
        self._eager = bool(later and admitted)  # what these compute is what those wait for
        if admitted:
            self._prefill(admitted)

    def _row_for(self, source: int, length: int) -> int:
        """A row to write into: the parked source itself where nothing of it is lost, else a free one, else the longest parked."""
        if source in self._parked and len(self._index.tokens[source]) - length < BLOCK:
            return source
        for row, request in enumerate(self._live):
            if request is None and row not in self._parked:
                return row
        return next((row for row in self._parked if row != source), source)

    def _take(self, request: Request, row: int, source: int, length: int) -> None:
        self._cache.reserve(len(request.prompt) + 1)
        if source >= 0 and source != row:
            self._cache.copy(source, row, length)
        self._parked.pop(row, None)
        self._live[row] = request
        request.row = row
        self._index.hold(row, request.prompt[:length])

    def _prefill(self, admitted: list[tuple[Request, int]]) -> None:
        pieces = [Piece(request.row, length, request.prompt[length:]) for request, length in admitted]
        self.prompt_tokens += sum(len(request.prompt) for request, _ in admitted)
        self.reused_tokens += sum(length for _, length in admitted)
        while len(pieces) == 1 and len(pieces[0].tokens) > _PREFILL_TOKENS:
            first = pieces[0]
            self._cache.prefill([Piece(first.row, first.start, first.tokens[:_PREFILL_TOKENS])])
            pieces = [Piece(first.row, first.start + _PREFILL_TOKENS, first.tokens[_PREFILL_TOKENS:])]
        logits = self._cache.prefill(pieces)
        for request, _ in admitted:
            self._index.hold(request.row, list(request.prompt))
        self._extend([request for request, _ in admitted], logits)

    def _decode(self) -> None:
        live = [request for request in self._live if request is not None]
        span = 1 + max(request.row for request in live)
        tokens, lengths = [0] * span, [len(held) for held in self._index.tokens[:span]]
        for request in live:
            tokens[request.row] = request.ids[-1]
        self._cache.reserve(max(lengths) + 1)
        logits = self._cache.decode(tokens, lengths)
        rows = [request.row for request in live]
        for request in live:
            self._index.tokens[request.row].append(request.ids[-1])
        self.decode_steps += 1
        self._extend(live, logits if len(rows) == span else logits[torch.tensor(rows, device=logits.device)])

    def _extend(self, requests: list[Request], logits: torch.Tensor) -> None:
        """Draw the next token of each request; park those that end."""
        uniforms = [request.uniforms[len(request.ids)] if request.uniforms else 0.0 for request in requests]
        shapers = {row: request.shaper for row, request in enumerate(requests) if request.shaper is not None}
        top = {row: request.streaming.top for row, request in enumerate(requests) if request.streaming and request.streaming.top}
        drawn = draw(logits, [request.params for request in requests], uniforms, shapers, top)
        self.sampled_tokens += len(requests)
        for row, (request, token, logprob) in enumerate(zip(requests, drawn.ids, drawn.logprobs, strict=True)):
            if request.shaper is not None:
                request.shaper.take(token)
                if request.shaper.error:
                    self._park(request)
                    self.outbox.put(Streamed(request.id, error=request.shaper.error), each=True)
                    continue
            request.ids.append(token)
            request.logprobs.append(logprob)
            stop = self._stop(request, token)
            if request.streaming is not None:
                self._tell(request, request.streaming, drawn.top.get(row), stop)
            if stop is not None:
                self._park(request)
                self._end(request, stop)

    def _tell(self, request: Request, streaming: Streaming, top: tuple[tuple[int, float], ...] | None, stop: CompletionStop | None) -> None:
        """The token that was just drawn; the first one of a request is told at once."""
        likely = [] if top is None else [top]
        news = Streamed(request.id, request.ids[-1:], request.logprobs[-1:], likely, stop, streaming.cached)
        self.outbox.put(news, each=streaming.each)
        self.outbox.urgent = self.outbox.urgent or (streaming.each and len(request.ids) == 1)

    def _stop(self, request: Request, token: int) -> CompletionStop | None:
        params = request.params
        early = request.streaming is not None and len(request.ids) < request.streaming.min_tokens
        if token in self._stop_ids:
            return "end"
        if token in params.stop_ids:
            return "stop"
        if params.stop and not early:
            longest = max(len(stop) for stop in params.stop)
            tail = self._decode_text(request.ids[-(longest + 8) :])  # a token is at least a byte: this covers any stop string
            if any(stop in tail for stop in params.stop):
                return "stop"
        if len(request.ids) >= request.limit:
            return "length" if request.limit == params.max_tokens else "context"
        return None

    def _end(self, request: Request, stop: CompletionStop) -> None:
        if request.streaming is None:
            self._done.append(Finished(request.id, Completion(tuple(request.ids), tuple(request.logprobs), stop, self.version)))
        elif not request.ids:
            self.outbox.put(Streamed(request.id, stop=stop), each=True)

    def _park(self, request: Request) -> None:
        row = request.row
        self._live[row] = None
        self._parked[row] = None
        self._index.hold(row, self._index.tokens[row])  # its new blocks can be found from now on

    def _compact(self) -> None:
        """Decode walks over rows 0 … last live: when over a quarter of these are idle, move live rows down."""
        last = max(row for row, request in enumerate(self._live) if request is not None)
        live = sum(request is not None for request in self._live)
        if last + 1 - live <= max(8, (last + 1) // 4):
            return
        holes = [row for row in range(last) if self._live[row] is None]
        for hole in holes:
            while last > hole and self._live[last] is None:
                last -= 1
            if last <= hole:
                break
            request = self._live[last]
            assert request is not None  # noqa: S101 - `last` was chosen so
            self._cache.swap(hole, last, max(len(self._index.tokens[hole]), len(self._index.tokens[last])))
            self._index.swap(hole, last)
            self._live[hole], self._live[last] = request, None
            request.row = hole
            if hole in self._parked:
                del self._parked[hole]
                self._parked[last] = None
