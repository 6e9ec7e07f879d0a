"""The `Run` port: a recipe cannot tell a folder from a row of the ledger."""

from pathlib import Path

import pytest

from burnish.core.options import Alarm, RunOptions
from burnish.errors import ConfigError, NonFiniteError, RunStopped
from burnish.store.database import Database
from burnish.workers.loop import Evaluate, RunLoop
from tests.store.ground import Ground as StoreGround
from tests.workers.counting_model import CountingModel
from tests.workers.homes import Crash, FolderHome, Home, LedgerHome, Recipe, Watcher, episode

ITEMS = [f"batch-{number}" for number in range(30)]


@pytest.fixture(params=["folder", "ledger"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    return made(request, tmp_path / "run")


@pytest.fixture
def another(request: pytest.FixtureRequest, tmp_path: Path, home: Home) -> Home:
    """One of the same kind, for a run that nothing comes between."""
    if isinstance(home, LedgerHome):
        return LedgerHome(StoreGround.made(home.ground.database, "another"), tmp_path / "whole")
    return FolderHome(tmp_path / "whole")


def made(request: pytest.FixtureRequest, folder: Path) -> Home:
    if request.param == "folder":
        return FolderHome(folder)
    database: Database = request.getfixturevalue("database")
    return LedgerHome(StoreGround.made(database), folder)


@pytest.fixture
def database_url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """SQLite is enough here: the ledger's own tests are on both."""
    url: str = request.getfixturevalue("templates").sqlite(tmp_path / "burnish.db")
    return url


def counting(steps: int = 10, *, crash_at: int | None = None, interrupt_at: int | None = None) -> Recipe:
    """Learn every item, log, save."""

    async def recipe(run: RunLoop, model: CountingModel) -> None:
        async for step, item in run.steps(ITEMS, steps):
            if step == crash_at:
                raise Crash
            if step == interrupt_at:
                run.interrupt()
            model.learn(item)
            run.log(step, loss=1 / (step + 1))

    return recipe


async def test_steps_are_taken_and_recorded_in_order(home: Home) -> None:
    attempt = await home.play(counting(), RunOptions(checkpoint_every=2, keep_checkpoints=2))
    assert attempt.error is None
    assert [row["step"] for row in home.rows()] == list(range(10))
    assert home.rows()[3] == {"step": 3, "loss": 0.25}
    assert home.saved() == {"step-8", "step-10", "final"}


@pytest.mark.parametrize("crash_at", [0, 4, 8])
async def test_a_crashed_run_ends_as_an_uninterrupted_one(home: Home, another: Home, crash_at: int) -> None:
    options = RunOptions(checkpoint_every=3)
    whole = await another.play(counting(), options)
    crashed = await home.play(counting(crash_at=crash_at), options)
    assert isinstance(crashed.error, Crash)
    resumed = await home.play(counting(), options)
    assert resumed.error is None
    assert resumed.weight == whole.weight
    assert home.rows() == another.rows()
    assert home.saved() == another.saved()


async def test_an_interrupted_run_loses_nothing(home: Home, another: Home) -> None:
    options = RunOptions(checkpoint_every=100)
    whole = await another.play(counting(), options)
    interrupted = await home.play(counting(interrupt_at=3), options)
    assert isinstance(interrupted.error, RunStopped)
    assert "interrupted after step 4 of 10; everything is saved" in str(interrupted.error)
    resumed = await home.play(counting(), options)
    assert resumed.weight == whole.weight
    assert home.rows() == another.rows()


async def test_an_interruption_before_the_first_step_stops_there(home: Home) -> None:
    async def recipe(run: RunLoop, model: CountingModel) -> None:
        run.interrupt()
        await counting()(run, model)

    assert isinstance((await home.play(recipe)).error, RunStopped)
    assert (await home.play(counting())).error is None
    assert [row["step"] for row in home.rows()] == list(range(10))


def two_loops(crash: tuple[int, int] | None = None) -> Recipe:
    async def recipe(run: RunLoop, model: CountingModel) -> None:
        for loop, steps in enumerate((4, 6)):
            run.log(0, loops=loop)
            async for step, item in run.steps(ITEMS, steps):
                if (loop, step) == crash:
                    raise Crash
                model.learn(f"{loop}{item}")
                run.log(step, loss=1.0)
        run.log(0, loops=2)

    return recipe


@pytest.mark.parametrize("crash", [(0, 3), (1, 0), (1, 1), (1, 5)])
async def test_a_recipe_with_two_loops_resumes_in_the_right_one(home: Home, another: Home, crash: tuple[int, int]) -> None:
    options = RunOptions(checkpoint_every=2)
    whole = await another.play(two_loops(), options)
    await home.play(two_loops(crash), options)
    resumed = await home.play(two_loops(), options)
    assert resumed.error is None
    assert resumed.weight == whole.weight
    assert home.rows() == another.rows()


async def test_a_corrupt_checkpoint_is_told_of_and_the_one_before_it_used(home: Home, another: Home) -> None:
    options = RunOptions(checkpoint_every=3)
    whole = await another.play(counting(), options)
    await home.play(counting(crash_at=8), options)
    home.weights_of("step-6").write_text('"ruined"')
    resumed = await home.play(counting(), options)
    assert any("weight.json" in words and "bytes" in words for words in resumed.said)
    assert resumed.weight == whole.weight
    assert home.rows() == another.rows()


async def test_a_budget_of_steps_ends_it_well(home: Home) -> None:
    attempt = await home.play(counting(), RunOptions(max_steps=4))
    assert attempt.error is None
    assert [row["step"] for row in home.rows()] == [0, 1, 2, 3]
    assert home.reason() == "budget: 4 steps"


async def test_a_number_that_is_none_stops_it_before_anything_is_saved(home: Home) -> None:
    async def recipe(run: RunLoop, model: CountingModel) -> None:
        async for step, _ in run.steps(ITEMS, 10):
            run.log(step, loss=float("nan") if step == 2 else 1.0)

    attempt = await home.play(recipe, RunOptions(checkpoint_every=1))
    assert isinstance(attempt.error, NonFiniteError)
    assert home.saved() == {"step-1", "step-2"}


async def test_an_alarm_counts_steps_across_an_interruption(home: Home) -> None:
    def recipe(interrupt_at: int | None) -> Recipe:
        async def play(run: RunLoop, model: CountingModel) -> None:
            async for step, _ in run.steps(ITEMS, 10):
                if step == interrupt_at:
                    run.interrupt()
                run.log(step, reward=0.0 if step > 0 else 1.0)

        return play

    options = RunOptions(alarms=(Alarm(metric="reward", below=0.1, steps=4),))
    await home.play(recipe(interrupt_at=2), options)
    rung = await home.play(recipe(None), options)
    assert isinstance(rung.error, RunStopped)
    assert "alarm at step 4: reward below 0.1 for 4 steps" in str(rung.error)


def watched(rewards: dict[int, float], weights: dict[int, str]) -> Watcher:
    def watch(model: CountingModel) -> Evaluate:
        async def evaluate(done: int) -> dict[str, float]:
            weights[done] = model.weight
            return {"reward": rewards[done]}

        return evaluate

    return watch


@pytest.mark.parametrize("crash_at", [None, 3, 5, 7])
async def test_it_stops_early_and_ends_at_its_best_checkpoint_whatever_came_between(home: Home, crash_at: int | None) -> None:
    weights: dict[int, str] = {}
    watch = watched({2: 0.1, 4: 0.6, 6: 0.5, 8: 0.4, 10: 0.9}, weights)
    options = RunOptions(evaluate_every=2, patience=2, checkpoint_every=1, keep_checkpoints=1)
    if crash_at is not None:
        await home.play(counting(crash_at=crash_at), options, watch)
    attempt = await home.play(counting(), options, watch)
    assert attempt.error is None
    assert list(weights) == [2, 4, 6, 8]
    assert attempt.weight == weights[4]
    assert home.reason() == "early stop: reward has not risen in 2 evaluations"
    assert [row["held_out/reward"] for row in home.rows() if "held_out/reward" in row] == [0.1, 0.6, 0.5, 0.4]
    assert home.saved() == {"step-4", "step-8", "final"}


async def test_evaluating_without_anything_to_evaluate_on_is_refused(home: Home) -> None:
    attempt = await home.play(counting(), RunOptions(evaluate_every=2))
    assert isinstance(attempt.error, ConfigError)


def played_first(said: list[str], *, crash_at: int | None = None) -> Recipe:
    async def recipe(run: RunLoop, model: CountingModel) -> None:
        rows = run.read_examples("accepted")
        if rows is None:
            said.append("played")
            run.log(0, played=64)
            run.keep(0, [episode(1)])
            rows = [{"words": "où ?\u2028"}, {"n": 2}]
            run.write_examples("accepted", rows)
        said.append(f"{len(rows)} rows")
        await counting(crash_at=crash_at)(run, model)

    return recipe


@pytest.mark.parametrize("crash_at", [0, 2, 5])
async def test_what_was_recorded_before_examples_were_written_outlives_a_crash(home: Home, another: Home, crash_at: int) -> None:
    options, said = RunOptions(checkpoint_every=4), []
    whole = await another.play(played_first([]), options)
    await home.play(played_first(said, crash_at=crash_at), options)
    await home.play(played_first(said, crash_at=crash_at), options)
    resumed = await home.play(played_first(said), options)
    assert said == ["played", "2 rows", "2 rows", "2 rows"]
    assert resumed.weight == whole.weight
    assert home.rows() == another.rows()
    assert len(home.episodes()) == 1


async def test_kept_episodes_can_be_read_by_people(home: Home) -> None:
    async def recipe(run: RunLoop, model: CountingModel) -> None:
        async for step, _ in run.steps(ITEMS, 2):
            run.keep(step, [episode(step)])

    await home.play(recipe)
    kept = home.episodes()
    assert [(one["id"], one["scenario"]["data"], one["messages"][0]["content"], one["reward"]) for one in kept] == [
        ("e0", {"order": 0}, "Where is it?", 1.0),
        ("e1", {"order": 1}, "Where is it?", 1.0),
    ]


async def test_a_checkpoint_that_the_recipe_names_itself_stays(home: Home) -> None:
    async def recipe(run: RunLoop, model: CountingModel) -> None:
        async for step, item in run.steps(ITEMS, 6):
            model.learn(item)
            if step == 1:
                await model.save("warm")

    await home.play(recipe, RunOptions(checkpoint_every=1, keep_checkpoints=1))
    assert home.saved() == {"warm", "step-6", "final"}
