"""Account: which server is called, with which key, about which project; from arguments, settings, or `burnish login`."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_serializer

from burnish.errors import ConfigError
from burnish.settings import Settings

__all__ = ["DEFAULT_URL", "Account", "Login"]

DEFAULT_URL = "http://127.0.0.1:7070"
"""Where `burnish up` listens, if nothing else is said."""

_AGAIN = "log in again: burnish login"


class Login(BaseModel):
    """What `burnish login` keeps, in a file that its owner alone can read.

    Attributes:
        url: of the server.
        api_key: for that server, and sent to no other one.
        key_id: of a key that the login made, and that `burnish logout` revokes; None for a key that was brought along.
        who: name of its owner.
        project: that commands are about, until another one is named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    api_key: SecretStr
    key_id: str | None = None
    who: str = ""
    project: str | None = None

    @field_serializer("api_key", when_used="json")
    def _in_the_clear(self, value: SecretStr) -> str:
        return value.get_secret_value()

    @staticmethod
    def file(home: Path) -> Path:
        """Where it is kept."""
        return home.expanduser() / "login.json"

    @classmethod
    def read(cls, home: Path) -> Self | None:
        """The login that is kept under a home; None if there is none.

        Raises:
            ConfigError: the file is no login, or others can read it.
        """
        path = cls.file(home)
        try:
            content, mode = path.read_bytes(), path.stat().st_mode
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror}", where=str(path), fix=_AGAIN) from None
        if stat.S_IMODE(mode) & 0o077:
            raise ConfigError("holds a key, and others can read it", where=str(path), fix=f"chmod 600 {path}, or log in with a new key")
        try:
            return cls.model_validate_json(content)
        except ValidationError:
            raise ConfigError("is no login", where=str(path), fix=_AGAIN) from None

    def write(self, home: Path) -> Path:
        """Keep it, in place of the one before; a reader sees the old one or the new one, whole.

        Raises:
            ConfigError: the file cannot be written.
        """
        path = self.file(home)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(self.model_dump_json(indent=2))
            fresh.replace(path)
        except OSError as error:
            raise ConfigError(
                f"cannot be written: {error.strerror}", where=str(path), fix="set BURNISH_HOME to a folder of yours"
            ) from None
        return path

    @classmethod
    def forget(cls, home: Path) -> None:
        """Remove it, if it is there."""
        cls.file(home).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Account:
    """Where requests go.

    Attributes:
        url: of the server, `https://host` or `http://host:port`.
        api_key: what they are signed with; empty: they are not.
        project: id or name of the project that they are about, if they are about one.
    """

    url: str
    api_key: str = field(default="", repr=False)
    project: str | None = None

    @classmethod
    def find(
        cls, url: str | None = None, api_key: str | None = None, project: str | None = None, *, settings: Settings | None = None
    ) -> Self:
        """What the arguments say; else BURNISH_URL, BURNISH_API_KEY and BURNISH_PROJECT; else the login; else the default URL and no key.

        Key and project of a login count for its own server alone.

        Raises:
            ConfigError: the URL is none, or the login cannot be read.
        """
        known = settings or Settings.from_environment()
        wanted = url or known.url
        given = api_key if api_key is not None else (known.api_key.get_secret_value() if known.api_key else None)
        place = project or known.project
        login = None if wanted and given is not None and place else Login.read(known.home)
        address = server_url(wanted or (login.url if login else DEFAULT_URL))
        if login is None or server_url(login.url) != address:
            return cls(address, given or "", place)
        return cls(address, login.api_key.get_secret_value() if given is None else given, place or login.project)

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine: no proxy is asked for it."""
        return urlsplit(self.url).hostname in ("localhost", "127.0.0.1", "::1")


def server_url(text: str) -> str:
    """A server's URL without a slash at its end.

    Raises:
        ConfigError: it is none, or names a user, a path or a query.
    """
    fix = "give https://host or http://host:port (BURNISH_URL)"
    try:
        parts = urlsplit(text.strip())
        _ = parts.port
    except ValueError:
        raise ConfigError(f"{text!r} is no URL", where="url", fix=fix) from None
    if parts.username or parts.password:
        raise ConfigError("the URL names a user", where="url", fix="leave it out: the key says who asks")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ConfigError(f"{text!r} is no URL of a server", where="url", fix=fix)
    return f"{parts.scheme}://{parts.netloc}"
