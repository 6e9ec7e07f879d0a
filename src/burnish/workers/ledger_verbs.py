"""LeaseVerbs: what the process of a run asks of the ledger, in the right of its lease; the ledger itself, or a socket to it."""

from collections.abc import Mapping
from typing import Any, Protocol

from burnish.core.runs import FailureReason, RunStatus
from burnish.store.leases import Entry, Lease, Point, SavedCheckpoint, Standing

__all__ = ["LeaseVerbs"]


class LeaseVerbs(Protocol):
    """The verbs of `burnish.store.ledger.Ledger` that carry out a run, and no others."""

    def begin(
        self,
        lease: Lease,
        *,
        point: Point | None = None,
        refused: Mapping[str, str] | None = None,
        environment: Mapping[str, Any] | None = None,
    ) -> Standing:
        """Its loop starts."""
        ...

    def heartbeat(self, lease: Lease) -> Standing:
        """Keep the lease."""
        ...

    def record(self, lease: Lease, entry: Entry) -> Standing:
        """Write an entry, once."""
        ...

    def finish(self, lease: Lease, *, final: tuple[SavedCheckpoint, ...] = (), message: str = "") -> None:
        """It ended well."""
        ...

    def fail(self, lease: Lease, failure: FailureReason, message: str, traceback: str = "") -> None:
        """It ended badly, and would again."""
        ...

    def settle(self, lease: Lease) -> RunStatus:
        """It stopped because people wanted it."""
        ...

    def give_back(
        self, lease: Lease, *, message: str = "", traceback: str = "", died: bool = False, delay_seconds: float = 0.0
    ) -> RunStatus:
        """Another process may go on with it."""
        ...
