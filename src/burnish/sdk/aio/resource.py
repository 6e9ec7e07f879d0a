"""Resource: what the verbs of every resource are made of."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from burnish.errors import ConfigError
from burnish.sdk.aio.connection import Connection
from burnish.sdk.aio.listing import Listing
from burnish.sdk.calls import Call, Query, at, read_answer
from burnish.sdk.pages import Page
from burnish.sdk.sse import LineDecoder

__all__ = ["Resource"]

T = TypeVar("T")
R = TypeVar("R", bound=BaseModel)


class Resource:
    """Verbs of one resource, on one connection, about one project where they are about any."""

    def __init__(self, connection: Connection, project: str | None) -> None:
        self._connection = connection
        self._project = project

    def _in_project(self, *parts: str) -> str:
        """A path in the project.

        Raises:
            ConfigError: no project was named.
        """
        if not self._project:
            fix = "give Client(project=…), set BURNISH_PROJECT, or choose one: burnish projects use NAME"
            raise ConfigError("which project?", where="project", fix=fix)
        return at("projects", self._project, *parts)

    async def _get(self, kind: type[T], path: str, query: Query | None = None) -> T:
        return read_answer(await self._connection.send(Call("GET", path, query or {})), kind)

    async def _post(self, kind: type[T], path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> T:
        return read_answer(await self._connection.send(Call("POST", path, body=body, headers=headers or {})), kind)

    async def _put(self, kind: type[T], path: str, body: Any) -> T:
        return read_answer(await self._connection.send(Call("PUT", path, body=body)), kind)

    async def _patch(self, kind: type[T], path: str, changes: Mapping[str, Any], *, headers: Mapping[str, str] | None = None) -> T:
        """Change the fields that are not None."""
        given = {name: value for name, value in changes.items() if value is not None}
        return read_answer(await self._connection.send(Call("PATCH", path, body=given, headers=headers or {})), kind)

    async def _delete(self, path: str, query: Query | None = None) -> None:
        await self._connection.send(Call("DELETE", path, query or {}))

    def _list(
        self, kind: type[R], path: str, query: Query | None = None, *, limit: int | None = None, after: int | None = None
    ) -> Listing[R]:
        async def fetch(cursor: str | None) -> Page[R]:
            asked = {**(query or {}), "limit": limit, "after": after if cursor is None else cursor}
            return await self._get(Page[kind], path, asked)  # type: ignore[valid-type]

        return Listing(fetch)

    def _found(self, kind: type[R], path: str, body: Mapping[str, Any]) -> Listing[R]:
        """A list that is asked for with a body."""

        async def fetch(cursor: str | None) -> Page[R]:
            return await self._post(Page[kind], path, {**body, **({"after": cursor} if cursor else {})})  # type: ignore[valid-type]

        return Listing(fetch)

    async def _rows(self, kind: type[R], path: str, query: Query | None = None, *, body: Any = None) -> AsyncIterator[R]:
        """The records of a body of JSON lines, as they come; with `body` it is asked for by POST."""
        decoder = LineDecoder()
        async with self._connection.open(Call("GET" if body is None else "POST", path, query or {}, body=body)) as response:
            async for received in response.aiter_bytes():
                for line in decoder.feed(received):
                    yield kind.model_validate_json(line, extra="ignore")
            for line in decoder.end():
                yield kind.model_validate_json(line, extra="ignore")
