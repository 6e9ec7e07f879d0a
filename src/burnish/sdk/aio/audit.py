"""Audit: what people and programs did."""

from collections.abc import AsyncIterator

from burnish.core.access import AuditEvent, AuditVerdict
from burnish.sdk.aio.listing import Listing
from burnish.sdk.aio.resource import Resource
from burnish.sdk.calls import at

__all__ = ["Audit"]


class Audit(Resource):
    """The audit log of the client's project, or with `installation=True` of everything."""

    def list(
        self,
        *,
        actor: str | None = None,
        action: str | None = None,
        target: str | None = None,
        installation: bool = False,
        limit: int | None = None,
    ) -> Listing[AuditEvent]:
        """Events, newest first.

        Args:
            actor: only what was done by this user or service account (an id).
            action: only this, e.g. `key.create`.
            target: only what was done to this (an id).
            installation: of everything, in place of the project.
            limit: how many a page.
        """
        query = {"actor": actor, "action": action, "target": target}
        return self._list(AuditEvent, self._path(installation), query, limit=limit)

    async def export(self, *, since: int = 0, installation: bool = False) -> AsyncIterator[AuditEvent]:
        """Every event after a sequence, oldest first; the export itself is an event too.

        Args:
            since: the last sequence that the export before this one had; an export that breaks off goes on from there.
            installation: of everything, in place of the project.
        """
        async for event in self._rows(AuditEvent, self._path(installation, "export"), {"since": since}):
            yield event

    async def verify(self, *, sequence: int | None = None, digest: str | None = None) -> AuditVerdict:
        """Walk along the whole log's chain of digests: was an event changed, removed, or put in?

        Args:
            sequence, digest: an event that was noted earlier, elsewhere; the log must still hold it.
        """
        return await self._get(AuditVerdict, at("audit", "verify"), {"sequence": sequence, "digest": digest})

    def _path(self, installation: bool, *parts: str) -> str:
        return at("audit", *parts) if installation else self._in_project("audit", *parts)
