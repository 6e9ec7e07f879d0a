"""Problems: errors of the tree as OpenAI's clients expect them, and warnings that fit into a header."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from burnish import errors
from burnish.errors import BurnishError

__all__ = ["headers_of", "plain_problem", "problem", "status_of", "warnings_header"]

_STATUSES: dict[type[BurnishError], int] = {
    errors.NotSignedInError: 401,
    errors.ForbiddenError: 403,
    errors.NotFoundError: 404,
    errors.TimedOutError: 408,
    errors.TooLargeError: 413,
    errors.MediaTypeError: 415,
    errors.OverloadedError: 503,
    errors.InputError: 400,
}
"""By class; a class that is not here has its parent's status, and the root of the tree has 500."""

_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 503: "overloaded_error"}
_CODES = {(errors.NotFoundError, "model"): "model_not_found", (errors.NotSignedInError, "Authorization"): "invalid_api_key"}
"""Codes that OpenAI's clients know by another name than ours."""

_LONGEST_HEADER = 2000


def status_of(error: BurnishError) -> int:
    """The HTTP status that an error is answered with."""
    return next((_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES), 500)


def problem(error: BurnishError, status: int | None = None) -> dict[str, Any]:
    """The body of an error; one of the engine's own tells no more than that it failed."""
    code = status or status_of(error)
    ours = code >= 500 and not isinstance(error, errors.OverloadedError)
    message = "the engine failed; its log says how" if ours else f"{error.what}{f' → {error.fix}' if error.fix else ''}"
    param = None if ours or not error.where else error.where.rpartition("SamplingParams.")[2]
    kind = _TYPES.get(code, "server_error" if code >= 500 else "invalid_request_error")
    named = _CODES.get((type(error), error.where), error.code)
    return {"error": {"message": message, "type": kind, "param": param, "code": named}}


def plain_problem(status: int, message: str) -> dict[str, Any]:
    """The body of an error that is none of the tree's: no such route, no such method."""
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    return {"error": {"message": message, "type": _TYPES.get(status, "invalid_request_error"), "param": None, "code": code}}


def headers_of(error: BurnishError) -> dict[str, str]:
    """Headers beside an error."""
    if isinstance(error, errors.OverloadedError):
        return {"Retry-After": str(error.retry_after_s)}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, errors.NotSignedInError) else {}


def warnings_header(warnings: Sequence[str]) -> dict[str, str]:
    """What was not taken into account, for people; only characters that a header may hold."""
    if not warnings:
        return {}
    text = "; ".join(dict.fromkeys(warnings))
    safe = "".join(character if " " <= character <= "~" else "?" for character in text)
    return {"Burnish-Warnings": safe[:_LONGEST_HEADER]}
