"""What runs in the child processes of `burnish up`: `python -m burnish.up.processes PART LIFELINE …`, for api SOCKET and READY too."""

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable

from burnish.core.crash_points import arm
from burnish.errors import BurnishError
from burnish.settings import Settings
from burnish.up.lifeline import hold_on_to
from burnish.up.logs import log_to_stderr
from burnish.up.ready import Ready

__all__ = ["REFUSED", "main"]

REFUSED = 78
"""Exit status of a process that cannot work as it is set up (EX_CONFIG of sysexits.h): starting it again would not help."""


def main(arguments: list[str]) -> int:
    """Do one part's work until SIGTERM, or until the parent is gone; returns the exit status."""
    part, *descriptors = arguments
    lifeline, *others = map(int, descriptors)
    os.set_inheritable(lifeline, False)
    hold_on_to(lifeline)
    try:
        settings = Settings.from_environment()
        log_to_stderr(settings)
        if settings.crash_at:
            arm(settings.crash_at)
        _PARTS[part](settings, others)
    except BurnishError as error:
        print(f"burnish {part}: {error}", file=sys.stderr, flush=True)
        return REFUSED
    except KeyboardInterrupt:
        return 0
    return 0


def _api(settings: Settings, descriptors: list[int]) -> None:
    from burnish.up.serving import serve

    listener, ready = descriptors
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)

    def tell(made: Ready) -> None:
        os.write(ready, made.model_dump_json().encode() + b"\n")
        os.close(ready)

    serve(settings, socket.socket(fileno=listener), tell)


def _gateway(settings: Settings, descriptors: list[int]) -> None:
    import uvloop

    from burnish.gateway.process import run

    listener, until_tables, ready = descriptors
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    os.read(until_tables, 1)  # nothing is ever written: it returns when the parent closes the other end

    def tell() -> None:
        os.write(ready, Ready().model_dump_json().encode() + b"\n")
        os.close(ready)

    uvloop.run(run(settings, socket.socket(fileno=listener), tell))


def _serving(settings: Settings, descriptors: list[int]) -> None:
    from burnish.store.database import Database
    from burnish.store.vault import Vault
    from burnish.workers.serving import Supervisor

    async def work() -> None:
        await Supervisor(Database.open(settings.database), settings, Vault.open(settings.key_file)).work()

    asyncio.run(work())


def _worker(settings: Settings, descriptors: list[int]) -> None:
    from burnish.store.database import Database
    from burnish.workers.worker import Worker

    async def work() -> None:
        await Worker(Database.open(settings.database), settings).work()

    asyncio.run(work())


def _filler(settings: Settings, descriptors: list[int]) -> None:
    from burnish.gateway.filling import Filler, FillerOptions
    from burnish.gateway.implicit_reading import EpisodeReader
    from burnish.store.database import Database

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    database = Database.open(settings.database)
    beside = [threading.Thread(target=EpisodeReader(database).run, args=(stop,), name="episode-reader", daemon=True)]
    if settings.otlp_endpoint is not None:
        from burnish.gateway.exporting import Exporter

        beside.append(threading.Thread(target=Exporter(database, settings).run, args=(stop,), name="exporter", daemon=True))
    for thread in beside:
        thread.start()
    Filler(database, settings.records, FillerOptions(keep_bytes=settings.gateway_log_bytes // 2)).run(stop)
    for thread in beside:
        thread.join()
    database.close()


_PARTS: dict[str, Callable[[Settings, list[int]], None]] = {
    "api": _api,
    "filler": _filler,
    "gateway": _gateway,
    "serving": _serving,
    "worker": _worker,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
