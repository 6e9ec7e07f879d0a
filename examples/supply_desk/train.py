"""Train the embedded model on the supply desk with GRPO, and compare it before and after on scenarios it has not seen."""

import asyncio
import sys
from pathlib import Path

from burnish import tiny
from burnish.core.tokens import SamplingParams
from burnish.evals.evaluate import evaluate
from burnish.examples import supply_desk
from burnish.recipes.catalog import find_recipe
from burnish.workers.engine import weights_folder
from burnish.workers.training import Training, torch_engine, train_recipe

CONFIG = {"steps": 60, "scenarios_per_step": 16, "group_size": 8, "std": "group", "learning_rate": 1e-3, "max_tokens": 96}


async def resolution(model: Path) -> str:
    """Resolution on 256 scenarios of the dev split, with its interval."""
    env = supply_desk.spec("dev", 256)
    async with torch_engine()(model, name="policy", checkpoints=None, ranks=None, threads=1, seed=0) as policy:
        evaluation = await evaluate(env, policy, env.scenarios, params=SamplingParams(max_tokens=96))
    return str(evaluation.rates["resolved"])


async def main(out: Path) -> None:
    """Train into a folder."""
    training = Training(recipe=find_recipe("grpo"), model=tiny.folder(), config=CONFIG, env=supply_desk.spec("train"))
    print("before", await resolution(tiny.folder()))
    trained = await train_recipe(training, out)
    print("after ", await resolution(weights_folder(Path(trained.checkpoint.path))))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else "supply-desk-run")))
