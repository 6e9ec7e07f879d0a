"""Processes that work on runs, to be killed: one that goes through every verb once, and one that works until nothing is left."""

import os
import random
import time

from burnish.core.crash_points import arm
from burnish.errors import LeaseLostError
from burnish.store.database import Database
from burnish.store.leases import Claim, Entry, EventRow, LogRow, MetricsRow, Offer
from burnish.store.ledger import Ledger
from burnish.store.runs import Runs
from tests.store.ground import SPEC, saved

STEPS = 5
NAMES = ("finish", "fail", "pause", "return", "lose")


def every_verb(url: str, project: str, crash_at: str) -> None:
    """Enqueue one run for each way to end, work on all of them, and die at the point, if there is one. May be done again."""
    if crash_at:
        arm(crash_at)
    database = Database.open(url)
    runs, ledger = Runs(database, project), Ledger(database)
    for name in NAMES:
        runs.enqueue(SPEC, name=name, by="ann", idempotency_key=name, priority=-1 if name != "lose" else 0)
    offer = Offer("worker", cores=1, memory_bytes=1)
    if not _happened(runs, "lose", "lost") and (lost := ledger.claim(offer, lease_seconds=0.0)):
        assert lost.name == "lose"
    time.sleep(0.005)
    ledger.sweep()
    while claim := ledger.claim(offer):
        _by_name(runs, ledger, claim)
    database.close()


def _happened(runs: Runs, name: str, kind: str) -> bool:
    run = next(run for run in runs.list().runs if run.name == name)
    return any(event.kind == kind for event in runs.events(run.id))


def _by_name(runs: Runs, ledger: Ledger, claim: Claim) -> None:
    lease = claim.lease
    ledger.begin(lease, point=claim.points[0] if claim.points else None)
    if claim.name == "return" and not _happened(runs, "return", "released"):
        ledger.give_back(lease, message="asked to stop")
        return
    if claim.name == "fail":
        ledger.fail(lease, "error", "broken", "Traceback …")
        return
    for number, step in enumerate(range(claim.points[0].step if claim.points else 0, STEPS), start=1):
        if claim.name == "pause" and step == 3:
            runs.pause(lease.run_id, by="ann")
            ledger.heartbeat(lease)
            ledger.settle(lease)
            return
        ledger.heartbeat(lease)
        ledger.record(lease, entry(number, step))
    ledger.finish(lease, final=(saved(STEPS, name="final"),))


def entry(number: int, step: int) -> Entry:
    """One step: its metrics, a line, an event, and every second time a checkpoint."""
    return Entry(
        number,
        step=step + 1,
        steps=STEPS,
        latest={"reward": 0.5},
        metrics=(MetricsRow(step, {"reward": 0.5, "process": float(os.getpid())}),),
        logs=(LogRow(f"step {step}"),),
        events=(EventRow("noted"),),
        checkpoints=(saved(step + 1),) if step % 2 else (),
    )


def work(url: str, name: str, lease_seconds: float, seed: int) -> None:
    """Claim runs and do their steps, for ever."""
    database = Database.open(url)
    ledger, dice = Ledger(database), random.Random(seed)
    while True:
        claim = ledger.claim(Offer(name, cores=1, memory_bytes=1), lease_seconds=lease_seconds)
        if claim is None:
            time.sleep(0.05)
            continue
        try:
            _work_on(ledger, claim, dice)
        except LeaseLostError:
            continue


def _work_on(ledger: Ledger, claim: Claim, dice: random.Random) -> None:
    point = claim.points[0] if claim.points else None
    ledger.begin(claim.lease, point=point, environment={"process": os.getpid()})
    for number, step in enumerate(range(point.step if point else 0, STEPS), start=1):
        time.sleep(dice.uniform(0, 0.02))
        ledger.record(claim.lease, entry(number, step))
    ledger.finish(claim.lease, final=(saved(STEPS, name="final"),))
