"""Shared limits: gateways on one database tell each other what they counted, twice a second and beside the requests."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from burnish.errors import BurnishError
from burnish.gateway.limits import Count, Limits, Who, Window
from burnish.store.limit_uses import LimitUses, Others, Use

__all__ = ["SharedLimits"]

_log = structlog.get_logger(__name__)

TELL_EVERY_SECONDS = 0.4
ALIVE_EVERY_SECONDS = 2.0
"""What is under way is told again, so that others see that the process which has it is still there."""

GONE_SECONDS = 6.0
"""What a process had under way counts for so long after it told nothing any more."""

READ_ALL_SECONDS = 60.0
FORGET_SECONDS = 3600.0
LAST_SECONDS = 5.0
"""For telling the last counts when the process ends."""

_Rows = dict[str, tuple[Use, datetime]]


class SharedLimits:
    """Keeps `limits.others` up to date, and tells others what this process counts: all of it each time, and not what is new, so that
    nothing is counted twice, whatever is tried again. Requests wait for none of this.

    Use as `async with SharedLimits(limits, uses)`. While the database is away limits go on by what is known, and the rest is told later.
    """

    def __init__(self, limits: Limits, uses: LimitUses, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`uses`: with a name of this process alone. `clock`: seconds of any beginning."""
        self._limits, self._uses, self._clock = limits, uses, clock
        self._rows: defaultdict[Who, _Rows] = defaultdict(dict)
        self._read_at: datetime | None = None
        self._all_at = self._forgot_at = self._alive_at = self._told_at = float("-inf")
        self._telling: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()

    async def __aenter__(self) -> "SharedLimits":
        await self._try()
        self._telling = asyncio.create_task(self._follow())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        if self._telling is not None:
            await asyncio.wait([self._telling], timeout=LAST_SECONDS)
            if not self._telling.done():
                self._telling.cancel()
                await asyncio.wait([self._telling])
                _log.error("the last counts of limits were not told: the database does not answer", keys=len(self._limits.changed))

    async def tell(self) -> None:
        """Tell what changed, and read what others told.

        Raises:
            StoreError: the database does not answer; nothing is lost.
        """
        limits, now = self._limits, self._clock()
        alive = now - self._alive_at >= ALIVE_EVERY_SECONDS
        told = limits.changed | limits.busy if alive else limits.changed
        uses = [self._use(who, limits.counts[who]) for who in told if who in limits.counts]
        limits.changed = set()
        since = self._read_at if now - self._all_at < READ_ALL_SECONDS else None
        forget = now - self._forgot_at >= FORGET_SECONDS
        try:
            others = await asyncio.to_thread(self._exchange, uses, limits.today(), since, forget)
        except BaseException:
            limits.changed |= told
            if now - self._told_at > GONE_SECONDS:
                for count in limits.others.values():
                    count.under_way = 0  # nobody knows, and it must not shut a key out for as long as the database is away
            raise
        self._told_at = self._clock()
        self._alive_at = now if alive else self._alive_at
        self._forgot_at = now if forget else self._forgot_at
        self._all_at = now if since is None else self._all_at
        self._take(others, everything=since is None)

    async def _follow(self) -> None:
        away = False
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), TELL_EVERY_SECONDS)
            away = not await self._try(away=away)
        if self._limits.changed:
            await self._try(away=away)

    async def _try(self, *, away: bool = False) -> bool:
        try:
            await self.tell()
        except BurnishError as error:
            if not away:
                _log.warning("limits are not shared with other gateways for now", error=str(error))
            return False
        except Exception as error:
            _log.error("limits cannot be shared with other gateways", exc_info=error)
            return False
        if away:
            _log.info("limits are shared with other gateways again")
        return True

    def _exchange(self, uses: list[Use], today: str, since: datetime | None, forget: bool) -> Others:
        """What a thread does."""
        self._uses.publish(uses)
        if forget:
            self._uses.forget(today)
        return self._uses.read(today, since)

    def _use(self, who: Who, count: Count) -> Use:
        at = self._limits.now()
        count.requests.turn(at)
        count.tokens.turn(at)
        requests, tokens = count.requests, count.tokens
        return Use(
            *who,
            minute=requests.minute,
            requests_before=requests.before,
            requests=requests.now,
            tokens_before=tokens.before,
            tokens=tokens.now,
            day=count.day,
            usd=count.usd,
            under_way=count.under_way,
        )

    def _take(self, others: Others, *, everything: bool) -> None:
        before = set(self._rows) if everything else {who for who, count in self._limits.others.items() if count.under_way}
        if everything:
            self._rows.clear()
        self._read_at = others.at
        for use, writer, changed_at in others.uses:
            who = Who(use.project_id, use.alias, use.caller)
            self._rows[who][writer] = (use, changed_at)
            before.add(who)
        self._add_up(before, others.at)

    def _add_up(self, whose: Iterable[Who], at: datetime) -> None:
        rows: Mapping[Who, _Rows] = self._rows
        for who in whose:
            if who in rows:
                self._limits.others[who] = self._sum(rows[who], at)
            else:
                self._limits.others.pop(who, None)

    def _sum(self, rows: _Rows, at: datetime) -> Count:
        now, today = self._limits.now(), self._limits.today()
        minute = int(now // 60)
        total = Count(Window(minute), Window(minute), 0, today)
        for use, changed_at in rows.values():
            requests = Window(use.minute, use.requests_before, use.requests)
            tokens = Window(use.minute, use.tokens_before, use.tokens)
            for mine, theirs in ((total.requests, requests), (total.tokens, tokens)):
                theirs.turn(now)
                mine.before, mine.now = mine.before + theirs.before, mine.now + theirs.now
            total.usd += use.usd if use.day == today else 0.0
            if at - changed_at < timedelta(seconds=GONE_SECONDS):
                total.under_way += use.under_way
        return total
