"""StoredRoutes: the routes of an installation, from its database, with the keys that its vault opens."""

from burnish.core.serving import Routes
from burnish.store.database import Database
from burnish.store.serving import read_routes, revision
from burnish.store.vault import Vault

__all__ = ["StoredRoutes"]


class StoredRoutes:
    """A source of routes."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    def revision(self) -> int:
        """A number that rises with every change."""
        return revision(self._database)

    def read(self) -> Routes:
        """Everything that can be called."""
        return read_routes(self._database, self._vault)
