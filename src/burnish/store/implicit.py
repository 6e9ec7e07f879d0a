"""Implicit signals in the tables: which episodes have gone quiet unread, and what rules read in them, in place of what they read before."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from burnish.core.feedback import FeedbackEvent, FeedbackSource, FeedbackTarget, MetricRequest
from burnish.core.ids import new_id
from burnish.core.interactions import Interaction
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.feedback import take
from burnish.store.feedback_rows import feedback_of, unless_there
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.interaction_rows import unpacked
from burnish.store.metrics import lock_feedback
from burnish.store.rollups import upsert
from burnish.store.tables import episodes, feedback_events, implicit_readings, interaction_payloads, interactions, metrics

__all__ = ["Quiet", "Read", "interactions_of", "quiet_episodes", "record_signals"]

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Quiet:
    """An episode that nobody went on with for a while, and that was not read since."""

    project_id: str
    episode: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one subject: the value of a metric, and the reason. `interaction` None: the episode."""

    metric: str
    value: bool | float
    interaction: str | None
    at: datetime
    reason: str


def quiet_episodes(database: Database, *, quiet_seconds: float, version: str, limit: int, since: datetime | None = None) -> list[Quiet]:
    """Episodes of any project that have been quiet for so long, and were not read since then by these rules; the newest first.

    Args:
        since: only those that went quiet after this moment.
    """
    read = implicit_readings
    same = and_(read.c.project_id == episodes.c.project_id, read.c.episode == episodes.c.id)
    unread = or_(read.c.episode.is_(None), read.c.until < episodes.c.last_at, read.c.version != version)
    query = select(episodes.c.project_id, episodes.c.id, episodes.c.last_at).outerjoin_from(episodes, read, same)
    query = query.where(episodes.c.last_at < now(-quiet_seconds), unread).order_by(episodes.c.last_at.desc()).limit(limit)
    if since is not None:
        query = query.where(episodes.c.last_at >= since)
    with database.read() as transaction:
        rows = transaction.execute(query, execution_options={ACROSS_PROJECTS: True})
        return [Quiet(row.project_id, row.id, row.last_at) for row in rows]


def interactions_of(transaction: Transaction, project_id: str, episode: str, *, limit: int) -> list[Interaction]:
    """The last interactions of an episode whose payload is there, in the order of time."""
    payloads = interaction_payloads
    query = (
        select(payloads.c.body)
        .join(interactions, and_(interactions.c.project_id == payloads.c.project_id, interactions.c.number == payloads.c.number))
        .where(payloads.c.project_id == project_id, interactions.c.project_id == project_id, interactions.c.episode == episode)
        .order_by(interactions.c.number.desc())
        .limit(limit)
    )
    return [unpacked(row.body) for row in reversed(transaction.execute(query).all())]


def record_signals(
    transaction: Transaction, quiet: Quiet, found: Sequence[Read], *, version: str, declared: Sequence[MetricRequest]
) -> int:
    """Record what was read of an episode, as feedback with source implicit; returns how many events that took.

    What was read before and is read no more is taken back, and what is read otherwise overrides it: both stay in sight. Doing it twice
    changes nothing.
    """
    project_id = quiet.project_id
    lock_feedback(transaction, project_id)
    _declare(transaction, project_id, declared)
    before = _before(transaction, quiet)
    moment: datetime = transaction.execute(select(now())).scalar_one()
    events = []
    for one in found:
        earlier = before.pop((one.metric, one.interaction), None)
        if earlier is None or (earlier.value, earlier.source.version) != (one.value, version):
            events.append(_event(quiet, one, version, moment, overrides=None if earlier is None else earlier.id))
    for (metric, interaction), earlier in before.items():
        gone = Read(metric, earlier.value, interaction, quiet.last_at, "is read no more")
        events.append(_event(quiet, gone, version, moment, overrides=earlier.id, valid=False))
    take(transaction, project_id, events)
    row = upsert(transaction, implicit_readings).values(project_id=project_id, episode=quiet.episode, version=version, until=quiet.last_at)
    same = ["project_id", "episode"]
    changed = {"version": row.excluded.version, "until": row.excluded.until, "read_at": now()}
    transaction.execute(row.on_conflict_do_update(index_elements=same, set_=changed))
    return len(events)


def _declare(transaction: Transaction, project_id: str, declared: Sequence[MetricRequest]) -> None:
    names = [one.name for one in declared]
    query = select(func.count()).select_from(metrics).where(metrics.c.project_id == project_id, metrics.c.name.in_(names))
    if transaction.execute(query).scalar_one() == len(names):
        return
    rows = [
        {**one.model_dump(mode="json"), "id": new_id("metric"), "project_id": project_id, "declared": True, "created_by": SYSTEM}
        for one in declared
    ]
    transaction.execute(unless_there(transaction, metrics), rows)


def _before(transaction: Transaction, quiet: Quiet) -> dict[tuple[str, str | None], "_Earlier"]:
    """What rules read of the episode and its interactions, and still stands."""
    events = feedback_events.c
    mine = (events.project_id == quiet.project_id, events.source_kind == "implicit", events.valid.is_(True), events.overridden.is_(False))
    inside = select(interactions.c.id).where(interactions.c.project_id == quiet.project_id, interactions.c.episode == quiet.episode)
    about = or_(
        and_(events.target_kind == "episode", events.target == quiet.episode),
        and_(events.target_kind == "interaction", events.target.in_(inside)),
    )
    found: dict[tuple[str, str | None], _Earlier] = {}
    for row in transaction.execute(select(feedback_events).where(*mine, about)):
        if row.source_id.startswith("rule:"):
            one = feedback_of(row)
            found[one.metric, one.target.interaction] = _Earlier(one.id, one.value, one.source)  # type: ignore[arg-type]
    return found


@dataclass(frozen=True, slots=True)
class _Earlier:
    id: str
    value: bool | float
    source: FeedbackSource


def _event(quiet: Quiet, one: Read, version: str, moment: datetime, *, overrides: str | None, valid: bool = True) -> FeedbackEvent:
    said = "\x1f".join([one.metric, one.interaction or quiet.episode, version, quiet.last_at.isoformat(), str(valid)])
    target = FeedbackTarget(interaction=one.interaction) if one.interaction is not None else FeedbackTarget(episode=quiet.episode)
    return FeedbackEvent(
        id=f"implicit.{hashlib.sha256(said.encode()).hexdigest()[:40]}",
        metric=one.metric,
        value=one.value,
        target=target,
        reason=one.reason.replace("\x00", "�").encode(errors="replace").decode(),
        source=FeedbackSource(kind="implicit", id=f"rule:{one.metric.removeprefix('implicit.')}", version=version),
        given_at=one.at,
        received_at=moment,
        overrides=overrides,
        valid=valid,
    )
