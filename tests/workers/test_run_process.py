"""One run carried out in this process: what becomes of it, and what it leaves in the ledger."""

import asyncio
import io
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from burnish.artifacts.storage import Storage
from burnish.core.options import Alarm, RunOptions
from burnish.core.runs import RunSpec, RunView
from burnish.engine.fake import FakeModel
from burnish.errors import LeaseLostError, NonFiniteError
from burnish.store.leases import CLAIM, Claim, Offer
from burnish.store.ledger import Ledger
from burnish.workers import attempt
from burnish.workers.attempt import carry_out_claim
from burnish.workers.engine import OpenModel
from burnish.workers.envs import allowed_envs
from burnish.workers.inputs import Places, training_of
from burnish.workers.training import Training
from tests.databases import only_sqlite
from tests.workers.ground import Ground, small_spec
from tests.workers.numpy_process import ENVS, numpy_engine

pytestmark = only_sqlite


@contextmanager
def lifeline() -> Iterator[io.FileIO]:
    """Of a worker that lives."""
    ours, theirs = os.pipe()
    with io.FileIO(ours) as alive, io.FileIO(theirs, "w"):
        yield alive


async def carry_out(ground: Ground, claim: Claim, engine: OpenModel, alive: io.FileIO, **heard: Callable[[], None]) -> None:
    def training() -> Training:
        return training_of(claim.spec, Places(ground.database, ground.project, Storage(None, ground.home)), allowed_envs(ENVS))

    await carry_out_claim(claim, Ledger(ground.database), ground.folder, training, lambda: engine, alive, **heard)


async def carried_out(ground: Ground, run: str, engine: OpenModel = numpy_engine) -> RunView:
    """The run after one attempt at it."""
    claim = Ledger(ground.database).claim(Offer("worker", 64, 2**40, 8), lease_seconds=30)
    assert claim is not None
    assert claim.lease.run_id == run
    claim = CLAIM.validate_json(CLAIM.dump_json(claim))  # as it comes to a process
    told: list[bool] = []
    with lifeline() as alive:
        try:
            await carry_out(ground, claim, engine, alive, told=lambda: told.append(True), lost=lambda: None)
        except LeaseLostError:
            raise
        except (Exception, asyncio.CancelledError) as error:
            print(f"{type(error).__name__}: {error}")
    assert told == [True]
    return ground.runs.get(run)


async def test_the_same_spec_gives_the_same_weights(ground: Ground) -> None:
    spec = small_spec(env="shorter")
    first, again, other = ground.enqueue(spec), "", ""
    await carried_out(ground, first)
    await asyncio.to_thread(ground.check_whole, first)  # which trains, in a loop of its own
    await carried_out(ground, again := ground.runs.clone(first, by="user").id)
    await carried_out(ground, other := ground.enqueue(small_spec(env="shorter", seed=8)))
    assert ground.final_digest(again) == ground.final_digest(first) != ground.final_digest(other)
    assert ground.rewards_of(again) == ground.rewards_of(first)


async def test_an_alarm_fails_a_run_and_says_which(ground: Ground) -> None:
    options = RunOptions(checkpoint_every=2, alarms=(Alarm(metric="reward", below=2.0, steps=3),))
    run = ground.enqueue(small_spec(env="shorter", options=options))
    view = await carried_out(ground, run)
    assert (view.status, view.failure) == ("failed", "alarm")
    assert "alarm at step 2: reward below 2 for 3 steps" in view.message
    assert ground.steps_of(run) == [0, 1, 2]


async def test_a_budget_ends_a_run_well(ground: Ground) -> None:
    view = await carried_out(ground, ground.enqueue(small_spec(env="shorter", options=RunOptions(max_steps=3))))
    assert (view.status, view.message, view.step, view.steps) == ("succeeded", "budget: 3 steps", 3, 6)


def changed(spec: RunSpec, **parts: dict[str, Any]) -> RunSpec:
    return spec.model_copy(update={name: getattr(spec, name).model_copy(update=update) for name, update in parts.items()})


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (small_spec().model_copy(update={"recipe_hash": "0" * 64}), "the recipe grpo is another one by now"),
        (changed(small_spec(), model={"digest": "0" * 64}), "the embedded model has the digest"),
        (changed(small_spec(), env={"name": "os:getcwd"}), "there is no env 'os:getcwd' that runs may play in"),
        (small_spec(env="without_scenarios"), "the env has no scenarios"),
        (small_spec().model_copy(update={"config": {"steps": 0}}), "grpo.steps: is 0"),
    ],
    ids=["recipe", "model", "env", "scenarios", "config"],
)
async def test_an_input_that_cannot_be_used_fails_a_run_before_it_starts(ground: Ground, spec: RunSpec, words: str) -> None:
    run = ground.enqueue(spec)
    view = await carried_out(ground, run)
    assert (view.status, view.failure) == ("failed", "invalid")
    assert words in view.message
    assert "Traceback" in ground.runs.attempts(run)[0].traceback
    assert "started" not in ground.kinds_of(run)


@pytest.mark.parametrize(
    ("error", "failure"), [(ValueError("a bug"), "error"), (MemoryError(), "out_of_memory"), (NonFiniteError("loss is nan"), "diverged")]
)
async def test_what_the_engine_raises_fails_a_run_with_its_reason(ground: Ground, error: Exception, failure: str) -> None:
    class Broken(FakeModel):
        async def optim_step(self, optim: Any) -> Any:
            raise error

    @asynccontextmanager
    async def engine(path: Any, *, name: str, checkpoints: Any, ranks: Any, threads: Any, seed: int) -> AsyncIterator[FakeModel]:
        async with numpy_engine(path, name=name, checkpoints=checkpoints, ranks=ranks, threads=threads, seed=seed) as model:
            model.__class__ = Broken
            yield model

    run = ground.enqueue(small_spec(env="shorter"))
    view = await carried_out(ground, run, engine)
    assert (view.status, view.failure) == ("failed", failure)
    assert "optim_step" in ground.runs.attempts(run)[0].traceback


async def test_what_a_run_prints_logs_and_warns_is_in_its_log(ground: Ground) -> None:
    run = ground.enqueue(small_spec(env="talkative", steps=2))
    with pytest.warns(UserWarning, match="nothing"):  # what is warned in the run goes to its log, and not here
        view = await carried_out(ground, run)
        import warnings

        warnings.warn("nothing", stacklevel=1)
    assert view.status == "succeeded"
    lines = {(line.level, line.text) for line in ground.runs.logs(run)}
    assert {("info", "printed …"), ("info", "logged"), ("error", "failed loudly"), ("info", "told what=1")} <= lines
    assert any(level == "warning" and "UserWarning: warned" in text for level, text in lines)


@pytest.mark.parametrize(("verb", "status"), [("cancel", "cancelled"), ("pause", "paused")])
async def test_a_run_whose_engine_still_loads_is_stopped_at_once(
    ground: Ground, verb: str, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("burnish.workers.recorder.MOST_BEAT_SECONDS", 0.1)

    @asynccontextmanager
    async def engine(path: Any, **given: Any) -> AsyncIterator[FakeModel]:
        getattr(ground.runs, verb)(run, by="user")
        await asyncio.sleep(60)
        raise AssertionError("it loaded")
        yield

    run = ground.enqueue(small_spec(env="shorter"))
    began = time.monotonic()
    view = await carried_out(ground, run, engine)
    assert (view.status, view.failure) == (status, None)
    assert time.monotonic() - began < 10


async def test_the_load_of_a_run_is_among_its_metrics(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "LOAD_SECONDS", 0.05)
    run = ground.enqueue(small_spec(env="slow", steps=20))
    assert (await carried_out(ground, run)).status == "succeeded"
    load = [row.values for row in ground.runs.metrics(run) if "load/rss_bytes" in row.values]
    assert len(load) >= 2
    assert all(row["load/rss_bytes"] > 10_000_000 and row["load/cpu_percent"] >= 0 for row in load)
    assert ground.steps_of(run) == list(range(20))


async def test_a_claim_of_a_run_that_somebody_else_has_by_now_writes_nothing(ground: Ground) -> None:
    run = ground.enqueue(small_spec(env="shorter"))
    late = Ledger(ground.database).claim(Offer("late", 64, 2**40, 8), lease_seconds=30)
    assert late is not None
    Ledger(ground.database).give_back(late.lease)
    await carried_out(ground, run)
    events = ground.kinds_of(run)
    heard: list[str] = []
    with lifeline() as alive, pytest.raises(LeaseLostError):
        await carry_out(ground, late, numpy_engine, alive, told=lambda: heard.append("told"), lost=lambda: heard.append("lost"))
    assert "told" not in heard
    assert ground.kinds_of(run) == events
