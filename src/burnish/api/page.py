"""The page: the built files of `ui/`, and its first one for every address that is a place in it."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from burnish.api.errors import error_body
from burnish.errors import NotFoundError

__all__ = ["STATIC", "PageFiles"]

STATIC = Path(__file__).parent / "static"
"""Where `make ui` puts what it builds; wheels carry it."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_ENCODINGS = {"br": ".br", "gzip": ".gz"}  # in the order in which they are preferred
_NOT_PLACES = ("api/", "v1/")
_NOT_BUILT = "The page is not built. In a checkout: `make ui`, then start the server again. The API is at /api/v1.\n"


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it is sent: its bytes by encoding, `""` for none."""

    bodies: Mapping[str, bytes]
    media_type: str
    etag: str
    cache: str


class PageFiles:
    """ASGI app that answers GET with a file of the page, or, where none has that path, with its first one: the page itself finds the place.

    All files are read once, when the server starts; a path is looked up among them and never reaches the file system. What is under
    `assets/` has a digest in its name and is kept for good; everything else is asked for again, by its ETag.
    """

    def __init__(self, folder: Path = STATIC) -> None:
        """`folder`: of the built page; it may be missing, and then every answer says how to build it."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
        whole = {path.relative_to(folder).as_posix(): path for path in paths}
        self._files = {name: _read(name, whole) for name in whole if not name.endswith(tuple(_ENCODINGS.values())) and _public(name)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        path, headers = scope["path"].lstrip("/"), Headers(scope=scope)
        if scope["method"] not in ("GET", "HEAD") or path.startswith(_NOT_PLACES):
            return _nothing()
        file = self._files.get(path)
        if file is None and path.startswith("assets/"):
            return _nothing()
        file = file or self._files.get("index.html")
        if file is None:
            return PlainTextResponse(_NOT_BUILT, 503)
        return _send(file, headers)


def _public(name: str) -> bool:
    return not any(part.startswith(".") for part in name.split("/"))


def _read(name: str, whole: Mapping[str, Path]) -> _File:
    body = whole[name].read_bytes()
    packed = {encoding: whole[name + suffix].read_bytes() for encoding, suffix in _ENCODINGS.items() if name + suffix in whole}
    media_type = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    cache = "public, max-age=31536000, immutable" if name.startswith("assets/") else "no-cache"
    return _File({**packed, "": body}, media_type, f'"{hashlib.sha256(body).hexdigest()[:32]}"', cache)


def _send(file: _File, headers: Headers) -> Response:
    common = {"ETag": file.etag, "Cache-Control": file.cache, "Vary": "Accept-Encoding"}
    if headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=common)
    accepted = {part.partition(";")[0].strip() for part in headers.get("accept-encoding", "").split(",")}
    encoding = next((one for one in file.bodies if one and one in accepted), "")
    packed = {"Content-Encoding": encoding} if encoding else {}
    return Response(file.bodies[encoding], media_type=file.media_type, headers={**common, **packed})


def _nothing() -> Response:
    error = NotFoundError("there is nothing at this address", where="path", fix="see /api/v1/openapi.json for what there is")
    return JSONResponse(error_body(error), 404)
