"""Retention: how long the record is kept, what is blanked out of it, and deletion of a person's data."""

from collections.abc import Mapping, Sequence
from typing import Any

from burnish.core.retention import Erasure
from burnish.core.retention import Retention as Kept
from burnish.sdk.aio.resource import Resource

__all__ = ["Retention"]


class Retention(Resource):
    """How long the client's project keeps its record."""

    async def get(self) -> Kept:
        """How long it keeps what, and what it blanks out."""
        return await self._get(Kept, self._in_project("retention"))

    async def set(
        self,
        *,
        payload_days: int | None = None,
        metadata_days: int | None = None,
        redactions: Sequence[Mapping[str, Any]] = (),
    ) -> Kept:
        """Keep it so from now on, in place of what was set.

        Args:
            payload_days: days for which words are kept: requests, answers, their search; by default for good.
            metadata_days: days for which anything of an interaction is kept; by default for good.
            redactions: `{"name": "email"}`, or `{"name", "pattern", "replacement"}` with an expression as RE2 has them.

        Raises:
            InputError: a pattern is none.
        """
        body = {"payload_days": payload_days, "metadata_days": metadata_days, "redactions": [dict(one) for one in redactions]}
        return await self._put(Kept, self._in_project("retention"), body)

    async def erase(self, *, end_user: str | None = None, key: str | None = None, episode: str | None = None) -> Erasure:
        """Delete what is kept of a person, a business key or an episode; one of the three.

        Returns:
            How much that was, every dataset that held some of it, and the runs and models that have learned from it.
        """
        return await self._post(Erasure, self._in_project("erasures"), {"end_user": end_user, "key": key, "episode": episode})
