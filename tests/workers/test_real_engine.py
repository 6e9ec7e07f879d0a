"""`burnish worker` with the embedded model on torch: killed, repeated from its id, asked to stop by Ctrl-C; and confined."""

import os
import signal
from pathlib import Path

import psutil
import pytest

from burnish.artifacts.checkpoints import verify_checkpoint
from burnish.core.runs import EnvRef, Resources
from burnish.recipes.catalog import find_recipe
from burnish.workers.landlock import LEAST_ABI, landlock_abi
from tests.databases import only_sqlite
from tests.workers.ground import Ground, small_spec
from tests.workers.test_published import HEADER, index, publish, wheel

pytestmark = [pytest.mark.slow, only_sqlite]


def test_a_run_whose_rank_and_process_are_killed_ends_with_the_weights_of_its_repetition(ground: Ground) -> None:
    worker = ground.real_worker("--cores", "1")
    spec = small_spec(steps=6, every=1)
    config = {**spec.config, "group_size": 2, "max_tokens": 12}
    spec = spec.model_copy(update={"config": config, "env": EnvRef(name="supply_desk", scenarios=6, held_out=None)})
    run = ground.enqueue(spec)
    ground.wait(lambda: len(ground.runs.checkpoints(run)) >= 1, seconds=120)
    (rank,) = psutil.Process(ground.process_of(run)).children()
    rank.kill()
    ground.wait(lambda: ground.runs.get(run).attempt == 2 and ground.runs.get(run).step >= 3, seconds=120)
    os.kill(ground.process_of(run), signal.SIGKILL)
    view = ground.wait_for_end(run, seconds=120)
    assert (view.status, view.attempt) == ("succeeded", 3), ground.told()
    first, second, _ = ground.runs.attempts(run)
    assert (first.outcome, second.outcome) == ("lost", "lost")
    assert "ended with code -9" in first.message
    again = ground.runs.clone(run, by="user").id
    assert ground.wait_for_end(again, seconds=120).attempt == 1
    assert ground.steps_of(run) == ground.steps_of(again) == [0, 1, 2, 3, 4, 5]
    assert ground.final_digest(run) == ground.final_digest(again)
    (final,) = [one for one in ground.runs.checkpoints(run) if one.final]
    verify_checkpoint(final.url, sha256=final.digest)
    assert (Path(final.url) / "model" / "config.json").is_file()
    settled = ground.runs.attempts(run)[-1].environment
    assert (settled["ranks"], settled["device"]) == (1, "cpu")
    worker.send_signal(signal.SIGINT)
    assert worker.wait(30) == 0


def test_a_published_recipe_on_two_ranks_ends_with_the_weights_of_the_one_that_it_copies(ground: Ground, tmp_path: Path) -> None:
    if landlock_abi() < LEAST_ABI:
        pytest.skip("the kernel has no Landlock of Linux 6.2 or newer")
    wheel(tmp_path / "wheels")
    source = f"{HEADER}\n{find_recipe('grpo').source.read_text(encoding='utf-8')}\nimport shiny\n"
    recipe = publish(ground, source, "own")
    spec = small_spec(steps=2, every=1, resources=Resources(cores=2))
    config = {**spec.config, "group_size": 2, "max_tokens": 12}
    spec = spec.model_copy(update={"config": config, "env": EnvRef(name="supply_desk", scenarios=6, held_out=None)})
    ground.more = index(tmp_path / "wheels")
    ground.real_worker("--cores", "2")
    run = ground.enqueue(spec)
    own = ground.enqueue(spec.model_copy(update={"recipe": "own", "recipe_hash": recipe.hash, "published": recipe.id}))
    assert ground.wait_for_end(run, seconds=120).status == "succeeded", ground.told()
    assert ground.wait_for_end(own, seconds=120).status == "succeeded", ground.told()
    assert ground.final_digest(own) == ground.final_digest(run)
    assert ground.runs.attempts(own)[-1].environment["ranks"] == 2
