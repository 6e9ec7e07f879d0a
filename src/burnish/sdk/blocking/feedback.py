"""Feedback, Outcomes, Metrics, Sources and Kpis: what is said of answers, how episodes ended, and the figures that are made of both."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from burnish.core.feedback import (
    Correction,
    EpisodeOutcome,
    FeedbackCounts,
    FeedbackRequest,
    FeedbackTaken,
    Metric,
    Preference,
    SourceRule,
    SourceShare,
)
from burnish.core.feedback import Feedback as FeedbackEvent
from burnish.core.kpis import Kpi, KpiReport
from burnish.sdk.blocking.listing import Listing
from burnish.sdk.blocking.resource import Resource

__all__ = ["Feedback", "Kpis", "Metrics", "Outcomes", "Sources"]

Value = bool | float | str | Correction | Preference | Mapping[str, Any]


class Feedback(Resource):
    """Feedback of the client's project: given to an interaction, an episode, a pair or a business key, which may come later."""

    def list(
        self,
        *,
        metric: str | None = None,
        source_kind: str | None = None,
        source_id: str | None = None,
        parked: bool | None = None,
        counts: bool | None = None,
        aside: bool | None = None,
        interaction: str | None = None,
        episode: str | None = None,
        key: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> Listing[FeedbackEvent]:
        """Events, the last that came first.

        Args:
            metric: of this metric.
            source_kind: person, judge, system, implicit or outcome.
            source_id: of this source.
            parked: whether it waits for its target.
            counts: whether it enters figures.
            aside: whether its value is none of its metric.
            interaction: joined to this one.
            episode: joined to this one, or to one of its interactions.
            key: given to this business key, `order:W123`.
            since: given at this moment, or later.
            until: given before this moment.
            limit: how many a page.
        """
        query = {"metric": metric, "source_kind": source_kind, "source_id": source_id, "parked": parked, "counts": counts}
        query |= {"aside": aside, "interaction": interaction, "episode": episode, "target_key": key}
        query |= {"since": _moment(since), "until": _moment(until)}
        return self._list(FeedbackEvent, self._in_project("feedback"), query, limit=limit)

    def counts(self, *, metric: str | None = None, episode: str | None = None) -> FeedbackCounts:
        """How many events there are, how many count, and how many wait for their target."""
        return self._get(FeedbackCounts, self._in_project("feedback-counts"), {"metric": metric, "episode": episode})

    def give(
        self,
        metric: str,
        value: Value,
        *,
        interaction: str | None = None,
        episode: str | None = None,
        key: str | None = None,
        id: str | None = None,
        reason: str = "",
        confidence: float | None = None,
        source: Mapping[str, str] | None = None,
        given_at: datetime | None = None,
        overrides: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> FeedbackEvent:
        """Give one event.

        Args:
            metric: what is measured; one that nobody declared is made from its first value.
            value: true or false, a number, a text, a Correction, or a Preference, which names its pair and has no other target.
            interaction, episode, key: what it is about; one of the three. A key is `order:W123`.
            id: your own; the same one twice counts once.
            reason: in words.
            confidence: from 0 to 1.
            source: `{"kind", "id", "version"}`; by default you.
            given_at: when; by default now.
            overrides: id of an earlier event that this one corrects.
            tags: of your own.

        Raises:
            InputError: its form is wrong, or its value is none of the metric; names the field.
            ConflictError: there is another event under its id.
        """
        body: dict[str, Any] = {"metric": metric, "value": _plain(value), "id": id, "reason": reason, "confidence": confidence}
        body |= {"target": {"interaction": interaction, "episode": episode, "key": key}, "overrides": overrides}
        body |= {"given_at": _moment(given_at)}
        optional = {"source": source, "tags": tags}
        body |= {name: dict(one) for name, one in optional.items() if one is not None}
        return self._post(FeedbackEvent, self._in_project("feedback"), body)

    def give_all(self, events: Sequence[FeedbackRequest | Mapping[str, Any]]) -> FeedbackTaken:
        """Give up to 1,000 events at once: all of them are right in form, or none is taken.

        Raises:
            InputError: one is wrong; names it and the field.
        """
        return self._post(FeedbackTaken, self._in_project("feedback-batches"), {"events": [_plain(event) for event in events]})

    def get(self, feedback: str) -> FeedbackEvent:
        """One event by its id."""
        return self._get(FeedbackEvent, self._in_project("feedback", feedback))

    def history(self, feedback: str) -> tuple[FeedbackEvent, ...]:
        """An event, those that it stands in place of, and those that stand in its place, the first first."""
        return self._get(tuple[FeedbackEvent, ...], self._in_project("feedback", feedback, "history"))

    def retract(self, feedback: str, *, reason: str = "") -> FeedbackEvent:
        """Take an event back: it stays, and counts no more."""
        return self._post(FeedbackEvent, self._in_project("feedback", feedback, "retract"), {"reason": reason})


class Outcomes(Resource):
    """How episodes ended for the business."""

    def get(self, episode: str) -> EpisodeOutcome:
        """What is known of one, with all that was told."""
        return self._get(EpisodeOutcome, self._in_project("episodes", episode, "outcome"))

    def tell(
        self,
        episode: str,
        *,
        resolved: bool | None = None,
        escalated: bool | None = None,
        containable: bool | None = None,
        must_escalate: bool | None = None,
        value: float | None = None,
        reason: str = "",
        id: str | None = None,
        given_at: datetime | None = None,
    ) -> EpisodeOutcome:
        """Tell what is known of an episode's end; facts that are left out stay as they are. The episode may come later.

        Args:
            episode: its id.
            resolved: whether it is settled.
            escalated: whether it was handed to a person.
            containable: whether the model may settle it alone at all.
            must_escalate: whether it had to be handed to a person.
            value: what it was worth, or cost, in your own unit.
            reason: in words.
            id: your own; the same one twice counts once.
            given_at: when it was found out; of each fact, what was found out last counts. By default now.
        """
        facts = {"resolved": resolved, "escalated": escalated, "containable": containable, "must_escalate": must_escalate}
        body = {**facts, "value": value, "reason": reason, "id": id, "given_at": _moment(given_at)}
        return self._post(EpisodeOutcome, self._in_project("episodes", episode, "outcome"), body)


class Metrics(Resource):
    """The metrics of the client's project."""

    def list(self, *, limit: int | None = None) -> Listing[Metric]:
        """All of them, newest first; `limit`: how many a page."""
        return self._list(Metric, self._in_project("metrics"), limit=limit)

    def get(self, metric: str) -> Metric:
        """One by name."""
        return self._get(Metric, self._in_project("metrics", metric))

    def declare(
        self,
        metric: str,
        type: str,
        *,
        level: str = "interaction",
        direction: str = "up",
        unit: str = "",
        categories: Sequence[str] = (),
        low: float | None = None,
        high: float | None = None,
        description: str = "",
    ) -> Metric:
        """Say what a metric is, whether it is there or not; values that came before are looked at anew.

        Args:
            metric: its name.
            type: boolean, number, category, text, correction or preference.
            level: interaction or episode.
            direction: up, where more is better; down; none.
            unit: of a number.
            categories: the ones that it has; by default any.
            low: least value of a number.
            high: greatest value of a number.
            description: in words.
        """
        body: dict[str, Any] = {"name": metric, "type": type, "level": level, "direction": direction, "unit": unit}
        body |= {"categories": [*categories], "low": low, "high": high, "description": description}
        return self._post(Metric, self._in_project("metrics"), body)

    def forget(self, metric: str) -> None:
        """Take a declaration back: the metric is again what its first value makes it, and goes where it has none."""
        self._delete(self._in_project("metrics", metric))


class Sources(Resource):
    """Where feedback comes from, and how much of each source counts."""

    def list(self, *, metric: str | None = None, limit: int = 100) -> tuple[SourceShare, ...]:
        """What each source has said of each metric, and its part in the figures; the largest first."""
        return self._get(tuple[SourceShare, ...], self._in_project("sources"), {"metric": metric, "limit": limit})

    def rules(self) -> tuple[SourceRule, ...]:
        """How much of what sources say counts, and with which weight."""
        return self._get(tuple[SourceRule, ...], self._in_project("source-rules"))

    def limit(self, kind: str, source: str = "*", *, most_per_hour: int | None = None, trust: float = 1.0) -> SourceRule:
        """Set how many events of a source, or of each source of a kind (`*`), count in an hour, and the weight of its values."""
        body = {"kind": kind, "id": source, "most_per_hour": most_per_hour, "trust": trust}
        return self._put(SourceRule, self._in_project("source-rules"), body)

    def lift(self, kind: str, source: str = "*") -> None:
        """Lift such a rule."""
        self._delete(self._in_project("source-rules"), {"kind": kind, "id": source})


class Kpis(Resource):
    """The KPIs of the client's project: figures over episodes, each with how many it rests on and its 95 % interval."""

    def list(self) -> tuple[Kpi, ...]:
        """Those that every project has, and the project's own."""
        return self._get(tuple[Kpi, ...], self._in_project("kpis"))

    def get(
        self,
        kpi: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        every: str | None = None,
        by: str | None = None,
        alias: str | None = None,
        deployment: str | None = None,
    ) -> KpiReport:
        """The figures of one.

        Args:
            kpi: its name.
            since: of episodes that began at this moment, or later.
            until: of episodes that began before this moment.
            every: hour or day, in UTC: a figure for each.
            by: alias or deployment: a figure for each.
            alias: of this one alone.
            deployment: of this one alone.
        """
        query = {"since": _moment(since), "until": _moment(until), "every": every, "by": by, "alias": alias, "deployment": deployment}
        return self._get(KpiReport, self._in_project("kpis", kpi), query)

    def define(
        self,
        kpi: str,
        kind: str,
        *,
        metric: str | None = None,
        category: str | None = None,
        days: int = 7,
        key: str | None = None,
        direction: str = "up",
        unit: str = "",
        description: str = "",
    ) -> Kpi:
        """Define one, in place of what there is under its name.

        Args:
            kpi: its name.
            kind: containment, resolved_containment, resolution, escalation, missed_escalation, cost_per_resolved or metric.
            metric: of kind metric: which one.
            category: of a metric of categories: the one whose rate it is.
            days: of resolved_containment: within how many days another contact is a repeat.
            key: of resolved_containment: the business key that tells a repeat; by default any.
            direction: up, where more is better; down; none.
            unit: of the figure.
            description: in words.
        """
        body = {"name": kpi, "kind": kind, "metric": metric, "category": category, "days": days, "key": key}
        return self._post(Kpi, self._in_project("kpis"), {**body, "direction": direction, "unit": unit, "description": description})

    def preview(
        self,
        kind: str,
        *,
        metric: str | None = None,
        category: str | None = None,
        days: int = 7,
        key: str | None = None,
    ) -> KpiReport:
        """What one would be over all episodes if it were defined so; the arguments are those of `define`. Nothing is defined."""
        body = {"name": "preview", "kind": kind, "metric": metric, "category": category, "days": days, "key": key}
        return self._post(KpiReport, self._in_project("kpis", "preview"), body)

    def remove(self, kpi: str) -> None:
        """Take a definition back; one that every project has is again what it was."""
        self._delete(self._in_project("kpis", kpi))


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json", exclude_defaults=True) if isinstance(value, BaseModel) else value


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
