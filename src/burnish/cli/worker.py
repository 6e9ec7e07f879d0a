"""`burnish worker`: take runs from the queue and carry them out, until told to stop."""

import asyncio
from typing import Annotated

import typer

from burnish.cli.answers import answering
from burnish.settings import Settings

__all__ = ["worker"]

Pools = Annotated[str, typer.Option(help="Pools, by commas, whose runs it takes.")]
Cores = Annotated[int | None, typer.Option(min=1, help="Cores that runs may have together; by default all that are here.")]
MemoryGB = Annotated[float | None, typer.Option("--memory-gb", min=0.1, help="Memory that they may have; by default all there is.")]
Gpus = Annotated[int | None, typer.Option(min=0, help="GPUs that they may have; by default all that are here.")]
Lease = Annotated[
    float, typer.Option("--lease-seconds", min=10, help="How long a run whose process is silent waits, before another worker takes it.")
]
Grace = Annotated[float, typer.Option("--grace-seconds", min=0, help="How long a step may go on when the worker is told to stop.")]


@answering
def worker(
    pools: Pools = "default",
    cores: Cores = None,
    memory_gb: MemoryGB = None,
    gpus: Gpus = None,
    lease_seconds: Lease = 60.0,
    grace_seconds: Grace = 60.0,
) -> None:
    """Take runs from the queue of BURNISH_DATABASE_URL that fit this machine, each in a process of its own.

    SIGTERM or Ctrl-C: runs save after the step under way, and wait for the next worker.
    """
    from burnish.store.database import Database
    from burnish.store.schema import check_schema
    from burnish.up.logs import log_to_stderr
    from burnish.workers.worker import Worker, WorkerOptions

    settings = Settings.from_environment()
    log_to_stderr(settings)
    options = WorkerOptions(
        pools=tuple(pool.strip() for pool in pools.split(",") if pool.strip()),
        cores=cores,
        memory_bytes=None if memory_gb is None else int(memory_gb * 1e9),
        gpus=gpus,
        lease_seconds=lease_seconds,
        grace_seconds=grace_seconds,
    )
    database = Database.open(settings.database)
    try:
        check_schema(database)
        asyncio.run(Worker(database, settings, options).work())
    finally:
        database.close()
