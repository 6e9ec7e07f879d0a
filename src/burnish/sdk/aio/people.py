"""Users, Teams, Roles and Quotas: the people of an installation, how they share projects, what they may, and how much."""

from collections.abc import Sequence

from burnish.core.access import GroupRole, Member, Project, QuotaKind, QuotaPeriod, QuotaState, Role, Team, User
from burnish.sdk.aio.listing import Listing
from burnish.sdk.aio.resource import Resource
from burnish.sdk.calls import Call, at, read_answer
from burnish.sdk.records import MadeUser, ResetPassword

__all__ = ["Quotas", "Roles", "Teams", "Users"]


class Users(Resource):
    """People. A user is named by id or e-mail address. Needs users.read or users.write on the installation."""

    def list(self, *, limit: int | None = None) -> Listing[User]:
        """All users, newest first; `limit`: how many a page."""
        return self._list(User, at("users"), limit=limit)

    async def create(self, email: str, name: str = "", *, role: str | None = None, password: str | None = None) -> MadeUser:
        """Make a user.

        Args:
            email: what they log in with.
            name: how people call them.
            role: on the whole installation; most have none there, and roles on projects and in teams.
            password: by default the server makes one, and tells it in the answer, once.

        Raises:
            ConflictError: the address is taken.
        """
        return await self._post(MadeUser, at("users"), {"email": email, "name": name, "role": role, "password": password})

    async def get(self, user: str) -> User:
        """One user."""
        return await self._get(User, at("users", user))

    async def update(self, user: str, *, name: str | None = None, role: str | None = None, disabled: bool | None = None) -> User:
        """Change their name or their role on the installation; disabling ends their sessions and keys at once."""
        return await self._patch(User, at("users", user), {"name": name, "role": role, "disabled": disabled})

    async def take_role(self, user: str) -> User:
        """Take their role on the installation away; those on projects and in teams stay."""
        answer = await self._connection.send(Call("PATCH", at("users", user), body={"role": None}))
        return read_answer(answer, User)

    async def reset_password(self, user: str) -> ResetPassword:
        """Give them a new password, told once; their sessions end."""
        return await self._post(ResetPassword, at("users", user, "password"))


class Teams(Resource):
    """Teams. A team is named by id or name, a user by id or e-mail address."""

    def list(self, *, limit: int | None = None) -> Listing[Team]:
        """The teams that you are in, or all of them with teams.read on the installation; `limit`: how many a page."""
        return self._list(Team, at("teams"), limit=limit)

    async def create(self, name: str, description: str = "") -> Team:
        """Make a team.

        Raises:
            ConflictError: the name is taken.
        """
        return await self._post(Team, at("teams"), {"name": name, "description": description})

    async def get(self, team: str) -> Team:
        """One team."""
        return await self._get(Team, at("teams", team))

    async def update(self, team: str, *, name: str | None = None, description: str | None = None) -> Team:
        """Change its name or description."""
        return await self._patch(Team, at("teams", team), {"name": name, "description": description})

    def projects(self, team: str, *, archived: bool = False, limit: int | None = None) -> Listing[Project]:
        """The projects that are shared with it, as far as you may see them, newest first; `limit`: how many a page."""
        return self._list(Project, at("teams", team, "projects"), {"archived": archived}, limit=limit)

    async def members(self, team: str) -> tuple[Member, ...]:
        """Who is in it, with which role."""
        return await self._get(tuple[Member, ...], at("teams", team, "members"))

    async def set_member(self, team: str, user: str, role: str) -> Member:
        """Give a user a role in it, which they have on every project that is shared with the team."""
        return await self._put(Member, at("teams", team, "members", user), {"role": role})

    async def remove_member(self, team: str, user: str) -> None:
        """Take a user out of it."""
        await self._delete(at("teams", team, "members", user))

    async def groups(self, team: str) -> tuple[GroupRole, ...]:
        """Which groups of the OIDC provider put their members into it, with which role."""
        return await self._get(tuple[GroupRole, ...], at("teams", team, "groups"))

    async def set_group(self, team: str, group: str, role: str) -> GroupRole:
        """Give the members of a provider's group a role in it, from their next login on."""
        return await self._put(GroupRole, at("teams", team, "groups", group), {"role": role})

    async def remove_group(self, team: str, group: str) -> None:
        """Let a group put nobody into it any more."""
        await self._delete(at("teams", team, "groups", group))


class Roles(Resource):
    """Roles: sets of permissions with a name; `client.session.permissions()` lists what there is to choose from."""

    async def list(self) -> tuple[Role, ...]:
        """Those that every installation has, then this one's own."""
        return await self._get(tuple[Role, ...], at("roles"))

    async def get(self, name: str) -> Role:
        """One role, with what it may."""
        return await self._get(Role, at("roles", name))

    async def set(self, name: str, permissions: Sequence[str], description: str = "") -> Role:
        """Make a role, or change one: who holds it has the new permissions at once.

        Raises:
            InputError: there is no such permission, or every installation has a role of this name.
        """
        return await self._put(Role, at("roles", name), {"permissions": list(permissions), "description": description})

    async def remove(self, name: str) -> None:
        """Remove a role that nobody holds."""
        await self._delete(at("roles", name))


class Quotas(Resource):
    """Limits on what the client's project may use in a period, or the projects of a team together, if one is named."""

    async def list(self, *, team: str | None = None) -> tuple[QuotaState, ...]:
        """The limits, and what was used in their present periods."""
        return await self._get(tuple[QuotaState, ...], self._path(team))

    async def get(self, kind: QuotaKind, period: QuotaPeriod, *, team: str | None = None) -> QuotaState:
        """One limit, and what was used in its present period.

        Raises:
            NotFoundError: there is none of this kind and period.
        """
        return await self._get(QuotaState, self._path(team, kind, period))

    async def set(self, kind: QuotaKind, period: QuotaPeriod, most: float, *, team: str | None = None) -> QuotaState:
        """Set a limit; 0 allows nothing."""
        return await self._put(QuotaState, self._path(team, kind, period), {"most": most})

    async def remove(self, kind: QuotaKind, period: QuotaPeriod, *, team: str | None = None) -> None:
        """Lift a limit."""
        await self._delete(self._path(team, kind, period))

    def _path(self, team: str | None, *parts: str) -> str:
        return self._in_project("quotas", *parts) if team is None else at("teams", team, "quotas", *parts)
