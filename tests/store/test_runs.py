"""Runs as people handle them: found, read, changed and removed."""

from typing import Any

import pytest

from burnish.core.ids import new_id
from burnish.core.runs import RunView
from burnish.errors import ConflictError, DataError, InputError, NotFoundError, StaleError
from burnish.store.database import Database
from burnish.store.leases import Entry, EpisodeRow, EventRow, LogRow, MetricsRow
from burnish.store.run_reading import RunSince
from tests.store.ground import SPEC, Ground, entry_of


@pytest.fixture
def ground(database: Database) -> Ground:
    return Ground.made(database)


def names(runs: tuple[RunView, ...]) -> list[str]:
    return [run.name for run in runs]


def test_a_run_is_told_as_it_was_made(ground: Ground) -> None:
    tags = {"task": "grüße", "": "empty key"}
    made = ground.enqueue("first", priority=7, max_attempts=2, tags=tags)
    assert ground.runs.get(made.id) == made
    assert (made.spec, made.tags, made.priority, made.max_attempts, made.created_by) == (SPEC, tags, 7, 2, "user")
    assert (made.status, made.attempt, made.step, made.worker, made.version) == ("queued", 0, 0, "", 1)


def test_a_list_is_read_page_by_page_newest_first(ground: Ground) -> None:
    for number in range(7):
        ground.enqueue(f"{number}")
    Ground.made(ground.database, "second").enqueue("of another project")
    pages, after = [], None
    while True:
        page = ground.runs.list(limit=3, after=after)
        pages.append(names(page.runs))
        ground.enqueue("meanwhile")  # newer than all: on no later page
        after = page.after
        if after is None:
            break
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


def test_a_list_can_be_narrowed(ground: Ground) -> None:
    ground.enqueue("waiting", tags={"task": "a", "size": "s"})
    ground.enqueue("cancelled", tags={"task": "a"})
    other = ground.runs.enqueue(SPEC.model_copy(update={"recipe": "sft"}), name="other recipe", by="ann", tags={"task": "b", "size": "s"})
    ground.runs.cancel(ground.runs.list(tags={"task": "a"}).runs[0].id, by="ann")
    found: dict[str, Any] = {
        "status": ground.runs.list(status={"cancelled", "failed"}),
        "recipe": ground.runs.list(recipe="sft"),
        "tag": ground.runs.list(tags={"task": "a"}),
        "tags": ground.runs.list(tags={"task": "a", "size": "s"}),
        "both": ground.runs.list(tags={"size": "s"}, status=["queued"], recipe="grpo"),
        "nothing": ground.runs.list(tags={"task": "c"}),
    }
    assert {by: names(page.runs) for by, page in found.items()} == {
        "status": ["cancelled"],
        "recipe": ["other recipe"],
        "tag": ["cancelled", "waiting"],
        "tags": ["waiting"],
        "both": ["waiting"],
        "nothing": [],
    }
    assert found["recipe"].runs == (other,)
    assert ground.runs.counts() == {"queued": 2, "cancelled": 1}


@pytest.mark.parametrize("limit", [0, -1, 201, 10**30])
def test_a_page_has_a_size(ground: Ground, limit: int) -> None:
    with pytest.raises(InputError, match="limit"):
        ground.runs.list(limit=limit)


def test_an_id_that_is_none_is_refused_and_one_of_nothing_is_not_found(ground: Ground) -> None:
    for wrong in ("", "1", "run_x", ground.project, "run_" + "0" * 31 + "\x00"):
        with pytest.raises(InputError):
            ground.runs.get(wrong)
    with pytest.raises(NotFoundError):
        ground.runs.get(new_id("run"))


def test_streams_are_numbered_together_and_nothing_is_missed(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    seen: list[int] = []
    seq = 0
    for step in range(3):
        entry = Entry(
            step + 1,
            step=step + 1,
            metrics=(MetricsRow(step, {"reward": 1 / 3}), MetricsRow(step, {"held_out/reward": 0.25})),
            logs=(LogRow("one"), LogRow("two", "warning")),
            events=(EventRow("evaluated", "well", {"at": step}),),
            episodes=(EpisodeRow(step, "scenario 1", None, "error", {"id": f"episode {step}", "turns": []}),),
        )
        ground.ledger.record(lease, entry)
        new = ground.runs.since(run, seq)
        assert [row.values for row in new.metrics] == [{"reward": 1 / 3}, {"held_out/reward": 0.25}]
        assert [(row.text, row.level, row.attempt) for row in new.logs] == [("one", "info", 1), ("two", "warning", 1)]
        assert new.events[-1].details == {"at": step}
        assert [(row.scenario, row.reward, row.episode["id"]) for row in new.episodes] == [("scenario 1", None, f"episode {step}")]
        assert (new.run.step, new.more) == (step + 1, False)
        seen += sorted(row.seq for row in (*new.metrics, *new.logs, *new.events, *new.episodes))
        seq = new.seq
    assert seen == list(range(1, seq + 1))
    assert ground.runs.since(run, seq) == RunSince(ground.runs.get(run), seq, more=False)
    first = ground.runs.since(run, 0, limit=4)
    assert (first.seq, first.more) == (4, True)
    assert ground.runs.metrics(run) == (
        *ground.runs.metrics(run, limit=2),
        *ground.runs.metrics(run, after=ground.runs.metrics(run)[1].seq),
    )
    assert [row.text for row in ground.runs.logs(run, limit=3, last=True)] == ["two", "one", "two"]
    assert [row.step for row in ground.runs.episodes(run, limit=1, last=True)] == [2]
    assert [row.kind for row in ground.runs.events(run)][:3] == ["queued", "leased", "started"]


def test_a_run_can_be_renamed_and_moved_in_the_queue(ground: Ground) -> None:
    first, second = ground.enqueue("first"), ground.enqueue("second", tags={"a": "1"})
    edited = ground.runs.edit(second.id, name="now first", priority=1, tags={"b": "2"}, version=second.version)
    assert (edited.name, edited.priority, edited.tags) == ("now first", 1, {"b": "2"})
    assert edited.version > second.version
    assert names(ground.runs.list(tags={"b": "2"}).runs) == ["now first"]
    assert ground.runs.list(tags={"a": "1"}).runs == ()
    claim = ground.claim()
    assert claim is not None
    assert claim.lease.run_id == second.id
    assert ground.runs.edit(first.id).name == "first"


def test_an_edit_of_an_older_version_is_refused(ground: Ground) -> None:
    seen = ground.enqueue("first")
    ground.runs.edit(seen.id, name="changed by somebody else")
    with pytest.raises(StaleError, match="at version 2 by now, not 1"):
        ground.runs.edit(seen.id, name="mine", tags={}, version=seen.version)
    assert ground.runs.get(seen.id).name == "changed by somebody else"


def test_progress_is_no_new_version_and_a_change_of_status_is(ground: Ground) -> None:
    run = ground.enqueue().id
    lease = ground.begun()
    before = ground.runs.get(run)
    ground.step(lease, 0)
    ground.ledger.heartbeat(lease)
    assert ground.runs.get(run).version == before.version
    ground.ledger.finish(lease)
    assert ground.runs.get(run).version == before.version + 1


def test_a_run_is_removed_with_all_that_it_wrote_once_it_has_ended(ground: Ground) -> None:
    run = ground.enqueue(tags={"a": "1"}).id
    clone = ground.runs.clone(run, by="ann").id
    lease = ground.begun()
    ground.step(lease, 0, save=True)
    with pytest.raises(ConflictError, match="running"):
        ground.runs.remove(run)
    ground.ledger.finish(lease)
    ground.runs.remove(run)
    with pytest.raises(NotFoundError):
        ground.runs.remove(run)
    assert ground.counted() == (0, 1, 0)  # the clone's
    assert ground.runs.get(clone).parent == run
    assert ground.runs.ancestors(clone) == ()


def test_a_retry_is_for_what_did_not_end_well(ground: Ground) -> None:
    run = ground.enqueue().id
    ground.ledger.finish(ground.begun())
    with pytest.raises(ConflictError, match="succeeded"):
        ground.runs.retry(run, by="ann")


def test_a_retry_of_a_retry_goes_on_where_the_first_one_was(ground: Ground) -> None:
    first = ground.enqueue().id
    lease = ground.begun()
    ground.step(lease, 0, save=True)
    ground.ledger.fail(lease, "disk_full", "no space")
    second = ground.runs.retry(first, by="ann").id
    ground.runs.cancel(second, by="ann")
    ground.runs.retry(second, by="ann", idempotency_key="once more")
    ground.runs.retry(second, by="ann", idempotency_key="once more")
    claim = ground.claim()
    assert claim is not None
    assert [(point.step, point.checkpoints["policy"].run) for point in claim.points] == [(1, first)]
    assert ground.claim() is None


def test_a_copy_of_what_does_not_exist_is_not_found(ground: Ground) -> None:
    with pytest.raises(NotFoundError):
        ground.runs.clone(new_id("run"), by="ann")
    with pytest.raises(NotFoundError):
        ground.enqueue(parent=new_id("run"))


@pytest.mark.parametrize("text", ["nul\x00", "lone \ud800 surrogate"])
def test_text_that_cannot_be_stored_is_refused(ground: Ground, text: str) -> None:
    for options in ({"name": text}, {"tags": {text: ""}}, {"tags": {"": text}}, {"idempotency_key": text}):
        with pytest.raises(DataError):
            ground.enqueue(**options)
    assert ground.runs.list().runs == ()
    ground.enqueue()
    lease = ground.begun()
    for row in ({"logs": (LogRow(text),)}, {"events": (EventRow("a", text),)}, {"metrics": (MetricsRow(0, {text: 1.0}),)}):
        with pytest.raises(DataError):
            ground.ledger.record(lease, Entry(1, **row))
    with pytest.raises(DataError):
        ground.runs.list(recipe=text)


def test_an_entry_that_is_too_large_is_refused(ground: Ground) -> None:
    ground.enqueue()
    lease = ground.begun()
    large: list[dict[str, Any]] = [
        {"logs": (LogRow("x" * 70_000),)},
        {"logs": (LogRow("x"),) * 10_001},
        {"metrics": (MetricsRow(0, {f"{number}": 0.0 for number in range(1_001)}),)},
        {"episodes": (EpisodeRow(0, "s", 0.0, "done", {"text": "x" * (5 * 2**20)}),)},
        {"events": (EventRow("a", details={"text": "x" * (5 * 2**20)}),)},
    ]
    for rows in large:
        with pytest.raises(DataError):
            ground.ledger.record(lease, Entry(1, **rows))
    ground.ledger.record(lease, entry_of(0))


def test_a_run_that_no_worker_may_try_is_refused(ground: Ground) -> None:
    with pytest.raises(DataError, match="max_attempts"):
        ground.enqueue(max_attempts=0)
