"""The two homes of a run, a folder and the ledger, behind one face: what a recipe must not be able to tell apart."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from burnish.core.episodes import Episode, Scenario
from burnish.core.messages import user
from burnish.core.options import RunOptions
from burnish.errors import LeaseLostError, RunStopped
from burnish.store.leases import Claim, Lease, Offer
from burnish.store.ledger import Ledger
from burnish.workers.ledger_run import LedgerRun
from burnish.workers.local import LocalRun
from burnish.workers.loop import Evaluate, RunLoop
from burnish.workers.records import RunRecord
from tests.store.ground import SPEC
from tests.store.ground import Ground as StoreGround
from tests.workers.counting_model import CountingModel

__all__ = ["Attempt", "Crash", "FolderHome", "Home", "LedgerHome", "Recipe", "Watcher", "episode"]


class Crash(Exception):
    """What stands for a power cut: the process does nothing more."""


@dataclass
class Attempt:
    """What came of one go at a run: how it ended, and the model as it was then."""

    error: BaseException | None
    weight: str
    said: list[str]


Recipe = Callable[[RunLoop, CountingModel], Awaitable[None]]


class Home(Protocol):
    """Where a run is kept. `play` begins it, or goes on with it."""

    async def play(self, recipe: Recipe, options: RunOptions | None = None, evaluate: "Watcher | None" = None) -> Attempt: ...

    def rows(self) -> list[dict[str, float]]:
        """Metrics in their order, with `step`, and `loop` where it is not 0."""
        ...

    def saved(self) -> set[str]:
        """Names of checkpoints that have files."""
        ...

    def episodes(self) -> list[dict[str, Any]]: ...

    def weights_of(self, name: str) -> Path:
        """The file of a checkpoint."""
        ...

    def reason(self) -> str:
        """Why it ended before its last step."""
        ...


Watcher = Callable[[CountingModel], Evaluate]


@dataclass
class FolderHome:
    """A run that is a folder."""

    folder: Path
    begun: bool = False

    async def play(self, recipe: Recipe, options: RunOptions | None = None, evaluate: Watcher | None = None) -> Attempt:
        said: list[str] = []
        error, model = None, None
        record = RunRecord(recipe="counting", seed=7)
        resume, self.begun = self.begun, True
        try:
            async with LocalRun.open(self.folder, record, options, resume=resume, listener=lambda event: said.append(event.message)) as run:
                model = CountingModel(run.checkpoints("policy"))
                await carried(run, model, recipe, evaluate)
        except (Exception, RunStopped) as failed:
            error = failed
        return Attempt(error, model.weight if model else "", said)

    def rows(self) -> list[dict[str, float]]:
        rows = [json.loads(line) for line in (self.folder / "metrics.jsonl").read_text().splitlines()]
        return [{name: value for name, value in row.items() if name != "seconds"} for row in rows]

    def saved(self) -> set[str]:
        return {path.name for path in self.folder.glob("checkpoints/policy/*")}

    def episodes(self) -> list[dict[str, Any]]:
        files = sorted(self.folder.glob("episodes/*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]

    def weights_of(self, name: str) -> Path:
        return self.folder / "checkpoints/policy" / name / "weight.json"

    def reason(self) -> str:
        return str(json.loads((self.folder / "run.json").read_text())["reason"])


class Mortal(Ledger):
    """A ledger that hears nothing any more of a process that crashed."""

    crashed = False

    def _committed(self, verb: str, work: Any) -> Any:
        if self.crashed:
            raise LeaseLostError("the process is gone")
        return super()._committed(verb, work)


@dataclass
class LedgerHome:
    """A run that is a row of the ledger."""

    ground: StoreGround
    folder: Path
    run: str = ""
    claims: list[Claim] = field(default_factory=list)

    async def play(self, recipe: Recipe, options: RunOptions | None = None, evaluate: Watcher | None = None) -> Attempt:
        if not self.run:
            spec = SPEC.model_copy(update={"options": options or RunOptions(), "seed": 7})
            self.run = self.ground.runs.enqueue(spec, name="run", by="user").id
        claim = self.ground.ledger.claim(Offer("worker", 64, 2**40, 8), lease_seconds=30)
        assert claim is not None
        if options is not None:
            claim = replace(claim, spec=claim.spec.model_copy(update={"options": options}))
        self.claims.append(claim)
        ledger, error, model = Mortal(self.ground.database), None, None
        try:
            async with LedgerRun.open(claim, ledger, self.folder) as run:
                model = CountingModel(run.checkpoints("policy"))
                try:
                    await carried(run, model, recipe, evaluate)
                except Crash:
                    ledger.crashed = True
                    raise
        except (Exception, RunStopped) as failed:
            error = failed
        if ledger.crashed:
            error = Crash()
            self.ground.end_lease(self.run)
            self.ground.ledger.sweep()
        said = [event.message for event in self.ground.runs.events(self.run)]
        return Attempt(error, model.weight if model else "", said)

    @property
    def lease(self) -> Lease:
        return self.claims[-1].lease

    def rows(self) -> list[dict[str, float]]:
        rows = self.ground.runs.metrics(self.run)
        return [{"step": row.step, **row.values, **({"loop": row.loop} if row.loop else {})} for row in rows]

    def saved(self) -> set[str]:
        there = {path.name for path in (self.folder / self.run).glob("checkpoints/*/policy/*")}
        assert {one.name for one in self.ground.runs.checkpoints(self.run)} <= there
        return there

    def episodes(self) -> list[dict[str, Any]]:
        return [dict(row.episode) for row in self.ground.runs.episodes(self.run)]

    def weights_of(self, name: str) -> Path:
        (found,) = [path for path in (self.folder / self.run).glob(f"checkpoints/*/policy/{name}/weight.json")]
        return found

    def reason(self) -> str:
        return self.ground.runs.get(self.run).message


async def carried(run: RunLoop, model: CountingModel, recipe: Recipe, evaluate: Watcher | None) -> None:
    run.attach(model, evaluate=evaluate(model) if evaluate else None)
    await run.begin()
    await recipe(run, model)
    run.finish(await model.save("final"))


def episode(number: int, words: str = "Where is it?") -> Episode:
    """One that can be told from others."""
    return Episode(id=f"e{number}", scenario=Scenario("s1", {"order": number}), messages=(user(words),), reward=1.0)
