"""How commands reach a server: options that they share, a client for as long as a command lasts, and words that the shell completes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from burnish.sdk import Client

__all__ = [
    "InProject",
    "Limit",
    "Yes",
    "client",
    "complete_aliases",
    "complete_deployments",
    "complete_models",
    "complete_projects",
    "complete_runs",
    "confirm",
]

_RETRIES = 2  # somebody waits
_COMPLETION_SECONDS = 2.0
_MOST_COMPLETIONS = 50


@contextmanager
def client(project: str | None = None) -> Iterator["Client"]:
    """The client of the settings or the login, about a project."""
    from burnish.sdk import Client

    with Client(project=project, retries=_RETRIES) as opened:
        yield opened


def _completing(words: Callable[["Client"], list[str]]) -> Callable[[str], list[str]]:
    """What a server has that begins with what was typed; nothing where it does not answer soon, as no shell wants an error then."""

    def complete(incomplete: str) -> list[str]:
        from burnish.errors import BurnishError
        from burnish.sdk import Client

        try:
            with Client(timeout_s=_COMPLETION_SECONDS, retries=0) as opened:
                return [word for word in words(opened) if word.startswith(incomplete)]
        except BurnishError:
            return []

    return complete


complete_projects = _completing(lambda opened: [project.name for project in opened.projects.list().first(_MOST_COMPLETIONS)])
complete_runs = _completing(lambda opened: [run.id for run in opened.runs.list().first(_MOST_COMPLETIONS)])
complete_models = _completing(lambda opened: ["tiny", *(model.name for model in opened.models.list().first(_MOST_COMPLETIONS))])
complete_deployments = _completing(lambda opened: [one.name for one in opened.deployments.list().first(_MOST_COMPLETIONS)])
complete_aliases = _completing(lambda opened: [one.name for one in opened.aliases.list().first(_MOST_COMPLETIONS)])

InProject = Annotated[
    str | None,
    typer.Option(
        "--project",
        "-p",
        help="Id or name of the project; by default BURNISH_PROJECT, else the one of `burnish projects use`.",
        autocompletion=complete_projects,
    ),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def confirm(question: str, *, yes: bool) -> None:
    """Go on only if somebody means it.

    Raises:
        ConfigError: nobody can be asked.
        Abort: no.
    """
    import sys

    from burnish.errors import ConfigError

    if yes:
        return
    if not sys.stdin.isatty():
        raise ConfigError("this cannot be undone, and nobody can be asked", where="--yes", fix="give --yes, if it is meant")
    typer.confirm(question, abort=True, err=True)
