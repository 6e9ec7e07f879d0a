"""Calls: one request to the API, when it may be sent again, and what an answer that is no success means."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeGuard, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError

from burnish import __version__, errors
from burnish.errors import AnswerError, BurnishError, ConfigError, NotSignedInError, OutboundError, StoreUnavailableError, ThrottledError
from burnish.sdk.account import Account

__all__ = ["PREFIX", "Call", "at", "failure_of", "headers_for", "next_pause_s", "passing", "read_answer", "succeeded"]

T = TypeVar("T")

PREFIX = "/api/v1"

Scalar = str | int | float | bool | None
Query = Mapping[str, Scalar | Sequence[Scalar]]
Outcome = httpx.Response | httpx.RequestError

_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_PASSING = frozenset({502, 503, 504})
_KINDS: dict[str, type[BurnishError]] = {getattr(errors, name).code: getattr(errors, name) for name in errors.__all__}
_LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        path: under the server's URL, made by `at`.
        query: parameters; None is left out, a sequence is given several times.
        body: what is sent as JSON; None sends nothing.
        headers: beside those that every request has.
    """

    method: str
    path: str
    query: Query = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does what sending it once does: by its method, or by its idempotency key."""
        return self.method in _REPEATABLE or "Idempotency-Key" in self.headers

    @property
    def parameters(self) -> tuple[tuple[str, Scalar], ...]:
        """The query, a pair for each value."""
        pairs: list[tuple[str, Scalar]] = []
        for name, value in self.query.items():
            values = [value] if value is None or isinstance(value, str | int | float) else value
            pairs += [(name, one) for one in values if one is not None]
        return tuple(pairs)


def at(*parts: str) -> str:
    """A path under `/api/v1`, each part of it escaped.

    Raises:
        ConfigError: a part is empty, or would walk up.
    """
    for part in parts:
        if part in ("", ".", ".."):
            raise ConfigError(f"{part!r} is no id or name", where="/".join(parts), fix="give the id or the name of what you mean")
    return "/".join([PREFIX, *(quote(part, safe="") for part in parts)])


def headers_for(account: Account) -> dict[str, str]:
    """What every request says."""
    signed = {"Authorization": f"Bearer {account.api_key}"} if account.api_key else {}
    return {"User-Agent": f"burnish-python/{__version__}", "Accept": "application/json", **signed}


def read_answer(response: httpx.Response, kind: type[T]) -> T:
    """The body of a success as a value of that kind. A field that a newer server added is ignored.

    Raises:
        AnswerError: the server said something else.
    """
    try:
        answer: T = _adapter(kind).validate_json(response.content, extra="ignore")  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise AnswerError(
            f"answered what Burnish {__version__} does not understand: {place}: {first['msg']}",
            where=str(response.url),
            fix="use the version of the server here, and check that BURNISH_URL is a Burnish server",
        ) from None
    return answer


def succeeded(outcome: Outcome, call: Call, attempt: int) -> TypeGuard[httpx.Response]:
    """Whether a call did what it should: what an earlier attempt removed, whose answer was lost, is not there any more, as it should be."""
    if not isinstance(outcome, httpx.Response):
        return False
    return outcome.is_success or (call.method == "DELETE" and attempt > 0 and outcome.status_code == 404)


def failure_of(outcome: Outcome, account: Account) -> BurnishError:
    """The error that an answer tells, of the class with its code; the body must have been read."""
    if not isinstance(outcome, httpx.Response):
        return _unreachable(outcome, account)
    response = outcome
    try:
        told = response.json()["error"]
        code, what, where, fix = (str(told[name]) for name in ("code", "message", "where", "fix"))
        problems = [(str(one["where"]), str(one["message"])) for one in told.get("problems", ())]
    except (ValueError, TypeError, KeyError, AttributeError):
        return _not_ours(response, account)
    if problems:
        what = "; ".join([what, *(f"{place}: {message}" for place, message in problems[1:])])
        fix = "correct it" if len(problems) == 1 else "correct them"
    if code == NotSignedInError.code:
        fix = f"{fix}; or log in: burnish login" if account.api_key else "log in: burnish login; or set BURNISH_API_KEY"
    kind = _KINDS.get(code, BurnishError)
    if issubclass(kind, ThrottledError):
        return kind(what, where=where, fix=fix, retry_after_s=int(_retry_after_s(response) or 1))
    error = kind(what, where=where, fix=fix)
    error.code = code  # of a newer server, perhaps: a class that this version does not have
    return error


def next_pause_s(call: Call, attempt: int, retries: int, outcome: Outcome) -> float | None:
    """Seconds to wait before a call is sent again: random, longer each time, and never less than the server asks for.

    None: it is not to be sent again, because twice is not the same as once, or the answer would be the same, or it was sent often enough,
    or the server asks for more than a minute.
    """
    if not call.repeatable or attempt >= retries:
        return None
    pause = random.uniform(0.5, 1.0) * min(8.0, 0.5 * 2.0**attempt)
    if not isinstance(outcome, httpx.Response):
        return pause
    asked = _retry_after_s(outcome)
    if outcome.status_code not in _PASSING and not (outcome.status_code == 429 and asked is not None):
        return None
    return pause if asked is None else asked + pause if asked <= _LONGEST_PAUSE_S else None


def passing(error: BurnishError) -> bool:
    """Whether an error of a stream is worth connecting again for."""
    return isinstance(error, OutboundError | StoreUnavailableError | ThrottledError) and not isinstance(error, AnswerError)


def _unreachable(error: httpx.RequestError, account: Account) -> OutboundError:
    local = "start it with `burnish up`, or " if account.is_local else ""
    what = f"gave no answer: {type(error).__name__}: {error}".rstrip(": ")
    return OutboundError(what, where=account.url, fix=f"{local}check the URL (BURNISH_URL)")


def _not_ours(response: httpx.Response, account: Account) -> BurnishError:
    what = f"answered {response.status_code} {response.reason_phrase}, and not as Burnish does"
    if response.is_redirect:
        what = f"answered {response.status_code}: it is at {response.headers.get('location', 'another address')[:200]}"
    kind = OutboundError if response.status_code in _PASSING else AnswerError
    return kind(what, where=account.url, fix="check BURNISH_URL, and what stands between here and the server")


def _retry_after_s(response: httpx.Response) -> float | None:
    """Seconds that the server asks to wait; a date is not understood, as our servers never send one."""
    try:
        seconds = float(response.headers["retry-after"])
    except (KeyError, ValueError):
        return None
    return max(0.0, seconds)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
