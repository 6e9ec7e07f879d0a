"""Reading interactions: pages of a list without payloads, one of them whole, how many there are, all of them for an export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from burnish.core.filters import Filter
from burnish.core.ids import checked_id
from burnish.core.interactions import Interaction, InteractionError, Usage
from burnish.core.slices import InteractionRow
from burnish.errors import InputError, NotFoundError
from burnish.store.database import Transaction
from burnish.store.filtering import Filtering
from burnish.store.interaction_rows import unpacked
from burnish.store.repository import Repository
from burnish.store.tables import interaction_payloads, interaction_texts, interactions

__all__ = ["InteractionPage", "Interactions", "facts_of", "rows_of"]

MOST_SHOWN = 500
EXPORTED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class InteractionPage:
    """Some interactions, newest first; `after` asks for the next page, and is None on the last one."""

    rows: tuple[InteractionRow, ...]
    after: str | None


class Interactions(Repository):
    """The interactions of one project, to be read."""

    def page(self, transaction: Transaction, tree: Filter, *, limit: int, after: str | None = None) -> InteractionPage:
        """Interactions that a filter finds, newest first.

        Raises:
            InputError: the filter or the cursor is none.
        """
        numbers = self.numbers(transaction, tree, limit=limit + 1, before=_number(after))
        rows = rows_of(transaction, self.project_id, numbers[:limit])
        return InteractionPage(tuple(rows), f"n_{numbers[limit - 1]}" if len(numbers) > limit else None)

    def numbers(self, transaction: Transaction, tree: Filter, *, limit: int, before: int | None = None) -> list[int]:
        """Numbers of those that a filter finds, newest first."""
        query, number = self._newest(transaction, tree)
        if before is not None:
            query = query.where(number < before)
        found = query.with_only_columns(number, maintain_column_froms=True).order_by(number.desc()).limit(limit)
        return list(transaction.execute(found).scalars())

    def count(self, transaction: Transaction, tree: Filter) -> int:
        """How many a filter finds, exactly."""
        query, _ = self._newest(transaction, tree)
        return int(transaction.execute(query.with_only_columns(func.count(), maintain_column_froms=True)).scalar_one())

    def get(self, transaction: Transaction, interaction_id: str) -> Interaction:
        """One, whole; without its request and answer where its payload was forgotten.

        Raises:
            NotFoundError: this project has none.
        """
        checked_id(interaction_id, "interaction")
        query = select(interactions.c.number).where(self.of(interactions), interactions.c.id == interaction_id)
        number = transaction.execute(query).scalar_one_or_none()
        found = [] if number is None else self._whole(transaction, [number])
        if not found:
            fix = "it may not be filled in yet: ask again in a second"
            raise NotFoundError(f"there is no interaction {interaction_id}", where=self.project_id, fix=fix)
        return found[0]

    def export(self, tree: Filter) -> Iterator[Interaction]:
        """All that a filter finds, newest first, a batch at a time: what comes in meanwhile is not among them."""
        before: int | None = None
        while True:
            with self.database.read() as transaction:
                numbers = self.numbers(transaction, tree, limit=EXPORTED_AT_ONCE, before=before)
                found = self._whole(transaction, numbers)
            yield from found
            if len(numbers) < EXPORTED_AT_ONCE:
                return
            before = numbers[-1]

    def _newest(self, transaction: Transaction, tree: Filter) -> tuple[Any, Any]:
        ordered = Filtering(transaction, self.project_id, "interactions").newest(tree)
        return ordered.query, ordered.number

    def _whole(self, transaction: Transaction, numbers: Sequence[int]) -> list[Interaction]:
        payloads = interaction_payloads
        query = select(payloads).where(self.of(payloads), payloads.c.number.in_(numbers))
        bodies = {row.number: row for row in transaction.execute(query)}
        without = {row.number: row for row in _facts(transaction, self.project_id, [one for one in numbers if one not in bodies])}
        found = []
        for number in numbers:
            if number in bodies:
                found.append(unpacked(bodies[number].body, bodies[number].tokens))
            elif number in without:
                found.append(_without_payload(without[number]))
        return found


def rows_of(transaction: Transaction, project_id: str, numbers: Sequence[int]) -> list[InteractionRow]:
    """What lists show of interactions, in the order of their numbers as given."""
    found = {row.number: _row(row) for row in _facts(transaction, project_id, numbers)}
    return [found[number] for number in numbers if number in found]


def facts_of(transaction: Transaction, project_id: str, numbers: Sequence[int]) -> list[Interaction]:
    """Interactions without what was asked and answered, in the order of their numbers as given."""
    found = {row.number: _without_payload(row) for row in _facts(transaction, project_id, numbers)}
    return [found[number] for number in numbers if number in found]


def _facts(transaction: Transaction, project_id: str, numbers: Sequence[int]) -> Sequence[Row[Any]]:
    if not numbers:
        return []
    texts = interaction_texts.c
    shown = (func.substr(texts.asked, 1, MOST_SHOWN).label("asked"), func.substr(texts.answered, 1, MOST_SHOWN).label("answered"))
    query = select(interactions, *shown, texts.marks).outerjoin(
        interaction_texts, (texts.number == interactions.c.number) & (texts.project_id == project_id)
    )
    return transaction.execute(query.where(interactions.c.project_id == project_id, interactions.c.number.in_(numbers))).all()


def _row(row: Row[Any]) -> InteractionRow:
    same = (
        "id", "started_at", "source", "dialect", "episode", "alias", "deployment", "model", "status", "error_code", "finish_reason",
        "first_token_ms", "latency_ms", "cost_usd", "messages", "caller", "end_user",
    )  # fmt: skip
    marks = row.marks or {}
    return InteractionRow.model_construct(
        **{name: getattr(row, name) for name in same},
        usage=Usage(input_tokens=row.input_tokens, cached_tokens=row.cached_tokens, output_tokens=row.output_tokens),
        tools_called=marks.get("tools", []),
        tags=marks.get("tags", {}),
        keys=marks.get("keys", {}),
        error=marks.get("error", ""),
        asked=row.asked or "",
        answered=row.answered or "",
    )


def _without_payload(row: Row[Any]) -> Interaction:
    marks = row.marks or {}
    same = (
        "id", "source", "dialect", "started_at", "episode", "alias", "alias_version", "deployment", "weights", "status", "finish_reason",
        "first_token_ms", "latency_ms", "cost_usd", "stream", "caller", "end_user",
    )  # fmt: skip
    return Interaction(
        **{name: getattr(row, name) for name in same},
        project=row.project_id,
        upstream_model=row.model,
        error=InteractionError(code=row.error_code, message=marks.get("error", "")) if row.error_code else None,
        usage=Usage(input_tokens=row.input_tokens, cached_tokens=row.cached_tokens, output_tokens=row.output_tokens),
        tools_called=marks.get("tools", []),
        tags=marks.get("tags", {}),
        keys=marks.get("keys", {}),
    )


def _number(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    digits = cursor.removeprefix("n_")
    if not digits.isdecimal() or digits == cursor or int(digits[:20]) >= 2**63:
        raise InputError(f"{cursor[:80]!r} is no cursor", where="after", fix="give `next` of the page before")
    return int(digits)
