"""Metrics: what Prometheus reads of a gateway; no name of a project, an alias or a person is in them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from burnish.gateway.exchange import Exchange

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)


class Metrics:
    """Counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._interactions = Counter(
            "burnish_gateway_interactions", "Calls that were answered, or not.", ["dialect", "status"], registry=registry
        )
        self._seconds = Histogram(
            "burnish_gateway_seconds", "From a call to the end of its answer.", ["dialect"], buckets=_SECONDS, registry=registry
        )
        self._first_token = Histogram(
            "burnish_gateway_first_token_seconds", "From a call to the first token of a stream.", buckets=_SECONDS, registry=registry
        )
        self._upstream = Histogram(
            "burnish_gateway_upstream_seconds",
            "Until an upstream answered; of a stream, until its first token.",
            ["kind", "outcome"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._tokens = Counter("burnish_gateway_tokens", "Tokens, as upstreams count them.", ["direction"], registry=registry)
        self._usd = Counter("burnish_gateway_usd", "What it cost, by the prices of deployments.", registry=registry)
        self._refused = Counter("burnish_gateway_refused", "Requests that were refused at the door.", ["status"], registry=registry)
        self.under_way = Gauge("burnish_gateway_under_way", "Calls that are being answered.", registry=registry)
        self._entries = Counter("burnish_log_entries", "Entries that were synced.", registry=registry)
        self._sync = Histogram("burnish_log_sync_seconds", "What a sync of the log took.", buckets=_SECONDS, registry=registry)
        self.log_bytes = Gauge("burnish_log_bytes", "Bytes of the log that were not removed yet.", registry=registry)
        self._children: dict[tuple[str, ...], tuple[Counter, Histogram]] = {}
        self._input, self._output = self._tokens.labels("input"), self._tokens.labels("output")

    def exchange(self, exchange: Exchange, cost_usd: float | None) -> None:
        """A call came to its end."""
        key = (exchange.call.dialect, exchange.status)
        children = self._children.get(key)
        if children is None:
            children = self._children[key] = (self._interactions.labels(*key), self._seconds.labels(key[0]))
        children[0].inc()
        children[1].observe(exchange.latency_s)
        if exchange.first_token_s is not None:
            self._first_token.observe(exchange.first_token_s)
        usage = exchange.usage
        if usage.input:
            self._input.inc(usage.input)
        if usage.output:
            self._output.inc(usage.output)
        if cost_usd:
            self._usd.inc(cost_usd)

    def upstream(self, kind: str, outcome: str, seconds: float) -> None:
        """One try at an upstream."""
        self._upstream.labels(kind, outcome).observe(seconds)

    def refused(self, status: int) -> None:
        """A request that became no call."""
        self._refused.labels(str(status)).inc()

    def synced(self, entries: int, seconds: float) -> None:
        """A sync of the log; called in its thread."""
        self._entries.inc(entries)
        self._sync.observe(seconds)

    def page(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)
