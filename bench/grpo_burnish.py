"""Burnish's side of the GRPO bench: what recipes/grpo.py does in a step, without an env."""

import asyncio
import time
from typing import Any

from bench.grpo_task import GrpoCase, share_of_wanted
from bench.side import Channel
from burnish.core.losses import Adam, PolicyGradient
from burnish.core.ports import Model
from burnish.core.tokens import Datum, SamplingParams
from burnish.engine.model import open_model

__all__ = ["main"]


async def main() -> None:
    """Do one step each time a question comes."""
    channel = Channel()
    settings = channel.receive()
    assert settings
    case = GrpoCase(**settings["case"])
    async with open_model(case.folder, ranks=settings["ranks"], threads=settings["threads"], seed=case.seed) as policy:
        channel.send(side="burnish", ranks=settings["ranks"], threads=settings["threads"])
        step = 0
        while await channel.receive_async() is not None:
            channel.send(**await grpo_step(policy, case, step))
            step += 1


async def grpo_step(policy: Model, case: GrpoCase, step: int) -> dict[str, Any]:
    """Sample, reward, learn, sync; with the wall time of the whole and of its parts."""
    prompts = case.prompts_of(step)
    params = SamplingParams(max_tokens=case.max_tokens, temperature=1.0, n=case.group)
    started = time.perf_counter()
    completions = await policy.sample(prompts, params)
    sampled = time.perf_counter()
    rewards = [share_of_wanted(completion.ids) for completion in completions]
    batch = []
    for index, completion in enumerate(completions):
        group = rewards[index // case.group * case.group :][: case.group]
        advantage = rewards[index] - sum(group) / len(group)
        prompt = prompts[index // case.group]
        batch.append(
            Datum(
                tokens=[*prompt, *completion.ids],
                mask=[False] * len(prompt) + [True] * len(completion.ids),
                logprobs=completion.logprobs,
                advantages=[advantage] * len(completion.ids),
            )
        )
    await policy.forward_backward(batch, PolicyGradient(clip_low=0.2, clip_high=0.28))
    await policy.optim_step(Adam(case.learning_rate))
    learned = time.perf_counter()
    await policy.sync()
    done = time.perf_counter()
    tokens = sum(len(completion.ids) for completion in completions)
    return {
        "seconds": done - started,
        "sample_seconds": sampled - started,
        "learn_seconds": learned - sampled,
        "sync_seconds": done - learned,
        "reward": sum(rewards) / len(rewards),
        "tokens": tokens,
        "mean_length": tokens / len(completions),
    }


if __name__ == "__main__":
    asyncio.run(main())
