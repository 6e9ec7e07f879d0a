"""What tests of feedback stand on: interactions, and events about them, as the gateway's log holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from burnish.core.feedback import Feedback, FeedbackEvent, FeedbackTaken, OutcomeEvent
from burnish.core.interactions import Interaction
from burnish.core.permissions import EVERYTHING
from burnish.store import feedback, interactions
from burnish.store.access import Authority
from burnish.store.audit import Actor
from burnish.store.database import Database
from burnish.store.feedback_reading import FeedbackReader
from burnish.store.metrics import Metrics
from burnish.store.sources import Sources
from tests.store.ground import new_project

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOMEBODY = Authority(Actor("user_1"), EVERYTHING)


def interaction_id(number: int) -> str:
    return f"interaction_{number:032x}"


def interaction(number: int, episode: str, **fields: Any) -> Interaction:
    """The interaction with a number; one begins each minute."""
    known = {"started_at": NOON + timedelta(minutes=number), "project": "", "source": "gateway", "dialect": "chat"}
    return Interaction(id=interaction_id(number), episode=episode, **{**known, **fields})


def event(name: str, value: Any, *, metric: str = "helpful", minute: float = 0.0, **fields: Any) -> FeedbackEvent:
    """An event that was received some minutes after noon; by default about the first interaction."""
    at = NOON + timedelta(minutes=minute)
    if "target" not in fields and not (isinstance(value, dict) and "chosen" in value):
        fields["target"] = {"interaction": interaction_id(1)}
    told = {"id": name, "metric": metric, "value": value, "given_at": at, "received_at": at, **fields}
    return FeedbackEvent.model_validate(told)


def outcome(name: str, episode: str, *, minute: float = 0.0, **facts: Any) -> OutcomeEvent:
    """What was found out of an episode some minutes after noon."""
    at = NOON + timedelta(minutes=minute)
    return OutcomeEvent.model_validate({"id": name, "episode": episode, "outcome": facts, "given_at": at, "received_at": at})


@dataclass
class FeedbackGround:
    """One project, its record and its feedback."""

    database: Database
    project: str

    @classmethod
    def made(cls, database: Database, name: str = "first") -> "FeedbackGround":
        return cls(database, new_project(database, name))

    @property
    def metrics(self) -> Metrics:
        return Metrics(self.database, self.project)

    @property
    def sources(self) -> Sources:
        return Sources(self.database, self.project)

    @property
    def reader(self) -> FeedbackReader:
        return FeedbackReader(self.database, self.project)

    def take(self, *events: FeedbackEvent) -> FeedbackTaken:
        with self.database.write() as transaction:
            return feedback.take(transaction, self.project, events)

    def record(self, *arrived: Interaction) -> int:
        """Write interactions as the filler does; returns how many events found a target."""
        with self.database.write() as transaction:
            return feedback.join_new(transaction, self.project, interactions.take(transaction, self.project, arrived))

    def find(self, name: str) -> Feedback:
        with self.database.read() as transaction:
            return self.reader.find(transaction, name)

    def counting(self, names: Sequence[str]) -> dict[str, bool]:
        """Which of these events count."""
        return {name: self.find(name).counts for name in names}
