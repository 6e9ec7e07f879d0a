"""Building datasets from the record: conversations that a filter finds, with what was said of them, as examples."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import and_, func, select

from burnish.core.datasets import DatasetFromRecord, DatasetPreview
from burnish.core.interactions import Interaction
from burnish.store.database import Transaction
from burnish.store.episodes import Episodes
from burnish.store.feedback_rows import pieces
from burnish.store.implicit import interactions_of
from burnish.store.interaction_reading import Interactions
from burnish.store.repository import Repository
from burnish.store.tables import feedback_events, feedback_joins

__all__ = ["DatasetBuilder", "Found"]

events, joins = feedback_events, feedback_joins

MOST_OF_AN_EPISODE = 300
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Found:
    """An example to be, and where it came from; `row` has the fields of its kind, not yet checked."""

    row: dict[str, Any]
    episode: str
    interaction: str | None = None
    feedback: str | None = None


@dataclass(slots=True)
class _Said:
    """What was said of interactions."""

    corrections: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)  # event, interaction, message
    pairs: dict[str, dict[str, str]] = field(default_factory=dict)  # event → its sides


class DatasetBuilder(Repository):
    """Finds examples in the record of one project."""

    def preview(self, request: DatasetFromRecord) -> DatasetPreview:
        """What a dataset would be made of, now.

        Raises:
            InputError: the filter is none.
        """
        with self.database.read() as transaction:
            known: Any = (Episodes if request.level == "episodes" else Interactions)(self.database, self.project_id)
            found = known.count(transaction, request.filter)
            ids = list(islice(self._ids(transaction, request), request.limit))
            about = joins.c.episode if request.level == "episodes" else joins.c.subject
            counts = {"correction": 0, "preference": 0, "number": 0, "boolean": 0}
            for piece in pieces(ids):
                query = (
                    select(events.c.shape, func.count(events.c.id.distinct()).label("n"))
                    .join(joins, and_(joins.c.project_id == events.c.project_id, joins.c.feedback_id == events.c.id))
                    .where(self.of(events), self.of(joins), about.in_(piece), joins.c.counts.is_(True))
                    .group_by(events.c.shape)
                )
                if request.metric is not None:
                    query = query.where(events.c.metric == request.metric)
                for row in transaction.execute(query):
                    counts[row.shape] = counts.get(row.shape, 0) + row.n
        return DatasetPreview(
            found=found,
            taken=len(ids),
            corrections=counts["correction"],
            preferences=counts["preference"],
            ratings=counts["number"] + counts["boolean"],
        )

    def examples(self, request: DatasetFromRecord) -> Iterator[Found]:
        """The examples, the newest first; conversations whose requests and answers are gone are left out.

        Raises:
            InputError: the filter is none.
        """
        if request.kind == "preference":
            yield from self._pairs(request)
            return
        for episode, interaction in self._conversations(request):
            row = _asked(interaction)
            answer = _answered(interaction)
            if row is None or (answer is None and request.kind != "prompts"):
                continue
            if request.kind != "prompts" and answer is not None:
                row["messages"] = [*row["messages"], answer]
            if request.kind == "rated":
                row["ratings"] = self._ratings(request, episode, interaction.id)
                if not row["ratings"]:
                    continue
            yield Found(row, episode, interaction.id)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _ids(self, transaction: Transaction, request: DatasetFromRecord) -> Iterator[str]:
        """Ids of what the filter finds, the newest first."""
        if request.level == "episodes":
            known, after = Episodes(self.database, self.project_id), None
            while True:
                page = known.page(transaction, request.filter, limit=_AT_ONCE, after=after)
                yield from (row.id for row in page.rows)
                if (after := page.after) is None:
                    return
        found, after = Interactions(self.database, self.project_id), None
        while True:
            shown = found.page(transaction, request.filter, limit=_AT_ONCE, after=after)
            yield from (row.id for row in shown.rows)
            if (after := shown.after) is None:
                return

    def _conversations(self, request: DatasetFromRecord) -> Iterator[tuple[str, Interaction]]:
        """Each with its episode; of an episode the interaction that holds the most of it."""
        if request.level == "interactions":
            found = Interactions(self.database, self.project_id).export(request.filter)
            yield from ((one.episode, one) for one in islice(found, request.limit))
            return
        for episode in self._found(request):
            with self.database.read() as transaction:
                whole = interactions_of(transaction, self.project_id, episode, limit=MOST_OF_AN_EPISODE)
            answered = [one for one in whole if _asked(one) is not None and _answered(one) is not None]
            if answered:
                yield episode, max(answered, key=lambda one: (len((one.request or {})["messages"]), one.started_at))

    def _found(self, request: DatasetFromRecord) -> list[str]:
        with self.database.read() as transaction:
            return list(islice(self._ids(transaction, request), request.limit))

    def _ratings(self, request: DatasetFromRecord, episode: str, interaction: str) -> dict[str, float]:
        """Means of what counts, by metric: of an episode also what was said of its interactions."""
        about = joins.c.episode == episode if request.level == "episodes" else joins.c.subject == interaction
        query = select(joins.c.metric, func.avg(joins.c.value_number).label("mean")).where(
            self.of(joins), about, joins.c.counts.is_(True), joins.c.value_number.is_not(None)
        )
        if request.metric is not None:
            query = query.where(joins.c.metric == request.metric)
        with self.database.read() as transaction:
            return {row.metric: float(row.mean) for row in transaction.execute(query.group_by(joins.c.metric))}

    def _pairs(self, request: DatasetFromRecord) -> Iterator[Found]:
        ids = self._found(request)
        for piece in pieces(ids, _AT_ONCE):
            said = self._said(request, piece)
            with self.database.read() as transaction:
                wanted = {one for _, one, _ in said.corrections} | {one for sides in said.pairs.values() for one in sides.values()}
                known = {one: Interactions(self.database, self.project_id).get(transaction, one) for one in sorted(wanted)}
            for event, interaction, message in said.corrections:
                yield from _pair(known, event, interaction, chosen={"role": "assistant", **message}, rejected=_answered(known[interaction]))
            for event, sides in said.pairs.items():
                if set(sides) == {"chosen", "rejected"}:
                    better, worse = _answered(known[sides["chosen"]]), _answered(known[sides["rejected"]])
                    yield from _pair(known, event, sides["chosen"], chosen=better, rejected=worse)

    def _said(self, request: DatasetFromRecord, ids: Sequence[str]) -> _Said:
        """Corrections and preferences that count, about any of these."""
        about = joins.c.episode if request.level == "episodes" else joins.c.subject
        mine = (self.of(events), self.of(joins), joins.c.counts.is_(True), events.c.shape.in_(["correction", "preference"]))
        same = and_(joins.c.project_id == events.c.project_id, joins.c.feedback_id == events.c.id)
        inside = select(joins.c.feedback_id).where(self.of(joins), about.in_(ids))
        query = select(events.c.id, events.c.shape, events.c.value, joins.c.role, joins.c.subject).join_from(events, joins, same)
        query = query.where(*mine, events.c.id.in_(inside)).order_by(events.c.given_at, events.c.id)
        if request.metric is not None:
            query = query.where(events.c.metric == request.metric)
        said = _Said()
        with self.database.read() as transaction:
            for row in transaction.execute(query):
                if row.shape == "correction":
                    said.corrections.append((row.id, row.subject, row.value["message"]))
                elif not row.value.get("tie"):
                    said.pairs.setdefault(row.id, {})[row.role] = row.subject
        return said


def _pair(
    known: Mapping[str, Interaction], event: str, interaction: str, *, chosen: dict[str, Any] | None, rejected: dict[str, Any] | None
) -> Iterator[Found]:
    row = _asked(known[interaction])
    if row is not None and chosen is not None and rejected is not None and chosen != rejected:
        yield Found({**row, "chosen": chosen, "rejected": rejected}, known[interaction].episode, interaction, event)


def _asked(interaction: Interaction) -> dict[str, Any] | None:
    """The conversation that was sent; None where there is none, or it is gone."""
    request = interaction.request or {}
    messages = request.get("messages")
    if not isinstance(messages, list) or not messages:
        return None
    return {"messages": messages} | ({"tools": request["tools"]} if request.get("tools") else {})


def _answered(interaction: Interaction) -> dict[str, Any] | None:
    """The first answer, where it is whole."""
    choices = (interaction.answer or {}).get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, Mapping) else None
    if interaction.status != "ok" or not isinstance(message, Mapping):
        return None
    return {"role": "assistant", **message}
