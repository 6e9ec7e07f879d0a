"""Order: what the trusted parent of a published recipe found out, and tells the confined process, which may not look for itself."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from burnish.store.leases import Claim

__all__ = ["Order"]


class Order(BaseModel):
    """What to carry out, and where its inputs lie.

    Attributes:
        claim: of the run.
        runs: folder of the files of all runs, of which this process sees its own.
        recipe: file with the source.
        model, dataset: where the inputs lie; their digests are in the claim.
        envs: that the operator allows.
    """

    model_config = ConfigDict(frozen=True)

    claim: Claim
    runs: Path
    recipe: Path
    model: Path
    dataset: Path | None = None
    envs: tuple[str, ...] = ()
