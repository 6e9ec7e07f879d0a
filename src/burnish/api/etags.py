"""ETags: a change says which state it was made from, so that nobody overwrites what somebody else changed meanwhile."""

import hashlib
from typing import Annotated

from fastapi import Header, Response
from pydantic import BaseModel

from burnish.errors import StaleError

__all__ = ["IfMatch", "etag_of", "set_etag", "unchanged"]

_OF_WHO_ASKS = {"permissions"}

IfMatch = Annotated[
    str,
    Header(
        alias="If-Match",
        pattern=r'^(\*|(W/)?"[0-9a-z]{1,20}")$',
        description="ETag of what the change was made from; `*`, or nothing, for whatever is there.",
    ),
]


def etag_of(record: BaseModel) -> str:
    """The ETag of a record: it changes with every field that is the record's own, whoever asks."""
    return f'"{hashlib.sha256(record.model_dump_json(exclude=_OF_WHO_ASKS).encode()).hexdigest()[:16]}"'


def set_etag(response: Response, record: BaseModel) -> None:
    """Say which state an answer shows."""
    response.headers["ETag"] = etag_of(record)


def unchanged(if_match: str, record: BaseModel) -> None:
    """Nothing, if the record is in the state that a change was made from; to be asked in the transaction that makes it.

    Raises:
        StaleError: somebody changed the record meanwhile.
    """
    if if_match != "*" and if_match.removeprefix("W/") != etag_of(record):
        raise StaleError("was changed by somebody else since you read it", where="If-Match", fix="read it again, and change that")
