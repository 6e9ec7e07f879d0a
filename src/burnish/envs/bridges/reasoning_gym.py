"""Tasks of the reasoning-gym library as one-turn envs: a question, a reply, the task's own score as the reward."""

import asyncio
import difflib
import hashlib
import importlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Literal, Protocol

from burnish.core.episodes import Scenario
from burnish.core.messages import Message, system, user
from burnish.core.ports import Parsed
from burnish.envs.env import Env, EnvSpec, Limits, Opening, StepResult
from burnish.errors import ConfigError, EnvError

__all__ = ["ReasoningGymEnv", "Split", "reasoning_gym_env"]

Split = Literal["train", "held_out"]

HELD_OUT_ONE_IN = 5
"""One question in five is never trained on. Which ones is decided by a hash of the question, so that no seed moves one across."""

_ANSWER = re.compile(r"<answer>(.*?)</answer>", re.DOTALL)


class _Dataset(Protocol):
    """What this bridge uses of `reasoning_gym.dataset.ProceduralDataset`."""

    def __getitem__(self, index: int) -> dict[str, Any]: ...

    def score_answer(self, answer: str | None, entry: dict[str, Any]) -> float: ...


class ReasoningGymEnv(Env):
    """One question of a reasoning-gym task. The reply is scored by the task, and the episode is over.

    The reply counts from its last `<answer>…</answer>` where it has one, else as a whole, stripped. A reply that is a malformed tool
    call is scored like any other text. The score runs in a thread: a scorer that hangs is cut off by the rollout's time limit.
    """

    def __init__(self, dataset: _Dataset, entries: Mapping[str, dict[str, Any]], instruction: str = "") -> None:
        self._dataset, self._entries, self._instruction = dataset, entries, instruction
        self._entry: dict[str, Any] = {}
        self._where = ""

    async def reset(self, scenario: Scenario) -> Opening:
        """Ask the question.

        Raises:
            EnvError: the scenario is not one of this env's.
        """
        if scenario.id not in self._entries:
            raise EnvError(f"no question has the id {scenario.id!r}", where="reasoning_gym", fix="use the scenarios of the same EnvSpec")
        self._entry, self._where = self._entries[scenario.id], f"reasoning_gym scenario {scenario.id}"
        opening = [system(self._instruction)] if self._instruction else []
        return Opening(messages=[*opening, user(self._entry["question"])])

    async def step(self, message: Message) -> StepResult:
        """Score the reply.

        Raises:
            EnvError: the task's scorer raised, or gave no finite number.
        """
        answer = _answer(message.content)
        try:
            score = float(await asyncio.to_thread(self._dataset.score_answer, answer, self._entry))
        except Exception as error:
            raise EnvError(f"the scorer raised {type(error).__name__}: {error} on the answer {answer!r:.80}", where=self._where) from error
        if not math.isfinite(score):
            raise EnvError(f"the scorer gave {score} for the answer {answer!r:.80}", where=self._where)
        resolved = score >= 1.0
        failure = {} if resolved else {"failure": "wrong_answer"}
        return StepResult(terminated=True, reward=score, outcome={"resolved": resolved, "answer": answer, **failure})

    async def malformed(self, reply: Parsed) -> StepResult:
        """There are no tools here: a malformed call is a reply like any other."""
        return await self.step(reply.message)

    async def cut(self, stop: str) -> StepResult:
        """A reply that a limit cut off is worth nothing, and counts as not resolved."""
        return StepResult(terminated=True, reward=0.0, outcome={"resolved": False, "failure": stop})


def reasoning_gym_env(
    task: str,
    config: Mapping[str, Any] | None = None,
    *,
    seed: int = 0,
    size: int = 500,
    split: Split = "train",
    instruction: str = "",
    limits: Limits | None = None,
) -> EnvSpec:
    """An env from one reasoning-gym task, with `size` different questions of one split.

    The library's item i of seed s is item i − 1 of seed s + 1, so two seeds overlap; and small tasks repeat themselves anyway. The
    splits are therefore kept apart by a hash of the question's words, and every question of an env is there once.

    Args:
        task: a name of the library's, e.g. "chain_sum".
        config: fields of the task's own config; None takes its defaults.
        seed: where in the task's endless list the questions are drawn.
        size: how many questions.
        split: "held_out" is one question in five, never met in "train" whatever the seeds.
        instruction: a system prompt, if the question alone is not enough.
        limits: of the rollout; by default one turn of 512 tokens and 30 seconds.

    Raises:
        ConfigError: the library is not installed; no such task or field; the task refuses the config; fewer than `size` questions.

    Not covered: the library's curricula, and tasks that score a program by running it.
    """
    if size < 1 or split not in ("train", "held_out"):
        raise ConfigError(f"size is {size}, split is {split!r}", where="reasoning_gym_env", fix="use size ≥ 1 and train or held_out")
    dataset = _dataset(task, dict(config or {}), seed)
    entries = dict(_distinct(_entries(dataset, task, limit=1_000 + 40 * size), task, split, size))
    if len(entries) < size:
        raise ConfigError(
            f"{task} with this config gives only {len(entries)} different {split} questions, {size} asked for",
            where="reasoning_gym_env.size",
            fix="ask for fewer, or widen the config",
        )
    scenarios = [
        Scenario(id=id_, data={"question": entry["question"], "answer": entry["answer"]}, tags={"task": task})
        for id_, entry in entries.items()
    ]
    return EnvSpec(
        name=f"reasoning_gym/{task}",
        make=lambda: ReasoningGymEnv(dataset, entries, instruction),
        scenarios=scenarios,
        limits=limits or Limits(max_turns=1, max_tokens=512, seconds=30.0),
    )


def _answer(text: str) -> str:
    found = _ANSWER.findall(text)
    return str(found[-1] if found else text).strip()


def _dataset(task: str, config: dict[str, Any], seed: int) -> _Dataset:
    try:
        factory = importlib.import_module("reasoning_gym.factory")
        importlib.import_module("reasoning_gym")  # fills the factory
    except ImportError as error:
        fix = "pip install burnish[reasoning-gym]"
        raise ConfigError(f"reasoning-gym cannot be imported ({error})", where="reasoning_gym_env", fix=fix) from error
    if task not in factory.DATASETS:
        raise ConfigError(f"no task is called {task!r}", where="reasoning_gym_env.task", fix=_close(task, factory.DATASETS))
    known = {field.name for field in fields(factory.DATASETS[task][1])} - {"seed", "size"}
    for name in config:
        if name not in known:
            raise ConfigError(f"{task} has no field {name!r}", where=f"reasoning_gym_env.config.{name}", fix=_close(name, known))
    try:
        dataset: _Dataset = factory.create_dataset(task, seed=seed, **config)
    except Exception as error:  # the library asserts, raises ValueError, or trips over a wrong type
        fix = f"see reasoning_gym's {factory.DATASETS[task][1].__name__}"
        raise ConfigError(f"{task} refuses {config}: {error}", where="reasoning_gym_env.config", fix=fix) from error
    return dataset


def _close(name: str, known: Iterable[str]) -> str:
    choices = sorted(known)
    return f"did you mean {', '.join(difflib.get_close_matches(name, choices, n=4, cutoff=0.4) or choices)}?"


def _entries(dataset: _Dataset, task: str, limit: int) -> Iterator[dict[str, Any]]:
    for index in range(limit):
        try:
            yield dataset[index]
        except Exception as error:
            raise ConfigError(f"{task} failed to make its question {index}: {error}", where="reasoning_gym_env.config") from error


def _distinct(entries: Iterable[dict[str, Any]], task: str, split: Split, size: int) -> Iterator[tuple[str, dict[str, Any]]]:
    seen: set[str] = set()
    for entry in entries:
        digest = hashlib.sha256(entry["question"].encode()).hexdigest()
        if digest in seen or (int(digest[:8], 16) % HELD_OUT_ONE_IN == 0) != (split == "held_out"):
            continue
        seen.add(digest)
        yield f"{task}-{digest[:16]}", entry
        if len(seen) == size:
            return
