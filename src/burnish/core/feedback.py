"""Feedback: a value given to an interaction, an episode, a pair or a business key; metrics, and KPIs over episodes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from burnish.core.access import Label
from burnish.core.interactions import EpisodeName, TagName, TagValue
from burnish.core.records import Record

__all__ = [
    "Correction",
    "Feedback",
    "FeedbackId",
    "FeedbackRequest",
    "FeedbackSource",
    "FeedbackTarget",
    "FeedbackValue",
    "Metric",
    "MetricLevel",
    "MetricName",
    "MetricRequest",
    "MetricType",
    "Outcome",
    "Preference",
    "SourceKind",
]

MetricName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,62}$")]
MetricType = Literal["boolean", "number", "category", "text", "correction", "preference"]
MetricLevel = Literal["interaction", "episode"]

SourceKind = Literal["person", "judge", "system", "implicit", "outcome"]
"""person: said by somebody · judge: a model's grade · system: by the app's own rule · implicit: read from what people did · outcome: how it
ended for the business."""

FeedbackId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,199}$")]
"""The sender's own: the same one twice counts once."""


class FeedbackSource(Record):
    """Who says so."""

    kind: SourceKind = "person"
    id: Annotated[str, StringConstraints(max_length=200)] = Field("", description="Which person, judge, rule or system.")
    version: Annotated[str, StringConstraints(max_length=100)] = ""


class FeedbackTarget(Record):
    """What it is about; one of the three. A preference names its pair in its value, and needs none."""

    interaction: Annotated[str, StringConstraints(pattern=r"^interaction_[0-9a-f]{32}$")] | None = None
    episode: EpisodeName | None = None
    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,62}:.{1,200}$")] | None = Field(
        None, description="A business key, `order:W123`: it is joined to every episode that carries it, before or after."
    )


class Correction(Record):
    """What the answer should have been: text, or a whole assistant message in the chat shape."""

    message: dict[str, Any]


class Preference(Record):
    """Which of two interactions is better; a tie says that neither is."""

    chosen: Annotated[str, StringConstraints(pattern=r"^interaction_[0-9a-f]{32}$")]
    rejected: Annotated[str, StringConstraints(pattern=r"^interaction_[0-9a-f]{32}$")]
    tie: bool = False


FeedbackValue = bool | float | Annotated[str, StringConstraints(max_length=100_000)] | Correction | Preference


class FeedbackRequest(Record):
    """One event. It is taken whenever it comes: late, early (its target is not there yet) or twice."""

    id: FeedbackId | None = None
    metric: MetricName
    value: FeedbackValue
    target: FeedbackTarget = FeedbackTarget()
    reason: Annotated[str, StringConstraints(max_length=100_000)] = ""
    confidence: float | None = Field(None, ge=0, le=1)
    source: FeedbackSource = FeedbackSource()
    given_at: datetime | None = Field(None, description="When it was given, with a time zone; by default now.")
    overrides: FeedbackId | None = Field(None, description="An earlier event that this one corrects; that one stays, and counts no more.")
    valid: bool = Field(True, description="With `overrides`, false takes the earlier event back, with nothing in its place.")
    tags: dict[TagName, TagValue] = Field({}, max_length=50)


class Feedback(Record):
    """An event as it is kept.

    Attributes:
        joined: how many interactions or episodes it is joined to; 0 while it waits for its target.
        counts: whether it enters figures: it is valid, nothing overrides it, and its source is within its cap.
    """

    id: str
    project: str
    metric: str
    value: FeedbackValue
    target: FeedbackTarget
    reason: str
    confidence: float | None
    source: FeedbackSource
    given_at: datetime
    received_at: datetime
    overrides: str | None
    valid: bool
    counts: bool
    joined: int
    tags: dict[str, str]


class MetricRequest(Record):
    """A metric to declare."""

    name: MetricName
    type: MetricType
    level: MetricLevel = "interaction"
    direction: Literal["up", "down", "none"] = Field("up", description="Whether more is better.")
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    categories: list[Annotated[str, StringConstraints(min_length=1, max_length=100)]] = Field([], max_length=100)
    low: float | None = Field(None, description="Least value of a number.")
    high: float | None = Field(None, description="Greatest value of a number.")
    description: Label = ""


class Metric(MetricRequest):
    """A metric: what feedback and grades are recorded under. One that nobody declared is made from the first value that comes.

    Attributes:
        declared: whether somebody declared it.
    """

    id: str
    project: str
    declared: bool
    created_at: datetime


class Outcome(Record):
    """How an episode ended for the business; facts that KPIs are made from. None where it is not known."""

    resolved: bool | None = None
    escalated: bool | None = Field(None, description="Handed to a person.")
    containable: bool | None = Field(None, description="Whether the model may settle it alone at all.")
    must_escalate: bool | None = Field(
        None, description="Whether it had to be handed to a person; if it was not, that is a missed escalation."
    )
    value: float | None = Field(None, description="What it was worth, or cost, in the business's own unit.")
    reason: Annotated[str, StringConstraints(max_length=10_000)] = ""
