"""How long the record is kept, what is blanked out before it is, and deletion of a person's data."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from burnish.core.datasets import DatasetUse
from burnish.core.feedback import KeyReference
from burnish.core.interactions import EpisodeName
from burnish.core.records import Record

__all__ = ["ErasedDataset", "Erasure", "ErasureRequest", "Redaction", "Retention"]


class Redaction(Record):
    """A pattern that is blanked out before anything is written down."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,62}$")] = Field(
        description="Of a given pattern (email, card, iban, phone, ip), or your own."
    )
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = Field(
        None, description="A regular expression in RE2's syntax; none for a given one."
    )
    replacement: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None, description="What stands in its place; by default the name in brackets."
    )


class Retention(Record):
    """What a project keeps, and for how long; None keeps it for good."""

    payload_days: int | None = Field(None, ge=1, le=36_500, description="Days for which words are kept: requests, answers, their search.")
    metadata_days: int | None = Field(None, ge=1, le=36_500, description="Days for which anything of an interaction is kept.")
    redactions: list[Redaction] = Field([], max_length=50)

    @model_validator(mode="after")
    def _in_order(self) -> "Retention":
        if self.payload_days is not None and self.metadata_days is not None and self.payload_days > self.metadata_days:
            raise ValueError("payload_days is more than metadata_days: words cannot outlive what they belong to")
        return self


class ErasureRequest(Record):
    """Whose data to delete: a person, by the app's name for them; what a business key is about; or an episode. One of the three."""

    end_user: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    key: KeyReference | None = None
    episode: EpisodeName | None = None

    @model_validator(mode="after")
    def _one(self) -> "ErasureRequest":
        if sum(one is not None for one in (self.end_user, self.key, self.episode)) != 1:
            raise ValueError("give one of end_user, key and episode")
        return self


class ErasedDataset(Record):
    """A dataset that held examples of what was deleted.

    Attributes:
        examples: how many were removed from it.
        uses: runs that had learned from it, and the models that came of them. They have seen what was deleted.
    """

    id: str
    name: str
    version: int
    examples: int
    uses: list[DatasetUse]


class Erasure(Record):
    """What was deleted, and what has seen it.

    Attributes:
        by: which of the three was given. Its value is not kept.
        interactions, episodes, feedback, outcomes: how many.
    """

    by: Literal["end_user", "key", "episode"]
    interactions: int
    episodes: int
    feedback: int
    outcomes: int
    datasets: list[ErasedDataset]
    at: datetime
