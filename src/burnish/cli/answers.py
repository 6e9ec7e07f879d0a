"""How a command answers: a table or JSON on stdout, progress and errors on stderr, 0, 2 or 130 to the shell."""

import functools
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from burnish.errors import BurnishError, RunStopped

if TYPE_CHECKING:
    from rich.console import Console

    from burnish.workers.engine import OpenModel

__all__ = ["ERROR", "INTERRUPTED", "Injected", "Json", "answering", "injected", "logs_to_stderr", "print_json", "resumable", "stderr"]

ERROR, INTERRUPTED = 2, 130

F = TypeVar("F", bound=Callable[..., Any])

Json = Annotated[bool, typer.Option("--json", help="Answer with JSON on stdout.")]


@dataclass(frozen=True, slots=True)
class Injected:
    """What whoever calls the application from Python may put in its place (`app(…, obj=Injected(engine=…))`)."""

    engine: "OpenModel | None" = None


def injected(context: typer.Context) -> Injected:
    """What was put in place for this call; nothing, from a shell."""
    return context.obj if isinstance(context.obj, Injected) else Injected()


def stderr() -> "Console":
    """The console that everything but the answer goes to."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(answer: Any) -> None:
    """The answer, as one JSON object."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))


def logs_to_stderr() -> None:
    """Have structlog write to stderr: stdout is for the answer."""
    import structlog

    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))  # looked up late: tests put another one there


def answering(command: F) -> F:
    """A command that fails with one line (what, where, the way out) and never with a traceback, unless BURNISH_DEBUG=1."""
    return _answering(command, "stopped")


def resumable(command: F) -> F:
    """The same, of a command whose run can go on after a Ctrl-C."""
    return _answering(command, "stopped at once; a run can go on from its last checkpoint with --resume")


def _answering(command: F, interrupted: str) -> F:
    @functools.wraps(command)
    def answer(*arguments: Any, **options: Any) -> Any:
        from burnish.settings import Settings

        debug = False
        try:
            settings = Settings.from_environment()
            debug = settings.debug
            _arm(settings.crash_at)
            return command(*arguments, **options)
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if debug:
                raise
            _tell(error, as_json=bool(options.get("json")))
            raise typer.Exit(INTERRUPTED if isinstance(error, RunStopped) else ERROR) from None
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "CancelledError":  # asyncio's, which is not imported here
                stderr().print(f"[yellow]{interrupted}[/]")
                raise typer.Exit(INTERRUPTED) from None
            raise

    return answer  # type: ignore[return-value]


def _arm(crash_at: str | None) -> None:
    if crash_at:
        from burnish.core.crash_points import arm

        arm(crash_at)


def _tell(error: Exception, *, as_json: bool) -> None:
    known = error if isinstance(error, BurnishError) else _bug(error)
    if as_json:
        print_json({"error": {"code": known.code, "what": known.what, "where": known.where, "fix": known.fix}})
        return
    from rich.markup import escape

    place = f"[bold]{escape(known.where)}[/]: " if known.where else ""
    way_out = f" [green]→ {escape(known.fix)}[/]" if known.fix else ""
    stderr().print(f"[red]error[/] {place}{escape(known.what)}{way_out}")


def _bug(error: Exception) -> BurnishError:
    fix = "this is a bug of Burnish, or of the code it was given; BURNISH_DEBUG=1 shows where it happened"
    return BurnishError(f"{type(error).__name__}: {error}", fix=fix)
