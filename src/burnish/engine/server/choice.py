"""Choice: one completion under way, from sampled ids to what a client is told: text, tool calls, logprobs, an end."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from time import perf_counter
from typing import Literal

from burnish.chat.replies import ReplyReader, Said
from burnish.chat.template import ChatTemplate
from burnish.core.tokens import Completion, CompletionStop, SamplingParams
from burnish.engine.model import TorchModel
from burnish.engine.server.texts import Detokenizer, StopCutter
from burnish.engine.shaping import Sampled, Shaping

__all__ = ["Choice", "Finish", "Piece", "TokenAt"]

Finish = Literal["stop", "length", "tool_calls"]


@dataclass(frozen=True, slots=True)
class TokenAt:
    """One sampled token, as logprobs are told."""

    id: int
    logprob: float
    top: tuple[tuple[int, float], ...]


@dataclass(slots=True)
class Piece:
    """What came since the last one, of one choice."""

    index: int
    said: list[Said] = field(default_factory=list)
    tokens: list[TokenAt] = field(default_factory=list)
    finish: Finish | None = None


class Choice:
    """One completion.

    Args:
        index: which of the answer's choices.
        model: who samples.
        prompt: tokens before it.
        params, shaping: how it is sampled; `params.n` is 1.
        reader: of its tool calls.
        one_call: it ends after its first tool call.
        show_end: text of the token that ends it is part of the answer; so in text completions, where a caller sees raw text.
    """

    def __init__(
        self,
        index: int,
        model: TorchModel,
        prompt: list[int],
        params: SamplingParams,
        shaping: Shaping,
        reader: ReplyReader,
        *,
        one_call: bool,
    ) -> None:
        self.index, self.prompt, self.params = index, prompt, params
        self.ids: list[int] = []
        self.logprobs: list[float] = []
        self.said: list[Said] = []
        self.tokens: list[TokenAt] = []
        self.stop: CompletionStop | None = None
        self.finish: Finish | None = None
        self.cached = 0
        self.seconds = 0.0
        self.version = model.version
        self._model, self._shaping, self._one_call = model, shaping, one_call
        renderer: ChatTemplate = model.renderer
        self._ends = frozenset(renderer.stop_ids)
        self._reader = reader
        self._text, self._cutter = Detokenizer(renderer.tokenizer), StopCutter(params.stop)

    @property
    def malformed(self) -> str:
        """What was malformed in its tool calls; empty if nothing was."""
        return self._reader.error

    @property
    def completion(self) -> Completion:
        """What was sampled, once it has ended."""
        return Completion(tuple(self.ids), tuple(self.logprobs), self.stop or "stop", self.version)

    async def run(self, *, each: bool) -> AsyncGenerator[Piece, None]:
        """Sample it; pieces come as there is something to tell, and the last one has a finish."""
        began = perf_counter()
        each = each or self._one_call
        async with aclosing(self._model.stream(self.prompt, self.params, self._shaping, each=each)) as stream:
            async for sampled in stream:
                piece = self._take(sampled)
                self.seconds = perf_counter() - began
                if piece.said or piece.finish is not None:
                    yield piece
                if piece.finish is not None:
                    return

    def _take(self, sampled: Sampled) -> Piece:
        piece = Piece(self.index)
        self.cached = sampled.cached
        for place, (token, logprob) in enumerate(zip(sampled.ids, sampled.logprobs, strict=True)):
            self.ids.append(token)
            self.logprobs.append(logprob)
            if token in self._ends:
                break
            self.tokens.append(TokenAt(token, logprob, sampled.top[place] if sampled.top else ()))
            self._say(self._reader.feed(self._cutter.feed(self._text.feed(token))), piece)
            if self._one_call and any(said.call for said in piece.said):
                self._end("stop", piece, held=False)
                return piece
        if sampled.stop is not None:
            self._end(sampled.stop, piece, held=True)
        return piece

    def _end(self, stop: CompletionStop, piece: Piece, *, held: bool) -> None:
        self.stop = stop
        if held:
            rest = self._cutter.feed(self._text.end())
            self._say(self._reader.feed(rest if self._cutter.cut else rest + self._cutter.end()), piece)
            self._say(self._reader.end(), piece)
        called = any(said.call for said in self.said)
        self.finish = piece.finish = "tool_calls" if called else "stop" if stop in ("end", "stop") else "length"
        piece.tokens = self.tokens

    def _say(self, said: list[Said], piece: Piece) -> None:
        self.said += said
        piece.said += said
