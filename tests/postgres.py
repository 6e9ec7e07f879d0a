"""A real PostgreSQL for tests: found or installed, initialised in a temporary folder, run as an unprivileged user, stopped afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Postgres", "PostgresMissing"]

ROOT = Path(__file__).parents[1]
SETTINGS = {
    "listen_addresses": "''",  # a socket in a folder of our own: no port to collide on, nobody else can connect
    "max_connections": "200",
    "shared_buffers": "'64MB'",
    "autovacuum_naptime": "'5s'",
    "log_min_messages": "fatal",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}  # tests kill processes, never the machine: what reached the kernel is safe


class PostgresMissing(Exception):
    """There are no PostgreSQL programs here; says how to get them."""


class Postgres:
    """A server on a socket in `folder`. Databases are made and dropped by URL."""

    def __init__(self, programs: Path, folder: Path, settings: Mapping[str, str]) -> None:
        self._programs, self._folder, self._settings = programs, folder, settings
        self._user = _unprivileged()
        self._made = 0

    @classmethod
    @contextmanager
    def running(cls, *, durable: bool = False) -> Iterator["Postgres"]:
        """A fresh server for as long as the block lasts.

        Args:
            durable: it survives a power loss too, as a real one does; slower.

        Raises:
            PostgresMissing: there are no programs to run.
        """
        programs = find_programs()
        folder = Path(tempfile.mkdtemp(prefix="burnish-postgres-"))
        server = cls(programs, folder, SETTINGS if durable else SETTINGS | NOT_DURABLE)
        try:
            if server._user:
                shutil.chown(folder, server._user)
            server._run(
                "initdb", "-D", str(folder / "cluster"), "-U", "burnish", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"
            )
            server.start()
            try:
                yield server
            finally:
                server.stop("immediate")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        options = f"-k {self._folder} {settings}"
        self._run("pg_ctl", "start", "-w", "-D", str(self._folder / "cluster"), "-l", str(self._folder / "log"), "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` in order, `immediate` as a crash would."""
        self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", str(self._folder / "cluster"))

    def crash(self) -> None:
        """Stop it as a crash would, and start it again: it recovers from its log."""
        self.stop("immediate")
        self.start()

    def create(self, template: str = "template1", folder: Path | None = None) -> str:
        """A fresh database, with its tables in `folder` if there is one; returns its name."""
        self._made += 1
        name = f"test_{self._made}"
        if folder is not None:
            self._execute(f"CREATE TABLESPACE space_{name} LOCATION '{folder}'")
        self._execute(f'CREATE DATABASE {name} TEMPLATE "{template}"' + (f" TABLESPACE space_{name}" if folder else ""))
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def drop_folder(self, name: str) -> None:
        """Forget the folder that a removed database had its tables in."""
        self._execute(f"DROP TABLESPACE space_{name}")

    @contextmanager
    def unvacuumed(self) -> Iterator[None]:
        """Nothing tidies up the server's own tables for as long as the block lasts."""
        self._set_autovacuum("off")
        try:
            yield
        finally:
            self._set_autovacuum("on")

    def _set_autovacuum(self, setting: str) -> None:
        self._execute(f"ALTER SYSTEM SET autovacuum = {setting}")
        self._execute("SELECT pg_reload_conf()")

    def dump(self, name: str) -> str:
        """Its tables and rows as SQL statements."""
        arguments = ["-h", str(self._folder), "-U", "burnish", "--inserts", "--no-owner", "--no-privileges", name]
        return self._run("pg_dump", *arguments)

    def url(self, name: str) -> str:
        """Where a database is."""
        return f"postgresql://burnish@/{name}?host={self._folder}"

    def _execute(self, statement: str) -> None:
        import psycopg  # here, so that tests on SQLite need no driver

        with psycopg.connect(f"host={self._folder} user=burnish dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(self._programs / program), *arguments]
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
        # To a file, not a pipe: the server inherits it, and a pipe would stay open as long as it lives.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                command,
                user=self._user,
                extra_groups=[] if self._user else None,
                env=environment,
                cwd=self._folder,
                stdout=output,
                stderr=output,
                check=False,
            )
            output.seek(0)
            if done.returncode != 0:
                raise RuntimeError(f"{' '.join(command)} failed: {output.read().decode(errors='replace')[-2000:]}")
            return output.read().decode()


def find_programs() -> Path:
    """The folder of initdb and pg_ctl, as `.ci/postgres` prints it, which installs them where it can.

    Raises:
        PostgresMissing: it could not.
    """
    done = subprocess.run([str(ROOT / ".ci" / "postgres"), "--find"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PostgresMissing(done.stderr.strip() or "there is no PostgreSQL here")
    return Path(done.stdout.strip())


def _unprivileged() -> str | None:
    """Whom to run as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
