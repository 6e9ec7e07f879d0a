"""LocalRun: what it writes, how it resumes, what stops it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from burnish.core.episodes import Episode, Scenario
from burnish.core.messages import user
from burnish.core.options import Alarm, RunOptions
from burnish.errors import CheckpointError, ConfigError, EngineError, NonFiniteError, RunStopped
from burnish.workers.events import RunEvent
from burnish.workers.local import LocalRun
from burnish.workers.records import RunRecord

from .counting_model import CountingModel

ITEMS = [f"batch-{number}" for number in range(30)]
RECORD = RunRecord(recipe="counting", config={"steps": 10}, seed=7)


class Crash(Exception):
    """What stands for a power cut."""


@asynccontextmanager
async def opened(folder: Path, options: RunOptions | None = None, **more: Any) -> AsyncIterator[tuple[LocalRun, CountingModel]]:
    async with LocalRun.open(folder, more.pop("record", RECORD), options, **more) as run:
        yield run, CountingModel(run.checkpoints("policy"))


async def count(run: LocalRun, model: CountingModel, steps: int = 10, crash_at: int | None = None) -> list[int]:
    """The recipe of these tests: learn every item, log, save."""
    taken = []
    async for step, item in run.steps(ITEMS, steps):
        if step == crash_at:
            raise Crash
        model.learn(item)
        taken.append(step)
        run.log(step, loss=1 / (step + 1))
    run.finish(await model.save("final"))
    return taken


async def play(folder: Path, options: RunOptions | None = None, *, crash_at: int | None = None, **more: Any) -> tuple[list[int], str]:
    async with opened(folder, options, **more) as (run, model):
        run.attach(model)
        return await count(run, model, crash_at=crash_at), model.weight


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def record(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "run.json").read_text())


async def test_a_run_writes_down_what_it_was_and_how_it_ended(tmp_path: Path) -> None:
    await play(tmp_path / "run")
    written = record(tmp_path / "run")
    assert (written["recipe"], written["config"], written["seed"]) == ("counting", {"steps": 10}, 7)
    assert (written["status"], written["reason"], written["attempts"]) == ("succeeded", "", 1)
    assert written["final"]["path"] == "checkpoints/policy/final"
    assert [row["step"] for row in rows(tmp_path / "run")] == list(range(10))


async def test_only_the_newest_checkpoints_are_kept(tmp_path: Path) -> None:
    await play(tmp_path, RunOptions(checkpoint_every=2, keep_checkpoints=2))
    assert sorted(path.name for path in (tmp_path / "checkpoints/policy").iterdir()) == ["final", "step-10", "step-8"]


async def test_a_resumed_run_ends_with_the_weights_and_rows_of_an_uninterrupted_one(tmp_path: Path) -> None:
    options = RunOptions(checkpoint_every=3)
    _, whole = await play(tmp_path / "whole", options)
    with pytest.raises(Crash):
        await play(tmp_path / "cut", options, crash_at=8)
    assert record(tmp_path / "cut")["status"] == "failed"
    taken, weight = await play(tmp_path / "cut", options, resume=True)
    assert taken == [6, 7, 8, 9]
    assert weight == whole
    assert [row["step"] for row in rows(tmp_path / "cut")] == list(range(10))
    assert (record(tmp_path / "cut")["attempts"], record(tmp_path / "cut")["status"]) == (2, "succeeded")


async def test_a_run_without_a_checkpoint_resumes_at_its_start(tmp_path: Path) -> None:
    with pytest.raises(Crash):
        await play(tmp_path, crash_at=4)
    taken, _ = await play(tmp_path, resume=True)
    assert taken == list(range(10))
    assert len(rows(tmp_path)) == 10


async def test_a_corrupt_checkpoint_is_told_of_and_the_one_before_it_used(tmp_path: Path) -> None:
    options, told = RunOptions(checkpoint_every=3), []
    with pytest.raises(Crash):
        await play(tmp_path, options, crash_at=8)
    (tmp_path / "checkpoints/policy/step-6/weight.json").write_text('"ruined"')
    taken, weight = await play(tmp_path, options, resume=True, listener=told.append)
    assert taken == list(range(3, 10))
    assert weight == (await play(tmp_path / "whole", options))[1]
    assert any(event.kind == "notice" and "step-6 cannot be used" in event.message for event in told)
    assert [row["step"] for row in rows(tmp_path)] == list(range(10))


async def test_a_run_whose_every_checkpoint_is_corrupt_says_so(tmp_path: Path) -> None:
    with pytest.raises(Crash):
        await play(tmp_path, RunOptions(checkpoint_every=3), crash_at=8)
    for path in tmp_path.glob("checkpoints/policy/*/weight.json"):
        path.unlink()
    with pytest.raises(CheckpointError, match="none of the run's checkpoints is whole"):
        await play(tmp_path, resume=True)


async def test_a_crash_between_the_models_and_the_state_leaves_the_earlier_pair_in_force(tmp_path: Path) -> None:
    class Frail(CountingModel):
        async def save(self, name: str) -> Any:
            if name == "step-6":
                raise Crash
            return await super().save(name)

    with pytest.raises(Crash):
        async with LocalRun.open(tmp_path, RECORD, RunOptions(checkpoint_every=3)) as run:
            policy, critic = CountingModel(run.checkpoints("policy")), Frail(run.checkpoints("critic"), "critic")
            run.attach(policy, critic)
            await count(run, policy)
    assert (tmp_path / "checkpoints/policy/step-6").exists()
    async with LocalRun.open(tmp_path, RECORD, RunOptions(checkpoint_every=3), resume=True) as run:
        policy, critic = CountingModel(run.checkpoints("policy")), CountingModel(run.checkpoints("critic"), "critic")
        run.attach(policy, critic)
        assert (await count(run, policy))[0] == 3


async def test_a_recipe_with_two_loops_resumes_in_the_second(tmp_path: Path) -> None:
    async def recipe(folder: Path, crash_at: int | None = None, **more: Any) -> tuple[list[list[int]], str]:
        taken: list[list[int]] = [[], []]
        async with opened(folder, RunOptions(checkpoint_every=2), **more) as (run, model):
            run.attach(model)
            for loop, steps in enumerate((4, 6)):
                run.log(0, loops=loop)
                async for step, item in run.steps(ITEMS, steps):
                    if loop == 1 and step == crash_at:
                        raise Crash
                    model.learn(item)
                    taken[loop].append(step)
                    run.log(step, loss=1.0)
            return taken, model.weight

    _, whole = await recipe(tmp_path / "whole")
    with pytest.raises(Crash):
        await recipe(tmp_path / "cut", crash_at=5)
    taken, weight = await recipe(tmp_path / "cut", resume=True)
    assert taken == [[], [4, 5]]
    assert weight == whole
    untimed = [[{**row, "seconds": 0} for row in rows(tmp_path / name)] for name in ("whole", "cut")]
    assert untimed[0] == untimed[1]


async def test_a_full_folder_is_refused_without_resume(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match="not empty: it holds thesis.txt → go on with it \\(--resume\\), or choose another"):
        await play(tmp_path)


async def test_resuming_where_nothing_is_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no run to resume here"):
        await play(tmp_path, resume=True)


async def test_resuming_with_another_config_names_the_field(tmp_path: Path) -> None:
    with pytest.raises(Crash):
        await play(tmp_path, crash_at=2)
    with pytest.raises(ConfigError, match="config.steps changed from 10 to 20"):
        await play(tmp_path, resume=True, record=RECORD.model_copy(update={"config": {"steps": 20}}))


async def test_a_finished_run_is_not_resumed(tmp_path: Path) -> None:
    await play(tmp_path)
    with pytest.raises(ConfigError, match="this run is finished"):
        await play(tmp_path, resume=True)


async def test_two_processes_cannot_run_one_run(tmp_path: Path) -> None:
    async with opened(tmp_path):
        with pytest.raises(ConfigError, match="another process runs this run"):
            await play(tmp_path, resume=True)


async def test_wrong_input_before_the_first_step_leaves_the_folder_free(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such model"):
        async with opened(tmp_path):
            raise ConfigError("no such model")
    await play(tmp_path)


async def test_an_engine_failure_is_recorded_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        async with opened(tmp_path):
            raise EngineError("rank 1 died", where="rank 1")
    assert (record(tmp_path)["status"], record(tmp_path)["reason"]) == ("failed", "EngineError: rank 1: rank 1 died")


async def test_a_budget_of_steps_ends_the_run_well_and_can_be_raised(tmp_path: Path) -> None:
    taken, _ = await play(tmp_path, RunOptions(max_steps=4))
    assert taken == [0, 1, 2, 3]
    assert (record(tmp_path)["status"], record(tmp_path)["reason"]) == ("stopped", "budget: 4 steps")
    taken, weight = await play(tmp_path, resume=True)
    assert taken == [4, 5, 6, 7, 8, 9]
    assert weight == (await play(tmp_path / "whole"))[1]


async def test_a_budget_of_time_counts_earlier_attempts(tmp_path: Path) -> None:
    async with opened(tmp_path, RunOptions(max_seconds=0.05)) as (run, model):
        run.attach(model)
        async for _ in run.steps(ITEMS, 10):
            await asyncio.sleep(0.06)
    taken, _ = await play(tmp_path, RunOptions(max_seconds=0.05), resume=True)
    assert taken == []


async def test_a_metric_that_is_not_a_number_stops_the_run_before_anything_is_saved(tmp_path: Path) -> None:
    with pytest.raises(NonFiniteError, match="step 2 of counting: loss is nan"):
        async with opened(tmp_path, RunOptions(checkpoint_every=1)) as (run, model):
            run.attach(model)
            async for step, _ in run.steps(ITEMS, 10):
                run.log(step, loss=float("nan") if step == 2 else 1.0)
    assert {path.name for path in (tmp_path / "checkpoints/policy").iterdir()} == {"step-1", "step-2"}
    assert record(tmp_path)["status"] == "failed"


async def test_an_alarm_rings_after_enough_steps_in_a_row(tmp_path: Path) -> None:
    options = RunOptions(alarms=(Alarm(metric="reward", below=0.1, steps=3),))
    seen = []
    with pytest.raises(RunStopped, match="alarm at step 5: reward below 0.1 for 3 steps"):
        async with opened(tmp_path, options) as (run, model):
            run.attach(model)
            async for step, _ in run.steps(ITEMS, 10):
                seen.append(step)
                run.log(step, reward=0.5 if step == 2 else 0.0 if step > 0 else 1.0)
    assert seen == [0, 1, 2, 3, 4, 5]
    assert record(tmp_path)["status"] == "stopped"


async def test_an_alarm_on_a_metric_nobody_logs_is_told_of(tmp_path: Path) -> None:
    told: list[RunEvent] = []
    await play(tmp_path, RunOptions(alarms=(Alarm(metric="rewrad", below=0.1),)), listener=told.append)
    assert any("'rewrad' cannot ring yet" in event.message for event in told)


async def test_a_run_stops_early_and_ends_at_its_best_checkpoint(tmp_path: Path) -> None:
    rewards = {2: 0.1, 4: 0.6, 6: 0.5, 8: 0.4, 10: 0.9}
    weights = {}

    async with opened(tmp_path, RunOptions(evaluate_every=2, patience=2)) as (run, model):

        async def evaluate(done: int) -> dict[str, float]:
            weights[done] = model.weight
            return {"reward": rewards[done]}

        run.attach(model, evaluate=evaluate)
        await count(run, model)
        assert model.weight == weights[4]
    assert list(weights) == [2, 4, 6, 8]
    assert record(tmp_path)["reason"] == "early stop: reward has not risen in 2 evaluations"
    assert [row["held_out/reward"] for row in rows(tmp_path) if "held_out/reward" in row] == [0.1, 0.6, 0.5, 0.4]


async def test_evaluating_without_anything_to_evaluate_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing to evaluate on"):
        async with opened(tmp_path, RunOptions(evaluate_every=2)) as (run, model):
            run.attach(model)


async def test_an_interrupted_run_finishes_its_step_saves_and_says_how_to_resume(tmp_path: Path) -> None:
    taken = []
    with pytest.raises(RunStopped, match="interrupted after step 4 of 10; everything is saved → go on with the same command and --resume"):
        async with opened(tmp_path) as (run, model):
            run.attach(model)
            async for step, item in run.steps(ITEMS, 10):
                if step == 3:
                    os.kill(os.getpid(), signal.SIGINT)
                    await asyncio.sleep(0.02)
                model.learn(item)
                taken.append(step)
    assert taken == [0, 1, 2, 3]
    assert record(tmp_path)["status"] == "stopped"
    assert (await play(tmp_path, resume=True))[0] == [4, 5, 6, 7, 8, 9]


async def test_examples_come_back_as_they_were_written(tmp_path: Path) -> None:
    async with opened(tmp_path) as (run, _):
        assert run.read_examples("kept") is None
        path = run.write_examples("kept", [{"messages": [{"role": "user", "content": "où ?\u2028"}]}, {"n": 2}])
        assert run.read_examples("kept") == [{"messages": [{"role": "user", "content": "où ?\u2028"}]}, {"n": 2}]
        assert Path(path) == tmp_path / "examples/kept.jsonl"


async def test_what_was_logged_before_examples_were_written_outlives_an_interruption(tmp_path: Path) -> None:
    with pytest.raises(Crash):
        async with opened(tmp_path) as (run, _):
            run.log(0, played=64)
            run.write_examples("accepted", [{"n": 1}])
            run.log(0, loss=1.0)
            raise Crash
    async with opened(tmp_path, resume=True) as (run, _):
        assert run.read_examples("accepted") == [{"n": 1}]
    assert [set(row) - {"step", "seconds"} for row in rows(tmp_path)] == [{"played"}]


async def test_kept_episodes_are_rows_a_person_can_read(tmp_path: Path) -> None:
    episode = Episode(id="e1", scenario=Scenario("s1", {"order": 7}), messages=(user("Where is it?"),), reward=1.0)
    async with opened(tmp_path) as (run, _):
        run.keep(4, [episode])
    row = json.loads((tmp_path / "episodes/step-4.jsonl").read_text())
    assert (row["id"], row["scenario"]["data"], row["messages"][0]["content"], row["reward"]) == ("e1", {"order": 7}, "Where is it?", 1.0)


def test_a_run_killed_at_once_resumes_to_the_same_weights(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import asyncio, os, signal, sys
        from pathlib import Path
        from counting_model import CountingModel
        from burnish.workers.local import LocalRun
        from burnish.core.options import RunOptions
        from burnish.workers.records import RunRecord

        async def main(folder, kill_at, resume):
            async with LocalRun.open(Path(folder), RunRecord(recipe="counting"), RunOptions(checkpoint_every=3), resume=resume) as run:
                model = CountingModel(run.checkpoints("policy"))
                run.attach(model)
                async for step, item in run.steps([str(n) for n in range(10)], 10):
                    model.learn(item)
                    run.log(step, loss=0.0)
                    if step == kill_at:
                        os.kill(os.getpid(), signal.SIGKILL)
                print(model.weight)

        asyncio.run(main(sys.argv[1], int(sys.argv[2]), len(sys.argv) > 3))
        """
    )
    source = Path(__file__).parents[2] / "src"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(source)])}

    def python(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script, *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    whole = python(str(tmp_path / "whole"), "-1")
    killed = python(str(tmp_path / "killed"), "7")
    assert killed.returncode == -signal.SIGKILL
    resumed = python(str(tmp_path / "killed"), "-1", "resume")
    assert resumed.stdout == whole.stdout != ""
    assert [row["step"] for row in rows(tmp_path / "killed")] == list(range(10))
