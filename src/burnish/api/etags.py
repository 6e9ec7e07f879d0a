"""ETags: a change says which version it was made from, so that nobody overwrites what somebody else changed meanwhile."""

import re
from typing import Annotated

from fastapi import Header, Response

from burnish.errors import RequestError

__all__ = ["IfMatch", "expected_version", "set_etag"]

_ETAG = re.compile(r'(?:W/)?"(\d{1,18})"')

IfMatch = Annotated[str | None, Header(alias="If-Match", description="ETag that the change was made from; where it is not given, any.")]


def set_etag(response: Response, version: int) -> None:
    """Say which version an answer shows."""
    response.headers["ETag"] = f'"{version}"'


def expected_version(if_match: str | None) -> int | None:
    """The version that a change was made from; None where any will do.

    Raises:
        RequestError: the header is no ETag of ours.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise RequestError("is no ETag of this server", where="If-Match", fix='send the ETag of what was read, such as "3"')
    return int(match[1])
