"""Users: the people of the installation."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from burnish.api.access import Caller
from burnish.api.etags import IfMatch, set_etag, unchanged
from burnish.api.paging import After, Limit, Page, page_of
from burnish.api.routes import Routes, UserRef
from burnish.core.access import Email, User
from burnish.store import users

__all__ = ["routes"]

routes = Routes("users")

PersonName = Annotated[str, StringConstraints(max_length=200)]
RoleName = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class NewUser(BaseModel):
    """A user to make."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Email
    name: PersonName = ""
    role: RoleName | None = Field(None, description="On the whole installation; most users have none, and roles on projects and teams.")
    password: Annotated[str, StringConstraints(max_length=1024)] | None = Field(
        None, description="By default one is made, and told once in the answer."
    )


class MadeUser(BaseModel):
    """A new user; `password` is told where the server made it, this once."""

    user: User
    password: str | None = None


class UserChanges(BaseModel):
    """What to change of a user. A `role` of null takes the installation's role away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: PersonName | None = None
    role: RoleName | None = None
    disabled: bool | None = None


class ResetPassword(BaseModel):
    """A password for somebody who lost theirs, told once."""

    password: str


@routes.get("/users", needs="users.read")
def list_users(access: Caller, after: After = None, limit: Limit = 100) -> Page[User]:
    """All users, newest first."""
    with access.server.database.read() as transaction:
        rows = users.list_users(transaction, before=after, limit=limit + 1)
    return page_of(rows, limit, lambda user: user.id)


@routes.post("/users", needs="users.write", status_code=201)
def create_user(body: NewUser, access: Caller, response: Response) -> MadeUser:
    """Make a user; with no password given, one is made and told once."""
    password = body.password if body.password is not None else users.fresh_password()
    hashed = users.check_password(password, body.email)
    with access.server.database.write() as transaction:
        user = users.create_user(transaction, access.authority, body.email, body.name, body.role, hashed)
    set_etag(response, user)
    return MadeUser(user=user, password=password if body.password is None else None)


@routes.get("/users/{user}", needs="users.read")
def get_user(user: UserRef, access: Caller, response: Response) -> User:
    """One user."""
    with access.server.database.read() as transaction:
        found = users.find_user(transaction, user)
    set_etag(response, found)
    return found


@routes.patch("/users/{user}", needs="users.write")
def update_user(user: UserRef, body: UserChanges, access: Caller, response: Response, if_match: IfMatch = "*") -> User:
    """Change a user's name or installation role, or disable them, which ends their sessions and keys at once."""
    changes = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in changes.items() if value is not None or name == "role"}
    with access.server.database.write() as transaction:
        found = users.find_user(transaction, user)
        unchanged(if_match, found)
        changed = users.update_user(transaction, access.authority, found.id, changes)
    set_etag(response, changed)
    return changed


@routes.post("/users/{user}/password", needs="users.write")
def reset_password(user: UserRef, access: Caller) -> ResetPassword:
    """Give a user a new password, told once; their sessions end."""
    password = users.fresh_password()
    with access.server.database.read() as transaction:
        found = users.find_user(transaction, user)
    hashed = users.check_password(password, found.email)
    with access.server.database.write() as transaction:
        users.set_password(transaction, access.authority, found.id, hashed)
    return ResetPassword(password=password)
