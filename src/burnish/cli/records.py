"""`burnish fill` and `burnish records`: the process that fills tables from the gateways' logs, and making them anew."""

import signal
import threading
from typing import Annotated

import typer

from burnish.cli.answers import Json, answering, print_json
from burnish.cli.tables import plain
from burnish.settings import Settings

__all__ = ["fill", "records_app"]

records_app = typer.Typer(help="The record's tables, on the machine of its logs.", no_args_is_help=True)


@answering
def fill(once: Annotated[bool, typer.Option("--once", help="Fill what is there now, then end.")] = False, json: Json = False) -> None:
    """Fill the tables from the logs of this machine's gateways, until told to stop. `burnish up` does so too."""
    from burnish.gateway.filling import Filler, FillerOptions
    from burnish.gateway.implicit_reading import EpisodeReader
    from burnish.store.database import Database
    from burnish.store.schema import check_schema
    from burnish.up.logs import log_to_stderr

    settings = Settings.from_environment()
    log_to_stderr(settings)
    database = Database.open(settings.database)
    try:
        check_schema(database)
        filler = Filler(database, settings.records, FillerOptions(keep_bytes=settings.gateway_log_bytes // 2))
        if once:
            filled = filler.fill_all()
            if json:
                print_json({"entries": filled.entries, "set_aside": filled.aside})
            else:
                typer.echo(f"{filled.entries} entries, {filled.aside} of them set aside")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        beside = [threading.Thread(target=EpisodeReader(database).run, args=(stop,), name="episode-reader", daemon=True)]
        if settings.otlp_endpoint is not None:
            from burnish.gateway.exporting import Exporter

            beside.append(threading.Thread(target=Exporter(database, settings).run, args=(stop,), name="exporter", daemon=True))
        for thread in beside:
            thread.start()
        filler.run(stop)
        for thread in beside:
            thread.join()
    finally:
        database.close()


@records_app.command("aside")
@answering
def list_aside(limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50, json: Json = False) -> None:
    """Entries that could not be filled, newest first, each with its reason."""
    from burnish.store.database import Database
    from burnish.store.filling import aside
    from burnish.store.schema import check_schema

    database = Database.open(Settings.from_environment().database)
    try:
        check_schema(database)
        with database.read() as transaction:
            rows = aside(transaction, limit=limit)
    finally:
        database.close()
    if json:
        print_json(
            [{"writer": row.writer, "segment": row.segment, "byte": row.byte, "code": row.code, "message": row.message} for row in rows]
        )
        return
    for row in rows:
        typer.echo(f"{row.writer} {row.segment:08d}.log byte {row.byte}  {plain(row.message)}")


@records_app.command("rebuild")
@answering
def rebuild(json: Json = False) -> None:
    """Read all segments again that are still there, and add episodes and rollups up anew. Nothing that is in the tables is lost."""
    from burnish.gateway.filling import Filler, FillerOptions
    from burnish.store.database import Database
    from burnish.store.filling import forget_places
    from burnish.store.rebuilding import rebuild_sums
    from burnish.store.schema import check_schema

    settings = Settings.from_environment()
    database = Database.open(settings.database)
    try:
        check_schema(database)
        filler = Filler(database, settings.records, FillerOptions(keep_bytes=settings.gateway_log_bytes // 2))
        with database.write() as transaction:
            forget_places(transaction, filler.writers())
        filled = filler.fill_all()
        interactions = rebuild_sums(database)
    finally:
        database.close()
    if json:
        print_json({"entries": filled.entries, "set_aside": filled.aside, "interactions": interactions})
    else:
        typer.echo(f"{filled.entries} entries read, {filled.aside} of them set aside; {interactions} interactions added up")
