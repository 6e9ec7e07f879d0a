"""A worker as a process, its runs on the numpy engine: `python -m tests.workers.worker_process [lease_seconds] [memory_bytes]`."""

import asyncio
import sys

from burnish.settings import Settings
from burnish.store.database import Database
from burnish.workers.worker import Worker, WorkerOptions
from tests.workers.numpy_process import COMMAND


def main(lease_seconds: float = 60.0, memory_bytes: int | None = None) -> None:
    """Work until it is told to stop."""
    settings = Settings.from_environment()
    database = Database.open(settings.database)
    options = WorkerOptions(lease_seconds=lease_seconds, memory_bytes=memory_bytes, grace_seconds=10, command=COMMAND)
    asyncio.run(Worker(database, settings, options).work())
    database.close()


if __name__ == "__main__":
    main(*(kind(argument) for kind, argument in zip((float, int), sys.argv[1:], strict=False)))  # type: ignore[arg-type]
