"""Gateway: a call in, an answer out: routed, tried again, translated, and written down before its last byte leaves."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, TypeVar

import aiohttp
import orjson
import structlog

from burnish.core.ids import new_id
from burnish.core.serving import AliasLimits, AliasSettings, Route, Upstream
from burnish.errors import BurnishError, LogError, NotFoundError, RequestError, UpstreamError
from burnish.gateway.breakers import Breaker
from burnish.gateway.caller import Caller
from burnish.gateway.calls import Call
from burnish.gateway.exchange import Exchange
from burnish.gateway.idempotency import Once
from burnish.gateway.limits import Limits, Who
from burnish.gateway.live_routes import LiveRoutes
from burnish.gateway.metrics import Metrics
from burnish.gateway.prompts import fill
from burnish.gateway.recorder import Recorder
from burnish.gateway.relay import Relay
from burnish.gateway.replies import Reply, Write, headers_of
from burnish.gateway.routing import Routing, find_route
from burnish.gateway.sessions import RolloutSessions
from burnish.gateway.upstreams import Upstreams, upstream_body
from burnish.gateway.whole import read_answer
from burnish.wire.client import Outbound
from burnish.wire.dialects.problems import problem_event
from burnish.wire.sse import encode

__all__ = ["Gateway"]

_log = structlog.get_logger(__name__)
T = TypeVar("T")

NO_LIMITS = AliasLimits()
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.25, 8.0
LONGEST_WAIT_SECONDS = 10.0
"""For an upstream that says when it can be asked again: longer than that, and others are asked."""


class Gateway:
    """Answers calls.

    It knows nothing of HTTP on the caller's side: the data plane and the page's playground both put one of these behind their own doors.

    Attributes:
        sessions: rollout sessions of what it routes to.
    """

    def __init__(self, routes: LiveRoutes, outbound: Outbound, recorder: Recorder, limits: Limits, metrics: Metrics) -> None:
        """All of them are opened and closed by the caller. `recorder`: where everything is written down."""
        self._routes, self._recorder, self._limits, self._metrics = routes, recorder, limits, metrics
        self._upstreams, self._routing, self._once = Upstreams(outbound), Routing(), Once()
        self.sessions = RolloutSessions(routes, self._upstreams, self._routing)
        self._breakers: dict[tuple[str, tuple[str, ...]], Breaker] = {}  # by addresses too: what was started anew is another one
        self._later: set[asyncio.Task[None]] = set()
        self._revision = -1

    async def answer(self, caller: Caller, call: Call) -> Reply:
        """Answer a call.

        Raises:
            BurnishError: why there is no answer; what was asked of an upstream is written down by then.
        """
        caller.needs("deployments.call")
        if call.idempotency_key is not None:
            return await self._once.answer(caller, call, self._answer)
        return await self._answer(caller, call)

    async def close(self) -> None:
        """Wait until what is left to write down is written."""
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _answer(self, caller: Caller, call: Call) -> Reply:
        try:
            route = self._route(caller, call)
        except NotFoundError:
            await self._routes.look()  # it may have been made a moment ago
            route = self._route(caller, call)
        self._recorder.check_room()
        place = None if call.session is None else self.sessions.place(route, call.session)
        exchange = Exchange(caller, route, call, call.extras.episode or (place.episode if place else new_id("episode")), place=place)
        if place is not None:
            call.session = place.key
        exchange.body = _with_defaults(call, route.settings)
        asked = _with_prompt(exchange)
        limits = route.settings.limits
        if limits != NO_LIMITS:
            self._limits.enter(_who(exchange), limits)
            exchange.limited = True
        if call.stream:
            return await self._begin_stream(exchange, asked)
        try:
            return await self._whole(exchange, asked)
        finally:
            self._leave(exchange)

    def _route(self, caller: Caller, call: Call) -> Route:
        routes = self._routes.current
        if routes.revision != self._revision:
            self._upstreams.forget()
            there = {(one.id, one.addresses) for one in routes.upstreams.values()}
            self._breakers = {key: breaker for key, breaker in self._breakers.items() if key in there}
            self._revision = routes.revision
        return find_route(routes, caller, call.model)

    # -- whole answers -----------------------------------------------------------------------------------------------------------

    async def _whole(self, exchange: Exchange, asked: dict[str, Any]) -> Reply:
        async def ask(upstream: Upstream, turn: int) -> bytes:
            response = await self._send(exchange, upstream, turn, asked)
            raw = await self._upstreams.read(response, upstream)
            return read_answer(exchange, upstream, raw)

        try:
            async with asyncio.timeout(exchange.route.settings.timeout_s):
                body = await self._in_turn(exchange, ask)
        except BaseException as error:
            await self._no_answer(exchange, error)
        exchange.latency_s = time.perf_counter() - exchange.began
        await self._recorder.interaction(exchange)
        headers = headers_of(exchange, b"application/json")
        headers.append((b"content-length", str(len(body)).encode()))
        return Reply(200, headers, body)

    # -- streams -----------------------------------------------------------------------------------------------------------------

    async def _begin_stream(self, exchange: Exchange, asked: dict[str, Any]) -> Reply:
        settings = exchange.route.settings
        deadline = asyncio.get_running_loop().time() + settings.timeout_s

        async def ask(upstream: Upstream, turn: int) -> tuple[Relay, bytes]:
            try:
                async with asyncio.timeout(settings.first_token_s):
                    relay = Relay(exchange, upstream, await self._send(exchange, upstream, turn, asked))
                    try:
                        return relay, await relay.begin()
                    except BaseException:
                        relay.close()
                        raise
            except TimeoutError as error:
                what = f"gave no first token in {settings.first_token_s:g} s"
                raise UpstreamError(what, where=upstream.name, fix="try again", status=504, again=False) from error

        try:
            async with asyncio.timeout_at(deadline):
                relay, first = await self._in_turn(exchange, ask)
        except BaseException as error:
            try:
                await self._no_answer(exchange, error)
            finally:
                self._leave(exchange)

        async def stream(write: Write) -> None:
            try:
                await self._pass_on(exchange, relay, first, write, deadline)
                reply.whole = exchange.status == "ok"
            finally:
                relay.close()
                self._leave(exchange)

        reply = Reply(200, headers_of(exchange, b"text/event-stream; charset=utf-8"), stream=stream)
        return reply

    async def _pass_on(self, exchange: Exchange, relay: Relay, first: bytes, write: Write, deadline: float) -> None:
        """The rest of a stream. Its end is sent when it is written down."""
        failure: BurnishError | None = None
        try:
            async with asyncio.timeout_at(deadline):
                if first:
                    await write(first)
                while (out := await relay.next()) is not None:
                    if out:
                        await write(out)
        except TimeoutError:
            failure = _too_slow(exchange)
        except UpstreamError as error:
            failure = error
        except asyncio.CancelledError:
            exchange.failed(_left(), "closed")
            self._record_later(exchange, relay)
            raise
        last = b""
        if failure is None:
            try:
                last = relay.end()  # before it is written down: what an upstream told can turn out to be no answer
            except UpstreamError as error:
                failure = error
        if failure is not None:
            exchange.failed(failure, "partial")
        relay.keep()
        exchange.latency_s = time.perf_counter() - exchange.began
        try:
            await self._recorder.interaction(exchange)
        except LogError as error:
            failure = failure or error
        await write(encode(*problem_event(failure, exchange.call.dialect)) if failure is not None else last)

    # -- what both share -----------------------------------------------------------------------------------------------------------

    async def _send(self, exchange: Exchange, upstream: Upstream, turn: int, asked: dict[str, Any]) -> aiohttp.ClientResponse:
        settings, call = exchange.route.settings, exchange.call
        dropped: list[str] = []
        wants_tokens = settings.tokens and settings.record and call.store
        body = upstream_body(upstream, call, asked, dropped, tokens=wants_tokens)
        if dropped:
            names = ", ".join(sorted(set(dropped)))
            if settings.strict:
                raise RequestError(f"{names}: not taken by {upstream.name}", where=dropped[0], fix="leave it out; this alias is strict")
            warning = f"{names} dropped: not taken by {upstream.name}"
            if warning not in call.warnings:
                call.warnings.append(warning)
        return await self._upstreams.ask(upstream, turn, call, orjson.dumps(body))

    async def _in_turn(self, exchange: Exchange, ask: Callable[[Upstream, int], Awaitable[T]]) -> T:
        """Ask the upstreams of the route until one answers; each as often as the alias says."""
        route, failure = exchange.route, None
        home = hash(exchange.episode) if exchange.call.extras.episode else random.getrandbits(16)
        place = exchange.place
        order = self._routing.order(route, self._routes.current, exchange.episode) if place is None else [place.upstream]
        for upstream in order:
            key = (upstream.id, upstream.addresses)
            breaker = self._breakers.get(key)
            if breaker is None:
                breaker = self._breakers[key] = Breaker()
            for number in range(route.settings.retries + 1):
                began = time.perf_counter()
                if not breaker.lets_through():
                    exchange.note(upstream, "left_alone", began)
                    failure = failure or UpstreamError(
                        "failed again and again, and is left alone for a moment",
                        where=upstream.name, fix="try later", status=503, retry_after_s=breaker.wait_s(),
                    )  # fmt: skip
                    break
                exchange.upstream = upstream
                try:
                    answered = await ask(upstream, home + number if place is None else place.turn)
                except UpstreamError as error:
                    failure = error
                    self._failed(exchange, upstream, breaker, error, began)
                    if not error.elsewhere:
                        raise
                    if not error.again or number == route.settings.retries or not await _pause(number, error):
                        break
                except BaseException:
                    breaker.gave_up()
                    raise
                else:
                    breaker.worked()
                    exchange.note(upstream, "ok", began)
                    self._metrics.upstream(upstream.kind, "ok", time.perf_counter() - began)
                    if exchange.call.extras.episode and place is None:
                        self._routing.remember(route, exchange.episode, upstream.id)
                    return answered
        raise failure or UpstreamError("leads to no deployment", where=f"alias {route.alias}", fix="correct its shares", status=503)

    def _failed(self, exchange: Exchange, upstream: Upstream, breaker: Breaker, error: UpstreamError, began: float) -> None:
        if error.elsewhere and error.status != 429:
            breaker.failed()
        else:
            breaker.worked()  # it answers; that it does not want to is another matter
        exchange.note(upstream, f"{error.code}:{error.status}", began)
        self._metrics.upstream(upstream.kind, str(error.status), time.perf_counter() - began)
        if error.__cause__ is not None:
            _log.warning("an upstream failed", deployment=upstream.name, error=error.what, cause=repr(error.__cause__)[:500])

    async def _no_answer(self, exchange: Exchange, error: BaseException) -> NoReturn:
        """Write down that there is no answer, and raise why."""
        exchange.latency_s = time.perf_counter() - exchange.began
        if isinstance(error, TimeoutError):
            error = _too_slow(exchange)
        if isinstance(error, BurnishError):
            exchange.failed(error)
            await self._recorder.interaction(exchange)
        elif isinstance(error, asyncio.CancelledError):
            exchange.failed(_left(), "closed")
            self._record_later(exchange)
        raise error

    def _record_later(self, exchange: Exchange, relay: Relay | None = None) -> None:
        """The caller is gone, and nobody waits for this."""
        if relay is not None:
            relay.keep()
        exchange.latency_s = time.perf_counter() - exchange.began
        task = asyncio.get_running_loop().create_task(self._record_quietly(exchange))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _record_quietly(self, exchange: Exchange) -> None:
        try:
            await self._recorder.interaction(exchange)
        except LogError as error:
            _log.error("an interaction whose caller left was not written down", interaction=exchange.id, error=str(error))

    def _leave(self, exchange: Exchange) -> None:
        usage, cost = exchange.usage, exchange.cost_usd()
        if exchange.limited:
            self._limits.leave(_who(exchange), (usage.input or 0) + (usage.output or 0), cost)
        self._metrics.exchange(exchange, cost)


def _with_defaults(call: Call, settings: AliasSettings) -> dict[str, Any]:
    """The request, with the alias's parameters where it names none."""
    if not settings.defaults:
        return call.body
    body = {**settings.defaults, **call.body}
    if "max_tokens" in call.body or "max_completion_tokens" in call.body:  # two names of one thing
        for name in ("max_tokens", "max_completion_tokens"):
            if name not in call.body:
                body.pop(name, None)
    return body


def _with_prompt(exchange: Exchange) -> dict[str, Any]:
    """What is asked in the end: with the alias's system prompt before the messages."""
    prompt, arguments = exchange.route.settings.prompt, exchange.call.extras.arguments
    if prompt is None or exchange.call.operation != "chat":
        if arguments:
            raise RequestError("this alias has no prompt to fill in", where="burnish.arguments", fix="leave them out")
        return exchange.body
    message = {"role": "system", "content": fill(prompt, arguments)}
    messages = exchange.call.body["messages"]
    return {**exchange.body, "messages": [message, *messages]}


def _who(exchange: Exchange) -> Who:
    route: Route = exchange.route
    return Who(route.project_id, route.alias, exchange.caller.key or exchange.caller.id)


async def _pause(number: int, error: UpstreamError) -> bool:
    """Wait before the next try; false where that would be too long."""
    pause = min(FIRST_PAUSE_SECONDS * 2.0**number, LONGEST_PAUSE_SECONDS) * random.uniform(0.5, 1.0)
    if error.retry_after_s is not None:
        if error.retry_after_s > LONGEST_WAIT_SECONDS:
            return False
        pause = max(pause, error.retry_after_s)
    await asyncio.sleep(pause)
    return True


def _too_slow(exchange: Exchange) -> UpstreamError:
    where = exchange.upstream.name if exchange.upstream is not None else f"alias {exchange.route.alias}"
    what = f"gave no whole answer in {exchange.route.settings.timeout_s:g} s"
    return UpstreamError(what, where=where, fix="ask for less, or have the alias's timeout raised", status=504)


def _left() -> BurnishError:
    return BurnishError("the client went away", where="connection")
