"""One side of a comparison: a process of its own that does one piece of work each time it is asked, over lines of JSON."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import psutil

__all__ = ["Channel", "PeakMemory", "Side"]


class Side:
    """The asking end. Between two questions the side waits on a pipe and takes no core from the other side.

    Args:
        module: what to run, e.g. `bench.grpo_trl`; its `main` reads settings, then questions, from a Channel.
        settings: sent first.
        threads: OpenMP threads of the process.
    """

    def __init__(self, module: str, settings: Mapping[str, Any], *, threads: int = 1) -> None:
        environment = os.environ | {"OMP_NUM_THREADS": str(threads), "TOKENIZERS_PARALLELISM": "false"}
        self.module = module
        self._process = subprocess.Popen(
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        self.pid = self._process.pid
        self.ready = self.ask(settings)

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Send a question and wait for its answer."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.module} ended with exit status {self._process.wait()}; its errors are above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Close the side's standard input, by which it knows that it is done; one that does not end is killed."""
        try:
            with suppress(BrokenPipeError):
                self._process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Channel:
    """The answering end. It takes standard output for itself; what libraries print goes to standard error."""

    def __init__(self) -> None:
        self._answers = os.fdopen(os.dup(1), "w", buffering=1)
        os.dup2(2, 1)

    def receive(self) -> dict[str, Any] | None:
        """The next question; None when there are no more."""
        line = sys.stdin.readline()
        return json.loads(line) if line else None

    async def receive_async(self) -> dict[str, Any] | None:
        """The same, without holding up the event loop."""
        return await asyncio.to_thread(self.receive)

    def send(self, **answer: Any) -> None:
        """Answer the last question."""
        self._answers.write(json.dumps(answer) + "\n")


class PeakMemory:
    """The most memory that a process and all its descendants held, in MiB, read while the `with` block runs.

    Two figures, because each alone can mislead: `pss` is the largest sum at one moment of proportional set sizes (pages shared by
    several processes count once in all), read every 50 ms; `rss` is the sum over processes of the kernel's own high-water mark
    (nothing escapes it, but shared pages count in every process, and the processes' peaks need not coincide).
    """

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._high_water: dict[int, float] = {}
        self.pss = 0.0
        self.processes = 0

    @property
    def rss(self) -> float:
        """Sum of high-water marks."""
        return sum(self._high_water.values())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()
        self._read()

    def figures(self) -> dict[str, float | int]:
        """What a report carries."""
        return {"peak_pss_mib": round(self.pss, 1), "peak_rss_mib": round(self.rss, 1), "processes": self.processes}

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self._read()

    def _read(self) -> None:
        total, count = 0.0, 0
        for process in [self._root, *self._root.children(recursive=True)]:
            with suppress(psutil.Error, OSError):  # it ended between being listed and being read
                total += process.memory_full_info().pss / 2**20
                self._high_water[process.pid] = max(self._high_water.get(process.pid, 0.0), _high_water_mib(process.pid))
                count += 1
        self.pss, self.processes = max(self.pss, total), max(self.processes, count)


def _high_water_mib(pid: int) -> float:
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
