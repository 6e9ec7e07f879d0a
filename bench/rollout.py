"""What playing costs beside the model: rollout's overhead a turn with an instant policy, and episodes a second of the supply desk."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.report import Report, arguments, progress, spread
from burnish import tiny
from burnish.chat.template import ChatTemplate
from burnish.chat.tokenizer import save_tokenizer, train_tokenizer
from burnish.core.episodes import Scenario
from burnish.core.messages import Message, assistant, system, user
from burnish.core.tokens import Completion, SamplingParams, Tokens
from burnish.envs.env import Env, EnvSpec, Limits, Opening, StepResult
from burnish.envs.rollout import rollout
from burnish.examples.supply_desk import spec
from burnish.examples.supply_desk.expert import expert_episode

__all__ = ["main"]

NOTES = (
    "echo: an env that only says 'go on', a policy that answers at once: what is left is rollout itself (rendering, parsing, records)",
    "supply desk, expert: the scripted expert plays whole episodes with no model and no tokens: mock user, tools, scoring",
    "supply desk, instant policy: the same env behind rollout; the policy always says the same sentence, so episodes end when the "
    "customer gives up",
)


class InstantPolicy:
    """A policy whose every reply is one fixed sentence, at once. It has what a rollout uses of a model."""

    name, version, context = "instant", 0, 4096

    def __init__(self, renderer: ChatTemplate, text: str) -> None:
        self.renderer = renderer
        datum = renderer.example([user("?"), assistant(text)])
        self._reply = tuple(token for token, own in zip(datum.tokens, datum.mask, strict=True) if own)

    async def sample(self, prompts: Sequence[Tokens], params: SamplingParams) -> list[Completion]:
        """The sentence, for every prompt."""
        return [Completion(self._reply, (0.0,) * len(self._reply), "end", 0) for _ in prompts]


class EchoEnv(Env):
    """Says "go on" for a fixed number of turns."""

    def __init__(self, turns: int) -> None:
        self.left = turns

    async def reset(self, scenario: Scenario) -> Opening:
        """One system and one user message."""
        return Opening([system("You are an agent."), user("Begin.")])

    async def step(self, message: Message) -> StepResult:
        """Go on, or end."""
        self.left -= 1
        return StepResult([user("Go on.")]) if self.left else StepResult(terminated=True, reward=1.0)


@dataclass(frozen=True)
class Played:
    """How long some episodes took, and how many turns they had."""

    seconds: float
    episodes: int
    turns: int


def main() -> None:
    """Measure and print the report."""
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    count = 8 if options.quick else 256
    report = Report("rollout", options.quick, NOTES)
    echo = EnvSpec("echo", lambda: EchoEnv(8), [Scenario(str(index)) for index in range(count)], Limits(max_turns=8))
    desk = replace(spec("train", count), name="supply desk, instant policy")
    policy = InstantPolicy(_renderer(desk), "Let me have a look at that for you.")
    for env in (echo, desk):
        _add(report, env.name, [_rollout(env, policy) for _ in range(1 + options.repeats)])
    _add(report, "supply desk, expert", [_expert(count) for _ in range(1 + options.repeats)])
    report.emit(options.out)


def _add(report: Report, name: str, measured: Sequence[Played]) -> None:
    warm = measured[1:]
    report.add(
        name,
        episodes=warm[0].episodes,
        turns_per_episode=round(statistics.mean(played.turns / played.episodes for played in warm), 2),
        microseconds_per_turn=spread([played.seconds / played.turns * 1e6 for played in warm], 1),
        episodes_per_second=spread([played.episodes / played.seconds for played in warm], 1),
    )


def _renderer(desk: EnvSpec) -> ChatTemplate:
    """The embedded model's template, with a tokenizer trained on the desk's own words."""
    conversations = asyncio.run(_expert_conversations(desk.scenarios[:64]))
    template = (Path(tiny.__file__).parent / "chat_template.jinja").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="burnish-bench-") as folder:
        save_tokenizer(train_tokenizer([message.content for talk in conversations for message in talk], 2048), folder, template)
        return ChatTemplate.from_folder(folder)


def _rollout(env: EnvSpec, policy: InstantPolicy) -> Played:
    params = SamplingParams(max_tokens=64)
    started = time.perf_counter()
    groups = asyncio.run(rollout(env, policy, env.scenarios, params=params))
    seconds = time.perf_counter() - started
    episodes = [episode for group in groups for episode in group.episodes]
    failed = [episode.error for episode in episodes if episode.error]
    assert not failed, failed[0]
    progress(f"  {env.name}: {len(episodes)} episodes in {seconds:.2f} s")
    return Played(seconds, len(episodes), sum(len(episode.turns) for episode in episodes))


def _expert(count: int) -> Played:
    scenarios = spec("train", count).scenarios
    started = time.perf_counter()
    conversations = asyncio.run(_expert_conversations(scenarios))
    seconds = time.perf_counter() - started
    return Played(seconds, count, sum(message.role == "assistant" for talk in conversations for message in talk))


async def _expert_conversations(scenarios: Sequence[Scenario]) -> list[list[Message]]:
    return [await expert_episode(scenario) for scenario in scenarios]


if __name__ == "__main__":
    main()
