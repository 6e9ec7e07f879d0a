"""Projects and Members: what everything belongs to, and who has which role there."""

from burnish.core.access import Member, Project, ProjectTeam
from burnish.sdk.aio.listing import Listing
from burnish.sdk.aio.resource import Resource
from burnish.sdk.calls import at

__all__ = ["Members", "Projects"]


class Projects(Resource):
    """Projects. Each verb takes a project's id or name.

    Raises (every verb that takes one):
        NotFoundError: there is none, or it is not for you.
    """

    def list(self, *, archived: bool = False, limit: int | None = None) -> Listing[Project]:
        """The projects that you may see, newest first, each with what you may there; `limit`: how many a page."""
        return self._list(Project, at("projects"), {"archived": archived}, limit=limit)

    async def create(self, name: str, description: str = "", *, team: str | None = None) -> Project:
        """Make a project.

        Args:
            name: lower-case letters, digits and `-`; it stands in addresses and commands.
            description: what it is for.
            team: id or name of a team to share it with; needs teams.write there. Without one: project.write on the installation.

        Raises:
            ConflictError: the name is taken.
        """
        return await self._post(Project, at("projects"), {"name": name, "description": description, "team": team})

    async def get(self, project: str) -> Project:
        """One project, with what you may there."""
        return await self._get(Project, at("projects", project))

    async def update(self, project: str, *, name: str | None = None, description: str | None = None) -> Project:
        """Change its name or description."""
        return await self._patch(Project, at("projects", project), {"name": name, "description": description})

    async def archive(self, project: str) -> Project:
        """Put it away: it can be read, and nothing in it changes."""
        return await self._post(Project, at("projects", project, "archive"))

    async def restore(self, project: str) -> Project:
        """Bring it back."""
        return await self._post(Project, at("projects", project, "restore"))

    async def teams(self, project: str) -> tuple[ProjectTeam, ...]:
        """The teams that it is shared with."""
        return await self._get(tuple[ProjectTeam, ...], at("projects", project, "teams"))

    async def share(self, project: str, team: str) -> ProjectTeam:
        """Share it with a team: each of its members has their role in the team on the project too."""
        return await self._put(ProjectTeam, at("projects", project, "teams", team), None)

    async def unshare(self, project: str, team: str) -> None:
        """Share it with a team no more."""
        await self._delete(at("projects", project, "teams", team))


class Members(Resource):
    """Users with a role on the client's project itself. A user is named by id or e-mail address."""

    async def list(self) -> tuple[Member, ...]:
        """Who has which role."""
        return await self._get(tuple[Member, ...], self._in_project("members"))

    async def set(self, user: str, role: str) -> Member:
        """Give a user a role, in place of the one they had; none that may more than you.

        Raises:
            NotFoundError: there is no such user or role.
            ForbiddenError: the role may what you may not.
        """
        return await self._put(Member, self._in_project("members", user), {"role": role})

    async def remove(self, user: str) -> None:
        """Take their role away."""
        await self._delete(self._in_project("members", user))
