"""A worker and the processes of its runs: from the queue to the end, and everything that may come between."""

from tests.workers.ground import Ground, small_spec


def test_a_run_goes_from_the_queue_to_its_end(ground: Ground) -> None:
    ground.worker()
    run = ground.enqueue(small_spec(env="successor"))
    view = ground.wait_for_end(run)
    assert (view.status, view.message, view.attempt, view.step, view.steps) == ("succeeded", "", 1, 6, 6), ground.told()
    assert ground.steps_of(run) == [0, 1, 2, 3, 4, 5]
    assert ground.kinds_of(run) == ["queued", "leased", "started", "checkpoint", "checkpoint", "checkpoint", "succeeded"]
