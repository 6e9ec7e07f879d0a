"""evaluate_model: open a model, play held-out scenarios, close it."""

from pathlib import Path

from burnish.core.tokens import SamplingParams
from burnish.envs.env import EnvSpec
from burnish.evals.evaluate import Evaluation, evaluate
from burnish.workers.engine import OpenModel, torch_engine, weights_folder

__all__ = ["evaluate_model"]


async def evaluate_model(
    model: Path,
    env: EnvSpec,
    params: SamplingParams,
    *,
    repeats: int = 1,
    seed: int = 0,
    transcripts: int = 3,
    ranks: int | None = None,
    threads: int | None = None,
    engine: OpenModel | None = None,
) -> Evaluation:
    """Play all scenarios of the env's spec with a model (see `burnish.evals.evaluate`).

    Args:
        model: folder of a Hugging Face checkpoint, or of a checkpoint of a run.
        env: where, and the scenarios to play.
        params: how to sample; temperature 0 for greedy.
        repeats, seed, transcripts: as in `burnish.evals.evaluate.evaluate`.
        ranks, threads: of the engine; by default what suits the machine and the size of the weights.
        engine: how to build a model; on torch by default.

    Raises:
        BurnishError: whatever fails, with its place.
    """
    build = engine or torch_engine()
    async with build(weights_folder(model), name=model.name, checkpoints=None, ranks=ranks, threads=threads, seed=seed) as policy:
        return await evaluate(env, policy, env.scenarios, params=params, repeats=repeats, seed=seed, transcripts=transcripts)
