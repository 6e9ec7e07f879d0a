"""Imports from a hub: looked at while the request waits, fetched in the background, and gone on with after whatever broke one off."""

import asyncio
import fcntl
import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from burnish.api.access import Access
from burnish.api.import_locks import ImportLock
from burnish.api.importing import ModelSource, failing, keep_version
from burnish.api.server import Server
from burnish.artifacts.hub import Hub, HubModel
from burnish.artifacts.imports import link_plain, model_facts, refuse_code
from burnish.core.registry import HubSource, ModelVersion
from burnish.errors import NotFoundError, StoreError, StoreFullError
from burnish.store.models import ModelRegistry
from burnish.store.secrets import Secrets
from burnish.wire.client import Outbound

__all__ = ["bring_in_from_hub", "hub_token", "look_at_hub"]

HUB_SECRET = "HF_TOKEN"  # noqa: S105 (the name of one)
SPARE_BYTES = 1_000_000_000
TELL_SECONDS = 1.0
_AT_ONCE = 2

_places = threading.Semaphore(_AT_ONCE)


def hub_token(access: Access) -> str:
    """By what the hub knows who asks: the project's own secret, else the server's; empty where there is neither."""
    secrets = Secrets(access.server.database, access.project_id, access.server.vault)
    try:
        with access.server.database.write() as transaction:
            return secrets.read(transaction, HUB_SECRET)
    except NotFoundError:
        token = access.server.settings.hub_token
        return token.get_secret_value() if token is not None else ""


def look_at_hub(server: Server, project_id: str, asked: HubSource, token: str) -> HubModel:
    """What the hub has, before anything is fetched.

    Raises:
        InputError: it cannot be taken in; says why.
        OutboundRefusedError, OutboundError: the hub cannot be asked.
        StoreFullError: there is no room for it.
    """

    async def look() -> HubModel:
        async with Outbound(server.settings.outbound_allow) as outbound:
            return await _hub(server, outbound, token).look(asked.id, asked.revision)

    found = asyncio.run(look())
    staged = _staging(server, project_id, found)
    there = sum(path.stat().st_size for path in staged.rglob("*") if path.is_file())
    home = server.settings.artifacts
    home.mkdir(parents=True, exist_ok=True)
    free, need = shutil.disk_usage(home).free, max(0, found.bytes - there) + SPARE_BYTES
    if need > free:
        what = f"{found.id} needs {need / 1e9:.1f} GB with a reserve, and {free / 1e9:.1f} GB are free"
        raise StoreFullError(what, where=str(home), fix="make room; nothing was taken in")
    return found


def bring_in_from_hub(
    server: Server,
    project_id: str,
    version: ModelVersion,
    found: HubModel,
    token: str,
    licence: str,
    check: Callable[[ModelSource], None],
    *,
    current: bool,
) -> None:
    """Fetch a version's files in the background; then it is ready, or failed with the reason.

    Args:
        check: raises, if what was fetched does not fit.

    The thread ends with the process. What it had fetched lies where the next import of the same commit into this project finds it.
    """
    given = (server, project_id, version, found, token, licence, check, current, ImportLock(server.settings, version.id))
    threading.Thread(target=_bring_in, args=given, name=f"hub-{version.id}", daemon=True).start()


def _bring_in(
    server: Server,
    project_id: str,
    version: ModelVersion,
    found: HubModel,
    token: str,
    licence: str,
    check: Callable[[ModelSource], None],
    current: bool,
    lock: ImportLock,
) -> None:
    staging = _staging(server, project_id, found)
    with lock.held(), failing(server, project_id, version), _places, _alone(staging):
        small = [file for file in found.files if not file.name.endswith(".safetensors")]
        weights = [file for file in found.files if file.name.endswith(".safetensors")]
        files = {file.name: staging / file.name for file in found.files}
        told = _Progress(server, project_id, version, found.bytes)

        async def fetch() -> None:
            async with Outbound(server.settings.outbound_allow) as outbound:
                hub = _hub(server, outbound, token)
                await hub.fetch(found, small, staging, told)
                refuse_code({name: path for name, path in files.items() if path.exists()})  # before gigabytes of weights
                told.before = sum(file.bytes for file in small)
                await hub.fetch(found, weights, staging, told)

        try:
            asyncio.run(fetch())
        except OSError as error:
            raise StoreError(f"cannot be written: {error.strerror}", where=str(staging), fix="make room, and import it again") from error
        source = ModelSource(files, {**model_facts(files), "licence": licence or found.licence}, found.skipped)
        check(source)
        keep_version(server, project_id, version, source, lambda folder: link_plain(files, folder), current=current)
        shutil.rmtree(staging, ignore_errors=True)


class _Progress:
    """Tells the registry how far an import is, about once a second."""

    def __init__(self, server: Server, project_id: str, version: ModelVersion, total: int) -> None:
        self._database, self._registry = server.database, ModelRegistry(server.database, project_id)
        self._version, self._total, self.before, self._next = version.id, total, 0, 0.0

    def __call__(self, size: int) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + TELL_SECONDS
        words = f"{(self.before + size) / 1e6:,.1f} of {self._total / 1e6:,.1f} MB are here"
        self._database.retrying(lambda transaction: self._registry.tell(transaction, self._version, words))


def _hub(server: Server, outbound: Outbound, token: str) -> Hub:
    return Hub(outbound, server.settings.hub_endpoint, token, server.settings.hub_hosts)


def _staging(server: Server, project_id: str, found: HubModel) -> Path:
    """Where the files of a commit are gathered."""
    known = hashlib.sha256(f"{server.settings.hub_endpoint} {found.id} {found.commit}".encode()).hexdigest()[:32]
    return server.settings.artifacts / project_id / "hub" / known


@contextmanager
def _alone(staging: Path) -> Iterator[None]:
    """Wait until nobody else, in whatever process, gathers the same commit."""
    staging.parent.mkdir(parents=True, exist_ok=True)
    with staging.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        staging.mkdir(exist_ok=True)
        yield
