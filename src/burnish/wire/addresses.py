"""Addresses: which hosts an outbound request may reach; refused is whatever is not public, unless the operator allows it."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import urlsplit

from burnish.errors import ConfigError, OutboundRefusedError

__all__ = ["Allowed", "Target", "parse_target", "reachable"]

_HOST = re.compile(r"(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?")
_NUMERIC = re.compile(r"(.*\.)?(0[xX][0-9A-Fa-f]*|[0-9]+)\.?")
"""Hosts that a system resolver may read as an IPv4 address: 2130706433, 0x7f.1, 127.1, 0177.0.0.1."""

_NAT64 = IPv6Network("64:ff9b::/96")
_DEFAULT_PORTS = {"https": 443, "http": 80}

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart, in the one way that the connection will understand it too."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port: what credentials are meant for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The private hosts that the operator opens to outbound requests.

    Attributes:
        names: host names, whatever they resolve to.
        networks: networks in which every address may be reached.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def parse(cls, entries: Iterable[str]) -> "Allowed":
        """Read host names, addresses and networks: `vllm.internal`, `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`.

        Raises:
            ConfigError: an entry is none of these.
        """
        names, networks = set(), []
        for entry in entries:
            try:
                networks.append(ipaddress.ip_network(entry))
            except ValueError:
                if not _HOST.fullmatch(entry) or _NUMERIC.fullmatch(entry):
                    fix = "write a host name, an address, or a network such as 10.0.0.0/8"
                    raise ConfigError(f"{entry!r} is no host", where="outbound_allow", fix=fix) from None
                names.add(entry.lower().rstrip("."))
        return cls(frozenset(names), tuple(networks))

    def has_name(self, host: str) -> bool:
        """Whether the operator named this host."""
        return host in self.names

    def has_address(self, address: Address) -> bool:
        """Whether an address is in one of the networks."""
        return any(address.version == network.version and address in network for network in self.networks)


def parse_target(url: str, allowed: Allowed) -> Target:
    """Take a URL apart and check what can be checked without asking the network.

    Raises:
        OutboundRefusedError: it is no http(s) URL, carries credentials, has an address in an unusual spelling, names a host that is not
            public, or is plain http to a host that the operator does not allow.
    """
    shown = url[:200]
    if re.search(r"[\x00-\x20\\\x7f-\x9f]", url):
        raise OutboundRefusedError("a URL has no spaces, backslashes or control characters", where=repr(shown), fix="percent-encode them")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise OutboundRefusedError(f"is no URL: {error}", where=shown, fix="write https://host/path") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise OutboundRefusedError("is no http or https URL", where=shown, fix="write https://host/path")
    if parts.username is not None or parts.password is not None:
        raise OutboundRefusedError("carries credentials", where=parts.hostname, fix="leave them out of the URL; store them as a secret")
    host = _canonical_host(parts.hostname, shown)
    trusted = _check_host(host, shown, allowed)
    if parts.scheme == "http" and not trusted:
        raise OutboundRefusedError("plain http can be read and changed on the way", where=shown, fix="use https, or have the host allowed")
    return Target(url, parts.scheme, host, port if port is not None else _DEFAULT_PORTS[parts.scheme])


def reachable(address: str, allowed: Allowed) -> bool:
    """Whether a connection to this IP address may be opened: it is public, or in a network that the operator allows."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    return allowed.has_address(parsed) or all(allowed.has_address(inner) or _public(inner) for inner in _meant(parsed))


def _canonical_host(host: str, shown: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        ascii_host = host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    except UnicodeError:
        ascii_host = ""
    if not _HOST.fullmatch(ascii_host) or _NUMERIC.fullmatch(ascii_host):
        raise OutboundRefusedError(f"{host!r} is no host name", where=shown, fix="write a name, or an address as 192.0.2.1")
    return ascii_host.rstrip(".")


def _check_host(host: str, shown: str, allowed: Allowed) -> bool:
    """True where the operator allows this very host; raises where it surely is none of the public ones."""
    if allowed.has_name(host):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host:
            raise _refused(host, shown) from None
        return False
    if not reachable(host, allowed):
        raise _refused(host, shown)
    return allowed.has_address(address)


def _refused(host: str, shown: str) -> OutboundRefusedError:
    fix = "use a public address, or have the operator add it to BURNISH_OUTBOUND_ALLOW"
    return OutboundRefusedError(f"{host} is no public host", where=shown, fix=fix)


def _meant(address: Address) -> list[Address]:
    """The address, and the IPv4 addresses that are wrapped in it: packets would go there."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    wrapped: list[Address] = [address]
    if address.sixtofour is not None:
        wrapped.append(address.sixtofour)
    if address.teredo is not None:
        wrapped.extend(address.teredo)
    if address in _NAT64:
        wrapped = [IPv4Address(int(address) & 0xFFFFFFFF)]
    return wrapped


def _public(address: Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
