"""The recorder: what is said is written in order, once, and the lease kept, whatever the ledger does."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from burnish.core.runs import Wanted
from burnish.errors import LeaseLostError, StoreUnavailableError
from burnish.store.leases import Entry, Lease, LogRow, MetricsRow, SavedCheckpoint, Standing
from burnish.workers.recorder import MOST_LOGS_WAITING, ROWS_AT_ONCE, Recorder

LEASE = Lease("project", "run", "worker", 1, "attempt", 1, seconds=0.4)


class Paper:
    """A ledger that remembers what it was told, and can be away."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.beats = 0
        self.away = threading.Event()
        self.lost = False
        self.wanted: Wanted = "run"

    def record(self, lease: Lease, entry: Entry) -> Standing:
        self._answer()
        self.entries.append(entry)
        return Standing(self.wanted, datetime.now(UTC))

    def heartbeat(self, lease: Lease) -> Standing:
        self._answer()
        self.beats += 1
        return Standing(self.wanted, datetime.now(UTC))

    def _answer(self) -> None:
        if self.away.is_set():
            time.sleep(0.01)
            raise StoreUnavailableError("away")
        if self.lost:
            raise LeaseLostError("somebody else has it")

    @property
    def steps(self) -> list[int]:
        return [row.step for entry in self.entries for row in entry.metrics]


def recorder(paper: Paper, broken: Callable[[BaseException], None] = lambda error: None, *, begun: bool = True) -> Recorder:
    made = Recorder(paper, LEASE, broken)
    made.start()
    if begun:
        made.begun()
    return made


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_what_is_said_is_grouped_and_numbered(paper: Paper) -> None:
    told = recorder(paper)
    for step in range(100):
        told.metrics(MetricsRow(step, {"loss": 1.0}))
    told.progress(loop=0, step=100, steps=200, latest={"loss": 1.0})
    told.close()
    assert paper.steps == list(range(100))
    assert [entry.number for entry in paper.entries] == list(range(1, len(paper.entries) + 1))
    assert len(paper.entries) < 10
    assert (paper.entries[-1].step, paper.entries[-1].steps, paper.entries[-1].latest) == (100, 200, {"loss": 1.0})


@pytest.fixture
def paper() -> Paper:
    return Paper()


def test_nothing_is_written_before_the_run_begins_but_the_lease_is_kept(paper: Paper) -> None:
    told = recorder(paper, begun=False)
    told.log(LogRow("early"))
    until(lambda: paper.beats >= 2)
    assert paper.entries == []
    told.begun()
    until(lambda: paper.entries)
    told.close()
    assert [row.text for entry in paper.entries for row in entry.logs] == ["early"]


def test_a_silent_step_keeps_its_lease(paper: Paper) -> None:
    told = recorder(paper)
    until(lambda: paper.beats >= 3)
    told.close()


def test_a_step_goes_on_while_the_ledger_is_away_and_only_a_commit_waits(paper: Paper) -> None:
    told = recorder(paper)
    paper.away.set()
    began = time.monotonic()
    for step in range(50):
        told.metrics(MetricsRow(step, {"loss": 1.0}))
    done = told.commit((SavedCheckpoint("ckpt", "policy", "step-50", 50, "/x", "0" * 64, 1),))
    assert time.monotonic() - began < 0.2
    time.sleep(0.1)
    assert not done.done()
    paper.away.clear()
    done.result(5)
    assert paper.steps == list(range(50))
    assert paper.entries[-1].checkpoints[0].name == "step-50"
    told.close()


def test_a_commit_comes_after_all_that_was_said_before_it(paper: Paper) -> None:
    told = recorder(paper)
    with_many = 3 * ROWS_AT_ONCE
    for step in range(with_many):
        told.metrics(MetricsRow(step, {"loss": 1.0}))
    told.commit((SavedCheckpoint("ckpt", "policy", "step-1", 1, "/x", "0" * 64, 1),)).result(5)
    assert paper.steps == list(range(with_many))
    assert [len(entry.checkpoints) for entry in paper.entries][:-1] == [0] * (len(paper.entries) - 1)
    assert len(paper.entries[-1].checkpoints) == 1
    assert all(len(entry.metrics) <= ROWS_AT_ONCE for entry in paper.entries)
    told.close()


def test_a_lost_lease_breaks_it_tells_and_writes_nothing_more(paper: Paper) -> None:
    heard: list[BaseException] = []
    told = recorder(paper, heard.append)
    paper.lost = True
    told.metrics(MetricsRow(0, {"loss": 1.0}))
    until(lambda: heard)
    assert isinstance(heard[0], LeaseLostError)
    with pytest.raises(LeaseLostError):
        told.commit().result(5)
    paper.lost = False
    told.metrics(MetricsRow(1, {"loss": 1.0}))
    with pytest.raises(LeaseLostError):
        told.close()
    assert paper.entries == []


def test_it_hears_what_people_want_and_says_so_once(paper: Paper) -> None:
    heard: list[str] = []
    told = Recorder(paper, LEASE, lambda error: None, lambda: heard.append(told.wanted))
    told.start()
    assert told.wanted == "run"
    paper.wanted = "pause"
    until(lambda: told.wanted == "pause")
    paper.wanted = "cancel"
    until(lambda: told.wanted == "cancel")
    told.close()
    assert heard == ["pause", "cancel"]


def test_too_many_lines_are_counted_and_left_out(paper: Paper) -> None:
    paper.away.set()
    told = recorder(paper)
    for number in range(MOST_LOGS_WAITING + 50):
        told.log(LogRow(f"{number}"))
    paper.away.clear()
    told.close()
    lines = [row.text for entry in paper.entries for row in entry.logs]
    assert lines[0] == "0"
    left_out = [int(line.split()[0]) for line in lines if "are left out" in line]
    assert len(lines) - len(left_out) + sum(left_out) == MOST_LOGS_WAITING + 50
