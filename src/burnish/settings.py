"""Settings: what Burnish reads from the environment, all of it, in one frozen value."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from burnish.errors import ConfigError

__all__ = ["Settings"]

PREFIX = "BURNISH_"


def _by_commas(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Listed = Annotated[tuple[str, ...], BeforeValidator(_by_commas)]


class Settings(BaseModel):
    """Settings of this process. Each field is read from the variable `BURNISH_` + its name in capitals; flags win over settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(
        Path("~/.burnish"), description="Folder of what Burnish keeps: a server's state, and runs that were not told where to go (`--out`)."
    )
    ranks: int | None = Field(
        None,
        ge=1,
        description="Rank processes of the engine; by default one for each core or device; one for large weights on CPU.",
    )
    threads: int | None = Field(
        None, ge=1, description="Threads of each rank; by default one, or a thread a core for large weights in a single rank."
    )
    log_format: Literal["auto", "live", "text", "json", "off"] = Field(
        "auto",
        description="How progress is told, on stderr: `live` bars, `text` or `json` lines, `off`; `auto` is live on a terminal, else text.",
    )
    url: str | None = Field(
        None, description="Server that the SDK and the commands call; by default the one of `burnish login`, else http://127.0.0.1:7070."
    )
    api_key: SecretStr | None = Field(None, description="Key that they call it with, `bk_…`; by default the one of `burnish login`.")
    project: str | None = Field(None, description="Project that they are about; by default the one of `burnish projects use`.")
    database_url: SecretStr | None = Field(
        None, description="PostgreSQL by URL, `postgresql://user:password@host/name`; by default SQLite in BURNISH_HOME."
    )
    artifacts_url: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9+.-]*://",
        description="Where models, datasets and checkpoints lie, as a URL of fsspec: `s3://bucket/folder`, `abfs://container/folder`, "
        "`file:///folder`; by default in BURNISH_HOME. Credentials come from the service's own variables.",
    )
    cache_bytes: int = Field(
        64 * 1024**3,
        ge=0,
        description="The most bytes of copies, in BURNISH_HOME/cache, of what lies at BURNISH_ARTIFACTS_URL: the least recently used go "
        "first, and none that is in use.",
    )
    host: str = Field("127.0.0.1", min_length=1, description="Address that the server listens on.")
    port: int = Field(7070, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one.")
    public_url: str | None = Field(
        None, pattern=r"^https?://[^/?#\s]+$", description="How browsers reach the server, `https://host`; by default its own address."
    )
    allowed_hosts: Listed = Field((), description="More names, by commas, that requests may call this server; localhost always may.")
    allowed_origins: Listed = Field((), description="Other sites, by commas, whose pages may call this server, `https://host`.")
    trusted_proxies: Listed = Field(
        (), description="Addresses of proxies, by commas, that are believed who a request came from (X-Forwarded-For)."
    )
    secret_key_file: Path | None = Field(
        None, description="File with the key that secrets are encrypted with; by default one that is made in BURNISH_HOME."
    )
    import_roots: Annotated[tuple[Path, ...], BeforeValidator(_by_commas)] = Field(
        (), description="Folders, by commas, on the server from which models and datasets may be imported."
    )
    hub_endpoint: str = Field(
        "https://huggingface.co", pattern=r"^https?://[^?#\s]+$", description="Hub that models are taken in from by their id, or a mirror."
    )
    hub_token: SecretStr | None = Field(
        None, description="By what the hub knows this server; a project's secret HF_TOKEN goes before it. Who may take models in, uses it."
    )
    hub_hosts: Listed = Field(
        (),
        description="More hosts, by commas, that the hub may send downloads on to, `.example.org` for all below; the hub's own are known.",
    )
    trackers: Annotated[tuple[Literal["tensorboard", "mlflow", "wandb"], ...], BeforeValidator(_by_commas)] = Field(
        (), description="Where the numbers of runs on this server go as well, by commas: `tensorboard`, `mlflow`, `wandb`."
    )
    envs: Listed = Field((), description="Envs of your own, by commas, that runs on this server may play in: `module:function`.")
    published_recipes: Literal["confined", "trusted", "off"] = Field(
        "confined",
        description="Whether workers here run recipes that people published: `confined` by the kernel (Landlock, Linux 6.2 or newer), "
        "`trusted` where the machine confines them in another way, or not at all, `off`.",
    )
    recipe_packages: bool = Field(
        False, description="Whether workers here install the packages that published recipes ask for: wheels only, by pip and its settings."
    )
    outbound_allow: Listed = Field(
        (), description="Private hosts, addresses and networks, by commas, that the server's requests may reach."
    )
    serving_host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="Address that engine servers here listen on: one that gateways reach which run on other machines.",
    )
    max_body_bytes: int = Field(4 * 1024 * 1024, ge=1024, description="The most bytes of a request's body.")
    gateway_port: int = Field(7071, ge=0, le=65535, description="Port that the gateway listens on, on BURNISH_HOST; 0 takes a free one.")
    gateway_url: str | None = Field(
        None,
        pattern=r"^https?://[^/?#\s]+(/[^?#\s]*)?$",
        description="Address that apps call, up to and including /v1, where the gateway stands behind a proxy; the page shows it.",
    )
    gateway_name: str = Field(
        "gateway", pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Name of this gateway's log; each gateway on one disk needs its own."
    )
    gateway_log_bytes: int = Field(
        8 * 1024**3,
        ge=1024 * 1024,
        description="The most bytes of records that wait on the gateway's disk to be filled into tables; then calls are refused.",
    )
    gateway_body_bytes: int = Field(
        32 * 1024 * 1024, ge=1024, description="The most bytes of a call's body: requests with images are long."
    )
    gateway_client_seconds: float = Field(
        60.0,
        gt=0,
        le=3600,
        description="How long a gateway waits for a client to send a request's head, to send its body, and to take what it is sent.",
    )
    otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^?#\s]+$",
        description="Collector of OpenTelemetry, `https://host:4318`, that spans of interactions go to once they are in the tables; a "
        "private one also needs BURNISH_OUTBOUND_ALLOW.",
    )
    otlp_headers: SecretStr | None = Field(
        None, description="Headers for that collector, `name=value,name=value` with values percent-encoded, as OTEL_EXPORTER_OTLP_HEADERS."
    )
    otlp_content: bool = Field(
        False, description="Whether those spans also say what was asked and answered, tags, keys and people; without it only how it went."
    )
    crash_at: str | None = Field(
        None, description="For tests of recovery: kill this process at a named point, or the n-th time it is passed, `record.inserted:3`."
    )
    passwords: bool = Field(True, description="Whether users may log in with a password; off where all come through the OIDC provider.")
    oidc_issuer: str | None = Field(None, pattern=r"^https?://", description="OIDC provider that users may log in through, by its issuer.")
    oidc_client_id: str = Field("", description="What the OIDC provider calls this server.")
    oidc_client_secret: SecretStr | None = Field(None, description="By what the OIDC provider knows this server.")
    oidc_name: str = Field("single sign-on", min_length=1, description="What the button for the OIDC provider says.")
    oidc_scopes: str = Field("openid email profile", pattern=r"\bopenid\b", description="What to ask the OIDC provider for.")
    oidc_groups_claim: str = Field("groups", description="Claim of the OIDC provider's token that holds a user's groups.")
    oidc_sign_up: bool = Field(False, description="Whether the OIDC provider's users may come in without a user made for them.")
    oidc_domains: Listed = Field((), description="Domains of e-mail addresses, by commas, that may come in so; by default any.")
    debug: bool = Field(False, description="Show the traceback of an error instead of its one line.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings; empty variables count as not set.

        Raises:
            ConfigError: a variable does not parse, or starts with `BURNISH_` and is no setting; names the variable.
        """
        variables = os.environ if environment is None else environment
        given = {name.removeprefix(PREFIX).lower(): value for name, value in variables.items() if name.startswith(PREFIX) and value}
        for name in given.keys() - cls.model_fields.keys():
            near = get_close_matches(name, cls.model_fields, n=1)
            fix = f"did you mean {cls.variable(near[0])}?" if near else f"known: {', '.join(map(cls.variable, cls.model_fields))}"
            raise ConfigError("no such setting", where=cls.variable(name), fix=fix)
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            name = cls.variable(str(first["loc"][0]))
            raise ConfigError(f"is {first['input']!r}: {first['msg']}", where=name, fix=f"correct it, or unset {name}") from None

    @staticmethod
    def variable(field: str) -> str:
        """The environment variable of a field."""
        return PREFIX + field.upper()

    @property
    def runs(self) -> Path:
        """Where runs go by default."""
        return self.home.expanduser() / "runs"

    @property
    def database(self) -> str:
        """The database's URL; an SQLite file in `home` by default."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home.expanduser().absolute() / 'burnish.db'}"

    @property
    def records(self) -> Path:
        """Where the logs of this machine's gateways lie, a folder each."""
        return self.home.expanduser().absolute() / "records"

    @property
    def artifacts(self) -> Path:
        """Where imported models, datasets and checkpoints of the platform are made, and lie where BURNISH_ARTIFACTS_URL is not set."""
        return self.home.expanduser().absolute() / "artifacts"

    @property
    def cache(self) -> Path:
        """Copies of what lies at BURNISH_ARTIFACTS_URL."""
        return self.home.expanduser().absolute() / "cache"

    @property
    def key_file(self) -> Path:
        """The file with the key that secrets are encrypted with."""
        return (self.secret_key_file or self.home / "secret.key").expanduser()

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a Host header may say: the loopback names, what the server listens on, its public name, and what the operator adds."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return tuple(dict.fromkeys(["localhost", "127.0.0.1", "::1", self.host, *([public] if public else []), *self.allowed_hosts]))

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers reach the server by https, so that a cookie must never travel in the clear."""
        return self.public_url is not None and self.public_url.startswith("https://")
