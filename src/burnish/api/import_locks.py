"""Import locks: which imports are under way on this machine; one whose server died, even by SIGKILL, is known by its lock that is free."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from burnish.settings import Settings
from burnish.store.database import Database
from burnish.store.models import fail_imports, fail_old_imports

__all__ = ["ImportLock", "fail_dead_imports"]


class ImportLock:
    """Held from when the registry hears of an import until it hears how that ended. The kernel lets go of it when the process dies.

    Args:
        settings: of this server.
        version_id: of the version that is taken in.
    """

    def __init__(self, settings: Settings, version_id: str) -> None:
        folder = _folder(settings)
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / version_id
        partial = folder / f".{version_id}"
        self._descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        partial.rename(self._path)  # nobody sees it before it is held

    @contextmanager
    def held(self) -> Iterator[None]:
        """For as long as a block lasts, in whichever thread."""
        try:
            yield
        finally:
            self._path.unlink(missing_ok=True)
            os.close(self._descriptor)


def fail_dead_imports(database: Database, settings: Settings) -> int:
    """Say of imports that they failed whose server is gone: of this machine at once, of others after a day. Returns how many there were."""
    dead: list[Path] = []
    folder = _folder(settings)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.startswith("version_") and _is_free(path):
            dead.append(path)
    with database.write() as transaction:
        count = fail_imports(transaction, [path.name for path in dead]) + fail_old_imports(transaction)
    for path in dead:
        path.unlink(missing_ok=True)
    return count


def _is_free(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:  # it may end just now
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _folder(settings: Settings) -> Path:
    return settings.artifacts / ".imports"
