"""Being written."""

from typing import Any


class StreamToChat:
    def event(self, told: Any) -> list[dict[str, Any]]:
        return []


class StreamFromChat:
    def __init__(self, *a: Any) -> None: ...
    def begin(self) -> bytes:
        return b""

    def chunk(self, chunk: Any) -> bytes:
        return b""

    def end(self, usage: Any) -> bytes:
        return b""
