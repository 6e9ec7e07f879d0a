"""Place: one file at a fsspec URL: put, got, listed and removed, with errors that say what is wrong and what to do."""

import errno
import importlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from burnish.artifacts.files import sync_file, sync_folder
from burnish.errors import BurnishError, CheckpointError, ConfigError, StoreError, StoreFullError, StoreUnavailableError

__all__ = ["Place", "place_of"]

SETTING = "BURNISH_ARTIFACTS_URL"

_EXTRAS = {"s3": "s3", "s3a": "s3", "az": "azure", "abfs": "azure", "abfss": "azure", "adl": "azure"}
_AWAY = frozenset(
    {errno.EBUSY, errno.EIO, errno.ETIMEDOUT, errno.ECONNREFUSED, errno.ECONNRESET, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EAGAIN}
)
_AWAY_WORDS = ("Connect", "Timeout", "ServiceRequestError", "ServiceResponseError", "IncompleteRead", "HTTPClientError")
_REFUSED_WORDS = ("Credential", "Authentication", "TokenRetrieval", "ProfileNotFound")
_REFUSED, _NOT_THERE, _BUSY = frozenset({401, 403}), frozenset({404}), frozenset({408, 429, 500, 502, 503, 504})  # of HTTP


@dataclass(frozen=True, slots=True)
class Place:
    """A file at a URL, there or not.

    Attributes:
        url: the whole of it.
        fs: fsspec's file system.
        path: what the file system calls it.
    """

    url: str
    fs: Any
    path: str

    @property
    def name(self) -> str:
        """Its last part."""
        return self.path.rpartition("/")[2]

    def put(self, source: Path) -> None:
        """Make it what a file here is, unless one of that length is there: an address tells what its content is."""
        size = source.stat().st_size
        with _telling(self.url):
            if self._size() == size:
                return
            if "file" in _protocols(self.fs):
                _copy_durably(source, Path(self.path))
            else:
                self.fs.put_file(str(source), self.path)
            found = self._size()
        if found != size:
            what = f"has {found or 0:,} bytes after {size:,} were written"
            raise StoreError(what, where=self.url, fix="try again; if it stays so, look at what keeps the files there")

    def write(self, content: bytes) -> None:
        """Make it these bytes."""
        with _telling(self.url):
            if "file" in _protocols(self.fs):
                Path(self.path).parent.mkdir(parents=True, exist_ok=True)
            self.fs.pipe_file(self.path, content)

    def get(self, target: Path) -> None:
        """Bring it here.

        Raises:
            CheckpointError: it is not there.
        """
        with _telling(self.url, reading=True), _room(target):
            self.fs.get_file(self.path, str(target))

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            CheckpointError: it is not there.
        """
        with _telling(self.url, reading=True):
            content: bytes = self.fs.cat_file(self.path)
            return content

    def remove(self) -> None:
        """See to it that it is not there."""
        with _telling(self.url):
            try:
                self.fs.rm_file(self.path)
            except FileNotFoundError:
                return

    def beside(self) -> "list[Place]":
        """The files in its folder."""
        with _telling(self.url):
            self.fs.invalidate_cache()
            try:
                found = self.fs.ls(self.path.rpartition("/")[0], detail=True)
            except FileNotFoundError:
                return []
        folder = self.url.rpartition("/")[0]
        names = sorted(str(one["name"]).rpartition("/")[2] for one in found if one["type"] == "file")
        return [Place(f"{folder}/{name}", self.fs, f"{self.path.rpartition('/')[0]}/{name}") for name in names]

    def _size(self) -> int | None:
        try:
            return int(self.fs.info(self.path)["size"])
        except FileNotFoundError:
            return None


def place_of(url: str) -> Place:
    """A file by its URL. Nothing is asked of anybody yet.

    Raises:
        ConfigError: there is no such kind of URL, its extra is not installed, or it holds a password.
    """
    parts = urlsplit(url)
    if parts.password is not None:
        fix = "give it as the service's own variables do (AWS_ACCESS_KEY_ID, AZURE_STORAGE_ACCOUNT_KEY …): URLs are shown to people"
        raise ConfigError("holds a password", where=SETTING, fix=fix)
    try:
        core = importlib.import_module("fsspec.core")
        fs, path = core.url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        extra = _EXTRAS.get(parts.scheme)
        fix = f"pip install 'burnish[{extra}]'" if extra else str(error)
        raise ConfigError(f"the package for {parts.scheme}:// is not installed", where=SETTING, fix=fix) from error
    except ValueError as error:
        fix = "use a URL such as s3://bucket/folder or abfs://container/folder, with the account in the service's own variables"
        raise ConfigError(f"{parts.scheme}:// cannot be used: {error}", where=SETTING, fix=fix) from error
    except Exception as error:  # a file system may want its account before it is asked for anything
        raise _error(error, url, reading=False) from error
    return Place(url, fs, path)


@contextmanager
def _telling(url: str, *, reading: bool = False) -> Iterator[None]:
    """What a file system raises becomes an error of ours; each kind has other classes, and none a common one."""
    try:
        yield
    except BurnishError:
        raise
    except Exception as error:
        raise _error(error, url, reading=reading) from error


def _error(error: Exception, url: str, *, reading: bool) -> BurnishError:
    said = f"{type(error).__name__}: {error}"[:500]
    causes = [type(one).__name__ for one in _causes(error)]
    answered = {getattr(one, "status_code", None) for one in _causes(error)}  # Azure's own errors come through as they are
    if isinstance(error, PermissionError) or answered & _REFUSED or any(word in name for name in causes for word in _REFUSED_WORDS):
        fix = "check the credentials in the variables of the server and its workers, and what they may do there"
        return StoreError(f"access is refused ({said})", where=url, fix=fix)
    if isinstance(error, FileNotFoundError) or answered & _NOT_THERE:
        if reading:
            return CheckpointError("is not there any more", where=url, fix="bring it back from a copy, or use something else")
        return StoreError(f"there is no such bucket or container ({said})", where=url, fix=f"make it, or correct {SETTING}")
    away = isinstance(error, ConnectionError | TimeoutError) or (isinstance(error, OSError) and error.errno in _AWAY)
    if away or answered & _BUSY or any(word in name for name in causes for word in _AWAY_WORDS):
        return StoreUnavailableError(f"cannot be reached ({said})", where=url, fix=f"try later, or check the network and {SETTING}")
    return StoreError(f"does not work ({said})", where=url, fix=f"check {SETTING}, and the variables of the service")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@contextmanager
def _room(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFullError("the disk is full", where=str(target.parent), fix="make room") from error
        raise


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _copy_durably(source: Path, target: Path) -> None:
    """A disk keeps what was begun: so a file gets its name when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    try:
        shutil.copyfile(source, partial)
        sync_file(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(target.parent)
