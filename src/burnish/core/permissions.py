"""Permissions: who may do what; the whole matrix, read by the API, the page and the docs alike."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, get_args

__all__ = [
    "BUILTIN_ROLES",
    "EVERYTHING",
    "GROUPS",
    "OF_A_RUN",
    "PERMISSIONS",
    "SENTENCES",
    "BuiltinRole",
    "Permission",
    "permissions_of",
    "unknown_permissions",
]

Permission = Literal[
    "project.read",
    "project.write",
    "project.admin",
    "runs.read",
    "runs.write",
    "recipes.read",
    "recipes.write",
    "models.read",
    "models.write",
    "models.export",
    "deployments.read",
    "deployments.write",
    "deployments.call",
    "interactions.read",
    "interactions.write",
    "interactions.delete",
    "datasets.read",
    "datasets.write",
    "feedback.read",
    "feedback.write",
    "feedback.admin",
    "members.read",
    "members.write",
    "keys.read",
    "keys.write",
    "secrets.read",
    "secrets.write",
    "audit.read",
    "teams.read",
    "teams.write",
    "users.read",
    "users.write",
    "roles.read",
    "roles.write",
]
"""read: see it · write: make, change, stop, remove it · export: take weights out · call: have a model answer · admin: archive a
project, change its quotas.

`keys.*` are a project's service accounts and every key that opens that project alone; each person's own keys need no permission, as they
never are stronger than that person. `secrets.*` are names and new values: no value is ever told. `teams.*`, `users.*` and `roles.*` matter
where a role is held in a team or on the whole installation.
"""

SENTENCES: Mapping[Permission, str] = MappingProxyType(
    {
        "project.read": "See the project, its settings and its quotas.",
        "project.write": "Change the project's name and description; on the installation: make projects.",
        "project.admin": "Archive the project, and set its quotas.",
        "runs.read": "See runs, their curves, logs, episodes and checkpoints.",
        "runs.write": "Make, steer, change and remove runs.",
        "recipes.read": "See recipes and envs.",
        "recipes.write": "Publish recipes.",
        "models.read": "See models, their versions, files and lineage.",
        "models.write": "Take models in, choose and roll back versions, archive them.",
        "models.export": "Take weights out.",
        "deployments.read": "See deployments and aliases.",
        "deployments.write": "Deploy models, and change what aliases point at.",
        "deployments.call": "Have models answer, through aliases.",
        "interactions.read": "See interactions and episodes, with what people wrote in them.",
        "interactions.write": "Log interactions that happened elsewhere, and tell how episodes ended.",
        "interactions.delete": "Delete what is kept of a person or an episode, and set how long interactions are kept.",
        "datasets.read": "See datasets.",
        "datasets.write": "Take datasets in, and archive them.",
        "feedback.read": "See feedback, metrics and KPIs.",
        "feedback.write": "Give feedback, correct it and take it back.",
        "feedback.admin": "Declare metrics, define KPIs, and set how much of what a source says counts.",
        "members.read": "See who has a role on the project.",
        "members.write": "Give and take roles on the project, and share it with teams.",
        "keys.read": "See service accounts, and the keys that open this project alone.",
        "keys.write": "Make, change and remove service accounts and their keys.",
        "secrets.read": "See the names of secrets; their values are told to nobody.",
        "secrets.write": "Set and remove secrets.",
        "audit.read": "Read, verify and take away the audit log.",
        "teams.read": "See a team and its members.",
        "teams.write": "Change a team and its members, and make its projects; on the installation: make teams.",
        "users.read": "See all users.",
        "users.write": "Make, change and disable users.",
        "roles.read": "See the installation's own roles.",
        "roles.write": "Make, change and remove the installation's own roles.",
    }
)
"""What each permission allows, for people."""

GROUPS: Mapping[str, tuple[Permission, ...]] = MappingProxyType(
    {
        "Project": ("project.read", "project.write", "project.admin"),
        "Training": ("runs.read", "runs.write", "recipes.read", "recipes.write"),
        "Serving": (
            "deployments.read",
            "deployments.write",
            "deployments.call",
            "interactions.read",
            "interactions.write",
            "interactions.delete",
        ),
        "Models and data": (
            "models.read",
            "models.write",
            "models.export",
            "datasets.read",
            "datasets.write",
            "feedback.read",
            "feedback.write",
            "feedback.admin",
        ),
        "Access to the project": (
            "members.read",
            "members.write",
            "keys.read",
            "keys.write",
            "secrets.read",
            "secrets.write",
            "audit.read",
        ),
        "Teams and the installation": ("teams.read", "teams.write", "users.read", "users.write", "roles.read", "roles.write"),
    }
)
"""The permissions by what they are about, each once, as people choose among them."""

PERMISSIONS: tuple[Permission, ...] = get_args(Permission)
"""Every permission, in the order in which the page lists them."""

EVERYTHING: frozenset[Permission] = frozenset(PERMISSIONS)

BuiltinRole = Literal["viewer", "annotator", "developer", "admin", "owner"]


def _with(base: frozenset[Permission], *more: Permission) -> frozenset[Permission]:
    return base | frozenset[Permission](more)


_VIEWER = _with(
    frozenset(),
    "project.read",
    "runs.read",
    "recipes.read",
    "models.read",
    "deployments.read",
    "interactions.read",
    "datasets.read",
    "feedback.read",
    "teams.read",
    "roles.read",
)
_ANNOTATOR = _with(_VIEWER, "feedback.write")
_DEVELOPER = _with(
    _ANNOTATOR,
    "runs.write",
    "recipes.write",
    "models.write",
    "models.export",
    "deployments.write",
    "deployments.call",
    "interactions.write",
    "datasets.write",
    "feedback.admin",
    "members.read",
)
_ADMIN = _with(
    _DEVELOPER,
    "project.write",
    "interactions.delete",
    "members.write",
    "keys.read",
    "keys.write",
    "secrets.read",
    "secrets.write",
    "audit.read",
    "teams.write",
    "users.read",
)

BUILTIN_ROLES: Mapping[BuiltinRole, frozenset[Permission]] = MappingProxyType(
    {"viewer": _VIEWER, "annotator": _ANNOTATOR, "developer": _DEVELOPER, "admin": _ADMIN, "owner": EVERYTHING}
)
"""The roles that every installation has. Each holds what the one before it holds; a custom role is any other set of permissions."""


OF_A_RUN: frozenset[Permission] = _with(frozenset(), "project.read", "runs.read", "recipes.read", "models.read", "datasets.read")
"""What the code of a run may ask the API for, in its project. It changes nothing there: what a run writes goes through its lease."""


def permissions_of(role: str, custom: Mapping[str, Iterable[str]]) -> frozenset[Permission]:
    """What a role allows.

    Args:
        role: its name.
        custom: the installation's own roles. A name or permission that this version does not know allows nothing.
    """
    for name, allowed in BUILTIN_ROLES.items():
        if name == role:
            return allowed
    named = set(custom.get(role, ()))
    return frozenset(permission for permission in PERMISSIONS if permission in named)


def unknown_permissions(names: Iterable[str]) -> list[str]:
    """Those of `names` that are no permission, sorted."""
    return sorted(set(names) - set(PERMISSIONS))
