"""Feedback: a value given to an interaction, an episode, a pair or a business key; metrics, and KPIs over episodes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from burnish.core.access import Label
from burnish.core.interactions import EpisodeName, TagName, TagValue
from burnish.core.records import Record

__all__ = [
    "Correction",
    "EpisodeOutcome",
    "Feedback",
    "FeedbackBatch",
    "FeedbackCounts",
    "FeedbackEvent",
    "FeedbackId",
    "FeedbackRequest",
    "FeedbackSource",
    "FeedbackTaken",
    "FeedbackTarget",
    "FeedbackValue",
    "KeyReference",
    "Metric",
    "MetricDirection",
    "MetricLevel",
    "MetricName",
    "MetricRequest",
    "MetricType",
    "Outcome",
    "OutcomeEvent",
    "OutcomeRequest",
    "Preference",
    "Retraction",
    "SourceKind",
    "SourceRule",
    "SourceShare",
]

MetricName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,62}$")]
MetricType = Literal["boolean", "number", "category", "text", "correction", "preference"]
MetricLevel = Literal["interaction", "episode"]
MetricDirection = Literal["up", "down", "none"]

SourceKind = Literal["person", "judge", "system", "implicit", "outcome"]
"""person: said by somebody · judge: a model's grade · system: by the app's own rule · implicit: read from what people did · outcome: how it
ended for the business."""

FeedbackId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,199}$")]
"""The sender's own: the same one twice counts once."""


KeyReference = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,62}:(?s:.{1,200})$")]
"""A business key and its value, `order:W123`."""


class FeedbackSource(Record):
    """Who says so."""

    kind: SourceKind = "person"
    id: Annotated[str, StringConstraints(max_length=200)] = Field("", description="Which person, judge, rule or system.")
    version: Annotated[str, StringConstraints(max_length=100)] = ""


class FeedbackTarget(Record):
    """What it is about; one of the three. A preference names its pair in its value, and needs none."""

    interaction: Annotated[str, StringConstraints(pattern=r"^interaction_[0-9a-f]{32}$")] | None = None
    episode: EpisodeName | None = None
    key: KeyReference | None = Field(
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


FeedbackValue = (
    bool | Annotated[float, Field(allow_inf_nan=False)] | Annotated[str, StringConstraints(max_length=100_000)] | Correction | Preference
)


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


class FeedbackEvent(FeedbackRequest):
    """One event as the gateway's log holds it: with its id, and the moments.

    Attributes:
        received_at: when it came in. Of two events under one id the one received first is kept.
        caller: id of the user or service account that sent it.
    """

    id: FeedbackId
    given_at: datetime
    received_at: datetime
    caller: str = ""


class FeedbackTaken(Record):
    """What became of events that were taken: how many of each.

    Attributes:
        new: not known before.
        again: known already, and left as they are.
        differing: of those, how many say something else under the same id. The one received first stays.
        joined: new ones that have found their target.
        parked: new ones that wait for it.
        aside: new ones whose value is none of their metric; they are kept, say why, and never count.
        capped: new ones beyond what counts of their source in an hour.
    """

    new: int = 0
    again: int = 0
    differing: int = 0
    joined: int = 0
    parked: int = 0
    aside: int = 0
    capped: int = 0


class Feedback(Record):
    """An event as it is kept.

    Attributes:
        joined: how many interactions or episodes it is joined to; 0 while it waits for its target.
        counts: whether it enters figures: it is valid, its value fits its metric, nothing overrides it, and its source is within its cap.
        why: why it does not count; empty where it does.
        caller: who sent it.
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
    why: str
    joined: int
    caller: str
    tags: dict[str, str]


class MetricRequest(Record):
    """A metric to declare."""

    name: MetricName
    type: MetricType
    level: MetricLevel = "interaction"
    direction: MetricDirection = Field("up", description="Whether more is better.")
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    categories: list[Annotated[str, StringConstraints(min_length=1, max_length=100)]] = Field([], max_length=100)
    low: float | None = Field(None, allow_inf_nan=False, description="Least value of a number.")
    high: float | None = Field(None, allow_inf_nan=False, description="Greatest value of a number.")
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
    value: float | None = Field(None, allow_inf_nan=False, description="What it was worth, or cost, in the business's own unit.")
    reason: Annotated[str, StringConstraints(max_length=10_000)] = ""


class OutcomeRequest(Outcome):
    """What is known of an episode's end, now. Facts that it does not tell stay as they are.

    Of each fact, what was given last counts: outcomes may come in any order, and before their episode.
    """

    id: FeedbackId | None = Field(None, description="The sender's own: the same one twice counts once.")
    source: FeedbackSource = FeedbackSource(kind="outcome")
    given_at: datetime | None = Field(None, description="When it was found out, with a time zone; by default now.")

    def outcome(self) -> Outcome:
        """The facts alone."""
        return Outcome(**{name: getattr(self, name) for name in Outcome.model_fields})


class OutcomeEvent(Record):
    """One outcome as the gateway's log holds it."""

    id: FeedbackId
    episode: EpisodeName
    outcome: Outcome
    source: FeedbackSource = FeedbackSource(kind="outcome")
    given_at: datetime
    received_at: datetime
    caller: str = ""


class EpisodeOutcome(Outcome):
    """How an episode ended, and what was told of it, in the order in which it was found out.

    Attributes:
        given_at: when the last fact was found out; None where nothing is known.
    """

    episode: str
    given_at: datetime | None
    history: list[OutcomeEvent]


class FeedbackBatch(Record):
    """Events to give at once: all of them are right in form, or none is taken."""

    events: list[FeedbackRequest] = Field(min_length=1, max_length=1000)


class Retraction(Record):
    """Why an event is taken back."""

    reason: Annotated[str, StringConstraints(max_length=100_000)] = ""


class FeedbackCounts(Record):
    """How many events there are, and what became of them.

    Attributes:
        parked: they wait for their target.
        aside: their value is none of their metric.
        capped: beyond what counts of their source in an hour.
        overridden: a later event stands in their place, or took them back.
    """

    events: int
    counts: int
    parked: int
    aside: int
    capped: int
    overridden: int


class SourceRule(Record):
    """How much of what a source says counts.

    A rule for one source is stronger than one for all of its kind. Events without a source's id are nobody's, and fall under no rule
    but one for the empty id.
    """

    kind: SourceKind
    id: Annotated[str, StringConstraints(max_length=200)] = Field("*", description="Of the source; `*`: each of this kind.")
    most_per_hour: int | None = Field(
        None,
        ge=0,
        le=10_000_000,
        description="Events that count in an hour by the clock, the first ones; those beyond are kept, and do not.",
    )
    trust: float = Field(1.0, ge=0, le=1, description="Weight of its values in means and rates.")


class SourceShare(Record):
    """What one source has said of a metric, and its part in the figures: to look at before anything is trained on it.

    Attributes:
        events: all of its events.
        counts: those that count.
        capped, aside, overridden: those that do not, and why; `aside`: the value is none of the metric.
        mean: of its values that count, where they are numbers.
        share: of the weight of all sources.
    """

    metric: str
    source: FeedbackSource
    events: int
    counts: int
    capped: int
    aside: int
    overridden: int
    mean: float | None
    trust: float
    share: float
