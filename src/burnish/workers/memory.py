"""How much memory a run will take, before it starts: weights, what learning adds to them, the sampler's copy, keys and values."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burnish.artifacts.imports import model_facts
from burnish.core.runs import RunSpec
from burnish.engine.rank_settings import MAX_ROWS
from burnish.engine.shape import Shape, read_config
from burnish.recipes.catalog import find_recipe
from burnish.workers.engine import layout_of, weights_folder
from burnish.workers.training import wants_reference

__all__ = ["MemoryEstimate", "estimate_memory", "refusal"]

PROCESS_BYTES = 300_000_000  # Python with the run itself: records, rollout, examples
RANK_BYTES = 300_000_000  # Python with torch
MICRO_TOKENS = 4096  # of the stream that a rank learns from at a time
EPISODE_TOKENS = 2048  # of an episode that is played, where the model's context is longer
ACTIVATION_SPARE = 1.15  # gradients of activations while they pass; measured with 75 million parameters


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """Memory of a run's processes, in bytes.

    Attributes:
        ranks: how many processes hold the model.
        each: what one of them takes, by what for.
        process_bytes: what the process takes that speaks to them.
    """

    ranks: int
    each: Mapping[str, int]
    process_bytes: int = PROCESS_BYTES

    @property
    def total_bytes(self) -> int:
        """All of it."""
        return self.process_bytes + self.ranks * sum(self.each.values())

    def __str__(self) -> str:
        return self.words("the run")

    def words(self, process: str) -> str:
        """It in words; `process`: what the one is called that speaks to the ranks."""
        parts = ", ".join(f"{name} {_gb(size)}" for name, size in self.each.items())
        many = f"{self.ranks} ranks × " if self.ranks > 1 else "one rank of "
        return f"{_gb(self.total_bytes)} GB: {_gb(self.process_bytes)} for {process}, {many}{_gb(sum(self.each.values()))} ({parts})"


def estimate_memory(spec: RunSpec, model: Path) -> MemoryEstimate:
    """What a run on CPU will take at its most: with full micro-batches, and every row of the sampler in use.

    Of a run on GPUs it is what the host needs: the rest is on the devices.

    Not covered: an env or a grader that takes much memory itself, and architectures that go through transformers, whose activations
    are taken to be as large as those of our own blocks.

    Args:
        spec: of the run.
        model: its folder.

    Raises:
        InputError: the folder is no model.
    """
    folder = weights_folder(model)
    config = read_config(folder)
    weights = 4 * int(model_facts({path.name: path for path in folder.iterdir() if path.is_file()})["parameters"])
    ranks = layout_of(spec.resources, folder).ranks
    if spec.resources.gpus:
        return MemoryEstimate(ranks, {"torch": RANK_BYTES, "weights": weights})
    each = {"torch": RANK_BYTES, "weights": weights, "sampler": weights, "keys and values": _keys_and_values(spec, config, ranks)}
    if _trains(spec):
        activations = _activations(config, max(MICRO_TOKENS, (spec.dataset and spec.dataset.longest) or 0))
        each |= {"gradient": weights, "optimiser": 2 * weights, "activations": activations}
    if _holds_reference(spec):
        each["reference"] = RANK_BYTES + 3 * weights
    return MemoryEstimate(ranks, each)


def refusal(spec: RunSpec, model: Path, limit_bytes: int) -> str:
    """Why a run is not started that will take more than there is, in numbers, and what would fit; empty if it fits."""
    needed = estimate_memory(spec, model)
    if needed.total_bytes <= limit_bytes:
        return ""
    fits = [words for words, other in _smaller(spec) if estimate_memory(other, model).total_bytes <= limit_bytes]
    most = (limit_bytes - needed.process_bytes - RANK_BYTES) // 20
    advice = f"would fit: {fits[0]}" if fits else f"a model of at most about {max(0, most) / 1e6:,.0f} million parameters would fit"
    sure = "memory_gb in the run's resources says how much it really needs, if this is too much"
    return f"the run needs about {needed}; this worker has {_gb(limit_bytes)} GB. {advice}; {sure}"


def _smaller(spec: RunSpec) -> list[tuple[str, RunSpec]]:
    """Specs that take less, with what is changed, the mildest change first."""
    starts = [("", spec)]
    if spec.config.get("kl_coefficient"):
        starts.append(("kl_coefficient 0", _with(spec, kl_coefficient=0.0)))
    found = starts[1:]
    for words, start in starts:
        join = f"{words} and " if words else ""
        for cores in range(spec.resources.cores - 1, 0, -1):
            fewer = start.resources.model_copy(update={"cores": cores})
            found.append((f"{join}cores {cores}", start.model_copy(update={"resources": fewer})))
        scenarios = spec.config.get("scenarios_per_step") or 1
        while scenarios > 1:
            scenarios //= 2
            found.append((f"{join}scenarios_per_step {scenarios}", _with(start, scenarios_per_step=scenarios)))
    return found


def _with(spec: RunSpec, **config: Any) -> RunSpec:
    return spec.model_copy(update={"config": {**spec.config, **config}})


def _activations(config: Mapping[str, Any], tokens: int) -> int:
    """What is kept of a micro-batch for the way back."""
    shape = Shape.from_config(dict(config))
    if shape is None:
        inner = config.get("text_config", config)
        width, layers = int(inner.get("hidden_size", inner.get("n_embd", 0))), int(inner.get("num_hidden_layers", inner.get("n_layer", 0)))
        per_token = layers * 28 * width
    else:
        heads = (shape.heads + shape.kv_heads) * shape.head_dim
        per_token = shape.layers * (4 * shape.width + 8 * heads + 4 * shape.hidden)
    return int(ACTIVATION_SPARE * 4 * per_token * tokens)


def _keys_and_values(spec: RunSpec, config: Mapping[str, Any], ranks: int) -> int:
    """Of all sequences that a rank samples together; of a run that does not play, none to speak of."""
    shape = Shape.from_config(dict(config))
    if shape is None or spec.env is None:
        return 0
    scenarios = int(spec.config.get("scenarios_per_step") or spec.config.get("scenarios_per_round") or MAX_ROWS)
    episodes = max(scenarios * int(spec.config.get("group_size", 1)), spec.env.held_out_scenarios if spec.options.evaluate_every else 0)
    rows = min(MAX_ROWS, -(-episodes // ranks))
    return 2 * 4 * shape.layers * shape.kv_heads * shape.head_dim * rows * min(shape.context, EPISODE_TOKENS)


def _gb(size: float) -> str:
    return f"{size / 1e9:.2f}" if size < 1e10 else f"{size / 1e9:.1f}"


def _trains(spec: RunSpec) -> bool:
    return spec.published is not None or find_recipe(spec.recipe).trains


def _holds_reference(spec: RunSpec) -> bool:
    """Whether there will be a second model. The code of a published recipe is not asked: it may do as Burnish's own do."""
    if spec.published is not None:
        return bool(spec.config.get("kl_coefficient"))
    recipe = find_recipe(spec.recipe)
    return wants_reference(recipe, recipe.config.model_validate(spec.config))
