"""`burnish login`, `logout` and `whoami`: the key that commands and the SDK use on this machine."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import SecretStr

from burnish.cli.answers import Json, answering, print_json, stderr
from burnish.cli.client import client
from burnish.cli.tables import tell_one
from burnish.errors import BurnishError, ConfigError
from burnish.sdk.account import DEFAULT_URL, Account, Login, server_url
from burnish.settings import Settings

if TYPE_CHECKING:
    from burnish.sdk import Client

__all__ = ["login", "logout", "whoami"]

DAYS = 90


@answering
def login(
    url: Annotated[str | None, typer.Argument(help="The server; by default BURNISH_URL, else the one of this machine.")] = None,
    email: Annotated[str | None, typer.Option(help="Log in with a password, and have a key made that lasts 90 days.")] = None,
    project: Annotated[str | None, typer.Option("--project", "-p", help="The project that commands are about from now on.")] = None,
    json: Json = False,
) -> None:
    """Log in to a server, and keep a key for it on this machine.

    Asks for a key, or with --email for a password; what is piped in is taken instead: `burnish login < key.txt`. The key is kept in
    BURNISH_HOME, in a file that you alone can read, and is sent to this server alone.
    """
    settings = Settings.from_environment()
    server = server_url(url or settings.url or _last_url(settings) or DEFAULT_URL)
    secret = _asked("Password" if email else "Key (bk_…)")
    api_key, key_id = (secret, None) if email is None else _made_key(server, email, secret)
    with _client(server, api_key) as opened:
        me = opened.session.me()
        chosen = opened.projects.get(project).name if project else me.project
    kept = Login(url=server, api_key=SecretStr(api_key), key_id=key_id, who=me.email or me.name, project=chosen)
    path = kept.write(settings.home)
    if settings.api_key is not None:
        stderr().print("[yellow]BURNISH_API_KEY is set, and wins over this login[/]")
    if json:
        print_json({"url": kept.url, "who": kept.who, "project": kept.project, "file": str(path)})
    else:
        typer.echo(f"logged in to {kept.url} as {kept.who}; the key is in {path}")


@answering
def logout(json: Json = False) -> None:
    """Forget the key that the login kept, and revoke it if the login made it."""
    home = Settings.from_environment().home
    kept = Login.read(home)
    if kept is None:
        raise ConfigError("nobody is logged in", where=str(Login.file(home)), fix="nothing is to be done")
    revoked = kept.key_id is not None and _revoke(kept, kept.key_id)
    Login.forget(home)
    if json:
        print_json({"url": kept.url, "who": kept.who, "revoked": revoked})
    else:
        typer.echo(f"logged out of {kept.url}" + ("; the key is revoked" if revoked else ""))


@answering
def whoami(json: Json = False) -> None:
    """Say who you are to the server, and what you may."""
    with client() as opened:
        me = opened.session.me()
        fields = {
            "server": opened.account.url,
            "project": opened.account.project,
            "name": me.name,
            "e-mail": me.email,
            "id": me.id,
            "role": me.role,
            "through": me.via,
            "until": me.expires_at,
            "may": me.holds,
        }
    tell_one(me, fields, as_json=json, bare=me.email or me.name)


def _client(url: str, api_key: str = "") -> "Client":
    from burnish.sdk import Client

    return Client.of(Account(url, api_key))


def _last_url(settings: Settings) -> str | None:
    """The server of the login before; none, if that cannot be read: this login puts another one in its place."""
    try:
        kept = Login.read(settings.home)
    except ConfigError:
        return None
    return kept.url if kept else None


def _asked(what: str) -> str:
    """A secret: typed without being shown, or the one line that is piped in."""
    secret = typer.prompt(what, hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    if not secret:
        raise ConfigError("there is none", where=what.lower(), fix="type it, or pipe it in: burnish login < key.txt")
    return str(secret)


def _made_key(url: str, email: str, password: str) -> tuple[str, str]:
    import socket

    with _client(url) as opened:
        made = opened.session.key_for_password(email, password, name=f"login on {socket.gethostname()}"[:100], days=DAYS)
    return made.secret, made.key.id


def _revoke(kept: Login, key_id: str) -> bool:
    """Whether the server could be told."""
    try:
        with _client(kept.url, kept.api_key.get_secret_value()) as opened:
            opened.keys.revoke(key_id)
    except BurnishError as error:
        typer.echo(f"the key was not revoked: {error}", err=True)
        return False
    return True
