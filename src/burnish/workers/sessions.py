"""EngineSessions: rollout sessions of an engine server, or of one behind a gateway, over HTTP; a `core.ports.Sessions`."""

from collections.abc import Mapping
from typing import Any, Self

import httpx

from burnish.core.episodes import Branch, Turn
from burnish.core.ports import Played
from burnish.core.tokens import SamplingParams
from burnish.errors import AnswerError, NotFoundError, NotSignedInError, OutboundError, OverloadedError

__all__ = ["EngineSessions"]

_SECONDS = 60.0


class EngineSessions:
    """Sessions of one server, or behind one alias of a gateway.

    Args:
        url: of the server or the gateway, up to and including the version.
        token: that callers show: the server's, or an API key.
        model: `project/alias`, of a gateway.
    """

    def __init__(self, url: str, token: str, model: str | None = None) -> None:
        self.url, self._model = url.rstrip("/"), model
        headers = {"Authorization": f"Bearer {token}"}
        if model is not None and "/" in model:
            headers["Burnish-Project"] = model.partition("/")[0]
        self._client = httpx.AsyncClient(headers=headers, timeout=_SECONDS, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def open(self) -> str:
        """See `Sessions.open`."""
        return str((await self._ask("POST", "/sessions", None if self._model is None else {"model": self._model}))["id"])

    async def read(self, session: str) -> Played:
        """See `Sessions.read`.

        Raises:
            NotFoundError: there is no such session.
        """
        return _played(await self._ask("GET", f"/sessions/{session}"))

    async def end(self, session: str) -> Played:
        """See `Sessions.end`; raises as `read` does."""
        return _played(await self._ask("DELETE", f"/sessions/{session}"))

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        try:
            answer = await self._client.request(method, self.url + path, json=body)
        except httpx.HTTPError as error:
            what = f"the engine server gave no answer: {type(error).__name__}: {error}"
            raise OutboundError(what, where=self.url, fix="see whether it runs") from error
        if answer.is_success:
            return _read(answer)
        told = _read(answer).get("error") or {}
        what, where = str(told.get("message") or answer.reason_phrase), f"{method} {self.url}{path.partition('_')[0]}"
        if answer.status_code == 503:
            raise OverloadedError(what, where=where, retry_after_s=int(answer.headers.get("Retry-After") or 1))
        kinds: Mapping[int, type[NotFoundError | NotSignedInError]] = {404: NotFoundError, 401: NotSignedInError}
        raise kinds.get(answer.status_code, OutboundError)(what, where=where)


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        value = answer.json()
    except ValueError as error:
        raise AnswerError("the answer is no JSON", where=str(answer.url.host), fix="see what listens there") from error
    return value if isinstance(value, dict) else {}


def _played(told: Mapping[str, Any]) -> Played:
    try:
        branches = tuple(Branch(tuple(row["ids"]), tuple(row["mask"]), tuple(row["logprobs"])) for row in told["branches"])
        return Played(branches, tuple(_turn(row) for row in told["turns"]))
    except (KeyError, TypeError) as error:
        raise AnswerError(
            f"a session is told otherwise: {error!r}", where="sessions", fix="use servers and workers of one version"
        ) from error


def _turn(row: Mapping[str, Any]) -> Turn:
    params = SamplingParams(**{**row["params"], "stop": tuple(row["params"]["stop"])})
    ids, logprobs = tuple(row["ids"]), tuple(row["logprobs"])
    return Turn(row["prompt_length"], ids, logprobs, row["version"], params, row["stop"], row["seconds"])
