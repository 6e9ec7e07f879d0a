"""ScriptedModel: a policy whose replies a test writes down; and small envs to play with."""

import asyncio
import random
from collections.abc import Callable, Sequence

from burnish.core.episodes import Scenario
from burnish.core.messages import Message, Tool, ToolCall, assistant, user
from burnish.core.tokens import Completion, SamplingParams, Tokens
from burnish.engine.fake_chat import FakeChat
from burnish.envs.env import Env, EnvSpec, Limits, Opening, StepResult

PARAMS = SamplingParams(max_tokens=500)
Script = Callable[[int, str, SamplingParams], "Message | Completion | str"]


class ForgetfulChat(FakeChat):
    """A template that rewrites history: it shows only the last two messages."""

    def prompt(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> list[int]:
        return super().prompt(list(messages)[-2:], tools)

    def delta(self, messages: Sequence[Message], new: int, tools: Sequence[Tool] = ()) -> None:
        return None


class ScriptedModel:
    """Says what the script says: `script(turn, prompt text, params)`, or the given replies in their order.

    Args:
        script: a function, or replies by turn; the last one is repeated.
        shuffle: answer after random pauses, so that calls overtake each other.
    """

    name = "policy"
    version = 3

    def __init__(
        self, script: Script | Sequence[Message | str], *, context: int = 100_000, renderer: FakeChat | None = None, shuffle: bool = False
    ) -> None:
        self.script = script if callable(script) else lambda turn, _text, _params: script[min(turn, len(script) - 1)]
        self.context, self.renderer, self.shuffle = context, renderer or FakeChat(), shuffle
        self.prompts: list[list[int]] = []
        self.params: list[SamplingParams] = []

    async def sample(self, prompts: Sequence[Tokens], params: SamplingParams) -> list[Completion]:
        await asyncio.sleep(random.random() / 500 if self.shuffle else 0)
        self.prompts += [list(prompt) for prompt in prompts]
        self.params += [params for _ in prompts]
        return [self._complete(prompt, params) for prompt in prompts]

    def _complete(self, prompt: Tokens, params: SamplingParams) -> Completion:
        text = self.renderer.decode(prompt)
        reply = self.script(text.count("<|assistant|>") - 1, text, params)
        if isinstance(reply, Completion):
            return reply
        ids = self.ids(assistant(reply) if isinstance(reply, str) else reply)
        stop = "end" if len(ids) <= params.max_tokens else "length"
        ids = ids[: params.max_tokens]
        return Completion(ids, tuple(-1 / (1 + token) for token in ids), stop, self.version)

    def ids(self, message: Message) -> tuple[int, ...]:
        """Tokens of a reply, its end token included."""
        datum = self.renderer.example([user("?"), message])
        return tuple(token for token, own in zip(datum.tokens, datum.mask, strict=True) if own)


def call(name: str, **arguments: object) -> Message:
    """A reply that calls one tool."""
    return assistant("", ToolCall(name=name, arguments=arguments, id="call_0"))


class Echo(Env):
    """Repeats what it hears; "bye" ends it with reward 1."""

    async def reset(self, scenario: Scenario) -> Opening:
        return Opening([user(f"Hello from {scenario.id}.")])

    async def step(self, message: Message) -> StepResult:
        if message.content == "bye":
            return StepResult(terminated=True, reward=1.0, outcome={"said": "bye"})
        return StepResult([user(f"You said {message.content}.")])


def spec(make: Callable[[], Env] = Echo, *, count: int = 1, limits: Limits | None = None) -> EnvSpec:
    """An env with `count` scenarios."""
    return EnvSpec(
        "test", make, [Scenario(f"s{index}", tags={"kind": "odd" if index % 2 else "even"}) for index in range(count)], limits or Limits()
    )
