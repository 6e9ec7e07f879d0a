"""Errors on the wire: every class of the tree has one status, every answer one shape, and no answer tells how we are made."""

import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Route

from burnish import errors
from burnish.errors import BurnishError, NotFoundError, RequestError, ThrottledError
from burnish.wire.dialects.problems import status_of

__all__ = ["ErrorBody", "Problem", "error_body", "handle_errors", "headers_of", "status_of"]

_log = structlog.get_logger(__name__)


class Problem(BaseModel):
    """One thing that is wrong with a request: where, and what."""

    model_config = ConfigDict(frozen=True)

    where: str
    message: str


class ErrorContent(BaseModel):
    """What went wrong.

    Attributes:
        code: stable; the reference lists them.
        message: in words, with the value.
        where: the field, header or thing it is about; can be empty.
        fix: the way out; can be empty.
        problems: every field that is wrong, where a body or a query is.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    message: str
    where: str = ""
    fix: str = ""
    problems: tuple[Problem, ...] = ()


class ErrorBody(BaseModel):
    """The body of every answer that is no success."""

    model_config = ConfigDict(frozen=True)

    error: ErrorContent = Field(description="What went wrong, where, and the way out.")


def error_body(error: BurnishError, problems: tuple[Problem, ...] = ()) -> dict[str, Any]:
    """The body that tells an error."""
    content = ErrorContent(code=error.code, message=error.what, where=error.where, fix=error.fix, problems=problems)
    return ErrorBody(error=content).model_dump(mode="json")


def headers_of(error: BurnishError) -> dict[str, str]:
    """What an error's answer says beside its body: how to sign in, when to come back."""
    if isinstance(error, errors.NotSignedInError):
        return {"WWW-Authenticate": 'Bearer realm="burnish"'}
    if isinstance(error, ThrottledError):
        return {"Retry-After": str(error.retry_after_s)}
    if isinstance(error, errors.StoreUnavailableError):
        return {"Retry-After": "1"}
    return {}


def handle_errors(app: FastAPI) -> None:
    """Have the app answer every error in the one shape."""
    app.add_exception_handler(BurnishError, _burnish)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def _answer(
    error: BurnishError, status: int | None = None, problems: tuple[Problem, ...] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    told = {**headers_of(error), **(headers or {})}
    return JSONResponse(error_body(error, problems), status_code=status or status_of(error), headers=told)


def _burnish(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, BurnishError):
        raise error
    status = status_of(error)
    if status == 500:
        return _unforeseen(request, error)
    return _answer(error)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    """What pydantic says of a body, a query or a path, told without what was sent: it may hold a password."""
    if not isinstance(error, RequestValidationError):
        raise error
    problems = tuple(Problem(where=".".join(map(str, one["loc"])), message=str(one["msg"])) for one in error.errors()[:50])
    first = problems[0]
    return _answer(RequestError(first.message, where=first.where, fix="correct the fields named in `problems`"), 422, problems)


def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return _answer(NotFoundError("there is nothing at this address", where="path", fix="see /api/v1/openapi.json for what there is"))
    if error.status_code == 405:
        allowed = ", ".join(_methods(request))
        what = RequestError(f"nothing here takes {request.method}", where="method", fix=f"use {allowed}")
        return _answer(what, 405, headers={"Allow": allowed})
    return _answer(RequestError(str(error.detail)), error.status_code, headers=error.headers)


def _methods(request: Request) -> list[str]:
    """What all routes of the request's path take together; Starlette tells those of the first one.

    Of a path that is written out and fits a template too, `datasets/build` and `datasets/{dataset}`, OpenAPI means the one written out.
    """
    routes = [route for route in request.app.routes if isinstance(route, Route) and route.path_regex.match(request.scope["path"])]
    gaps = min(len(route.param_convertors) for route in routes)
    return sorted({method for route in routes if len(route.param_convertors) == gaps for method in route.methods or ()})


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    """A mistake of ours: the log has it whole, the answer a number to find it by."""
    number = secrets.token_hex(6)
    _log.error("request failed", number=number, method=request.method, path=request.url.path, exc_info=error)
    return _answer(BurnishError("something failed on the server", where=f"failure {number}", fix="the server's log has it by this number"))
