"""ServerOptions: how one engine server is set up."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["ServerOptions"]


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What a server is told when it starts.

    Attributes:
        folder: a Hugging Face checkpoint folder.
        name: what requests call the model.
        ranks, threads: of the engine; None lets it choose.
        rows: sequences that each rank decodes together.
        context: the most tokens of a sequence; None is the model's own.
        waiting: completions that may wait for a row, beside those that have one.
        body_bytes: the most that a request's body may have.
        body_seconds: how long a body may take to arrive.
        write_seconds: how long a client may leave what is written to it unread.
        drain_seconds: how long answers under way may take once the server is told to end.
        sessions: rollout sessions at once.
        session_seconds: how long a session lives that nobody calls with.
        session_tokens: the most tokens that a session keeps.
    """

    folder: Path
    name: str
    ranks: int | None = None
    threads: int | None = None
    rows: int = 32
    context: int | None = None
    waiting: int = 256
    body_bytes: int = 32 << 20
    body_seconds: float = 60.0
    write_seconds: float = 60.0
    drain_seconds: float = 30.0
    sessions: int = 4096
    session_seconds: float = 3600.0
    session_tokens: int = 4_000_000
