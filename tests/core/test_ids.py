"""Ids rise, show their kind, and nothing else is taken for one."""

import threading
import time

import pytest

from burnish.core import ids
from burnish.core.ids import checked_id, new_id
from burnish.errors import InputError


def test_ids_of_a_process_rise_even_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [new_id("run") for _ in range(1000)]
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    after = [new_id("run") for _ in range(1000)]
    assert before + after == sorted({*before, *after})


def test_ids_of_threads_are_different() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.extend(new_id("run") for _ in range(500))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4000


def test_an_id_is_a_uuid_of_version_7_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_last", 0)  # an earlier test may have set the clock forward, and ids of a process rise
    digits = new_id("run").removeprefix("run_")
    assert (len(digits), digits[12], digits[16] in "89ab") == (32, "7", True)
    assert abs(int(digits[:12], 16) / 1000 - time.time()) < 60


@pytest.mark.parametrize(
    "text", ["", "run_", "run_123", f"run_{'g' * 32}", f"RUN_{'0' * 32}", f"run_{'0' * 33}", f"other_{'0' * 32}", "../run"]
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no id"):
        checked_id(text, "run")


def test_an_id_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match="is the id of a model"):
        checked_id(new_id("model"), "run")
    own = new_id("run")
    assert checked_id(own, "run") == own
