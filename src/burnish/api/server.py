"""Server: what all handlers work with, made once when a process starts."""

from dataclasses import dataclass

from burnish.api.import_locks import fail_dead_imports
from burnish.artifacts.storage import Storage
from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.schema import migrate
from burnish.store.users import FirstStart, first_start
from burnish.store.vault import Vault

__all__ = ["Server", "open_server"]


@dataclass(frozen=True, slots=True)
class Server:
    """The parts of a running server.

    Attributes:
        settings: of this process.
        database: with the newest tables.
        vault: of the installation's key file.
        storage: of models, datasets and checkpoints.
        first_start: what the first start made, for the operator to see once; None at every other one.
    """

    settings: Settings
    database: Database
    vault: Vault
    storage: Storage
    first_start: FirstStart | None

    def close(self) -> None:
        """Close what is open."""
        self.database.close()


def open_server(settings: Settings) -> Server:
    """Open the database, bring its tables up to date, read the key file, and make the owner if there is no user yet.

    Raises:
        ConfigError: a setting is wrong.
        StoreError: the database cannot be used.
    """
    storage, vault = Storage.of(settings), Vault.open(settings.key_file)
    database = Database.open(settings.database)
    migrate(database)
    fail_dead_imports(database, settings)
    return Server(settings, database, vault, storage, first_start(database))
