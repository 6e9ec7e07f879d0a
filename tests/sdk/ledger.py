"""Hand: does by hand in the ledger what a worker would do for a run."""

import time
from dataclasses import dataclass

from burnish.core.runs import RunView
from burnish.store.database import Database
from burnish.store.leases import Entry, EpisodeRow, LogRow, MetricsRow, Offer
from burnish.store.ledger import Ledger

__all__ = ["Hand"]


@dataclass
class Hand:
    """A worker that computes nothing."""

    database: Database

    def work(self, run: RunView, *, steps: int, pause_s: float = 0.0) -> None:
        """Claim the one run there is, record each step's metrics, line and episode, and end it well."""
        ledger = Ledger(self.database)
        claim = ledger.claim(Offer("hand", 64, 2**40), lease_seconds=60)
        assert claim is not None and claim.lease.run_id == run.id
        ledger.begin(claim.lease)
        for step in range(steps):
            time.sleep(pause_s)
            ledger.record(claim.lease, entry_of(step, steps))
        ledger.finish(claim.lease)

    def fail(self) -> None:
        """Claim the one run there is, and end it badly."""
        ledger = Ledger(self.database)
        claim = ledger.claim(Offer("hand", 64, 2**40), lease_seconds=60)
        assert claim is not None
        ledger.begin(claim.lease)
        ledger.fail(claim.lease, "error", "it broke")


def entry_of(step: int, steps: int) -> Entry:
    """What a worker records of one step."""
    return Entry(
        number=step + 1,
        step=step + 1,
        steps=steps,
        latest={"reward": float(step)},
        metrics=(MetricsRow(step, {"reward": float(step)}),),
        logs=(LogRow(f"step {step}"),),
        episodes=(EpisodeRow(step, f"s{step}", float(step), "terminated", {"messages": []}),),
    )
