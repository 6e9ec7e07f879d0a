"""Breakers: an upstream that fails again and again is left alone for a while, and tried by one request at a time before it is back."""

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Breaker"]

FAILURES_TO_OPEN = 5
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0


@dataclass(slots=True)
class Breaker:
    """Of one upstream, in one process.

    Attributes:
        failures: in a row.
        open_until: by `clock`; no request is let through before.
        trying: whether one is on its way that decides.
    """

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    open_until: float = 0.0
    trying: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it failed too often."""
        return self.failures >= FAILURES_TO_OPEN

    def lets_through(self) -> bool:
        """Whether a request may go now; where it was open and its pause is over, one may."""
        if self.failures < FAILURES_TO_OPEN:
            return True
        if self.trying or self.clock() < self.open_until:
            return False
        self.trying = True
        return True

    def wait_s(self) -> float:
        """How long until the next request may go."""
        return max(0.0, self.open_until - self.clock())

    def worked(self) -> None:
        """It answered."""
        if self.failures or self.trying:
            self.failures, self.trying, self.open_until = 0, False, 0.0

    def failed(self) -> None:
        """It gave no answer."""
        self.failures += 1
        self.trying = False
        if self.failures >= FAILURES_TO_OPEN:
            doublings = min(self.failures - FAILURES_TO_OPEN, 10)
            self.open_until = self.clock() + min(FIRST_PAUSE_SECONDS * 2.0**doublings, LONGEST_PAUSE_SECONDS)

    def gave_up(self) -> None:
        """The request that was on its way came to no end: its caller left."""
        self.trying = False
