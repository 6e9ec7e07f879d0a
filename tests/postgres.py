"""A real PostgreSQL for tests: found or installed, initialised in a temporary folder, run as an unprivileged user, stopped afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Postgres", "PostgresMissing"]

ROOT = Path(__file__).parents[1]
SETTINGS = {
    "listen_addresses": "''",  # a socket in a folder of our own: no port to collide on, nobody else can connect
    "fsync": "off",  # tests kill processes, never the machine: what reached the kernel is safe
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "'64MB'",
    "autovacuum_naptime": "'5s'",
    "log_min_messages": "fatal",
}


class PostgresMissing(Exception):
    """There are no PostgreSQL programs here; says how to get them."""


class Postgres:
    """A server on a socket in `folder`. Databases are made and dropped by URL."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self._user = _unprivileged()
        self._made = 0

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["Postgres"]:
        """A fresh server for as long as the block lasts.

        Raises:
            PostgresMissing: there are no programs to run.
        """
        programs = find_programs()
        folder = Path(tempfile.mkdtemp(prefix="burnish-postgres-"))
        server = cls(programs, folder)
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
        settings = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        options = f"-k {self._folder} {settings}"
        self._run("pg_ctl", "start", "-w", "-D", str(self._folder / "cluster"), "-l", str(self._folder / "log"), "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` in order, `immediate` as a crash would."""
        self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", str(self._folder / "cluster"))

    def crash(self) -> None:
        """Stop it as a crash would, and start it again: it recovers from its log."""
        self.stop("immediate")
        self.start()

    def create(self, template: str = "template1") -> str:
        """A fresh database; returns its name."""
        self._made += 1
        name = f"test_{self._made}"
        self._execute(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """Where a database is."""
        return f"postgresql://burnish@/{name}?host={self._folder}"

    def _execute(self, statement: str) -> None:
        import psycopg  # here, so that tests on SQLite need no driver

        with psycopg.connect(f"host={self._folder} user=burnish dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
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
