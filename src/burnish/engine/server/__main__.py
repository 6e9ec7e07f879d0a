"""`python -m burnish.engine.server --folder CHECKPOINT --port N`: serve one checkpoint. The token comes from the environment or a pipe."""

import argparse
import asyncio
import os
import socket
import sys
from pathlib import Path

import structlog

from burnish.engine.server.options import ServerOptions
from burnish.engine.server.process import run
from burnish.errors import BurnishError, ConfigError

__all__ = ["main"]

TOKEN_VARIABLE = "BURNISH_ENGINE_TOKEN"  # noqa: S105 - the name of the variable
REFUSED = 78
"""Exit status where it cannot work as it is set up (EX_CONFIG of sysexits.h): starting it again would not help."""


def main() -> int:
    """Serve until SIGTERM; returns the exit status."""
    given = _parser().parse_args()
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    try:
        token = _token(given.token_descriptor)
        options = ServerOptions(
            folder=given.folder,
            name=given.name or given.folder.resolve().name,
            ranks=given.ranks,
            threads=given.threads,
            rows=given.rows,
            context=given.context,
            waiting=given.waiting,
            drain_seconds=given.drain_seconds,
            sessions=given.sessions,
        )
        return asyncio.run(run(options, token, _listener(given), ready=given.ready, lifeline=given.lifeline))
    except BurnishError as error:
        print(f"engine server: {error}", file=sys.stderr, flush=True)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m burnish.engine.server", description=f"Callers show the token in {TOKEN_VARIABLE}.")
    parser.add_argument("--folder", type=Path, required=True, help="a Hugging Face checkpoint folder")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one, which --ready tells")
    parser.add_argument("--socket", type=int, help="descriptor of an open socket to listen on instead")
    parser.add_argument("--ready", type=int, help="descriptor to write a line of JSON to as soon as it answers")
    parser.add_argument("--lifeline", type=int, help="descriptor of a pipe; when its other end closes, the server ends")
    parser.add_argument("--token-descriptor", type=int, help=f"descriptor to read the token from, instead of {TOKEN_VARIABLE}")
    parser.add_argument("--name", help="what requests call the model; by default the folder's name")
    parser.add_argument("--ranks", type=int, help="processes that hold the weights")
    parser.add_argument("--threads", type=int, help="of each rank")
    parser.add_argument("--rows", type=int, default=32, help="sequences that a rank decodes together")
    parser.add_argument("--context", type=int, help="the most tokens of a sequence; by default the model's")
    parser.add_argument("--waiting", type=int, default=256, help="completions that may wait for a row")
    parser.add_argument("--sessions", type=int, default=4096, help="rollout sessions at once")
    parser.add_argument("--drain-seconds", type=float, default=30.0, help="for answers under way when it is told to end")
    return parser


def _token(descriptor: int | None) -> str:
    """The token; taken out of the environment, so that no child process inherits it."""
    token = os.environ.pop(TOKEN_VARIABLE, "")
    if descriptor is not None:
        with os.fdopen(descriptor, encoding="utf-8") as pipe:
            token = pipe.read()
    token = token.strip()
    if len(token) < 16:
        what = "there is no token for callers" if not token else "the token is shorter than 16 characters"
        raise ConfigError(what, where=TOKEN_VARIABLE, fix="set it to something random")
    return token


def _listener(given: argparse.Namespace) -> socket.socket:
    try:
        if given.socket is not None:
            return socket.socket(fileno=given.socket)
        family = socket.AF_INET6 if ":" in given.host else socket.AF_INET
        return socket.create_server((given.host, given.port), family=family)
    except (OSError, OverflowError) as error:
        where = f"{given.host}:{given.port}"
        raise ConfigError(f"cannot listen there: {error}", where=where, fix="choose another --host or --port") from error


if __name__ == "__main__":
    sys.exit(main())
