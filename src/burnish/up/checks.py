"""What `burnish doctor` looks at: each check says ok, warn or fail, in words, and what to do."""

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from burnish import __version__
from burnish.errors import BurnishError, ConfigError, OutboundError, SchemaError
from burnish.settings import Settings
from burnish.up.extras import EXTRAS, missing, version_of
from burnish.up.page import page_is_built

__all__ = ["Finding", "Verdict", "examine"]

Verdict = Literal["ok", "warn", "fail"]

_GB = 1e9
_RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
_SOCKET_SECONDS = 2.0
_MOST_SKEW_SECONDS = 5.0


class Finding(NamedTuple):
    """What a check found.

    Attributes:
        check: what was looked at.
        words: what was seen.
        fix: what to do; empty where all is well.
    """

    check: str
    verdict: Verdict
    words: str
    fix: str = ""


def examine(read_settings: Callable[[], Settings] = Settings.from_environment) -> Iterator[Finding]:
    """Every check, one after the other. Nothing is changed, and what is written for a check is removed."""
    try:
        settings = read_settings()
    except ConfigError as error:
        yield Finding("settings", "fail", f"{error.where} {error.what}", error.fix)
        settings = Settings()
    else:
        yield Finding("settings", "ok", f"state in {settings.home.expanduser().absolute()}")
    for name, check in _CHECKS.items():
        try:
            verdict, words, fix = check(settings)
        except BurnishError as error:
            verdict, words, fix = "fail", f"{error.where}: {error.what}" if error.where else error.what, error.fix
        except ImportError as error:
            verdict, words, fix = "warn", f"cannot be looked at: {error.name} is not installed", "pip install 'burnish[server]'"
        yield Finding(name, verdict, words, fix)


_Found = tuple[Verdict, str, str]


def _ok(words: str) -> _Found:
    return "ok", words, ""


def _python(_: Settings) -> _Found:
    words = f"{sys.version.split()[0]} at {sys.executable}, Burnish {__version__}"
    return _ok(words) if sys.version_info >= (3, 11) else ("fail", words, "use Python 3.11 or newer")


def _packages(extra: str, verdict: Verdict) -> Callable[[Settings], _Found]:
    def check(_: Settings) -> _Found:
        if absent := missing(extra):
            return verdict, f"{absent} is not installed", f"pip install 'burnish[{extra}]'"
        return _ok(", ".join(f"{name} {version_of(name)}" for name in EXTRAS[extra][:4]))

    return check


def _postgres(settings: Settings) -> _Found:
    if settings.database.startswith("sqlite"):
        return _ok("not needed: the database is SQLite")
    return _packages("postgres", "fail")(settings)


def _cores(_: Settings) -> _Found:
    import os

    from burnish.engine.cores import usable_cores

    cores, load = usable_cores(), os.getloadavg()[0]
    words = f"{cores} usable of {os.cpu_count()}, load {load:.1f}"
    return _ok(words) if load <= 2 * cores else ("warn", words, "other programs take most of this machine")


def _memory(_: Settings) -> _Found:
    import psutil

    from burnish.workers.machine import memory_limit

    free, limit = min(psutil.virtual_memory().available, memory_limit()), memory_limit()
    words = f"{free / _GB:.1f} GB free of {limit / _GB:.1f} GB"
    if free < 0.5 * _GB:
        return "fail", words, "stop other programs: not even the embedded model can be trained"
    return _ok(words) if free >= 2 * _GB else ("warn", words, "only small models can be trained")


def _disk(settings: Settings) -> _Found:
    import os

    place = _existing(settings.home.expanduser().absolute())
    if not os.access(place, os.W_OK):
        return "fail", f"{place} cannot be written", "set BURNISH_HOME to a folder of yours"
    free = shutil.disk_usage(place).free
    words = f"{free / _GB:.1f} GB free at {place}"
    if free < 1 * _GB:
        return "fail", words, "make room, or set BURNISH_HOME to another disk"
    return _ok(words) if free >= 10 * _GB else ("warn", words, "checkpoints need room: make some, or set BURNISH_HOME to another disk")


def _gpu(_: Settings) -> _Found:
    from burnish.engine.cores import devices_here

    if not any(Path("/dev").glob("nvidia[0-9]*")) and not Path("/dev/dxg").exists():
        return _ok("none; the engine computes on cores")
    devices = devices_here()
    if not devices:
        return "fail", "there is a device, and torch does not find it", "install the torch that fits the driver: see nvidia-smi"
    return _ok(", ".join(devices))


def _port(settings: Settings) -> _Found:
    from burnish.up.listening import listen

    where = f"{settings.host}:{settings.port}"
    try:
        listen(settings).close()
    except ConfigError as error:
        answers = _burnish_at(f"http://{where}")
        return _ok(f"Burnish {answers} answers at {where}") if answers else ("fail", f"{where}: {error.what}", error.fix)
    return _ok(f"{where} is free")


def _gateway(settings: Settings) -> _Found:
    from burnish.up.listening import listen_for_apps

    where = f"{settings.host}:{settings.gateway_port}"
    try:
        listen_for_apps(settings).close()
    except ConfigError as error:
        if _is_gateway(f"http://{where}"):
            return _ok(f"a gateway answers at {where}")
        return "fail", f"{where}: {error.what}", error.fix
    return _ok(f"{where} is free")


def _serving(settings: Settings) -> _Found:
    """Whether somebody keeps alive what is deployed."""
    from burnish.store.database import Database
    from burnish.store.replicas import Replicas
    from burnish.store.schema import check_schema

    if settings.database.startswith("sqlite") and not Path(settings.database.removeprefix("sqlite:///")).exists():
        return _ok("nothing is deployed yet")
    database = Database.open(settings.database)
    try:
        check_schema(database)
        look = Replicas(database, "", 0.0).look()
    except SchemaError:
        return _ok("nothing can be deployed before the tables are brought up to date")
    finally:
        database.close()
    if look.waits or look.ended:
        return "warn", "replicas of deployments wait for a supervisor", "start `burnish up` without --no-serving"
    return _ok("no replica waits for a supervisor")


def _database(settings: Settings) -> _Found:
    from burnish.store.database import Database
    from burnish.store.schema import check_schema

    path = Path(settings.database.removeprefix("sqlite:///"))
    if settings.database.startswith("sqlite") and not path.exists():
        return _ok(f"{path} is made by the first `burnish up`")
    database = Database.open(settings.database)
    try:
        check_schema(database)
    except SchemaError as error:
        return "warn" if "burnish up" in error.fix else "fail", f"{database.name}: {error.what}", error.fix
    finally:
        database.close()
    return _ok(f"{database.name}, tables of this version")


def _artifacts(settings: Settings) -> _Found:
    from burnish.artifacts.storage import Storage

    storage = Storage.of(settings)
    storage.check()
    return _ok(f"{storage.url} can be written and read" if storage.url else f"in {settings.artifacts}")


def _cache(settings: Settings) -> _Found:
    from burnish.artifacts.copies import Copies

    copies, most = Copies(settings.cache, settings.cache_bytes).all(), settings.cache_bytes
    if not copies:
        return _ok("no copies of what lies elsewhere")
    total, used = sum(one.bytes for one in copies), sum(one.in_use for one in copies)
    words = f"{len(copies)} copies of what lies elsewhere, {used} in use: {total / _GB:.1f} GB of at most {most / _GB:.1f} GB"
    if total <= most:
        return _ok(words)
    return "warn", words, "they are more than they may be until runs and deployments end; raise BURNISH_CACHE_BYTES if that is always so"


def _page(_: Settings) -> _Found:
    return _ok("built") if page_is_built() else ("warn", "not built: the API and the commands work", "make ui")


def _clock(settings: Settings) -> _Found:
    now = datetime.now(UTC)
    words = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if now < _RELEASED:
        return "fail", f"{words} is before this version was made", "set the clock: leases, keys and certificates depend on it"
    if settings.database.startswith("sqlite"):
        return _ok(words)
    from burnish.store.clock import read_clock
    from burnish.store.database import Database

    database = Database.open(settings.database)
    try:
        skew = (read_clock(database) - datetime.now(UTC)).total_seconds()
    finally:
        database.close()
    words = f"{words}, {abs(skew):.1f} s {'behind' if skew > 0 else 'before'} the database"
    return _ok(words) if abs(skew) <= _MOST_SKEW_SECONDS else ("warn", words, "run an NTP client on both machines")


def _login(settings: Settings) -> _Found:
    from burnish.sdk import Account, Client

    account = Account.find(settings=settings)
    if not account.api_key:
        return _ok("nobody is logged in here")
    with Client.of(account, timeout_s=_SOCKET_SECONDS, retries=0) as client:
        try:
            server = client.health()
        except OutboundError as error:
            return "warn", f"{error.where}: {error.what}", error.fix
        me = client.session.me()
    words = f"{me.email or me.name} at {account.url}, Burnish {server.version}, project {account.project or 'not chosen'}"
    if server.version != __version__:
        return "warn", words, f"use the same version here and there: this one is {__version__}"
    return _ok(words)


def _burnish_at(url: str) -> str | None:
    """The version of the Burnish that answers there, if one does."""
    from burnish.sdk import Account, Client

    try:
        with Client.of(Account(url), timeout_s=_SOCKET_SECONDS, retries=0) as client:
            return client.health().version
    except BurnishError:
        return None


def _is_gateway(url: str) -> bool:
    """Whether a gateway answers there."""
    import httpx

    try:
        answer = httpx.get(f"{url}/readyz", timeout=_SOCKET_SECONDS, trust_env=False)
        return answer.status_code in (200, 503) and set(answer.json()) == {"status"}
    except (httpx.HTTPError, ValueError, TypeError):
        return False


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


_CHECKS: dict[str, Callable[[Settings], _Found]] = {
    "python": _python,
    "server": _packages("server", "warn"),
    "engine": _packages("engine", "warn"),
    "postgres": _postgres,
    "cores": _cores,
    "memory": _memory,
    "disk": _disk,
    "gpu": _gpu,
    "port": _port,
    "gateway": _gateway,
    "database": _database,
    "serving": _serving,
    "artifacts": _artifacts,
    "cache": _cache,
    "page": _page,
    "clock": _clock,
    "login": _login,
}
