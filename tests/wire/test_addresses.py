"""Which addresses an outbound request may reach, in every spelling that has fooled somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.errors import ConfigError, OutboundRefusedError
from burnish.wire.addresses import Allowed, parse_target, reachable

NOBODY = Allowed()


@pytest.mark.parametrize(
    "url", ["https://example.org/x", "https://example.org:8443", "https://93.184.216.34/", "https://[2606:4700::1111]/"]
)
def test_a_public_host_is_fine(url: str) -> None:
    assert parse_target(url, NOBODY).url == url


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "169.254.169.254",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "[::]",
        "[fe80::1]",
        "[fc00::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "224.0.0.1",
        "255.255.255.255",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "1.2.3.4.",
        "①②⑦.0.0.1",
        "localhost",
        "LOCALHOST.",
        "db.localhost",
        "metadata.google.internal",
        "printer.local",
        "intranet",
    ],
)
def test_a_host_that_is_not_public_is_refused(host: str) -> None:
    with pytest.raises(OutboundRefusedError):
        parse_target(f"https://{host}/latest/meta-data", NOBODY)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org",
        "https://",
        "https://user:word@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org\\@127.0.0.1/",
        "https://example.org /",
        "https://exa\x00mple.org/",
        "https://example.org/\r\nHost: other",
        "https://example.org:99999/",
        "https://[::1",
        "https://exa_mple..org/",
        f"https://{'a' * 300}.org/",
    ],
)
def test_what_is_no_plain_url_is_refused(url: str) -> None:
    with pytest.raises(OutboundRefusedError):
        parse_target(url, NOBODY)


def test_plain_http_only_goes_to_hosts_that_the_operator_allows() -> None:
    allowed = Allowed.parse(["vllm.internal", "10.1.0.0/16"])
    for url in ("http://vllm.internal:8000/v1", "http://10.1.2.3/"):
        assert parse_target(url, allowed).scheme == "http"
    with pytest.raises(OutboundRefusedError, match="use https"):
        parse_target("http://example.org/", allowed)


def test_what_the_operator_allows_is_exactly_that() -> None:
    allowed = Allowed.parse(["vllm.internal", "10.1.0.0/16", "::1"])
    assert parse_target("https://[::1]:9/", allowed).origin == "https://[::1]:9"
    for url in ("https://other.internal/", "https://10.2.0.1/", "https://127.0.0.1/", "https://x.vllm.internal/"):
        with pytest.raises(OutboundRefusedError):
            parse_target(url, allowed)


@pytest.mark.parametrize("entry", ["", "*", "10.0.0.1/8", "http://x", "a b", "2130706433"])
def test_an_operators_entry_that_is_no_host_is_named(entry: str) -> None:
    with pytest.raises(ConfigError, match="outbound_allow"):
        Allowed.parse([entry])


def test_the_default_port_belongs_to_the_origin() -> None:
    assert parse_target("https://example.org/", NOBODY).origin == parse_target("https://EXAMPLE.org.:443/a", NOBODY).origin


@given(st.ip_addresses())
def test_no_wrapping_reaches_an_address_that_is_refused_bare(address: object) -> None:
    if ":" in str(address) or reachable(str(address), NOBODY):
        return
    packed = address.packed.hex()  # type: ignore[attr-defined]
    high, low = packed[:4], packed[4:]
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{high}:{low}", f"2002:{high}:{low}::1"):
        assert not reachable(wrapped, NOBODY), wrapped
