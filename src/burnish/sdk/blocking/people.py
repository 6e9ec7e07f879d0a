"""Users, Teams, Roles and Quotas: the people of an installation, how they share projects, what they may, and how much."""

from collections.abc import Sequence

from burnish.core.access import GroupRole, Member, Project, QuotaKind, QuotaPeriod, QuotaState, Role, Team, User
from burnish.sdk.blocking.listing import Listing
from burnish.sdk.blocking.resource import Resource
from burnish.sdk.calls import Call, at, read_answer
from burnish.sdk.records import MadeUser, ResetPassword

__all__ = ["Quotas", "Roles", "Teams", "Users"]


class Users(Resource):
    """People. A user is named by id or e-mail address. Needs users.read or users.write on the installation."""

    def list(self, *, limit: int | None = None) -> Listing[User]:
        """All users, newest first; `limit`: how many a page."""
        return self._list(User, at("users"), limit=limit)

    def create(self, email: str, name: str = "", *, role: str | None = None, password: str | None = None) -> MadeUser:
        """Make a user.

        Args:
            email: what they log in with.
            name: how people call them.
            role: on the whole installation; most have none there, and roles on projects and in teams.
            password: by default the server makes one, and tells it in the answer, once.

        Raises:
            ConflictError: the address is taken.
        """
        return self._post(MadeUser, at("users"), {"email": email, "name": name, "role": role, "password": password})

    def get(self, user: str) -> User:
        """One user."""
        return self._get(User, at("users", user))

    def update(self, user: str, *, name: str | None = None, role: str | None = None, disabled: bool | None = None) -> User:
        """Change their name or their role on the installation; disabling ends their sessions and keys at once."""
        return self._patch(User, at("users", user), {"name": name, "role": role, "disabled": disabled})

    def take_role(self, user: str) -> User:
        """Take their role on the installation away; those on projects and in teams stay."""
        answer = self._connection.send(Call("PATCH", at("users", user), body={"role": None}))
        return read_answer(answer, User)

    def reset_password(self, user: str) -> ResetPassword:
        """Give them a new password, told once; their sessions end."""
        return self._post(ResetPassword, at("users", user, "password"))


class Teams(Resource):
    """Teams. A team is named by id or name, a user by id or e-mail address."""

    def list(self, *, limit: int | None = None) -> Listing[Team]:
        """The teams that you are in, or all of them with teams.read on the installation; `limit`: how many a page."""
        return self._list(Team, at("teams"), limit=limit)

    def create(self, name: str, description: str = "") -> Team:
        """Make a team.

        Raises:
            ConflictError: the name is taken.
        """
        return self._post(Team, at("teams"), {"name": name, "description": description})

    def get(self, team: str) -> Team:
        """One team."""
        return self._get(Team, at("teams", team))

    def update(self, team: str, *, name: str | None = None, description: str | None = None) -> Team:
        """Change its name or description."""
        return self._patch(Team, at("teams", team), {"name": name, "description": description})

    def projects(self, team: str, *, archived: bool = False, limit: int | None = None) -> Listing[Project]:
        """The projects that are shared with it, as far as you may see them, newest first; `limit`: how many a page."""
        return self._list(Project, at("teams", team, "projects"), {"archived": archived}, limit=limit)

    def members(self, team: str) -> tuple[Member, ...]:
        """Who is in it, with which role."""
        return self._get(tuple[Member, ...], at("teams", team, "members"))

    def set_member(self, team: str, user: str, role: str) -> Member:
        """Give a user a role in it, which they have on every project that is shared with the team."""
        return self._put(Member, at("teams", team, "members", user), {"role": role})

    def remove_member(self, team: str, user: str) -> None:
        """Take a user out of it."""
        self._delete(at("teams", team, "members", user))

    def groups(self, team: str) -> tuple[GroupRole, ...]:
        """Which groups of the OIDC provider put their members into it, with which role."""
        return self._get(tuple[GroupRole, ...], at("teams", team, "groups"))

    def set_group(self, team: str, group: str, role: str) -> GroupRole:
        """Give the members of a provider's group a role in it, from their next login on."""
        return self._put(GroupRole, at("teams", team, "groups", group), {"role": role})

    def remove_group(self, team: str, group: str) -> None:
        """Let a group put nobody into it any more."""
        self._delete(at("teams", team, "groups", group))


class Roles(Resource):
    """Roles: sets of permissions with a name; `client.session.permissions()` lists what there is to choose from."""

    def list(self) -> tuple[Role, ...]:
        """Those that every installation has, then this one's own."""
        return self._get(tuple[Role, ...], at("roles"))

    def get(self, name: str) -> Role:
        """One role, with what it may."""
        return self._get(Role, at("roles", name))

    def set(self, name: str, permissions: Sequence[str], description: str = "") -> Role:
        """Make a role, or change one: who holds it has the new permissions at once.

        Raises:
            InputError: there is no such permission, or every installation has a role of this name.
        """
        return self._put(Role, at("roles", name), {"permissions": list(permissions), "description": description})

    def remove(self, name: str) -> None:
        """Remove a role that nobody holds."""
        self._delete(at("roles", name))


class Quotas(Resource):
    """Limits on what the client's project may use in a period, or the projects of a team together, if one is named."""

    def list(self, *, team: str | None = None) -> tuple[QuotaState, ...]:
        """The limits, and what was used in their present periods."""
        return self._get(tuple[QuotaState, ...], self._path(team))

    def get(self, kind: QuotaKind, period: QuotaPeriod, *, team: str | None = None) -> QuotaState:
        """One limit, and what was used in its present period.

        Raises:
            NotFoundError: there is none of this kind and period.
        """
        return self._get(QuotaState, self._path(team, kind, period))

    def set(self, kind: QuotaKind, period: QuotaPeriod, most: float, *, team: str | None = None) -> QuotaState:
        """Set a limit; 0 allows nothing."""
        return self._put(QuotaState, self._path(team, kind, period), {"most": most})

    def remove(self, kind: QuotaKind, period: QuotaPeriod, *, team: str | None = None) -> None:
        """Lift a limit."""
        self._delete(self._path(team, kind, period))

    def _path(self, team: str | None, *parts: str) -> str:
        return self._in_project("quotas", *parts) if team is None else at("teams", team, "quotas", *parts)
