"""`burnish gateway`: start the gateway alone, on a database that an API has made."""

from typing import Annotated

import typer

from burnish.cli.answers import Json, answering
from burnish.settings import Settings

__all__ = ["gateway"]

Host = Annotated[str | None, typer.Option(help="Address to listen on; by default BURNISH_HOST.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on, 0 for a free one; by default BURNISH_GATEWAY_PORT.")]


@answering
def gateway(host: Host = None, port: Port = None, json: Json = False) -> None:
    """Start the gateway alone: what apps call, `/v1`. Its records wait in BURNISH_HOME until the filler takes them.

    SIGTERM or Ctrl-C: calls that are under way are answered first.
    """
    import json as json_codec

    import uvloop

    from burnish.gateway.process import run
    from burnish.up.listening import listen
    from burnish.up.logs import log_to_stderr

    given = {name: value for name, value in {"host": host, "gateway_port": port}.items() if value is not None}
    settings = Settings.from_environment().model_copy(update=given)
    log_to_stderr(settings)
    with listen(settings, port=settings.gateway_port, variable="BURNISH_GATEWAY_PORT") as listener:
        name, number = listener.getsockname()[:2]
        url = f"http://{f'[{name}]' if ':' in name else name}:{number}"

        def ready() -> None:
            typer.echo(json_codec.dumps({"url": url}) if json else f"The gateway answers at {url}/v1")

        uvloop.run(run(settings, listener, ready))
