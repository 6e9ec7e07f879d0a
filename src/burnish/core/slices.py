"""What is read of the record: rows of lists, episodes, facets, groups, series, saved views; and how each is asked for."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from burnish.core.access import Label
from burnish.core.feedback import FeedbackRequest, Outcome, OutcomeRequest
from burnish.core.filters import AllOf, Filter, OfLevel, kind_of
from burnish.core.interactions import EpisodeName, Interaction, InteractionSource, InteractionStatus, Usage
from burnish.core.records import Record

__all__ = [
    "Count",
    "EpisodeDetail",
    "EpisodeQuery",
    "EpisodeRow",
    "ExportQuery",
    "FacetCount",
    "FacetQuery",
    "Facets",
    "Group",
    "GroupBy",
    "GroupQuery",
    "Groups",
    "Import",
    "Imported",
    "ImportedOutcome",
    "InteractionQuery",
    "InteractionRow",
    "SavedView",
    "SavedViewChanges",
    "SavedViewRequest",
    "Series",
    "SeriesPoint",
    "SeriesQuery",
]

MOST_PAGE = 500
MOST_POINTS = 2_000
MOST_IMPORT = 1_000

Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:@/~-]{1,260}$")]


class InteractionRow(Record):
    """An interaction as lists show it, without its payload.

    Attributes:
        asked: what the request added to the conversation: the words after the last answer that it repeats; at most 500 characters.
        answered: what the answer said, and the tools it called; at most 500 characters.
        messages: of the request; how long the conversation was.
    """

    id: str
    started_at: datetime
    source: InteractionSource
    dialect: str
    episode: str
    alias: str | None
    deployment: str | None
    model: str
    status: InteractionStatus
    error_code: str | None
    finish_reason: str | None
    usage: Usage
    first_token_ms: float | None
    latency_ms: float | None
    cost_usd: float | None
    messages: int
    tools_called: list[str]
    tags: dict[str, str]
    keys: dict[str, str]
    caller: str
    end_user: str | None
    asked: str
    answered: str
    error: str


class EpisodeRow(Record):
    """An episode, added up.

    Attributes:
        errors: interactions without an answer, or with a part of one.
        tools: calls of tools.
        latency_ms: of all its answers together.
        alias, deployment: of its last interaction.
        outcome: how it ended for the business; None where nobody told.
    """

    id: str
    first_at: datetime
    last_at: datetime
    interactions: int
    errors: int
    tools: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    latency_ms: float
    alias: str | None
    deployment: str | None
    end_user: str | None
    outcome: Outcome | None


class EpisodeDetail(EpisodeRow):
    """An episode with its interactions, oldest first; `more`: there are more of them than were asked for."""

    parts: list[InteractionRow]
    more: bool


class InteractionQuery(Record):
    """A page of interactions."""

    filter: Filter = AllOf(all=[])
    limit: int = Field(50, ge=1, le=MOST_PAGE)
    after: Cursor | None = Field(None, description="`next` of the page before. Newest come first.")

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        OfLevel(level="interactions", filter=self.filter)
        return self


class EpisodeQuery(Record):
    """A page of episodes, that with the newest interaction first."""

    filter: Filter = AllOf(all=[])
    limit: int = Field(50, ge=1, le=MOST_PAGE)
    after: Cursor | None = Field(None, description="`next` of the page before.")

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        OfLevel(level="episodes", filter=self.filter)
        return self


class Count(Record):
    """How many."""

    count: int


class FacetQuery(Record):
    """Which values come how often among interactions."""

    filter: Filter = AllOf(all=[])
    fields: list[Annotated[str, StringConstraints(max_length=80)]] = Field(
        [], max_length=30, description="alias, deployment, status, source, model, error_code, finish_reason, tool, tag:NAME; empty for all."
    )
    most: int = Field(20, ge=1, le=200, description="Values of each field.")

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        OfLevel(level="interactions", filter=self.filter)
        for field in self.fields:
            if kind_of(field, "interactions") not in {"name", "tag", "tool"}:
                raise ValueError(f"{field} is no facet")
        return self


class FacetCount(Record):
    """A value and how many interactions have it."""

    value: str
    count: int


class Facets(Record):
    """Values of each field, the most frequent first.

    Attributes:
        count: interactions that the filter finds, at most so many as were looked at.
        whole: every one was looked at; false: only the newest.
    """

    count: int
    whole: bool
    fields: dict[str, list[FacetCount]]


class GroupBy(Record):
    """What to group by."""

    field: Annotated[str, StringConstraints(max_length=80)] = Field(
        description="A name, tag:NAME, tool, outcome:resolved …, a number (its value, or with `width` steps of it), `hour` or `day`."
    )
    width: float | None = Field(None, gt=0, le=1e12, description="Numbers are grouped in steps of so much.")


class GroupQuery(OfLevel):
    """Groups of interactions or episodes, and what a measure is in each."""

    by: list[GroupBy] = Field(min_length=1, max_length=3)
    measure: Annotated[str, StringConstraints(max_length=80)] | None = Field(
        None, description="A number, `error`, metric:NAME or outcome:NAME; none counts only."
    )
    most: int = Field(100, ge=1, le=1000, description="Groups, the largest first.")

    @model_validator(mode="after")
    def _known_groups(self) -> Self:
        for one in self.by:
            kind = kind_of(one.field, self.level)
            if one.field not in {"hour", "day"} and kind not in {"name", "number", "flag", "tag", "key", "tool", "outcome"}:
                raise ValueError(f"{self.level} are not grouped by {one.field!r}")
            if one.width is not None and kind != "number":
                raise ValueError(f"{one.field} has no width")
        measured = {"number", "metric", "outcome"}
        if self.measure not in {None, "error"} and kind_of(str(self.measure), self.level) not in measured:
            raise ValueError(f"{self.measure!r} is no measure of {self.level}")
        return self


class Group(Record):
    """One group.

    Attributes:
        values: of each field that was grouped by; None where there is none.
        count: how many are in it.
        n: how many of them have the measure.
        mean, low, high: of the measure, with its 95 % interval: Wilson's for yes and no, Student's for numbers; None where n is too small.
    """

    values: list[str | float | bool | None]
    count: int
    n: int
    mean: float | None
    low: float | None
    high: float | None


class Groups(Record):
    """Groups, the largest first; `whole`: there are no more of them."""

    groups: list[Group]
    whole: bool


class SeriesQuery(Record):
    """How it went over time."""

    filter: Filter = AllOf(all=[])
    start: datetime = Field(description="With a time zone; the hour or day that it is in is the first.")
    end: datetime
    span: Literal["hour", "day"] = "hour"
    split: Literal["alias", "deployment", "status"] | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        OfLevel(level="interactions", filter=self.filter)
        if self.start.tzinfo is None or self.end.tzinfo is None or not self.start < self.end:
            raise ValueError("start and end need time zones, and start comes first")
        if (self.end - self.start) / timedelta(hours=1 if self.span == "hour" else 24) > MOST_POINTS:
            raise ValueError(f"more than {MOST_POINTS} points: choose days, or a shorter time")
        return self


class SeriesPoint(Record):
    """One hour or day; spans in which nothing happened are left out.

    Attributes:
        split: value of the field that was split by; "" without one.
        errors: interactions without an answer, or with a part of one.
        latency_ms, first_token_ms: means; their percentiles are read from histograms and off by at most 5 %.
    """

    starts_at: datetime
    split: str
    count: int
    errors: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    latency_ms: float | None
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    latency_p99_ms: float | None
    first_token_ms: float | None
    first_token_p50_ms: float | None
    first_token_p95_ms: float | None


class Series(Record):
    """Points in the order of time."""

    span: Literal["hour", "day"]
    points: list[SeriesPoint]


class SavedViewRequest(OfLevel):
    """A view to save: a filter with a name, for everybody in the project."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
    shown: dict[str, str | list[str]] = Field({}, max_length=20, description="Columns, order, grouping: what the page wants to remember.")
    description: Label = ""


class SavedViewChanges(Record):
    """What may change of a view."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")] | None = None
    filter: Filter | None = None
    shown: dict[str, str | list[str]] | None = Field(None, max_length=20)
    description: Label | None = None


class SavedView(SavedViewRequest):
    """A saved view."""

    id: str
    project: str
    created_at: datetime
    created_by: str
    updated_at: datetime
    version: int


class ImportedOutcome(OutcomeRequest):
    """How an episode that happened elsewhere ended."""

    episode: EpisodeName


class Import(Record):
    """What happened elsewhere. Ids that are known already change nothing, so that sending it again is safe."""

    interactions: list[Interaction] = Field([], max_length=MOST_IMPORT, description="Their source is `logged` or `imported`.")
    feedback: list[FeedbackRequest] = Field([], max_length=MOST_IMPORT)
    outcomes: list[ImportedOutcome] = Field([], max_length=MOST_IMPORT)

    @model_validator(mode="after")
    def _from_elsewhere(self) -> Self:
        if any(one.source == "gateway" for one in self.interactions):
            raise ValueError("what went through the gateway is written down by it: give logged or imported as the source")
        if any(one.started_at.tzinfo is None for one in self.interactions):
            raise ValueError("started_at needs a time zone")
        return self


class Imported(Record):
    """What became of it: how many were new, and how many were known."""

    interactions: int
    known: int
    feedback: int
    outcomes: int


class ExportQuery(Record):
    """Interactions to export, newest first."""

    filter: Filter = AllOf(all=[])
    format: Literal["jsonl", "parquet"] = "jsonl"

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        OfLevel(level="interactions", filter=self.filter)
        return self
