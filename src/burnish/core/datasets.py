"""Datasets made from the record: which conversations, as what kind of example, split by episode."""

import hashlib
import json
from typing import Any, Literal

from pydantic import Field, model_validator

from burnish.core.access import Label, Slug
from burnish.core.feedback import MetricName
from burnish.core.filters import AllOf, Filter, Level
from burnish.core.records import Record

__all__ = [
    "DatasetFromRecord",
    "DatasetKind",
    "DatasetPreview",
    "DatasetUse",
    "ExampleOrigin",
    "Split",
    "Splits",
    "digest_of_example",
    "split_of",
]

DatasetKind = Literal["chat", "preference", "rated", "prompts"]
"""chat: conversations to learn from · preference: a prompt with a chosen and a rejected answer · rated: conversations with values of
metrics · prompts: conversations that end where an answer is asked for."""

Split = Literal["train", "dev", "test"]


class Splits(Record):
    """How episodes are divided. An episode is always in the same split, whatever dataset it gets into."""

    train: float = Field(0.8, ge=0, le=1)
    dev: float = Field(0.1, ge=0, le=1)
    test: float = Field(0.1, ge=0, le=1)

    @model_validator(mode="after")
    def _whole(self) -> "Splits":
        if abs(self.train + self.dev + self.test - 1) > 1e-6:
            raise ValueError(f"train, dev and test add up to {self.train + self.dev + self.test:g}, not to 1")
        return self


class DatasetFromRecord(Record):
    """A dataset to make from interactions or episodes that a filter finds.

    Of episodes, an example is the whole conversation; of interactions, each one. A preference dataset has the pairs that people preferred
    and the answers that they corrected, with the correction as the chosen one.
    """

    name: Slug = Field(description="Where there is a dataset of this name, it gets another version.")
    kind: DatasetKind = "chat"
    level: Level = "episodes"
    filter: Filter = AllOf(all=[])
    metric: MetricName | None = Field(
        None, description="Of rated: the metric whose values they have; by default all. Of preference: the only one that is looked at."
    )
    splits: Splits = Splits()
    limit: int = Field(5_000, ge=1, le=50_000, description="Interactions or episodes at most, the newest first.")
    description: Label = ""


class DatasetPreview(Record):
    """What a dataset would be made of, now.

    Attributes:
        found: interactions or episodes that the filter finds.
        taken: of those, how many the limit lets in.
        corrections, preferences: that count, about what is found and taken.
        ratings: values of numbers and booleans that count, about what is found and taken.
    """

    found: int
    taken: int
    corrections: int
    preferences: int
    ratings: int


class ExampleOrigin(Record):
    """Where an example came from.

    Attributes:
        number: of the row in the file, from 1.
        erased: it was removed, as what it came from was deleted.
    """

    number: int
    split: Split
    interaction: str | None
    episode: str | None
    feedback: str | None
    erased: bool = False


class DatasetUse(Record):
    """Something that learned from a dataset.

    Attributes:
        models: ids of the versions of models that came of it.
    """

    run: str
    name: str
    status: str
    models: list[str]


def split_of(episode: str, splits: Splits) -> Split:
    """The split of an episode, or of whatever stands for one: by its hash, so that it stays the same."""
    place = int.from_bytes(hashlib.sha256(episode.encode()).digest()[:8]) / 2**64
    if place < splits.train:
        return "train"
    return "dev" if place < splits.train + splits.dev else "test"


def digest_of_example(row: dict[str, Any]) -> str:
    """SHA-256 of what is learned from an example: its conversation and answers, without where it came from."""
    told = {name: row[name] for name in ("messages", "tools", "chosen", "rejected", "ratings", "prompt", "completion") if name in row}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
