"""Caller: who asks the gateway, in which project, and what they may there."""

from dataclasses import dataclass

from burnish.core.permissions import Permission
from burnish.errors import ForbiddenError

__all__ = ["Caller"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who was let in, in one project.

    Attributes:
        project_id, project: id and name.
        id: of the user or service account.
        key: id of the key; None where a session of the page asks.
        permissions: in that project.
    """

    project_id: str
    project: str
    id: str
    key: str | None
    permissions: frozenset[Permission]

    def needs(self, permission: Permission) -> None:
        """Raise ForbiddenError where a permission is missing."""
        if permission not in self.permissions:
            fix = "ask for a role or a key that has it"
            raise ForbiddenError(f"needs the permission {permission}", where=f"project {self.project}", fix=fix)
