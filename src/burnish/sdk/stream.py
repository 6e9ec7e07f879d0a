"""RunItem: one piece of a run's live stream."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel, ValidationError

from burnish import __version__
from burnish.core.runs import RunEpisode, RunEventRecord, RunLogLine, RunMetrics, RunView
from burnish.errors import AnswerError
from burnish.sdk.sse import ServerEvent

__all__ = ["END", "RunItem", "item_of"]

RunItem = RunView | RunMetrics | RunLogLine | RunEventRecord | RunEpisode
"""The run itself whenever it changed, or a row that it wrote. Rows have a `seq`, to go on from."""

END = "end"
"""Kind of the event after which the server sends no more, as the run has ended."""

_KINDS: Mapping[str, type[RunItem]] = MappingProxyType(
    {"run": RunView, "metrics": RunMetrics, "log": RunLogLine, "event": RunEventRecord, "episode": RunEpisode}
)


def item_of(event: ServerEvent) -> RunItem | None:
    """The record of an event; None for a kind that this version does not know.

    Raises:
        AnswerError: it does not have the kind's fields.
    """
    kind: type[BaseModel] | None = _KINDS.get(event.kind)
    if kind is None:
        return None
    try:
        return kind.model_validate_json(event.body, extra="ignore")  # type: ignore[return-value]
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        what = f"sent what Burnish {__version__} does not understand: {event.kind}.{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise AnswerError(what, where="stream", fix="use the version of the server here") from None
