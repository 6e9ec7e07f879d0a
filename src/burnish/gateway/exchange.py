"""Exchange: one call on its way through the gateway, and the record that is made of it."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from burnish.core.ids import new_id
from burnish.core.interactions import InteractionStatus
from burnish.core.serving import Prices, Route, Upstream
from burnish.errors import BurnishError
from burnish.gateway.caller import Caller
from burnish.gateway.calls import Call
from burnish.gateway.redaction import Redactor
from burnish.gateway.sessions import Place
from burnish.wire.dialects.chat import NO_COUNTS, PARAMETERS, Counts, counts_of, tools_called
from burnish.wire.dialects.completions import completion_as_chat, embedding_as_chat

__all__ = ["Exchange", "cost_of", "entry_of"]

_NOT_KEPT = PARAMETERS | {"stream", "stream_options"}
LONGEST_MESSAGE = 10_000


@dataclass(slots=True)
class Exchange:
    """What is known of a call while it is answered.

    Attributes:
        id: of the interaction that it becomes.
        body: what is asked, with the alias's defaults and without its prompt.
        parameters: that apply.
        first_token_s: after the request was there.
        place: of the rollout session that it is of: nobody else is asked.
        limited: whether it counts among what its key has under way.
    """

    caller: Caller
    route: Route
    call: Call
    episode: str
    id: str = field(default_factory=lambda: new_id("interaction"))
    started_at: float = field(default_factory=time.time)
    began: float = field(default_factory=time.perf_counter)
    body: dict[str, Any] = field(default_factory=dict)
    upstream: Upstream | None = None
    upstream_model: str = ""
    attempts: list[dict[str, Any]] = field(default_factory=list)
    status: InteractionStatus = "ok"
    error: BurnishError | None = None
    answer: dict[str, Any] | None = None
    usage: Counts = NO_COUNTS
    tokens: list[dict[str, Any]] | None = None
    first_token_s: float | None = None
    latency_s: float = 0.0
    place: Place | None = None
    limited: bool = False

    def note(self, upstream: Upstream, outcome: str, began: float) -> None:
        """One try at one upstream."""
        took = round((time.perf_counter() - began) * 1e3, 3)
        self.attempts.append({"deployment": upstream.name, "outcome": outcome, "latency_ms": took})

    def failed(self, error: BurnishError, status: InteractionStatus = "error") -> None:
        """It came to no good end."""
        self.status, self.error = status, error

    def count(self, usage: Any) -> None:
        """What the upstream tells of tokens."""
        self.usage = counts_of(usage)

    def cost_usd(self) -> float | None:
        """What it cost; None where no price is known for it."""
        return cost_of(self.usage, self.upstream.prices) if self.upstream is not None else None


def cost_of(usage: Counts, prices: Prices) -> float | None:
    """Dollars for some tokens; None where the upstream did not count them, or nothing is charged for tokens."""
    if not (prices.input_usd or prices.output_usd or prices.cached_input_usd) or usage.input is None:
        return None
    cached = min(usage.cached or 0, usage.input)
    cached_usd = prices.input_usd if prices.cached_input_usd is None else prices.cached_input_usd
    spent = (usage.input - cached) * prices.input_usd + cached * cached_usd + (usage.output or 0) * prices.output_usd
    return round(spent / 1e6, 12)


def entry_of(exchange: Exchange, redactor: Redactor | None = None) -> bytes:
    """The entry of the log: an `Interaction` as JSON, with who it belongs to, and with what its project blanks out."""
    call, route, upstream = exchange.call, exchange.route, exchange.upstream
    kept = call.store and route.settings.record
    started_at = datetime.fromtimestamp(exchange.started_at, UTC)
    interaction: dict[str, Any] = {
        "id": exchange.id,
        "project": exchange.caller.project_id,
        "source": "gateway",
        "dialect": call.dialect,
        "started_at": started_at,
        "episode": exchange.episode,
        "alias": route.alias,
        "alias_version": route.version,
        "parameters": {name: value for name, value in exchange.body.items() if name in PARAMETERS},
        "stream": call.stream,
        "status": exchange.status,
        "usage": {
            "input_tokens": exchange.usage.input,
            "cached_tokens": exchange.usage.cached,
            "output_tokens": exchange.usage.output,
        },
        "latency_ms": round(exchange.latency_s * 1e3, 3),
        "cost_usd": exchange.cost_usd(),
        "attempts": exchange.attempts,
        "tags": call.extras.tags,
        "keys": call.extras.keys,
        "caller": exchange.caller.id,
        "key": exchange.caller.key,
    }
    if exchange.first_token_s is not None:
        interaction["first_token_ms"] = round(exchange.first_token_s * 1e3, 3)
    if upstream is not None:
        interaction["deployment"] = upstream.name
        interaction["upstream_model"] = exchange.upstream_model or upstream.model
        interaction |= {"weights": upstream.weights, "adapter": upstream.adapter, "template": upstream.template}
    if exchange.error is not None:
        message = str(exchange.error)[:LONGEST_MESSAGE] if kept else ""
        interaction["error"] = {"code": exchange.error.code, "message": message}
    if exchange.answer is not None and exchange.answer["choices"]:
        reason = exchange.answer["choices"][0].get("finish_reason")
        interaction["finish_reason"] = reason if type(reason) is str else None
    if kept:
        interaction["request"] = _request(call)
        interaction["arguments"] = call.extras.arguments
        interaction["answer"] = exchange.answer
        interaction["tools_called"] = tools_called(exchange.answer)
        interaction["end_user"] = call.end_user
        interaction["tokens"] = exchange.tokens
    if redactor is not None:
        interaction = redactor.body("interaction", interaction)
    entry = {"kind": "interaction", "project_id": exchange.caller.project_id, "received_at": started_at, "body": interaction}
    return orjson.dumps(entry)


def _request(call: Call) -> dict[str, Any]:
    """What was asked, before any prompt of the alias, in the shape of chat."""
    body = call.body
    if call.operation == "completions":
        body = completion_as_chat(body)
    elif call.operation == "embeddings":
        body = embedding_as_chat(body)
    return {name: value for name, value in body.items() if name not in _NOT_KEPT}
