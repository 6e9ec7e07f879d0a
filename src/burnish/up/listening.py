"""Listening: the socket of a server, opened before the server, so that it stays open while a server is replaced."""

import errno
import socket
from urllib.parse import urlsplit

from burnish.errors import ConfigError
from burnish.settings import Settings

__all__ = ["address_of", "is_safe_for_keys", "listen"]

_BACKLOG = 2048


def listen(settings: Settings, *, port: int | None = None, variable: str = "BURNISH_PORT") -> socket.socket:
    """A socket on the host of the settings, and their port or another one, which `variable` sets.

    Raises:
        ConfigError: the port is taken, or the host is no address of this machine.
    """
    port = settings.port if port is None else port
    where = f"{settings.host}:{port}"
    try:
        family, *_, address = socket.getaddrinfo(settings.host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # for all that it accepts: else each second packet waits 40 ms
        return listener
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigError("another program listens there", where=where, fix=f"stop it, or set {variable}") from None
        if error.errno == errno.EACCES:
            raise ConfigError("this user may not listen there", where=where, fix=f"set {variable} to 1024 or more") from None
        raise ConfigError(f"cannot listen there: {error.strerror or error}", where=where, fix=f"set BURNISH_HOST and {variable}") from None


def address_of(listener: socket.socket, settings: Settings) -> str:
    """The URL to open: the public one where there is one, else this machine's."""
    if settings.public_url:
        return settings.public_url
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared, not bound)
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def is_safe_for_keys(url: str) -> bool:
    """Whether nobody on the way can read a key that is sent to a URL: it is encrypted, or of this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")
