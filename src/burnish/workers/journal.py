"""Journal: where the records of a run go. A folder is one, the ledger is another; the loop above cannot tell."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from burnish.core.episodes import Episode
from burnish.workers.events import RunEvent
from burnish.workers.records import SavedPoint

__all__ = ["Asked", "Journal"]

Asked = Literal["", "cancel", "pause", "interrupt"]
"""What a run should do after the step under way. cancel: end · pause, interrupt: save and end; another process goes on with it later."""


class Journal(Protocol):
    """The records of one run. Only `save` waits until they are where they outlive a crash; the others come before it, in order."""

    @property
    def where(self) -> str:
        """The run, for messages: its folder or its id."""
        ...

    @property
    def resume_with(self) -> str:
        """How a person goes on with the run after it was interrupted."""
        ...

    @property
    def points(self) -> Sequence[SavedPoint]:
        """Where the run can go on, newest first; paths of checkpoints are absolute."""
        ...

    @property
    def asked(self) -> Asked:
        """What people want of the run by now."""
        ...

    def adopt(self, model: str) -> None:
        """This run trains a model of that name: make room for its checkpoints, and remove what a crash left of them."""
        ...

    def go_on_from(self, point: SavedPoint) -> None:
        """Its checkpoints are loaded: forget what was recorded after it, and the points that are newer."""
        ...

    def append(self, loop: int, step: int, metrics: Mapping[str, float], seconds: float | None) -> None:
        """Numbers of a step of the recipe's so-many-th loop."""
        ...

    def keep(self, loop: int, step: int, episodes: Sequence[Episode]) -> None:
        """Example episodes of a step."""
        ...

    def write_examples(self, name: str, rows: Sequence[Mapping[str, Any]]) -> str:
        """Keep a dataset, and all that was recorded so far, for a process that starts again without a point."""
        ...

    def read_examples(self, name: str) -> list[dict[str, Any]] | None:
        """What an earlier process of this run, or this one, wrote under that name; None if there is none."""
        ...

    async def save(self, point: SavedPoint, keep: int) -> None:
        """The models are saved: from now on the run goes on from here. Then forget all but the `keep` newest points, and their files."""
        ...

    def tell(self, event: RunEvent) -> None:
        """Tell whoever watches."""
        ...
