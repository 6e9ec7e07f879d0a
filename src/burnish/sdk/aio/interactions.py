"""Interactions, Episodes and Views: what was asked and answered in a project, searched and sliced."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from burnish.core.feedback import FeedbackRequest
from burnish.core.filters import AllOf, Filter, Level
from burnish.core.interactions import Interaction
from burnish.core.slices import (
    Count,
    EpisodeDetail,
    EpisodeRow,
    Facets,
    GroupBy,
    Groups,
    Imported,
    ImportedOutcome,
    InteractionRow,
    SavedView,
    Series,
)
from burnish.sdk.aio.listing import Listing
from burnish.sdk.aio.resource import Resource
from burnish.sdk.calls import Call

__all__ = ["Episodes", "Interactions", "Views"]

Where = Filter | Mapping[str, Any] | None
"""A filter, as a record or as the JSON that it is; None finds all."""


class Interactions(Resource):
    """The interactions of the client's project.

    A filter is a condition, `{"field": "latency_ms", "op": "gt", "value": 1000}`, or a group of filters, `{"all": […]}`, `{"any": […]}`,
    `{"none": […]}`; docs/interactions.md lists the fields.
    """

    def list(
        self,
        *,
        alias: str | None = None,
        deployment: str | None = None,
        status: str | None = None,
        episode: str | None = None,
        tool: str | None = None,
        end_user: str | None = None,
        tags: Mapping[str, str] | None = None,
        key: str | None = None,
        text: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int | None = None,
    ) -> Listing[InteractionRow]:
        """Interactions, newest first, without their payloads.

        Args:
            alias, deployment, status, episode, tool, end_user: only with this one.
            tags: only with all of these tags.
            key: only of this thing of the business, `order:W123`.
            text: words that it has: all of them, `"side by side"`, `begin*`, `-without`.
            start, end: only from here on, and before there.
            limit: how many a page.
        """
        query = {
            "alias": alias,
            "deployment": deployment,
            "status": status,
            "episode": episode,
            "tool": tool,
            "end_user": end_user,
            "tag": [f"{name}={value}" for name, value in (tags or {}).items()],
            "key": key,
            "text": text,
            "start": None if start is None else start.isoformat(),
            "end": None if end is None else end.isoformat(),
        }
        return self._list(InteractionRow, self._in_project("interactions"), query, limit=limit)

    def find(self, where: Where = None, *, limit: int = 100) -> Listing[InteractionRow]:
        """Interactions that a filter finds, newest first, without their payloads; `limit`: how many a page."""
        return self._found(InteractionRow, self._in_project("interactions", "query"), {"filter": _json(where), "limit": limit})

    async def get(self, interaction: str) -> Interaction:
        """One, whole."""
        return await self._get(Interaction, self._in_project("interactions", interaction))

    async def count(self, where: Where = None) -> int:
        """How many a filter finds, exactly."""
        return (await self._post(Count, self._in_project("interactions", "count"), {"filter": _json(where)})).count

    async def facets(self, where: Where = None, *, fields: Sequence[str] = (), values: int = 20) -> Facets:
        """Which values of alias, deployment, status, tool, tag:NAME … come how often; at most so many `values` of each."""
        body = {"filter": _json(where), "fields": list(fields), "most": values}
        return await self._post(Facets, self._in_project("interactions", "facets"), body)

    async def groups(
        self,
        by: Sequence[str | GroupBy],
        *,
        where: Where = None,
        measure: str | None = None,
        level: Level = "interactions",
        groups: int = 100,
    ) -> Groups:
        """Interactions or episodes by up to three fields, and the mean of a measure in each group, with its 95 % interval.

        Args:
            by: fields, `alias`, `tool`, `tag:plan`, `day` …; numbers with a width as GroupBy.
            where: only what this filter finds.
            measure: a number, `error`, `metric:NAME` or `outcome:NAME`; without one they are counted.
            level: what is grouped.
            groups: how many at most, the largest first.
        """
        named = [(one if isinstance(one, GroupBy) else GroupBy(field=one)).model_dump() for one in by]
        body = {"level": level, "filter": _json(where), "by": named, "measure": measure, "most": groups}
        return await self._post(Groups, self._in_project("interactions", "groups"), body)

    async def series(
        self,
        start: datetime,
        end: datetime,
        *,
        span: Literal["hour", "day"] = "hour",
        where: Where = None,
        split: Literal["alias", "deployment", "status"] | None = None,
    ) -> Series:
        """How it went, hour by hour or day by day, for each alias, deployment or status if it is split."""
        body = {"filter": _json(where), "start": start.isoformat(), "end": end.isoformat(), "span": span, "split": split}
        return await self._post(Series, self._in_project("interactions", "series"), body)

    async def export(self, where: Where = None) -> AsyncIterator[Interaction]:
        """All that a filter finds, whole, newest first."""
        async for interaction in self._rows(Interaction, self._in_project("interactions", "export"), body={"filter": _json(where)}):
            yield interaction

    async def export_parquet(self, where: Where = None) -> AsyncIterator[bytes]:
        """The same as the bytes of a Parquet file."""
        body = {"filter": _json(where), "format": "parquet"}
        async with self._connection.open(Call("POST", self._in_project("interactions", "export"), body=body)) as response:
            async for received in response.aiter_bytes():
                yield received

    async def take_in(
        self,
        interactions: Sequence[Interaction] = (),
        *,
        feedback: Sequence[FeedbackRequest] = (),
        outcomes: Sequence[ImportedOutcome] = (),
    ) -> Imported:
        """Take in what happened elsewhere, at most 1,000 of each; ids that are known already change nothing, so it may be sent again."""
        body = {
            "interactions": [one.model_dump(mode="json", exclude_defaults=True) for one in interactions],
            "feedback": [one.model_dump(mode="json", exclude_defaults=True) for one in feedback],
            "outcomes": [one.model_dump(mode="json", exclude_defaults=True) for one in outcomes],
        }
        return await self._post(Imported, self._in_project("interactions"), body)


class Episodes(Resource):
    """The episodes of the client's project: the interactions of one task, added up."""

    def list(self, *, limit: int | None = None) -> Listing[EpisodeRow]:
        """All of them, that with the newest interaction first; `limit`: how many a page."""
        return self._list(EpisodeRow, self._in_project("episodes"), limit=limit)

    def find(self, where: Where = None, *, limit: int = 100) -> Listing[EpisodeRow]:
        """Those that a filter finds; `limit`: how many a page."""
        return self._found(EpisodeRow, self._in_project("episodes", "query"), {"filter": _json(where), "limit": limit})

    async def get(self, episode: str, *, parts: int = 200) -> EpisodeDetail:
        """One, with its first interactions, so many of them as `parts` says."""
        return await self._get(EpisodeDetail, self._in_project("episodes", episode), {"parts": parts})

    async def count(self, where: Where = None) -> int:
        """How many a filter finds, exactly."""
        return (await self._post(Count, self._in_project("episodes", "count"), {"filter": _json(where)})).count


class Views(Resource):
    """The saved views of the client's project: filters with a name."""

    def list(self, *, limit: int | None = None) -> Listing[SavedView]:
        """All of them, newest first; `limit`: how many a page."""
        return self._list(SavedView, self._in_project("views"), limit=limit)

    async def get(self, view: str) -> SavedView:
        """One, by its id."""
        return await self._get(SavedView, self._in_project("views", view))

    async def create(self, name: str, where: Where = None, *, level: Level = "interactions", description: str = "") -> SavedView:
        """Save a filter under a name."""
        body = {"name": name, "level": level, "filter": _json(where), "description": description}
        return await self._post(SavedView, self._in_project("views"), body)

    async def update(self, view: str, *, name: str | None = None, where: Where = None, description: str | None = None) -> SavedView:
        """Change what is given of a view."""
        changes = {"name": name, "filter": None if where is None else _json(where), "description": description}
        return await self._patch(SavedView, self._in_project("views", view), changes)

    async def remove(self, view: str) -> None:
        """Forget a view."""
        await self._delete(self._in_project("views", view))


def _json(where: Where) -> Any:
    if where is None:
        return AllOf(all=[]).model_dump(mode="json")
    return dict(where) if isinstance(where, Mapping) else where.model_dump(mode="json")
