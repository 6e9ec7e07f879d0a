"""What an exception says of a run."""

import errno

import pytest

from burnish.core.runs import FailureReason
from burnish.errors import CheckpointError, ConfigError, DataError, EngineError, NonFiniteError, RankError, StoreFullError
from burnish.workers.endings import failure_of


def caused(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConfigError("wrong"), "invalid"),
        (DataError("wrong"), "invalid"),
        (CheckpointError("no such folder"), "invalid"),
        (NonFiniteError("loss is nan"), "diverged"),
        (ValueError("a bug"), "error"),
        (EngineError("failed"), "error"),
        (MemoryError(), "out_of_memory"),
        (EngineError("rank 0: OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB"), "out_of_memory"),
        (EngineError("rank 0: RuntimeError: [enforce fail] DefaultCPUAllocator: can't allocate memory"), "out_of_memory"),
        (caused(CheckpointError("cannot be written"), OSError(errno.ENOSPC, "No space left on device")), "disk_full"),
        (ExceptionGroup("several", [ValueError("a bug"), OSError(errno.EDQUOT, "quota")]), "disk_full"),
        (StoreFullError("no room"), "disk_full"),
    ],
)
def test_an_error_has_a_reason(error: BaseException, reason: FailureReason) -> None:
    assert failure_of(error).reason == reason


def test_the_message_names_errors_that_are_not_ours() -> None:
    assert failure_of(ValueError("a bug")).message == "ValueError: a bug"
    assert failure_of(ConfigError("wrong", where="grpo.steps", fix="correct it")).message == "grpo.steps: wrong → correct it"


def test_a_rank_that_died_is_the_workers_bad_luck() -> None:
    assert failure_of(RankError("rank 1 (pid 7) ended with code -11")).reason is None
    assert failure_of(RankError("rank 1 (pid 7) ended with code -9")).reason is None


def test_a_rank_that_the_kernel_killed_for_memory_is_named_so() -> None:
    failure = failure_of(RankError("rank 1 (pid 7) ended with code -9\nlast words"), killed_for_memory="the kernel killed it")
    assert failure.reason == "out_of_memory"
    assert failure.message == "rank 1 (pid 7) ended with code -9; the kernel killed it"
    assert failure_of(RankError("rank 1 (pid 7) ended with code -11"), killed_for_memory="the kernel killed another").reason is None


def test_a_checkpoint_that_breaks_while_a_run_resumes_is_tried_again() -> None:
    assert failure_of(CheckpointError("is corrupt"), resumed=True).reason is None
