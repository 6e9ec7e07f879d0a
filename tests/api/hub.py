"""A hub on loopback: the part of huggingface.co's API that imports speak, with a second host for large files, and faults."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Hub", "listening"]

COMMIT = "c" * 40


@dataclass
class Hub:
    """What it has, what it was asked, and what it does wrong.

    Attributes:
        files: name → content, of the one model `acme/small`.
        token: that it asks for; empty for none.
        breaks: bytes after which each of the next connections for a large file ends.
        ignores_ranges: it begins again whatever is asked for.
        lies: names whose content differs from the list.
        elsewhere: host that large files are redirected to; by default the second one of its own.
        asked: method and path with range, of every request.
    """

    files: dict[str, bytes]
    token: str = ""
    gated: bool = False
    breaks: list[int] = field(default_factory=list)
    ignores_ranges: bool = False
    lies: set[str] = field(default_factory=set)
    elsewhere: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    tokens_at_store: list[str] = field(default_factory=list)
    url: str = ""
    store: str = ""

    def listed(self) -> dict[str, Any]:
        siblings = []
        for name, content in self.files.items():
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
            one = {"rfilename": name, "size": len(content), "blobId": blob}
            if self.large(name):
                one["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 130}
            siblings.append(one)
        return {"id": "acme/small", "sha": COMMIT, "siblings": siblings, "cardData": {"license": "apache-2.0"}}

    @staticmethod
    def large(name: str) -> bool:
        return name.endswith((".safetensors", ".bin"))

    def answer(self, request: "Handler") -> None:
        path, _, query = request.path.partition("?")
        self.asked.append((request.command, path, request.headers.get("Range", "")))
        told = request.headers.get("Authorization", "")
        if path.startswith("/store/"):
            self.tokens_at_store.append(told)
            return self._content(request, path.removeprefix("/store/"))
        if self.gated and told != f"Bearer {self.token}":
            return request.say(401 if not told else 403, b"{}", {"X-Error-Code": "GatedRepo"})
        if path.startswith("/api/models/acme/small/revision/"):
            if path.rpartition("/")[2] not in ("main", COMMIT):
                return request.say(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            assert query == "blobs=true"
            return request.say(200, json.dumps(self.listed()).encode(), {"Content-Type": "application/json"})
        name = path.removeprefix(f"/acme/small/resolve/{COMMIT}/")
        if name not in self.files:
            return request.say(401, b"{}", {"X-Error-Code": "RepoNotFound"})
        if self.large(name):
            digest = hashlib.sha256(self.files[name]).hexdigest()
            headers = {"Location": f"{self.elsewhere or self.store}/store/{name}?sig=x", "X-Linked-Etag": f'"{digest}"'}
            return request.say(302, b"", headers)
        return self._content(request, name)

    def _content(self, request: "Handler", name: str) -> None:
        content = self.files[name]
        if name in self.lies:
            content = bytes(len(content))
        start = int(request.headers["Range"].removeprefix("bytes=").rstrip("-")) if "Range" in request.headers else 0
        headers = {"ETag": '"x"'}
        status = 200
        if start and not self.ignores_ranges:
            status, headers["Content-Range"] = 206, f"bytes {start}-{len(content) - 1}/{len(content)}"
        else:
            start = 0
        part = content[start:]
        request.say(status, part, headers, cut=self.breaks.pop(0) if self.breaks and self.large(name) else None)


class Handler(BaseHTTPRequestHandler):
    hub: Hub

    def do_GET(self) -> None:
        self.hub.answer(self)

    def say(self, status: int, body: bytes, headers: dict[str, str], cut: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def listening(files: dict[str, bytes]) -> Iterator[Hub]:
    """A hub at two ports: itself, and where its large files lie."""
    hub = Hub(files)
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"hub": hub})) for _ in range(2)]
    hub.url, hub.store = (f"http://127.0.0.1:{server.server_address[1]}" for server in servers)
    for server in servers:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield hub
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
