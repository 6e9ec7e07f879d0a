"""A worker as a process, on the numpy engine unless told otherwise: `python -m tests.workers.worker_process [lease_seconds]`."""

import asyncio
import sys

from burnish.settings import Settings
from burnish.store.database import Database
from burnish.workers.worker import Worker, WorkerOptions
from tests.workers.numpy_process import COMMAND


def main(lease_seconds: float) -> None:
    settings = Settings.from_environment()
    database = Database.open(settings.database)
    options = WorkerOptions(lease_seconds=lease_seconds, grace_seconds=10, command=COMMAND)
    asyncio.run(Worker(database, settings, options).work())
    database.close()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
