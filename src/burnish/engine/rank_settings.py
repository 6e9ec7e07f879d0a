"""RankSettings: all that a rank is told when it starts. Torch-free."""

from dataclasses import dataclass

__all__ = ["MAX_ROWS", "RankSettings"]

MAX_ROWS = 128
"""Sequences decoded together by one rank."""


@dataclass(frozen=True, slots=True)
class RankSettings:
    """How one rank is set up.

    Attributes:
        folder: the checkpoint to start from.
        head: `lm` or `scalar`.
        rank, ranks: which of how many.
        threads: of this process.
        device: "cpu" or "cuda:0" …
        store: a file in a fresh folder, where the ranks find each other.
        socket: file descriptor of the socket to the model.
        seed: of fresh weights.
        rows: sequences decoded together.
        stop_ids: ids that end a turn.
        sync_threshold: most difference of a logprob between sampler and trainer after a sync.
        trains: False for a rank that only samples: it holds the weights once, and nothing to train them with.
        context: the most tokens of a sequence, where that is fewer than the model's; 0 is the model's.
    """

    folder: str
    head: str
    rank: int
    ranks: int
    threads: int
    device: str
    store: str
    socket: int
    seed: int
    rows: int
    stop_ids: tuple[int, ...]
    sync_threshold: float
    trains: bool = True
    context: int = 0
