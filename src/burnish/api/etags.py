"""ETags: a change says which state it was made from, so that nobody overwrites what somebody else changed meanwhile."""

import hashlib
from typing import Annotated

from fastapi import Header, Response
from pydantic import BaseModel

from burnish.core.access import Project, QuotaState, Team
from burnish.core.serving import Deployment
from burnish.errors import StaleError

__all__ = ["IfMatch", "IfNoneMatch", "absent", "etag_of", "set_etag", "unchanged"]

_NOT_ITS_OWN: dict[type[BaseModel], set[str]] = {
    Project: {"permissions"},
    Team: {"permissions"},
    QuotaState: {"used", "starts_at"},
    Deployment: {"status", "message", "replicas"},
}
"""Fields that differ by who asks, or by when, and not because somebody changed the record."""

IfMatch = Annotated[
    str,
    Header(
        alias="If-Match",
        pattern=r'^(\*|(W/)?"[0-9a-z]{1,20}")$',
        description="ETag of what the change was made from; `*`, or nothing, for whatever is there.",
    ),
]


IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", pattern=r"^\*$", description="`*`: only where there is nothing of that name yet."),
]


def etag_of(record: BaseModel) -> str:
    """The ETag of a record: it changes with every field that is the record's own, whoever asks."""
    return f'"{hashlib.sha256(record.model_dump_json(exclude=_NOT_ITS_OWN.get(type(record))).encode()).hexdigest()[:16]}"'


def set_etag(response: Response, record: BaseModel) -> None:
    """Say which state an answer shows."""
    response.headers["ETag"] = etag_of(record)


def unchanged(if_match: str, record: BaseModel | None) -> None:
    """Nothing, if the record is in the state that a change was made from; to be asked in the transaction that makes it.

    Raises:
        StaleError: somebody changed the record meanwhile, or removed it.
    """
    if record is None:
        if if_match != "*":
            raise StaleError("was removed by somebody else since you read it", where="If-Match", fix="make it anew, if it should be there")
        return
    if if_match != "*" and if_match.removeprefix("W/") != etag_of(record):
        raise StaleError("was changed by somebody else since you read it", where="If-Match", fix="read it again, and change that")


def absent(if_none_match: str | None, record: BaseModel | None) -> None:
    """Nothing, if there is no such record, or none was forbidden; to be asked in the transaction that makes one.

    Raises:
        StaleError: there is one.
    """
    if if_none_match is not None and record is not None:
        raise StaleError("is there already", where="If-None-Match", fix="read it, and change that")
