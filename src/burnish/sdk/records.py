"""What the API tells that has no record in `burnish.core`."""

from pydantic import Field

from burnish.core.access import User
from burnish.core.records import Record

__all__ = ["Health", "MadeUser", "Matrix", "ResetPassword"]


class Health(Record):
    """That a server answers, and its version."""

    status: str
    version: str


class Matrix(Record):
    """All permissions, each in a sentence, by what they are about, and what each role that every installation has may do."""

    permissions: tuple[str, ...]
    sentences: dict[str, str] = Field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    roles: dict[str, tuple[str, ...]]


class MadeUser(Record):
    """A new user; `password` is told where the server made it, this once."""

    user: User
    password: str | None = None


class ResetPassword(Record):
    """A password for somebody who lost theirs, told once."""

    password: str
