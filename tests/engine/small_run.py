"""A GRPO run on a small checkpoint, as a process that can be killed: `python small_run.py MODEL OUT RANKS [resume]`."""

import asyncio
import sys
from pathlib import Path

from burnish.core.episodes import Scenario
from burnish.core.messages import Message, user
from burnish.core.options import RunOptions
from burnish.envs.env import Env, EnvSpec, Opening, StepResult
from burnish.recipes.catalog import find_recipe
from burnish.workers.training import Training, train_recipe

STEPS = 8


class Lengths(Env):
    """Two turns; short answers are better."""

    async def reset(self, scenario: Scenario) -> Opening:
        self.said = ""
        await asyncio.sleep(0.02)  # so that there is time to be killed
        return Opening([user(f"say {scenario.id}")])

    async def step(self, message: Message) -> StepResult:
        if not self.said:
            self.said = message.content + "."
            return StepResult([user("again")])
        return StepResult(terminated=True, reward=1 / (1 + len(self.said + message.content)), outcome={"resolved": True})


def main(model: Path, out: Path, ranks: int, *, resume: bool) -> None:
    env = EnvSpec("lengths", Lengths, [Scenario(f"scenario-{number}") for number in range(5)])
    config = {"steps": STEPS, "scenarios_per_step": 2, "group_size": 3, "max_tokens": 16, "learning_rate": 0.01, "minibatches": 2}
    options = RunOptions(checkpoint_every=2)
    training = Training(recipe=find_recipe("grpo"), model=model, config=config, env=env, seed=7, ranks=ranks, options=options)
    asyncio.run(train_recipe(training, out, resume=resume))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), resume="resume" in sys.argv[4:])
