"""Problems on the wire: which HTTP status an error of the tree has, and how each dialect tells it."""

from typing import Any, Literal

from burnish import errors
from burnish.core.interactions import Dialect
from burnish.errors import BurnishError, ThrottledError, UpstreamError

__all__ = ["STATUSES", "problem_body", "problem_event", "problem_headers", "status_of"]

STATUSES: dict[type[BurnishError], int] = {
    errors.RequestError: 400,
    errors.TooLargeError: 413,
    errors.MediaTypeError: 415,
    errors.MethodError: 405,
    errors.NotFoundError: 404,
    errors.InputError: 422,
    errors.NotSignedInError: 401,
    errors.ForbiddenError: 403,
    errors.ThrottledError: 429,
    errors.QuotaError: 429,
    errors.AccessError: 403,
    errors.StaleError: 412,
    errors.ConflictError: 409,
    errors.LeaseLostError: 409,
    errors.StoreUnavailableError: 503,
    errors.StoreFullError: 507,
    errors.OutboundError: 502,
    errors.OverloadedError: 503,
    errors.LogError: 503,
    errors.TimedOutError: 504,
}
"""By class; a class that is not here has its parent's status, and the root of the tree has 500."""

_OPENAI_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    **dict.fromkeys((400, 405, 409, 413, 415, 422), "invalid_request_error"),
}
_ANTHROPIC_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
    529: "overloaded_error",
    **dict.fromkeys((400, 405, 409, 415, 422), "invalid_request_error"),
}


def status_of(error: BurnishError) -> int:
    """The HTTP status of an error."""
    if isinstance(error, UpstreamError):
        return error.status
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def problem_body(error: BurnishError, dialect: Dialect | Literal["plain"], request_id: str | None = None) -> dict[str, Any]:
    """The body of an answer that tells an error, as clients of the dialect read it."""
    status = status_of(error)
    message = str(error)
    if dialect == "messages":
        told = {"type": _ANTHROPIC_TYPES.get(status, "api_error"), "message": message}
        return {"type": "error", "error": told, "request_id": request_id}
    kind = _OPENAI_TYPES.get(status, "server_error")
    return {"error": {"message": message, "type": kind, "param": error.where or None, "code": error.code}}


def problem_event(error: BurnishError, dialect: Dialect, sequence: int = 0) -> tuple[dict[str, Any], str]:
    """What an event of a stream that breaks off tells, and the event's name."""
    if dialect == "responses":
        told = {"type": "error", "code": error.code, "message": str(error), "param": error.where or None, "sequence_number": sequence}
        return told, "error"
    return problem_body(error, dialect), "error" if dialect == "messages" else ""


def problem_headers(error: BurnishError) -> dict[str, str]:
    """What an error's answer says beside its body: how to sign in, which methods there are, when to come back."""
    if isinstance(error, errors.NotSignedInError):
        return {"www-authenticate": 'Bearer realm="burnish"'}
    if isinstance(error, errors.MethodError) and error.methods:
        return {"allow": ", ".join(error.methods)}
    if isinstance(error, ThrottledError):
        return {"retry-after": str(error.retry_after_s)}
    if isinstance(error, UpstreamError) and error.retry_after_s is not None:
        return {"retry-after": str(max(1, round(error.retry_after_s)))}
    if isinstance(error, errors.StoreUnavailableError | errors.LogFullError):
        return {"retry-after": "1"}
    return {}
