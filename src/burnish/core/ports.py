"""Model, Renderer, Chat, Sessions, Grader, Run: the interfaces at which the floors meet."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from burnish.core.episodes import Branch, Episode, Grade, Turn
from burnish.core.losses import Loss, Optim
from burnish.core.messages import Message, Tool
from burnish.core.tokens import Checkpoint, Completion, Datum, Metrics, SamplingParams, Tokens

__all__ = ["Chat", "Grader", "Model", "Parsed", "Played", "Renderer", "Run", "Sessions"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A reply turned back into a message. `error` says what was malformed (a tool call that is no JSON …); empty if nothing was."""

    message: Message
    error: str = ""


class Renderer(Protocol):
    """Messages ↔ tokens, by the template of one checkpoint."""

    @property
    def stop_ids(self) -> tuple[int, ...]:
        """Ids that end a turn."""
        ...

    def prompt(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> list[int]:
        """Tokens of the whole conversation, up to where the assistant starts to speak."""
        ...

    def delta(self, messages: Sequence[Message], new: int, tools: Sequence[Tool] = ()) -> list[int] | None:
        """Tokens to append after the assistant's last sampled token so that it can speak again.

        Args:
            messages: the whole conversation; the last `new` messages are not in the tokens yet, and the one before them is the
                assistant's turn that was just sampled (its end-of-turn token included).
            new: how many messages at the end are new.
            tools: as in `prompt`.

        Returns:
            The tokens between that end-of-turn token and the next sampled one, or None where the template rewrites what came
            before, so that the conversation has to start a new branch.
        """
        ...

    def parse(self, ids: Tokens) -> Parsed:
        """The message that these sampled tokens are. Never raises: what is malformed is reported in `error`."""
        ...

    def example(self, messages: Sequence[Message], tools: Sequence[Tool] = (), *, source: str = "") -> Datum:
        """A conversation as a datum for supervised learning: every assistant turn (with its end token) masked in."""
        ...

    def decode(self, ids: Tokens) -> str:
        """Text of the tokens, special ones included."""
        ...


class Model(Protocol):
    """One set of weights. Every verb takes a batch: there is no slow way to call them."""

    @property
    def name(self) -> str:
        """What errors and logs call it: policy, reference, critic …"""
        ...

    @property
    def renderer(self) -> Renderer:
        """The chat template and tokenizer these weights came with."""
        ...

    @property
    def context(self) -> int:
        """The most tokens a sequence may have."""
        ...

    @property
    def version(self) -> int:
        """Which weights the sampler holds: 0 at load, one more at each sync after an `optim_step`."""
        ...

    async def sample(self, prompts: Sequence[Tokens], params: SamplingParams) -> list[Completion]:
        """`params.n` completions for each prompt, in order: `[p0 c0, p0 c1, …, p1 c0, …]`. Calls may overlap; they share a batch."""
        ...

    async def forward(self, batch: Sequence[Datum]) -> list[list[float]]:
        """For each datum, the logprob of every masked token at the datum's temperature; values if it is a critic."""
        ...

    async def forward_backward(self, batch: Sequence[Datum], loss: Loss) -> Metrics:
        """Add the gradient of a loss. Nothing is divided yet: see `optim_step`.

        Raises:
            NonFiniteError: a loss is NaN or infinite; names the datum. What was accumulated is dropped.
        """
        ...

    async def optim_step(self, optim: Optim) -> Metrics:
        """Divide the gradient by all that was accumulated, clip it, step, and forget it."""
        ...

    async def sync(self) -> Metrics:
        """Give the sampler the trained weights, and probe that it computes what the trainer does.

        Raises:
            SyncError: the two disagree by more than the threshold.
        """
        ...

    async def save(self, name: str) -> Checkpoint:
        """Write weights, optimiser, RNG and counters, atomically, with a digest of every file."""
        ...

    async def load(self, checkpoint: Checkpoint) -> None:
        """Weights, optimiser, RNG, counters; verified before anything is touched."""
        ...


class Chat(Protocol):
    """Ask a model by alias: judges and mock users."""

    async def __call__(self, messages: Sequence[Message], *, alias: str, params: SamplingParams = ...) -> Message:
        """One reply."""
        ...


@dataclass(frozen=True, slots=True)
class Played:
    """What the calls of a rollout session sampled.

    Attributes:
        branches: token sequences to learn from: one for each conversation of the agent, and for each history that it rewrote. Replies
            that several of them share are masked in in the first one alone.
        turns: every reply, in the order of the branches.
    """

    branches: tuple[Branch, ...]
    turns: tuple[Turn, ...]


class Sessions(Protocol):
    """Rollouts of an agent that exists already and calls a model over HTTP: its calls are kept as the tokens that they were."""

    @property
    def url(self) -> str:
        """What the agent is given as the address of its model."""
        ...

    async def open(self) -> str:
        """A new session; its key is what the agent is given as its API key, or sends as the header `Burnish-Session`."""
        ...

    async def read(self, session: str) -> Played:
        """What was sampled so far, of calls that have ended."""
        ...

    async def end(self, session: str) -> Played:
        """The same, this last time."""
        ...


class Grader(Protocol):
    """An episode in, a grade out."""

    name: str
    version: str

    async def __call__(self, episode: Episode) -> Grade:
        """Grade one episode. Raises GraderError where it cannot; it never answers 0 for that."""
        ...


class Run(Protocol):
    """What a recipe sees of the run it is: on a laptop a folder, on the platform a row of the ledger."""

    @property
    def seed(self) -> int:
        """Everything random in a recipe derives from it."""
        ...

    def steps(self, items: Sequence[T], count: int) -> AsyncIterator[tuple[int, T]]:
        """`(step, items[step])` for step = 0 … count − 1: starts where the newest verified checkpoint left off, saves one at the
        interval, and stops early when asked to (budget, alarm, held-out evaluation, cancel)."""
        ...

    def log(self, step: int, /, **metrics: float) -> None:
        """Numbers of one step. Rows after the checkpoint that a run resumes from are dropped."""
        ...

    def keep(self, step: int, episodes: Sequence[Episode]) -> None:
        """Keep example episodes, to be read by people."""
        ...

    def write_examples(self, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
        """Write a dataset (one JSON object a row); returns where it is."""
        ...

    def read_examples(self, name: str) -> list[dict[str, Any]] | None:
        """Rows that this run wrote before it was interrupted; None if it did not get there."""
        ...
