"""Storage: where big files lie: in the folders they were written to, or content-addressed at an fsspec URL, with verified copies here.

URL/UNDER/files/SHA256       every file, once
URL/UNDER/trees/SHA256.json  a checkpoint's manifest: written last, so that what it names is there
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Self

import structlog

from burnish.artifacts.checkpoints import MANIFEST, Manifest, verify_checkpoint
from burnish.artifacts.copies import Copies
from burnish.artifacts.files import digest, write_file
from burnish.artifacts.remote import Place, place_of
from burnish.errors import CheckpointError, StoreError, StoreFullError
from burnish.settings import Settings

__all__ = ["Storage", "is_here"]

SPARE_BYTES = 1_000_000_000
_FETCH_AGAIN = "bring the file back from a copy; nothing else is used in its place"

_log = structlog.get_logger(__name__)


def is_here(url: str) -> bool:
    """Whether files lie in a folder of this machine, or one that it sees as its own, and not at a URL."""
    return "://" not in url


class Storage:
    """Big files of an installation. What is kept has an address, and whoever has the address and the digest gets the files back.

    Without a URL a file's address is its path, and nothing is copied. With one, files are sent there under the SHA-256 of their content;
    of what is needed here, as an engine maps weights into its memory, there is a copy in a folder, whose digests are compared first.
    Safe to use from several threads and processes at once.

    Args:
        url: where to, as fsspec understands it; None for the folders they are in.
        cache: folder of the copies.
        most_bytes: of all copies; None for no limit.
        holds: whether this process keeps the copies that it asked for until it ends; see `Copies`.
    """

    def __init__(self, url: str | None, cache: Path, *, most_bytes: int | None = None, holds: bool = False) -> None:
        self.url, self.copies = url and url.rstrip("/"), Copies(cache, most_bytes, holds=holds)

    @classmethod
    def of(cls, settings: Settings, *, holds: bool = False) -> Self:
        """The one that the settings name. Nothing is asked of it yet.

        Args:
            settings: of this process.
            holds: whether it works with the copies that it asked for until it ends.

        Raises:
            ConfigError: there is no such kind of URL, or its extra is not installed.
        """
        storage = cls(settings.artifacts_url, settings.cache, most_bytes=settings.cache_bytes, holds=holds)
        if storage.url is not None:
            place_of(storage.url)
        return storage

    def check(self) -> None:
        """Write a file there, read it, and remove it.

        Raises:
            StoreUnavailableError: it cannot be reached.
            StoreError: it refuses, or gives back something else.
        """
        if self.url is None:
            return
        content, place = secrets.token_bytes(32), place_of(f"{self.url}/.check-{secrets.token_hex(8)}")
        place.write(content)
        found = place.read()
        place.remove()
        if found != content:
            raise StoreError("gives back something else than was written", where=self.url, fix="correct BURNISH_ARTIFACTS_URL")

    # -- sending -----------------------------------------------------------------------------------------------------------------

    def keep(self, folder: Path, under: str) -> str:
        """Send a checkpoint, whose every file is compared with its manifest first; what is there already is not sent again.

        Args:
            folder: of the checkpoint; it stays.
            under: what of the installation it belongs to. Nothing is shared between different ones.

        Returns:
            Its address.

        Raises:
            CheckpointError: it is not whole.
            StoreError: it cannot be sent; calling again goes on.
        """
        if self.url is None:
            return str(folder)
        checkpoint, manifest = verify_checkpoint(folder), Manifest.read(folder)
        root = f"{self.url}/{under}"
        for name, file in manifest.files.items():
            place_of(f"{root}/files/{file.sha256}").put(folder / name)
        url = f"{root}/trees/{checkpoint.sha256}.json"
        place_of(url).put(folder / MANIFEST)
        self._remember(url, folder, [*manifest.files, MANIFEST])
        self.copies.make_room()
        return url

    def keep_file(self, file: Path, sha256: str, under: str) -> str:
        """Send one file, whose digest was just taken; its address ends as its name does."""
        if self.url is None:
            return str(file)
        url = f"{self.url}/{under}/files/{sha256}{''.join(file.suffixes)}"
        place_of(url).put(file)
        self._remember(url, file.parent, [file.name], url.rpartition("/")[2])
        self.copies.make_room()
        return url

    # -- getting -----------------------------------------------------------------------------------------------------------------

    def folder(self, url: str, sha256: str, *, verify: bool = True) -> Path:
        """The folder of a checkpoint, on this machine.

        Args:
            url, sha256: its address, and the digest of its manifest.
            verify: whether a folder that is here already is read through. What is fetched always is.

        Raises:
            CheckpointError: it is not there, or not the same.
            StoreUnavailableError: the URL cannot be reached now.
        """
        if is_here(url):
            if verify:
                verify_checkpoint(url, sha256=sha256)
            return Path(url)
        with self.copies.alone(url) as target:
            if not self._is_whole(target, sha256, verify):
                self._fetch(url, sha256, target)
        return target

    def part(self, url: str, name: str, sha256: str) -> Path:
        """One file of a checkpoint, on this machine.

        Args:
            url: of the checkpoint.
            name, sha256: of the file.

        Raises:
            CheckpointError: it is not there, or not the same.
            StoreUnavailableError: the URL cannot be reached now.
        """
        if is_here(url):
            return Path(url) / name
        with self.copies.alone(url) as target:
            _get(place_of(f"{_root(url)}/files/{sha256}"), target / name, sha256)
        self.copies.make_room()
        return target / name

    def file(self, url: str, sha256: str) -> Path:
        """A file that was kept by itself, on this machine; the caller compares the digest of one that lies here."""
        if is_here(url):
            return Path(url)
        with self.copies.alone(url) as target:
            path = target / url.rpartition("/")[2]
            _get(place_of(url), path, sha256)
        self.copies.make_room()
        return path

    # -- removing ----------------------------------------------------------------------------------------------------------------

    def remove(self, url: str) -> None:
        """Remove a checkpoint from the URL, with those of its files that no other one beside it has. Those in folders are the caller's."""
        if is_here(url):
            return
        place = place_of(url)
        manifests = {one.name: _manifest_at(one) for one in place.beside()}
        gone = manifests.pop(place.name, None)
        place.remove()
        others = list(manifests.values())
        if gone is not None and None not in others:  # whoever cannot be read may need anything
            needed = {file.sha256 for manifest in others if manifest for file in manifest.files.values()}
            for sha256 in {file.sha256 for file in gone.files.values()} - needed:
                place_of(f"{_root(url)}/files/{sha256}").remove()
        shutil.rmtree(self.copies.target(url), ignore_errors=True)

    def remove_file(self, url: str) -> None:
        """Remove a file that was kept by itself: from its own folder, or from the URL together with the copy here."""
        if is_here(url):
            shutil.rmtree(Path(url).parent, ignore_errors=True)
            return
        place_of(url).remove()
        shutil.rmtree(self.copies.target(url), ignore_errors=True)

    def clear(self, under: str, keep: Collection[str]) -> None:
        """Remove the checkpoints from a part of the URL that are not among those to keep."""
        if self.url is None:
            return
        for place in place_of(f"{self.url}/{under}/trees/none.json").beside():
            if place.url not in keep:
                self.remove(place.url)

    # -- how ---------------------------------------------------------------------------------------------------------------------

    def _is_whole(self, target: Path, sha256: str, verify: bool) -> bool:
        if not (target / MANIFEST).is_file():
            return False
        try:
            if verify:
                verify_checkpoint(target, sha256=sha256)
            return digest(target / MANIFEST) == sha256
        except CheckpointError as error:
            _log.warning("a copy is not whole, and is fetched again", reason=str(error))
            return False

    def _fetch(self, url: str, sha256: str, target: Path) -> None:
        place = place_of(url)
        content = place.read()
        if (found := hashlib.sha256(content).hexdigest()) != sha256:
            raise CheckpointError(f"is corrupt: its SHA-256 is {found}, not {sha256}", where=url, fix=_FETCH_AGAIN)
        manifest = Manifest.parsed(content, url)
        (target / MANIFEST).unlink(missing_ok=True)
        self._check_room(sum(file.bytes for name, file in manifest.files.items() if not (target / name).exists()))
        for path in target.rglob("*"):
            if path.is_file() and path.relative_to(target).as_posix() not in manifest.files:
                path.unlink()
        for name, file in manifest.files.items():
            _get(place_of(f"{_root(url)}/files/{file.sha256}"), target / name, file.sha256)
        write_file(target / MANIFEST, content)

    def _check_room(self, need: int) -> None:
        if need:
            self.copies.make_room(need, SPARE_BYTES)
        free = shutil.disk_usage(self.copies.folder).free
        if need and need + SPARE_BYTES > free:
            what = f"a copy of {need / 1e9:.1f} GB does not fit: {free / 1e9:.1f} GB are free"
            raise StoreFullError(what, where=str(self.copies.folder), fix="make room: the copies that are here are in use")

    def _remember(self, url: str, folder: Path, names: Collection[str], called: str = "") -> None:
        """What was just sent need not be fetched again: the same files under a second name."""
        with self.copies.alone(url) as target:
            for name in names:
                path = target / (called or name)
                if path.exists():
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(folder / name, path)
                except OSError:  # another disk: it is fetched when it is needed
                    return


def _root(url: str) -> str:
    return url.rpartition("/trees/")[0]


def _manifest_at(place: Place) -> Manifest | None:
    """The one that lies there; None if it is broken, or was removed just now."""
    try:
        content = place.read()
        whole = hashlib.sha256(content).hexdigest() == place.name.removesuffix(".json")
        return Manifest.parsed(content, place.url) if whole else None
    except CheckpointError:
        return None


def _get(place: Place, target: Path, sha256: str) -> None:
    """Bring a file here, and compare it, unless it is here already."""
    if target.is_file() and digest(target) == sha256:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    try:
        place.get(partial)
        if (found := digest(partial)) != sha256:
            raise CheckpointError(f"is corrupt: its SHA-256 is {found}, not {sha256}", where=place.url, fix=_FETCH_AGAIN)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
