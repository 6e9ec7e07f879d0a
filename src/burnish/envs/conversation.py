"""Conversation: the messages of one episode, and the token sequences that the model saw and sampled."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from burnish.core.episodes import Branch, Turn
from burnish.core.messages import Message, Tool
from burnish.core.ports import Parsed, Renderer
from burnish.core.tokens import Completion, SamplingParams
from burnish.errors import EngineError

__all__ = ["Conversation"]


@dataclass(slots=True)
class _Open:
    """The branch that still grows. What was sampled is kept as spans, so that the mask is written once, at the end."""

    tokens: list[int]
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)

    def freeze(self) -> Branch:
        """The branch up to its last sampled token: nothing after it can be learnt from."""
        mask: list[bool] = []
        for start, end in zip(self.starts, self.ends, strict=True):
            mask += [False] * (start - len(mask))
            mask += [True] * (end - start)
        return Branch(tuple(self.tokens[: len(mask)]), tuple(mask), tuple(self.logprobs))


class Conversation:
    """Messages and tokens of one episode, side by side. What the model sampled is never tokenised again.

    The next prompt is the previous tokens plus what the template puts after them. Where the template rewrites what came before, a new
    branch is started from the whole conversation; the tokens sampled so far stay in the old one, to be learnt from as they were sampled.

    Args:
        renderer: of the model that speaks.
        messages: what it reads first.
        tools: what it may call.
        prompt: tokens of `messages`, if the caller has them already.
    """

    __slots__ = ("_branches", "_new", "_open", "_renderer", "messages", "sampled", "tools", "turns")

    def __init__(self, renderer: Renderer, messages: Sequence[Message], tools: Sequence[Tool], prompt: Sequence[int] | None = None) -> None:
        self.messages = list(messages)
        self.tools = tuple(tools)
        self.turns: list[Turn] = []
        self.sampled = 0
        self._renderer = renderer
        self._branches: list[Branch] = []
        self._open = _Open(list(renderer.prompt(self.messages, self.tools) if prompt is None else prompt))
        self._new = 0

    def extend(self, messages: Sequence[Message]) -> None:
        """Add what the model reads next."""
        self.messages += messages
        self._new += len(messages)

    def prompt(self) -> list[int]:
        """Tokens of everything so far, up to where the model speaks: a copy of its own for the engine to keep as long as it likes."""
        if self._new:
            delta = self._renderer.delta(self.messages, self._new, self.tools)
            if delta is None:
                self._branches.append(self._open.freeze())
                self._open = _Open(list(self._renderer.prompt(self.messages, self.tools)))
            else:
                self._open.tokens += delta
            self._new = 0
        return self._open.tokens.copy()

    def reply(self, completion: Completion, params: SamplingParams, seconds: float) -> Parsed:
        """Add what the model sampled after `prompt`.

        Raises:
            EngineError: the completion is empty, or lacks logprobs.
        """
        ids, branch = completion.ids, self._open
        if not ids or len(ids) != len(completion.logprobs):
            what = f"a completion has {len(ids)} ids and {len(completion.logprobs)} logprobs"
            raise EngineError(what, where=f"turn {len(self.turns)}", fix="a sampler gives at least one id, and one logprob for each")
        start = len(branch.tokens)
        self.turns.append(Turn(start, ids, completion.logprobs, completion.version, params, completion.stop, seconds))
        branch.starts.append(start)
        branch.tokens += ids
        branch.ends.append(len(branch.tokens))
        branch.logprobs += completion.logprobs
        self.sampled += len(ids)
        parsed = self._renderer.parse(ids)
        self.messages.append(parsed.message)
        if completion.stop == "stop" and ids[-1] not in self._renderer.stop_ids:
            # A stop string of the caller ended the turn, but every turn the template writes has an end: put it there, unsampled.
            branch.tokens.append(self._renderer.stop_ids[0])
        return parsed

    def branches(self) -> tuple[Branch, ...]:
        """All token sequences so far, those without a sampled token left out: more than one means that history was rewritten."""
        return (*self._branches, self._open.freeze()) if self._open.ends else tuple(self._branches)
