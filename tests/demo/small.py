"""A demo small enough for the fake engine: digits to be answered with the next one; the digits 0 and 1 are emergencies."""

import asyncio
import io
import json
import os
import shutil
import struct
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from burnish.artifacts.checkpoints import write_checkpoint
from burnish.artifacts.storage import Storage
from burnish.core.messages import Message, assistant
from burnish.core.ports import Model
from burnish.core.runs import EnvRef
from burnish.core.tokens import Checkpoint, SamplingParams
from burnish.demo.plan import DemoPlan
from burnish.demo.platform import PROJECT, OpenPlatform, Platform
from burnish.engine.fake import FakeModel
from burnish.engine.fake_chat import FakeChat
from burnish.envs.env import EnvSpec, StepResult
from burnish.recipes import grpo, rejection_sampling
from burnish.sdk import Account, AsyncClient
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.leases import Claim, Offer
from burnish.store.ledger import Ledger
from burnish.workers.attempt import carry_out_claim
from burnish.workers.engine import OpenModel
from burnish.workers.envs import allowed_envs
from burnish.workers.inputs import Places, training_of
from burnish.workers.run_folder import runs_folder
from burnish.workers.training import Training
from tests.served import serving
from tests.support import DIGITS, Successor, digit_scenarios, guessing_policy

__all__ = ["desk", "fake_engine", "small_base", "small_plan", "small_platform"]

ENV = f"{__name__}:desk"
URGENT = "01"


class Desk(Successor):
    """The successor game with the outcomes of a support desk."""

    async def step(self, message: Message) -> StepResult:
        result = await super().step(message)
        resolved, urgent = bool(result.reward), str(self.digit) in URGENT
        outcome = {"resolved": resolved, "contained": None if urgent else resolved, "missed_escalation": not resolved if urgent else None}
        return replace(result, outcome=outcome if resolved else outcome | {"failure": "wrong_digit"})

    async def cut(self, stop: str) -> StepResult:
        result = await self.step(assistant())
        return replace(result, outcome={**result.outcome, "failure": stop})


def desk(count: int = 5) -> EnvSpec:
    """So many scenarios, five different ones."""
    tagged = [
        replace(
            scenario,
            id=f"{scenario.id}-{number}",
            tags={"intent": "emergency" if scenario.id[-1] in URGENT else "ordinary", "persona": "calm"},
        )
        for number in range(-(-count // 5))
        for scenario in digit_scenarios()
    ]
    return EnvSpec("desk", Desk, tagged[:count])


def small_plan(base: Path) -> DemoPlan:
    """From a policy that guesses to one that knows, in seconds."""
    return DemoPlan(
        model=base,
        played=EnvRef(name=ENV, scenarios=5),
        practised=EnvRef(name=ENV, scenarios=5),
        held_out=EnvRef(name=ENV, scenarios=40),
        rejection_sampling=rejection_sampling.Config(group_size=16, epochs=2, examples_per_step=5, learning_rate=0.01, max_tokens=4),
        grpo=grpo.Config(
            steps=12,
            scenarios_per_step=5,
            group_size=16,
            max_tokens=4,
            learning_rate=0.03,
            warmup_steps=2,
            extra_slices=("intent=emergency",),
            extra_scenarios=1,
        ),
        params=SamplingParams(max_tokens=4),
    )


# -- a model on numpy whose checkpoints look like those of any other model --------------------------------------------------------------

_PACKED = {"arrays.npz": "arrays.model", "counters.json": "counters.json", "manifest.json": "inner.json"}


class Portable(FakeModel):
    """Saves a folder `model` that a registry takes in, as the torch engine does."""

    outer: Path

    async def save(self, name: str) -> Checkpoint:
        inner = await super().save(name)
        return write_checkpoint(self.outer, name, 0, lambda folder: pack(Path(inner.path), folder / "model"))


def pack(saved: Path, model: Path) -> None:
    model.mkdir(parents=True)
    for name, packed in _PACKED.items():
        shutil.copy(saved / name, model / packed)
    (model / "config.json").write_text("{}")
    header = json.dumps({"weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    (model / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + bytes(4))


async def small_base(folder: Path) -> Path:
    """A policy that guesses, as a model's folder."""
    saved = await (await guessing_policy(folder)).save("base")
    pack(Path(saved.path), folder / "model")
    return folder / "model"


@asynccontextmanager
async def fake_engine(path: Path, *, name: str, checkpoints: Path, ranks: int | None, threads: int, seed: int) -> AsyncIterator[Model]:
    """An `OpenModel` on numpy, for what `pack` wrote."""
    unpacked = checkpoints / ".unpacked"
    unpacked.mkdir(parents=True)
    for name_there, packed in _PACKED.items():
        shutil.copy(path / packed, unpacked / name_there)
    model = Portable(checkpoints / ".inner", FakeChat(DIGITS), name=name, seed=seed, window=4)
    model.outer = checkpoints
    await model.load(Checkpoint("base", str(unpacked)))
    yield model


# -- a platform in the test's own process -----------------------------------------------------------------------------------------------


def small_platform(
    home: Path, *, engine: OpenModel = fake_engine, stops: Callable[[], "asyncio.Future[None]"] | None = None
) -> OpenPlatform:
    """A real server on SQLite, and a worker that carries runs out in this process, on numpy."""

    @asynccontextmanager
    async def opened(out: Path, model: Path, say: Callable[[str], None]) -> AsyncIterator[Platform]:
        database_url = SecretStr(f"sqlite:///{home / 'small.db'}")
        settings = Settings(home=home, database_url=database_url, envs=(ENV,), import_roots=(model,))
        with serving(settings) as served:
            database = Database.open(settings.database)
            working, owner = asyncio.create_task(_work(database, settings, engine)), asyncio.current_task()
            working.add_done_callback(lambda task: owner.cancel() if owner and not task.cancelled() else None)  # nobody else would notice
            try:
                async with AsyncClient.of(Account(served.url, served.key)) as client:
                    await client.projects.create(PROJECT)
                    waits = {"stops": stops} if stops else {}
                    yield Platform(client.with_project(PROJECT), home, served.first, **waits)
            finally:
                working.cancel()
                with suppress(asyncio.CancelledError):
                    await working
                database.close()

    made: Callable[[Path, Path, Callable[[str], None]], AbstractAsyncContextManager[Platform]] = opened
    return made


async def _work(database: Database, settings: Settings, engine: OpenModel) -> None:
    ledger = Ledger(database)
    while True:
        claim = await asyncio.to_thread(ledger.claim, Offer("hand", 1024, 2**40, 8), lease_seconds=60)
        if claim is None:
            await asyncio.sleep(0.05)
            continue
        await _carry_out(claim, database, settings, engine)


async def _carry_out(claim: Claim, database: Database, settings: Settings, engine: OpenModel) -> None:
    """One attempt in this process; an error that the ledger was not told is one of the test."""
    project_id, told = claim.lease.project_id, threading.Event()

    def training() -> Training:
        return training_of(claim.spec, Places(database, project_id, Storage.of(settings)), allowed_envs(settings.envs))

    ours, theirs = os.pipe()
    with io.FileIO(ours) as lifeline, io.FileIO(theirs, "w"):
        try:
            runs = runs_folder(settings, project_id)
            await carry_out_claim(claim, Ledger(database), runs, training, lambda: engine, lifeline, told=told.set, lost=lambda: None)
        except Exception:
            if not told.is_set():
                raise
