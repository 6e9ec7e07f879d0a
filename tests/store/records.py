"""What tests of the record stand on: a project, and some hundred interactions that differ in everything that can be filtered."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from burnish.core.interactions import Interaction, InteractionError, Usage
from burnish.store.database import Database
from burnish.store.interactions import take
from tests.store.ground import new_project

START = datetime(2026, 11, 1, 10, 20, tzinfo=UTC)
WORDS = ["refund", "order", "late", "parcel", "thanks", "broken", "screen", "address", "invoice", "Grüße", "login", "password", "reset"]


def interaction(number: int = 1, **changes: Any) -> Interaction:
    """One that differs from those with other numbers."""
    dice = random.Random(number)
    tools = dice.choice(([], [], ["find_order"], ["find_order", "refund"]))
    said = " ".join(dice.choices(WORDS, k=5))
    message = {"role": "assistant", "content": " ".join(dice.choices(WORDS, k=4))}
    failed = dice.random() < 0.1
    made: dict[str, Any] = {
        "id": f"interaction_{dice.getrandbits(128):032x}",
        "project": "first",
        "source": dice.choice(("gateway", "imported")),
        "dialect": "chat",
        "started_at": START + timedelta(minutes=7 * number, microseconds=number),
        "episode": f"call:{number // 4}",
        "alias": dice.choice(("support", "billing", None)),
        "deployment": dice.choice(("a", "b")),
        "upstream_model": "tiny",
        "request": {"messages": [{"role": "system", "content": "policy"}, {"role": "user", "content": said}]},
        "answer": None if failed else {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]},
        "status": "error" if failed else "ok",
        "error": InteractionError(code="upstream_timeout", message="too slow") if failed else None,
        "finish_reason": None if failed else "stop",
        "usage": Usage(input_tokens=dice.randrange(1000), output_tokens=None if failed else dice.randrange(100)),
        "first_token_ms": None if failed else dice.lognormvariate(4, 1),
        "latency_ms": dice.lognormvariate(6, 1),
        "cost_usd": dice.choice((None, dice.random() / 100)),
        "tools_called": tools,
        "tags": {"plan": dice.choice(("free", "team"))} if dice.random() < 0.8 else {},
        "keys": {"order": f"W{number // 8}"},
        "caller": f"service_{1:032x}",
        "end_user": dice.choice((None, "ann", "bob")),
    }
    return Interaction(**made | changes)


@dataclass
class Recorded:
    """A project with interactions in it."""

    database: Database
    project: str
    all: list[Interaction] = field(default_factory=list)

    @classmethod
    def made(cls, database: Database, count: int = 300, name: str = "first") -> "Recorded":
        recorded = cls(database, new_project(database, name))
        recorded.take([interaction(number) for number in range(count)])
        return recorded

    def take(self, batch: list[Interaction]) -> list[Interaction]:
        with self.database.write() as transaction:
            new = take(transaction, self.project, batch)
        self.all += new
        return new
