"""What serves: deployments, the aliases that clients call, and the routes that a gateway follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from burnish.core.access import Label, Slug
from burnish.core.records import Record
from burnish.core.retention import Redaction

__all__ = [
    "Alias",
    "AliasChanges",
    "AliasLimits",
    "AliasRequest",
    "AliasSettings",
    "AliasState",
    "AliasVersion",
    "AnthropicTarget",
    "ArgumentType",
    "Deployment",
    "DeploymentChanges",
    "DeploymentRequest",
    "DeploymentStatus",
    "EngineTarget",
    "OpenAITarget",
    "Prices",
    "PromptTemplate",
    "Replica",
    "ReplicaLog",
    "Route",
    "Routes",
    "Share",
    "Target",
    "Upstream",
]

DeploymentStatus = Literal["starting", "ready", "degraded", "failed", "stopped"]
"""degraded: some of its replicas are away · failed: none came up, its message says why · stopped: nobody wants it now."""

ArgumentType = Literal["string", "number", "integer", "boolean"]

SecretName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,99}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^/?#\s]+(/[^?#\s]*)?$", max_length=2000)]


class EngineTarget(Record):
    """Weights of this installation's registry, served by its own engine."""

    kind: Literal["engine"] = "engine"
    model: Annotated[str, StringConstraints(max_length=200)] = Field(description="A model of the project: `name`, `name@2` or an id.")
    replicas: int = Field(1, ge=1, le=64, description="Processes that hold the weights.")
    rows: int = Field(32, ge=1, le=1024, description="Sequences that a replica decodes together.")


class OpenAITarget(Record):
    """Anything that speaks OpenAI's API: vLLM, a provider, another gateway."""

    kind: Literal["openai"] = "openai"
    url: Url = Field(description="Up to and including the version: https://api.openai.com/v1.")
    model: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(description="What it is called there.")
    secret: SecretName | None = Field(None, description="The project's secret with the key for it.")


class AnthropicTarget(Record):
    """Anthropic's API, or what speaks it."""

    kind: Literal["anthropic"] = "anthropic"
    url: Url = Field("https://api.anthropic.com/v1", description="Up to and including the version.")
    model: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(description="What it is called there.")
    secret: SecretName | None = Field(None, description="The project's secret with the key for it.")


Target = Annotated[EngineTarget | OpenAITarget | AnthropicTarget, Field(discriminator="kind")]


class Prices(Record):
    """What a deployment costs, in US dollars: by the token, or by the hour that its hardware runs."""

    input_usd: float = Field(0.0, ge=0, le=1e6, description="A million tokens of input.")
    cached_input_usd: float | None = Field(None, ge=0, le=1e6, description="A million cached tokens of input; by default as others.")
    output_usd: float = Field(0.0, ge=0, le=1e6, description="A million tokens of output.")
    hour_usd: float = Field(0.0, ge=0, le=1e6, description="An hour of one replica's hardware.")


class DeploymentRequest(Record):
    """A deployment to make."""

    name: Slug
    target: Target
    prices: Prices = Prices()
    description: Label = ""


class DeploymentChanges(Record):
    """What to change of a deployment; what is left out stays. Other weights are up before those that serve now are stopped."""

    target: Target | None = Field(None, description="Whole, its secret named again: no key is carried over to another address.")
    prices: Prices | None = None
    description: Label | None = None


class Replica(Record):
    """One process that answers for a deployment.

    Attributes:
        number: within the deployment, from 1.
        model, version, weights: what it holds; while a deployment changes over, its replicas differ.
        message: why it is not ready.
        address: where it listens, `http://host:port`; None until it does.
        failures: how often in a row it did not come up, or died.
        holder: the supervisor that keeps it alive; empty while none does.
        heartbeat_at: when it was last seen well.
    """

    id: str
    number: int
    model: str
    version: str
    weights: str
    status: Literal["starting", "ready", "failed", "stopped"]
    message: str
    address: str | None
    failures: int
    holder: str
    heartbeat_at: datetime | None


class ReplicaLog(Record):
    """The last lines that a replica wrote, oldest first."""

    replica: str
    number: int
    lines: tuple[str, ...]


class Deployment(Record):
    """A model being served, or an upstream that serves one.

    Attributes:
        version: id of the model's version, where the target is an engine.
        weights: digest of that version's manifest.
        template: SHA-256 of its chat template.
        message: why it is not ready.
    """

    id: str
    project: str
    name: str
    description: str
    target: Target
    prices: Prices
    version: str | None
    weights: str | None
    template: str | None
    status: DeploymentStatus
    message: str
    replicas: list[Replica]
    created_at: datetime
    created_by: str
    updated_at: datetime


class Share(Record):
    """A part of an alias's traffic. An episode stays with the deployment that it began with."""

    deployment: Annotated[str, StringConstraints(max_length=200)] = Field(description="Name or id.")
    weight: float = Field(1.0, gt=0, le=1e6, description="Relative to the other shares.")


class PromptTemplate(Record):
    """A system prompt with typed arguments: `{name}` is replaced by the request's argument of that name, `{{` and `}}` are braces.

    What is recorded is the request before its prompt was filled in, so that it can be put to another prompt later.
    """

    text: Annotated[str, StringConstraints(min_length=1, max_length=100_000)]
    arguments: dict[Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,62}$")], ArgumentType] = Field({}, max_length=100)


class AliasLimits(Record):
    """What each key may ask of an alias; None is no limit."""

    requests_per_minute: int | None = Field(None, ge=1, le=10_000_000)
    tokens_per_minute: int | None = Field(None, ge=1, le=10_000_000_000)
    usd_per_day: float | None = Field(None, gt=0, le=1e9)
    concurrent: int | None = Field(None, ge=1, le=100_000, description="Requests under way at once.")


class AliasSettings(Record):
    """How an alias answers."""

    prompt: PromptTemplate | None = None
    defaults: dict[str, Any] = Field({}, max_length=50, description="Parameters where requests name none: temperature, max_tokens …")
    timeout_s: float = Field(600.0, gt=0, le=86_400, description="For the whole answer.")
    first_token_s: float | None = Field(None, gt=0, le=86_400, description="For its first token; who is slower is given up for the next.")
    retries: int = Field(2, ge=0, le=10, description="More tries at one deployment, never after the first byte of an answer.")
    strict: bool = Field(False, description="Refuse fields that the upstream does not take, instead of dropping them with a warning.")
    record: bool = Field(True, description="Keep requests and answers; without, only that they happened.")
    tokens: bool = Field(False, description="Keep token ids and logprobs, where our engine answers: what training needs.")
    limits: AliasLimits = AliasLimits()


class AliasRequest(Record):
    """An alias to make, or what it is from now on."""

    name: Slug
    shares: list[Share] = Field(min_length=1, max_length=20)
    fallbacks: list[Annotated[str, StringConstraints(max_length=200)]] = Field([], max_length=20, description="Deployments, in order.")
    settings: AliasSettings = AliasSettings()
    description: Label = ""


class AliasChanges(Record):
    """What to change of an alias; what is left out stays."""

    shares: Annotated[list[Share], Field(min_length=1, max_length=20)] | None = None
    fallbacks: Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=20)] | None = None
    settings: AliasSettings | None = None
    description: Label | None = None


class Alias(Record):
    """The name that clients call, `project/alias`.

    Attributes:
        shares, fallbacks: deployments by their names.
        version: rises with every change; interactions tell it.
    """

    id: str
    project: str
    name: str
    description: str
    shares: list[Share]
    fallbacks: list[str]
    settings: AliasSettings
    version: int
    created_at: datetime
    updated_at: datetime


class AliasState(Record):
    """What an alias was at one of its versions; deployments by their names."""

    shares: list[Share]
    fallbacks: list[str]
    settings: AliasSettings
    description: str


class AliasVersion(Record):
    """One change of an alias.

    Attributes:
        by: id of who made it.
        before: None of the first.
    """

    version: int
    action: Literal["create", "change", "rollback"]
    at: datetime
    by: str
    before: AliasState | None
    after: AliasState


# -- what a gateway holds in memory: made anew when anything of it changes -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Upstream:
    """A deployment as a gateway sees it.

    Attributes:
        addresses: of its replicas that are well; one for an outside provider. Up to and including the version, `http://…/v1`.
        trusted: it is ours, so that its address may be private.
        key: what to authenticate with; never logged.
    """

    id: str
    name: str
    kind: Literal["engine", "openai", "anthropic"]
    model: str
    addresses: tuple[str, ...]
    trusted: bool
    key: str | None = field(default=None, repr=False)
    prices: Prices = Prices()  # noqa: RUF009 - frozen
    weights: str | None = None
    adapter: str | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """An alias as a gateway sees it: `shares` and `fallbacks` are ids of upstreams."""

    project_id: str
    project: str
    alias: str
    version: int
    shares: tuple[tuple[str, float], ...]
    fallbacks: tuple[str, ...]
    settings: AliasSettings


@dataclass(frozen=True, slots=True)
class Routes:
    """Everything that can be called, at one moment.

    Attributes:
        revision: of the tables that it was read from; another one means that something changed.
        routes: by project id and alias.
        projects: id by name.
        upstreams: by id.
        redactions: what each project blanks out before anything is written down, by its id.
    """

    revision: int
    routes: Mapping[tuple[str, str], Route]
    projects: Mapping[str, str]
    upstreams: Mapping[str, Upstream]
    redactions: Mapping[str, tuple[Redaction, ...]] = field(default_factory=dict)
