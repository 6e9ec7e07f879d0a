"""How much memory a replica will take, before it starts: the weights of each rank, and the keys and values of all rows."""

from pathlib import Path

from burnish.artifacts.imports import model_facts
from burnish.core.runs import Resources
from burnish.engine.cores import usable_cores
from burnish.engine.shape import Shape, read_config
from burnish.workers.engine import layout_of
from burnish.workers.memory import MemoryEstimate

__all__ = ["estimate_serving", "serving_refusal"]

SERVER_BYTES = 300_000_000  # Python with the HTTP server, the tokenizer, and torch's libraries
RANK_BYTES = 300_000_000  # Python with torch
SEQUENCE_TOKENS = 4096  # of a sequence, where the model's context is longer: what most rows hold at once


def estimate_serving(folder: Path, rows: int, *, ranks: int | None = None, on_gpu: bool = False) -> MemoryEstimate:
    """What a replica on CPU takes with every row in use; of one on a GPU, what the host needs while it loads.

    Args:
        folder: a Hugging Face folder.
        rows: sequences that each rank decodes together.
        ranks: of the engine; by default what it chooses by itself.
        on_gpu: whether the weights go onto a device.

    Raises:
        InputError: the folder is no model.
    """
    config = read_config(folder)
    weights = 4 * int(model_facts({path.name: path for path in folder.iterdir() if path.is_file()})["parameters"])
    if on_gpu:
        return MemoryEstimate(1, {"torch": RANK_BYTES, "weights": weights}, SERVER_BYTES)
    shape = Shape.from_config(dict(config))
    per_token = 2 * 4 * shape.layers * shape.kv_heads * shape.head_dim if shape else 0
    tokens = rows * min(shape.context, SEQUENCE_TOKENS) if shape else 0
    many = ranks or layout_of(Resources(cores=usable_cores()), folder).ranks
    return MemoryEstimate(many, {"torch": RANK_BYTES, "weights": weights, "keys and values": per_token * tokens}, SERVER_BYTES)


def serving_refusal(needed: MemoryEstimate, limit_bytes: int) -> str:
    """Why a replica is not started that takes more than a machine has, in numbers; empty if it fits."""
    if needed.total_bytes <= limit_bytes:
        return ""
    return (
        f"a replica needs about {needed.words('the server')}; this machine has {limit_bytes / 1e9:.1f} GB. "
        "Give it fewer rows, set BURNISH_RANKS=1 for a single copy of the weights, or run a supervisor on a larger machine"
    )
