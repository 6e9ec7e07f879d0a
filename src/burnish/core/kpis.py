"""KPIs: metrics and facts aggregated over episodes, each with how many episodes it rests on and its 95 % interval."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from burnish.core.access import Label
from burnish.core.feedback import MetricDirection, MetricName
from burnish.core.interactions import KeyName
from burnish.core.records import Record
from burnish.errors import DataError

__all__ = [
    "GIVEN_KPIS",
    "Kpi",
    "KpiFigure",
    "KpiGrouping",
    "KpiKind",
    "KpiPoint",
    "KpiReport",
    "KpiRequest",
    "KpiSums",
    "KpiWindow",
    "check_kpi",
]

KpiKind = Literal["containment", "resolved_containment", "resolution", "escalation", "missed_escalation", "cost_per_resolved", "metric"]
"""containment: not handed to a person, among episodes that are containable (those of which nobody says that they are not) ·
resolved_containment: contained and resolved, no repeat contact by the same business key within `days`, no missed escalation · resolution:
resolved · escalation: handed to a person · missed_escalation: not handed to a person, among those that had to be · cost_per_resolved: cost
of all episodes of which it is known whether they are resolved, by the number that are · metric: the mean of a metric's values.

An episode of which the facts are not known is in none of them."""

KpiGrouping = Literal["alias", "deployment"]


class KpiRequest(Record):
    """A KPI to define."""

    name: MetricName
    kind: KpiKind
    metric: MetricName | None = Field(None, description="Of kind metric: which one.")
    category: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(
        None, description="Of a metric of categories: the one whose rate it is."
    )
    days: int = Field(7, ge=1, le=365, description="Of resolved_containment: within how many days another contact is a repeat.")
    key: KeyName | None = Field(None, description="Of resolved_containment: the business key that tells a repeat; by default any.")
    direction: MetricDirection = Field("up", description="Whether more is better.")
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    description: Label = ""


class Kpi(KpiRequest):
    """A KPI of a project.

    Attributes:
        given: every project has it; one that is defined under the same name stands in its place.
    """

    project: str
    given: bool


@dataclass(frozen=True, slots=True)
class KpiWindow:
    """Which episodes, by their beginning, and how to group them.

    Attributes:
        since, until: the former inclusive, the latter not.
        every: a figure for each hour or day, in UTC.
        by: a figure for each alias or deployment, that of the episode's last interaction.
    """

    since: datetime | None = None
    until: datetime | None = None
    every: Literal["hour", "day"] | None = None
    by: KpiGrouping | None = None
    alias: str | None = None
    deployment: str | None = None


@dataclass(frozen=True, slots=True)
class KpiSums:
    """All that a figure is computed from: sums over episodes of a numerator and a denominator that each of them has.

    Attributes:
        starts_at, group: of which hour or day, and of which alias or deployment.
        episodes: how many there are.
        values: how many values they have together.
        pending: episodes of which it cannot be known yet; in none of the other sums.
        a, b: sums of numerators and denominators; aa, bb, ab: of their squares and products.
    """

    starts_at: datetime | None
    group: str | None
    episodes: int
    values: int
    pending: int
    a: float
    b: float
    aa: float
    bb: float
    ab: float


class KpiFigure(Record):
    """A figure with its 95 % interval.

    Attributes:
        mean: None where no episode tells.
        n: values that it rests on.
        episodes: that they belong to; values of one episode are alike, and the interval allows for it.
        pending: episodes of which it cannot be known yet, as days have to pass.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int
    episodes: int
    pending: int


class KpiPoint(KpiFigure):
    """The figure of one hour or day, of one alias or deployment."""

    starts_at: datetime | None
    group: str | None


class KpiReport(Record):
    """A KPI, its figure over all episodes that were asked for, and its figures by time and group."""

    kpi: Kpi
    whole: KpiFigure
    points: list[KpiPoint]


GIVEN_KPIS: Mapping[str, KpiRequest] = MappingProxyType(
    {
        one.name: one
        for one in (
            KpiRequest(name="containment", kind="containment", description="Settled without a person, among what the model may settle."),
            KpiRequest(
                name="resolved_containment",
                kind="resolved_containment",
                description="Contained and resolved: nobody came back within 7 days, and nothing was kept that a person had to see.",
            ),
            KpiRequest(name="resolution", kind="resolution", description="Resolved, by the model or by a person."),
            KpiRequest(name="escalation", kind="escalation", direction="down", description="Handed to a person."),
            KpiRequest(
                name="missed_escalation",
                kind="missed_escalation",
                direction="down",
                description="Not handed to a person, among what had to be.",
            ),
            KpiRequest(
                name="cost_per_resolved",
                kind="cost_per_resolved",
                direction="down",
                unit="USD",
                description="Cost of all episodes, by the number of those that were resolved.",
            ),
        )
    }
)
"""The KPIs that every project has."""


def check_kpi(kpi: KpiRequest) -> None:
    """Nothing, if a KPI can be defined so.

    Raises:
        DataError: its parts do not go together; names the field.
    """
    if (kpi.kind == "metric") != (kpi.metric is not None):
        what = "which metric?" if kpi.kind == "metric" else f"a KPI of {kpi.kind} is of no metric"
        raise DataError(what, where="metric", fix="give `metric` with kind metric alone")
    if kpi.category is not None and kpi.kind != "metric":
        raise DataError(f"a KPI of {kpi.kind} has no category", where="category", fix="leave it out")
    if kpi.key is not None and kpi.kind != "resolved_containment":
        raise DataError(f"a KPI of {kpi.kind} looks at no business key", where="key", fix="leave it out")
