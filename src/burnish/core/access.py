"""Who there is and what they may: projects, teams, users, keys, roles and the audit log, as the API and its clients tell them."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from burnish.core.records import Record

__all__ = [
    "ApiKey",
    "AuditEvent",
    "AuditVerdict",
    "Email",
    "GroupRole",
    "KeyRequest",
    "Label",
    "LoginWays",
    "Member",
    "MintedKey",
    "PrincipalKind",
    "Project",
    "ProjectTeam",
    "Quota",
    "QuotaKind",
    "QuotaPeriod",
    "QuotaState",
    "Role",
    "Secret",
    "ServiceAccount",
    "SignedIn",
    "Slug",
    "Team",
    "User",
]

PrincipalKind = Literal["user", "service", "run"]
"""A person · a program of a project · the code of a run, with a token that ends with its lease."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
"""A name that stands in addresses and commands: lower-case letters, digits and `-`, 1 to 63 of them."""

Label = Annotated[str, StringConstraints(max_length=1000)]
"""Words of a person about a thing."""

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("is no e-mail address")
    return text.lower()


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
"""How a user is called when logging in; kept in lower case."""


class Project(Record):
    """A project: what everything belongs to. `permissions` are those of who asks."""

    id: str
    name: str
    description: str
    created_at: datetime
    created_by: str
    archived_at: datetime | None
    permissions: tuple[str, ...] = ()


class Team(Record):
    """A team: its members have their role in it on every project of the team. `permissions` are those of who asks."""

    id: str
    name: str
    description: str
    created_at: datetime
    permissions: tuple[str, ...] = ()


class GroupRole(Record):
    """The role in a team that members of a provider's group get when they log in."""

    issuer: str
    group: str
    role: str
    created_at: datetime


class LoginWays(Record):
    """How one can log in here.

    Attributes:
        password: whether with an e-mail address and a password.
        provider: what to call the OIDC provider on the button; empty where there is none.
        start: where the button leads.
    """

    password: bool
    provider: str
    start: str


class User(Record):
    """A person. `role` is held on the whole installation; None where there are only roles on projects and teams."""

    id: str
    email: str
    name: str
    role: str | None
    created_at: datetime
    last_login_at: datetime | None
    disabled_at: datetime | None


class Member(Record):
    """A user with a role on a project or in a team."""

    user: str
    email: str
    name: str
    role: str
    created_at: datetime


class ProjectTeam(Record):
    """A team that a project is shared with."""

    team: str
    name: str
    created_at: datetime


class Role(Record):
    """A set of permissions with a name."""

    name: str
    permissions: tuple[str, ...]
    description: str = ""
    builtin: bool = False


class ServiceAccount(Record):
    """A program that acts in one project, with keys of its own."""

    id: str
    project: str
    name: str
    role: str
    created_at: datetime
    created_by: str
    disabled_at: datetime | None


class KeyRequest(Record):
    """What a new key should be able to do."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    scopes: tuple[str, ...] = Field(min_length=1, max_length=100, description="Permissions; those that its maker has, or fewer.")
    project: str | None = Field(None, max_length=200, description="The only project that it opens; by default all of its owner's.")
    days: int | None = Field(90, ge=1, le=3650, description="Days until it expires; null never, where its maker's right has no end either.")


class ApiKey(Record):
    """A key, without its secret. `prefix` is how it begins, by which people tell keys apart.

    Attributes:
        owner: the user or service account that it acts as.
        scopes: what it may, as far as its owner may.
        project: the only project it opens; None: all of its owner's.
        rotated_to: the key that takes its place; it works on until `grace_until`.
    """

    id: str
    owner: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    project: str | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    rotated_to: str | None
    grace_until: datetime | None


class MintedKey(Record):
    """A new key, with the secret that is shown this once and kept nowhere."""

    key: ApiKey
    secret: str


QuotaKind = Literal["requests", "tokens", "cost_usd", "run_hours"]
"""What can be limited: requests to models, their tokens, what they cost, and the hours that workers spend on runs."""

QuotaPeriod = Literal["minute", "hour", "day", "month"]


class Quota(Record):
    """The most of something that may be used in a period."""

    kind: QuotaKind
    period: QuotaPeriod
    most: float


class QuotaState(Quota):
    """A quota, and what was used of it since its present period began."""

    used: float
    starts_at: datetime


class Secret(Record):
    """A token or password for another system, kept encrypted; its value is never told."""

    name: str
    created_at: datetime
    created_by: str
    updated_at: datetime
    last_used_at: datetime | None


class SignedIn(Record):
    """Who asks, and what they may.

    Attributes:
        kind, id, name, email: of the user, service account or run.
        via: `session` for a browser's, `key` for an API key, `token` for that of a run.
        role: on the whole installation.
        permissions: on the whole installation; those of a project are told with the project.
        holds: all that they may somewhere: the most that a key of theirs can have as scopes.
        csrf: what a browser sends as `X-CSRF-Token` with every change; empty for a key.
        project: the only project that the key opens.
    """

    kind: PrincipalKind
    id: str
    name: str
    email: str
    via: Literal["session", "key", "token"]
    role: str | None
    permissions: tuple[str, ...]
    holds: tuple[str, ...] = ()
    csrf: str = ""
    project: str | None = None
    expires_at: datetime | None = None


class AuditEvent(Record):
    """One thing that somebody did. Each event's digest covers it and the digest of the one before."""

    sequence: int
    id: str
    project: str | None
    at: datetime
    actor: str
    action: str
    target: str
    request_id: str
    address: str
    details: dict[str, Any]
    previous: str
    digest: str


class AuditVerdict(Record):
    """What a walk along the chain found.

    Attributes:
        whole: nothing was changed, removed or put in between.
        events: how many were read.
        head: digest of the last one; note it elsewhere, and the next walk proves that the log was not made anew.
        broken_at: the sequence of the first event that does not fit; None if all do.
        message: in words.
    """

    whole: bool
    events: int
    head: str
    broken_at: int | None = None
    message: str = ""
