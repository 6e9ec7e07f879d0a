"""Supervised fine-tuning: raise the likelihood of what the assistant said in examples."""

import math
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from burnish.core.losses import Adam, CrossEntropy
from burnish.core.ports import Model, Run
from burnish.core.tokens import Checkpoint, Datum
from burnish.errors import DataError
from burnish.recipes.batches import Batches
from burnish.recipes.schedule import scheduled

__all__ = ["Config", "train"]


class Config(BaseModel):
    """How to fine-tune."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: float = Field(3.0, gt=0, description="How often each example is seen.")
    steps: int | None = Field(None, ge=1, description="Steps of training, instead of epochs.")
    examples_per_step: int = Field(32, ge=1, description="Examples that one step of the optimiser learns from.")
    learning_rate: float = Field(1e-5, gt=0, description="Its highest value.")
    warmup_steps: int = Field(10, ge=0, description="Steps over which the learning rate rises to that.")
    learning_rate_floor: float = Field(0.1, ge=0, le=1, description="Share of the learning rate that is left at the last step.")
    weight_decay: float = Field(0.0, ge=0, description="How strongly AdamW pulls weights towards zero.")


async def train(run: Run, config: Config, policy: Model, examples: Sequence[Datum]) -> Checkpoint:
    """Train on the masked tokens of the examples, each token with the same weight.

    Raises:
        DataError: there are no examples, or one has nothing to train on or does not fit into the model's context; names it.
    """
    _check(examples, policy)
    steps = config.steps or math.ceil(config.epochs * len(examples) / config.examples_per_step)
    async for step, batch in run.steps(Batches(examples, config.examples_per_step, run.seed), steps):
        rate = scheduled(config.learning_rate, step, steps, warmup=config.warmup_steps, floor=config.learning_rate_floor)
        metrics = await policy.forward_backward(batch, CrossEntropy())
        metrics |= await policy.optim_step(Adam(rate, weight_decay=config.weight_decay))
        run.log(step, **metrics)
    return await policy.save("final")


def _check(examples: Sequence[Datum], policy: Model) -> None:
    if not examples:
        raise DataError("there are no examples to train on", where="examples", fix="give at least one conversation with an assistant turn")
    for index, datum in enumerate(examples):
        where = datum.source or f"examples[{index}]"
        if not datum.trained:
            raise DataError("no token of it is trained on", where=where, fix="leave it out, or give it an assistant turn")
        if len(datum.tokens) > policy.context:
            what = f"{len(datum.tokens)} tokens do not fit into the context of {policy.context}"
            raise DataError(what, where=where, fix="shorten it or leave it out")
