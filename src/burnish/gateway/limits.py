"""Limits: what each key may ask of an alias, by the minute, at once, and by the day."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from burnish.core.serving import AliasLimits
from burnish.errors import QuotaError, ThrottledError

__all__ = ["Count", "Limits", "Who", "Window"]

_MINUTE = 60.0
MOST_KEPT = 100_000


class Who(NamedTuple):
    """What is counted by: a key, or who calls without one, and the alias that is called."""

    project_id: str
    alias: str
    caller: str


@dataclass(slots=True)
class Window:
    """A count over the last minute: this minute's, and the part of the one before that is not over yet."""

    minute: int = 0
    before: float = 0.0
    now: float = 0.0

    def total(self, at: float) -> float:
        """The count over the minute that ends now."""
        self.turn(at)
        return self.before * (1.0 - (at % _MINUTE) / _MINUTE) + self.now

    def add(self, count: float, at: float) -> None:
        """Count something."""
        self.turn(at)
        self.now += count

    def turn(self, at: float) -> None:
        """Go on to the minute that it is now. A clock that is behind by a little changes nothing: another process's may be ahead."""
        minute = int(at // _MINUTE)
        if minute > self.minute or minute < self.minute - 1:
            self.before, self.now = (self.now if minute == self.minute + 1 else 0.0), 0.0
            self.minute = minute


@dataclass(slots=True)
class Count:
    """What was used of one alias by one key; in this process, or in all others.

    Attributes:
        day: of `usd`, as 2026-01-31, in UTC.
    """

    requests: Window = field(default_factory=Window)
    tokens: Window = field(default_factory=Window)
    under_way: int = 0
    day: str = ""
    usd: float = 0.0

    def usd_of(self, day: str) -> float:
        """Dollars of a day."""
        return self.usd if self.day == day else 0.0


_NOTHING = Count()


class Limits:
    """Counts by key and alias: what this process counts, and what others told that they did.

    Attributes:
        others: what other processes have counted; kept up to date by `burnish.gateway.shared_limits`, if there are any.
        changed: whose count changed since somebody last emptied this.
        busy: who has requests under way.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        """`clock`: seconds since 1970."""
        self._clock = clock
        self.counts: dict[Who, Count] = {}
        self.others: dict[Who, Count] = {}
        self.changed: set[Who] = set()
        self.busy: set[Who] = set()

    def enter(self, who: Who, limits: AliasLimits) -> None:
        """A request begins; `leave` must be called when it has ended.

        Raises:
            ThrottledError: too many, too much, or too many at once; says when to come back.
            QuotaError: today's money is spent.
        """
        count, others, at = self._count(who), self.others.get(who, _NOTHING), self._clock()
        if limits.usd_per_day is not None:
            today = self.today()
            if count.usd_of(today) + others.usd_of(today) >= limits.usd_per_day:
                what = f"this key has spent its {limits.usd_per_day:g} dollars of today"
                raise QuotaError(what, where="limits.usd_per_day", fix="wait for tomorrow (UTC), or have it raised")
        under_way = count.under_way + others.under_way
        if limits.concurrent is not None and under_way >= limits.concurrent:
            what = f"{under_way} requests of this key are under way"
            raise ThrottledError(what, where="limits.concurrent", fix="wait until one has ended", retry_after_s=1)
        per_minute = (
            (limits.requests_per_minute, count.requests, others.requests, "requests"),
            (limits.tokens_per_minute, count.tokens, others.tokens, "tokens"),
        )
        for most, ours, theirs, name in per_minute:
            if most is not None and ours.total(at) + theirs.total(at) >= most:
                what = f"more than {most:,} {name} of this key in a minute"
                wait = max(1, round(_MINUTE - at % _MINUTE)) if ours.now + theirs.now >= most else 2
                raise ThrottledError(what, where=f"limits.{name}_per_minute", fix="ask less often", retry_after_s=wait)
        count.requests.add(1, at)
        count.under_way += 1
        self.busy.add(who)
        self.changed.add(who)

    def leave(self, who: Who, tokens: int, usd: float | None) -> None:
        """It has ended, and used so much."""
        count = self._count(who)
        count.under_way -= 1
        if count.under_way <= 0:
            self.busy.discard(who)
        if tokens:
            count.tokens.add(tokens, self._clock())
        if usd:
            today = self.today()
            count.day, count.usd = today, usd + count.usd_of(today)
        self.changed.add(who)

    def now(self) -> float:
        """Seconds since 1970, by the clock that minutes and days are counted by."""
        return self._clock()

    def today(self) -> str:
        """The day that it is in UTC, as 2026-01-31."""
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self._clock())).date().isoformat()

    def _count(self, who: Who) -> Count:
        count = self.counts.get(who)
        if count is None:
            if len(self.counts) >= MOST_KEPT:
                self._forget()
            count = self.counts[who] = Count()
        return count

    def _forget(self) -> None:
        """Those of whom nothing is left to know, or to tell."""
        at, today = self._clock(), self.today()
        for who, count in list(self.counts.items()):
            idle = not count.under_way and count.requests.total(at) < 1 and not count.usd_of(today)
            if idle and who not in self.changed:
                del self.counts[who]
