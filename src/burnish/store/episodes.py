"""Reading episodes: pages of a list, that with the newest interaction first, and one of them with its interactions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from burnish.core.feedback import Outcome
from burnish.core.filters import Filter
from burnish.core.slices import EpisodeDetail, EpisodeRow
from burnish.errors import InputError, NotFoundError
from burnish.store.database import Transaction
from burnish.store.filtering import Filtering
from burnish.store.interaction_reading import rows_of
from burnish.store.repository import Repository
from burnish.store.tables import episodes, interactions, outcomes

__all__ = ["EpisodePage", "Episodes"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FACTS = ("resolved", "escalated", "containable", "must_escalate", "value")


@dataclass(frozen=True, slots=True)
class EpisodePage:
    """Some episodes; `after` asks for the next page, and is None on the last one."""

    rows: tuple[EpisodeRow, ...]
    after: str | None


class Episodes(Repository):
    """The episodes of one project, to be read. One that no interaction came of yet is not among them."""

    def page(self, transaction: Transaction, tree: Filter, *, limit: int, after: str | None = None) -> EpisodePage:
        """Episodes that a filter finds, that with the newest interaction first.

        Raises:
            InputError: the filter or the cursor is none.
        """
        query = self._all().where(Filtering(transaction, self.project_id, "episodes").where(tree))
        if after is not None:
            moment, name = _place(after)
            query = query.where(or_(episodes.c.last_at < moment, and_(episodes.c.last_at == moment, episodes.c.id < name)))
        rows = transaction.execute(query.order_by(episodes.c.last_at.desc(), episodes.c.id.desc()).limit(limit + 1)).all()
        found = tuple(_row(row) for row in rows[:limit])
        return EpisodePage(found, _cursor(found[-1]) if len(rows) > limit else None)

    def count(self, transaction: Transaction, tree: Filter) -> int:
        """How many a filter finds, exactly."""
        query = select(func.count()).select_from(episodes).where(self.of(episodes), episodes.c.interactions > 0)
        query = query.where(Filtering(transaction, self.project_id, "episodes").where(tree))
        return int(transaction.execute(query).scalar_one())

    def get(self, transaction: Transaction, episode: str, *, limit: int = 200) -> EpisodeDetail:
        """One, with its interactions, oldest first.

        Raises:
            NotFoundError: this project has none.
        """
        row = transaction.execute(self._all().where(episodes.c.id == episode)).one_or_none()
        if row is None:
            fix = "it may not be filled in yet: ask again in a second"
            raise NotFoundError(f"there is no episode {episode[:200]!r}", where=self.project_id, fix=fix)
        numbers = self._numbers(transaction, episode, limit + 1)
        parts = rows_of(transaction, self.project_id, numbers[:limit])
        return EpisodeDetail(**_row(row).model_dump(exclude={"outcome"}), outcome=_outcome(row), parts=parts, more=len(numbers) > limit)

    def _numbers(self, transaction: Transaction, episode: str, limit: int) -> Sequence[int]:
        query = select(interactions.c.number).where(self.of(interactions), interactions.c.episode == episode)
        return transaction.execute(query.order_by(interactions.c.number).limit(limit)).scalars().all()

    def _all(self) -> Select[Any]:
        told = (outcomes.c.episode.label("told"), *(outcomes.c[name] for name in (*FACTS, "reason")))
        query = select(episodes, *told).outerjoin(outcomes, and_(self.of(outcomes), outcomes.c.episode == episodes.c.id))
        return query.where(self.of(episodes), episodes.c.interactions > 0)


def _row(row: Row[Any]) -> EpisodeRow:
    same = [name for name in EpisodeRow.model_fields if name != "outcome"]
    return EpisodeRow(**{name: getattr(row, name) for name in same}, outcome=_outcome(row))


def _outcome(row: Row[Any]) -> Outcome | None:
    return None if row.told is None else Outcome(**{name: getattr(row, name) for name in FACTS}, reason=row.reason)


def _cursor(row: EpisodeRow) -> str:
    return f"{(row.last_at - EPOCH) // timedelta(microseconds=1)}-{row.id}"


def _place(cursor: str) -> tuple[datetime, str]:
    moment, dash, name = cursor.partition("-")
    if not (moment.isdecimal() and len(moment) <= 17 and dash and name):
        raise InputError(f"{cursor[:80]!r} is no cursor", where="after", fix="give `next` of the page before")
    return EPOCH + timedelta(microseconds=int(moment)), name
