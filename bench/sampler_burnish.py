"""Burnish's side of the sampler bench: the sample verb, replies of different length joining and leaving one running batch."""

import asyncio
import time

from bench.side import Channel
from burnish.core.tokens import SamplingParams
from burnish.engine.model import open_model

__all__ = ["main"]


async def main() -> None:
    """Sample each time a question comes."""
    channel = Channel()
    settings = channel.receive()
    assert settings
    async with open_model(settings["folder"], ranks=settings["ranks"], threads=settings["threads"]) as model:
        channel.send(side="burnish", ranks=settings["ranks"], threads=settings["threads"])
        while (question := await channel.receive_async()) is not None:
            prompts, limits = question["prompts"], question["limits"]
            started = time.perf_counter()
            if len(set(limits)) == 1:
                completions = await model.sample(prompts, SamplingParams(limits[0], question["temperature"]))
            else:
                calls = [model.sample([p], SamplingParams(n, question["temperature"])) for p, n in zip(prompts, limits, strict=True)]
                completions = [completion for [completion] in await asyncio.gather(*calls)]
            channel.send(seconds=time.perf_counter() - started, ids=[list(completion.ids) for completion in completions])


if __name__ == "__main__":
    asyncio.run(main())
