"""Projects and Members: what everything belongs to, and who has which role there."""

from burnish.core.access import Member, Project, ProjectTeam
from burnish.sdk.blocking.listing import Listing
from burnish.sdk.blocking.resource import Resource
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

    def create(self, name: str, description: str = "", *, team: str | None = None) -> Project:
        """Make a project.

        Args:
            name: lower-case letters, digits and `-`; it stands in addresses and commands.
            description: what it is for.
            team: id or name of a team to share it with; needs teams.write there. Without one: project.write on the installation.

        Raises:
            ConflictError: the name is taken.
        """
        return self._post(Project, at("projects"), {"name": name, "description": description, "team": team})

    def get(self, project: str) -> Project:
        """One project, with what you may there."""
        return self._get(Project, at("projects", project))

    def update(self, project: str, *, name: str | None = None, description: str | None = None) -> Project:
        """Change its name or description."""
        return self._patch(Project, at("projects", project), {"name": name, "description": description})

    def archive(self, project: str) -> Project:
        """Put it away: it can be read, and nothing in it changes."""
        return self._post(Project, at("projects", project, "archive"))

    def restore(self, project: str) -> Project:
        """Bring it back."""
        return self._post(Project, at("projects", project, "restore"))

    def teams(self, project: str) -> tuple[ProjectTeam, ...]:
        """The teams that it is shared with."""
        return self._get(tuple[ProjectTeam, ...], at("projects", project, "teams"))

    def share(self, project: str, team: str) -> ProjectTeam:
        """Share it with a team: each of its members has their role in the team on the project too."""
        return self._put(ProjectTeam, at("projects", project, "teams", team), None)

    def unshare(self, project: str, team: str) -> None:
        """Share it with a team no more."""
        self._delete(at("projects", project, "teams", team))


class Members(Resource):
    """Users with a role on the client's project itself. A user is named by id or e-mail address."""

    def list(self) -> tuple[Member, ...]:
        """Who has which role."""
        return self._get(tuple[Member, ...], self._in_project("members"))

    def set(self, user: str, role: str) -> Member:
        """Give a user a role, in place of the one they had; none that may more than you.

        Raises:
            NotFoundError: there is no such user or role.
            ForbiddenError: the role may what you may not.
        """
        return self._put(Member, self._in_project("members", user), {"role": role})

    def remove(self, user: str) -> None:
        """Take their role away."""
        self._delete(self._in_project("members", user))
