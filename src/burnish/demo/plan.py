"""DemoOptions and DemoPlan: what a person asks for, and all that decides what the demo does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from burnish.core.runs import EnvRef, ScenarioKinds
from burnish.core.tokens import SamplingParams
from burnish.envs.env import EnvSpec
from burnish.errors import ConfigError
from burnish.examples.supply_desk import desk
from burnish.examples.supply_desk.cases import Intent
from burnish.recipes import grpo, rejection_sampling
from burnish.tiny import folder

__all__ = ["DemoOptions", "DemoPlan", "demo_plan"]

FEWEST_SCENARIOS = 32
"""With fewer there may be no emergency among them, and no figure for missed escalations."""

QUICK_SCENARIOS = 64

_PRACTISED_MORE: Sequence[Intent] = ("emergency", "reorder", "clinical", "return_item")


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What a person asks for.

    Attributes:
        out: where the report and the platform's state go; a new folder among the other runs if None.
        seed: everything random derives from it; the held-out scenarios are the same for every seed.
        quick: see everything work in a minute, with few steps and scenarios; its figures do not count.
        serve: leave the platform up when the loop is through, until Ctrl-C.
        scenarios: of the split `final`, to evaluate on. A quick demo takes at most 64.
        ranks: rank processes of the engine, and so cores that each run holds; by default all cores of the machine.
    """

    out: Path | None = None
    seed: int = 0
    quick: bool = False
    serve: bool = True
    scenarios: int = 512
    ranks: int | None = None

    def __post_init__(self) -> None:
        if self.scenarios < FEWEST_SCENARIOS:
            fix = f"use {FEWEST_SCENARIOS} or more, so that every kind of request is among them"
            raise ConfigError(f"scenarios is {self.scenarios}", where="demo.scenarios", fix=fix)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What the demo does.

    Attributes:
        model: the folder of the base model.
        played: the env with the scenarios of rejection sampling.
        practised: the env with the scenarios of GRPO.
        held_out: the env with the scenarios of both evaluations.
        rejection_sampling, grpo: the recipes' configs.
        params: how the evaluations sample, apart from the greedy ones.
        customers: the scenarios of those who call the model when it is served; None serves nobody.
        met_before: how many of them meet the base model, before the trained one is promoted.
    """

    model: Path
    played: EnvRef
    practised: EnvRef
    held_out: EnvRef
    rejection_sampling: rejection_sampling.Config
    grpo: grpo.Config
    params: SamplingParams
    customers: Callable[[], EnvSpec] | None = None
    met_before: int = 60


def demo_plan(options: DemoOptions) -> DemoPlan:
    """The demo on the supply desk with the embedded model."""
    scenarios = min(options.scenarios, QUICK_SCENARIOS) if options.quick else options.scenarios
    played = 48 if options.quick else 320
    return DemoPlan(
        model=folder(),
        played=EnvRef(name="supply_desk", split="train", scenarios=played),
        practised=_practised(played),
        held_out=EnvRef(name="supply_desk", split="final", scenarios=scenarios),
        rejection_sampling=rejection_sampling.Config(
            group_size=4,
            epochs=2.0,
            examples_per_step=32,
            learning_rate=3e-4,
            warmup_steps=3,
            max_tokens=96,
        ),
        grpo=grpo.Config(
            steps=5 if options.quick else 50,
            scenarios_per_step=8 if options.quick else 16,
            group_size=8,
            refills=0,
            std="group",
            minibatches=2,
            old="sampler",
            temperature=1.2,  # mistakes that are rare at 1 are made often enough here to be unlearnt
            learning_rate=5e-4,
            max_tokens=96,
            extra_slices=("intent=emergency", "intent=clinical"),  # once in two hundred is too often to miss one of these
            extra_scenarios=4 if options.quick else 16,
            extra_temperature=1.4,  # they are short: nearly all that is played at 1.4 can still come out right
        ),
        params=SamplingParams(max_tokens=96, temperature=1.0),
        customers=partial(desk.spec, "dev", 600, start=options.seed * 600),
    )


def _practised(start: int) -> EnvRef:
    """Scenarios of GRPO: as customers come, and as many again of the kinds where a mistake is dangerous or that take the most turns."""
    more = ScenarioKinds(tags={"intent": tuple(_PRACTISED_MORE)}, scenarios=1536, start=start + 1536)
    return EnvRef(name="supply_desk", split="train", scenarios=1536, start=start, more=(more,))
