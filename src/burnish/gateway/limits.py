"""Limits: what each key may ask of an alias, by the minute, at once, and by the day."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from burnish.artifacts.files import write_file
from burnish.core.serving import AliasLimits
from burnish.errors import QuotaError, ThrottledError

__all__ = ["Limits", "Window"]

_log = structlog.get_logger(__name__)

_MINUTE = 60.0
MOST_KEPT = 100_000
_SAVE_EVERY_SECONDS = 2.0


@dataclass(slots=True)
class Window:
    """A count over the last minute: this minute's, and the part of the one before that is not over yet."""

    minute: int = 0
    before: float = 0.0
    now: float = 0.0

    def total(self, at: float) -> float:
        """The count over the minute that ends now."""
        self._turn(at)
        return self.before * (1.0 - (at % _MINUTE) / _MINUTE) + self.now

    def add(self, count: float, at: float) -> None:
        """Count something."""
        self._turn(at)
        self.now += count

    def _turn(self, at: float) -> None:
        minute = int(at // _MINUTE)
        if minute != self.minute:
            self.before, self.now = (self.now if minute == self.minute + 1 else 0.0), 0.0
            self.minute = minute


@dataclass(slots=True)
class _Use:
    """What one key has used of one alias."""

    requests: Window
    tokens: Window
    under_way: int = 0
    day: str = ""
    usd: float = 0.0


class Limits:
    """Counts by key and alias in this process; what was spent today is kept in a file, so that a restart gives nobody a second budget.

    Use as `async with Limits(file) as limits`. After a crash what was spent in the last two seconds is not known.

    Not covered: other processes count for themselves.
    """

    def __init__(self, spent: Path | None = None, *, clock: Callable[[], float] = time.time) -> None:
        """`spent`: the file. `clock`: seconds since 1970."""
        self._clock, self._file = clock, spent
        self._uses: dict[str, _Use] = {}
        self._changed = False
        self._saving: asyncio.Task[None] | None = None
        if spent is not None and spent.exists():
            today = self._today()
            for name, row in json.loads(spent.read_text()).items():
                if row["day"] == today:
                    self._uses[name] = _Use(Window(), Window(), 0, today, row["usd"])

    def enter(self, who: str, limits: AliasLimits) -> None:
        """A request begins; `leave` must be called when it has ended.

        Raises:
            ThrottledError: too many, too much, or too many at once; says when to come back.
            QuotaError: today's money is spent.
        """
        use, at = self._use(who), self._clock()
        if limits.usd_per_day is not None and use.day == self._today() and use.usd >= limits.usd_per_day:
            what = f"this key has spent its {limits.usd_per_day:g} dollars of today"
            raise QuotaError(what, where="limits.usd_per_day", fix="wait for tomorrow (UTC), or have it raised")
        if limits.concurrent is not None and use.under_way >= limits.concurrent:
            what = f"{use.under_way} requests of this key are under way"
            raise ThrottledError(what, where="limits.concurrent", fix="wait until one has ended", retry_after_s=1)
        per_minute = ((limits.requests_per_minute, use.requests, "requests"), (limits.tokens_per_minute, use.tokens, "tokens"))
        for most, window, name in per_minute:
            if most is not None and window.total(at) >= most:
                what = f"more than {most:,} {name} of this key in a minute"
                wait = max(1, round(_MINUTE - at % _MINUTE)) if window.now >= most else 2
                raise ThrottledError(what, where=f"limits.{name}_per_minute", fix="ask less often", retry_after_s=wait)
        use.requests.add(1, at)
        use.under_way += 1

    def leave(self, who: str, tokens: int, usd: float | None) -> None:
        """It has ended, and used so much."""
        use = self._use(who)
        use.under_way -= 1
        if tokens:
            use.tokens.add(tokens, self._clock())
        if usd:
            today = self._today()
            use.day, use.usd = today, usd + (use.usd if use.day == today else 0.0)
            self._changed = True

    async def __aenter__(self) -> "Limits":
        self._saving = asyncio.create_task(self._save_now_and_then())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._saving is not None:
            self._saving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._saving
        self._save()

    async def _save_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(_SAVE_EVERY_SECONDS)
            if self._changed:
                await asyncio.to_thread(self._save)

    def _save(self) -> None:
        if self._file is None or not self._changed:
            return
        self._changed, today = False, self._today()
        rows = {name: {"day": use.day, "usd": use.usd} for name, use in list(self._uses.items()) if use.usd and use.day == today}
        try:
            write_file(self._file, json.dumps(rows).encode())
        except OSError as error:
            self._changed = True
            _log.error("what was spent today could not be written down", file=str(self._file), error=str(error))

    def _use(self, who: str) -> _Use:
        use = self._uses.get(who)
        if use is None:
            if len(self._uses) >= MOST_KEPT:
                self._forget()
            use = self._uses[who] = _Use(Window(), Window())
        return use

    def _forget(self) -> None:
        """Those of whom nothing is left to know."""
        at, today = self._clock(), self._today()
        for who, use in list(self._uses.items()):
            if not use.under_way and use.requests.total(at) < 1 and (not use.usd or use.day != today):
                del self._uses[who]

    def _today(self) -> str:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self._clock())).date().isoformat()
