"""Rollout sessions: the calls of one rollout of an agent, kept as a tree of token ids and logprobs."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from burnish.core.episodes import Branch, Turn
from burnish.core.messages import Message, Tool
from burnish.core.tokens import Completion, SamplingParams
from burnish.engine.server.options import ServerOptions
from burnish.errors import NotFoundError, OverloadedError, RequestError

__all__ = ["Session", "SessionTable", "Start"]

MOST_CALLS = 10_000


@dataclass(frozen=True, slots=True)
class Start:
    """Where the next call of a session begins.

    Attributes:
        parent: the call that it goes on from; None for a new beginning.
        tokens: of the whole prompt.
        new: how many of its tokens come after the parent's.
        keys: digests of what was said up to each message; what the reply will be found by is made from the last one.
    """

    parent: int | None
    tokens: list[int]
    new: int
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Call:
    """One call: tokens that came before the reply and after the parent's, the reply, and what ends it where nothing sampled does."""

    parent: int | None
    before: tuple[int, ...]
    reply: Completion
    after: tuple[int, ...]
    params: SamplingParams
    seconds: float


@dataclass(slots=True)
class Session:
    """The calls of one rollout. What the model sampled is never tokenized again.

    A call whose messages begin with those of an earlier one, and its reply, goes on from that one's tokens; any other begins anew:
    a rewritten history, another agent's conversation, another set of tools.
    """

    key: str
    most_tokens: int
    used_at: float = field(default_factory=time.monotonic)
    tokens: int = 0
    calls: list[_Call] = field(default_factory=list)
    _found: dict[bytes, int] = field(default_factory=dict)

    def find(self, messages: Sequence[Message], tools: Sequence[Tool]) -> tuple[int | None, int, tuple[bytes, ...]]:
        """The latest call that these messages go on from, how many messages are new to it, and the digests of all beginnings."""
        keys = _digests(messages, tools)
        for length in range(len(messages) - 1, 0, -1):
            if messages[length - 1].role == "assistant" and (call := self._found.get(keys[length])) is not None:
                return call, len(messages) - length, keys
        return None, len(messages), keys

    def find_tokens(self, prompt: Sequence[int]) -> int | None:
        """The call with the most tokens that a raw prompt goes on from."""
        best, longest = None, 0
        for number in range(len(self.calls)):
            held = self.whole(number)
            if longest < len(held) < len(prompt) and held == list(prompt[: len(held)]):
                best, longest = number, len(held)
        return best

    def whole(self, number: int | None) -> list[int]:
        """All tokens up to the end of a call."""
        path = self._path(number)
        return [token for call in path for token in (*call.before, *call.reply.ids, *call.after)]

    def check_room(self, tokens: int) -> None:
        """Refuse a call before it is sampled.

        Raises:
            RequestError: the session is full.
        """
        if self.tokens + tokens > self.most_tokens or len(self.calls) >= MOST_CALLS:
            what = f"the session holds {len(self.calls)} calls with {self.tokens:,} tokens"
            raise RequestError(what, where="Burnish-Session", fix="end it and open another")

    def add(
        self, start: Start, reply: Message | None, completion: Completion, after: Sequence[int], params: SamplingParams, seconds: float
    ) -> None:
        """A call has ended: `reply` is what its client was told, by which the next call is found; None for a raw completion."""
        before = tuple(start.tokens[len(start.tokens) - start.new :])
        number = len(self.calls)
        self.calls.append(_Call(start.parent, before, completion, tuple(after), params, seconds))
        self.tokens += len(before) + len(completion.ids) + len(after)
        self.used_at = time.monotonic()
        if reply is not None and start.keys:
            self._found[_next(start.keys[-1], reply)] = number

    def played(self) -> tuple[list[Branch], list[tuple[int, Turn]]]:
        """Its branches, one for each call that nothing went on from, and its turns with the branch that each belongs to.

        A reply that several branches share is masked in in the first of them alone, so that it is learnt from once. A branch ends with
        its last sampled token.
        """
        parents = {call.parent for call in self.calls}
        branches: list[Branch] = []
        turns: list[tuple[int, Turn]] = []
        seen: set[int] = set()
        for leaf in (number for number in range(len(self.calls)) if number not in parents):
            tokens: list[int] = []
            mask: list[bool] = []
            logprobs: list[float] = []
            for number in self._numbers(leaf):
                call = self.calls[number]
                own = number not in seen
                tokens += call.before
                if own:
                    seen.add(number)
                    logprobs += call.reply.logprobs
                    reply = call.reply
                    turns.append(
                        (len(branches), Turn(len(tokens), reply.ids, reply.logprobs, reply.version, call.params, reply.stop, call.seconds))
                    )
                mask += [False] * len(call.before) + [own] * len(call.reply.ids) + [False] * len(call.after)
                tokens += [*call.reply.ids, *call.after]
            end = len(tokens) - len(self.calls[leaf].after)
            branches.append(Branch(tuple(tokens[:end]), tuple(mask[:end]), tuple(logprobs)))
        return branches, turns

    def _numbers(self, number: int | None) -> list[int]:
        path: list[int] = []
        while number is not None:
            path.append(number)
            number = self.calls[number].parent
        return path[::-1]

    def _path(self, number: int | None) -> list[_Call]:
        return [self.calls[one] for one in self._numbers(number)]


class SessionTable:
    """All sessions of a server: bounded in number, and ended when nobody has used them for a while."""

    def __init__(self, options: ServerOptions) -> None:
        self._options = options
        self._sessions: OrderedDict[str, Session] = OrderedDict()  # the least recently used first

    def __len__(self) -> int:
        return len(self._sessions)

    def open(self) -> Session:
        """A new session; its key cannot be guessed, and is all that its calls need.

        Raises:
            OverloadedError: there are as many as may be.
        """
        self.sweep()
        if len(self._sessions) >= self._options.sessions:
            fix = "end sessions that are over (DELETE /v1/sessions/KEY)"
            raise OverloadedError(f"there are {len(self._sessions)} sessions", where="sessions", fix=fix, retry_after_s=5)
        session = Session(f"session_{secrets.token_hex(16)}", self._options.session_tokens)
        self._sessions[session.key] = session
        return session

    def get(self, key: str) -> Session:
        """The session with this key.

        Raises:
            NotFoundError: there is none, or it has ended.
        """
        session = self._sessions.get(key)
        if session is None:
            raise NotFoundError("there is no such session", where="Burnish-Session", fix="open one with POST /v1/sessions")
        session.used_at = time.monotonic()
        self._sessions.move_to_end(key)
        return session

    def end(self, key: str) -> Session:
        """Forget a session; returns it this last time.

        Raises:
            NotFoundError: there is none.
        """
        session = self.get(key)
        del self._sessions[key]
        return session

    def sweep(self) -> None:
        """Forget those that nobody has used for too long."""
        oldest = time.monotonic() - self._options.session_seconds
        while self._sessions and next(iter(self._sessions.values())).used_at < oldest:
            self._sessions.popitem(last=False)


def _digests(messages: Sequence[Message], tools: Sequence[Tool]) -> tuple[bytes, ...]:
    """A chained digest after 0, 1, … messages."""
    digest = blake2b(repr([tool.model_dump() for tool in tools]).encode(errors="surrogatepass"), digest_size=16).digest()
    digests = [digest]
    for message in messages:
        digest = _next(digest, message)
        digests.append(digest)
    return tuple(digests)


def _next(digest: bytes, message: Message) -> bytes:
    """Ids of an assistant's calls do not count: clients replace them, and what was sampled holds none."""
    calls = [(call.name, _sorted(call.arguments)) for call in message.tool_calls]
    said = (message.role, message.content, message.tool_call_id, message.name, calls)
    return blake2b(digest + repr(said).encode(errors="surrogatepass"), digest_size=16).digest()


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return sorted((key, _sorted(inner)) for key, inner in value.items())
    return [_sorted(inner) for inner in value] if isinstance(value, list) else value
