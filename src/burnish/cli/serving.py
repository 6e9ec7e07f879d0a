"""`burnish serving`: keep engine replicas of deployments alive on this machine, until told to stop."""

import asyncio
from typing import Annotated

import typer

from burnish.cli.answers import answering
from burnish.settings import Settings

__all__ = ["serving"]

MemoryGB = Annotated[float | None, typer.Option("--memory-gb", min=0.1, help="Memory that replicas may have; by default all there is.")]
Lease = Annotated[
    float, typer.Option("--lease-seconds", min=3, help="How long a replica waits whose supervisor is silent, before another one takes it.")
]
Drain = Annotated[float, typer.Option("--drain-seconds", min=0, help="How long answers under way may take when a replica is to end.")]


@answering
def serving(memory_gb: MemoryGB = None, lease_seconds: Lease = 10.0, drain_seconds: Drain = 30.0) -> None:
    """Keep the replicas of deployments alive that fit this machine.

    Other machines may do so too, on the same database and the same files; gateways reach them at BURNISH_SERVING_HOST.
    SIGTERM or Ctrl-C: what is under way is answered, and other machines take the replicas.
    """
    from burnish.store.database import Database
    from burnish.store.schema import check_schema
    from burnish.store.vault import Vault
    from burnish.up.logs import log_to_stderr
    from burnish.workers.serving import Supervisor, SupervisorOptions

    settings = Settings.from_environment()
    log_to_stderr(settings)
    options = SupervisorOptions(
        memory_bytes=None if memory_gb is None else int(memory_gb * 1e9), lease_seconds=lease_seconds, drain_seconds=drain_seconds
    )
    database = Database.open(settings.database)
    try:
        check_schema(database)
        asyncio.run(Supervisor(database, settings, Vault.open(settings.key_file), options).work())
    finally:
        database.close()
