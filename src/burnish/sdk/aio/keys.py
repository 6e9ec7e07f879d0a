"""Keys, ProjectKeys, ServiceAccounts and Secrets: how programs get in, and what they need to reach other systems."""

from collections.abc import Sequence

from burnish.core.access import ApiKey, MintedKey, Secret, ServiceAccount
from burnish.sdk.aio.listing import Listing
from burnish.sdk.aio.resource import Resource
from burnish.sdk.calls import at

__all__ = ["Keys", "ProjectKeys", "Secrets", "ServiceAccounts"]


class Keys(Resource):
    """Your own keys. A secret is told once, when its key is made."""

    def list(self, *, limit: int | None = None) -> Listing[ApiKey]:
        """Your keys, newest first; `limit`: how many a page."""
        return self._list(ApiKey, at("keys"), limit=limit)

    async def create(self, name: str, scopes: Sequence[str], *, project: str | None = None, days: int | None = 90) -> MintedKey:
        """Make a key that acts as you.

        Args:
            name: to tell it from others.
            scopes: permissions, among those that you have.
            project: the only project that it opens; by default all of yours.
            days: until it expires; None never.

        Raises:
            ForbiddenError: a scope is none of yours.
        """
        body = {"name": name, "scopes": list(scopes), "project": project, "days": days}
        return await self._post(MintedKey, at("keys"), body)

    async def rotate(self, key: str, *, grace_hours: float = 24.0) -> MintedKey:
        """Make a key in place of one, which works on for `grace_hours`."""
        return await self._post(MintedKey, at("keys", key, "rotate"), {"grace_hours": grace_hours})

    async def revoke(self, key: str) -> None:
        """End a key at once."""
        await self._delete(at("keys", key))


class ProjectKeys(Resource):
    """Every key that opens the client's project alone, whoever owns it."""

    def list(self, *, limit: int | None = None) -> Listing[ApiKey]:
        """The keys, newest first; `limit`: how many a page."""
        return self._list(ApiKey, self._in_project("keys"), limit=limit)

    async def rotate(self, key: str, *, grace_hours: float = 24.0) -> MintedKey:
        """Make a key in place of a service account's, which works on for `grace_hours`."""
        return await self._post(MintedKey, self._in_project("keys", key, "rotate"), {"grace_hours": grace_hours})

    async def revoke(self, key: str) -> None:
        """End a key at once."""
        await self._delete(self._in_project("keys", key))


class ServiceAccounts(Resource):
    """Programs of the client's project, by id or name."""

    def list(self, *, limit: int | None = None) -> Listing[ServiceAccount]:
        """The project's service accounts, newest first; `limit`: how many a page."""
        return self._list(ServiceAccount, self._in_project("services"), limit=limit)

    async def create(self, name: str, role: str) -> ServiceAccount:
        """Make one with a role on the project; none that may more than you."""
        return await self._post(ServiceAccount, self._in_project("services"), {"name": name, "role": role})

    async def get(self, service: str) -> ServiceAccount:
        """One of them."""
        return await self._get(ServiceAccount, self._in_project("services", service))

    async def update(self, service: str, *, role: str | None = None, disabled: bool | None = None) -> ServiceAccount:
        """Change its role, or disable it, which stops its keys at once."""
        return await self._patch(ServiceAccount, self._in_project("services", service), {"role": role, "disabled": disabled})

    async def remove(self, service: str) -> None:
        """Remove it, with its keys."""
        await self._delete(self._in_project("services", service))

    async def keys(self, service: str) -> tuple[ApiKey, ...]:
        """Its keys, newest first."""
        return await self._get(tuple[ApiKey, ...], self._in_project("services", service, "keys"))

    async def create_key(self, service: str, name: str, scopes: Sequence[str], *, days: int | None = 90) -> MintedKey:
        """Make a key for it, with scopes among what both its role and you may; `days` until it expires, None never."""
        body = {"name": name, "scopes": list(scopes), "days": days}
        return await self._post(MintedKey, self._in_project("services", service, "keys"), body)


class Secrets(Resource):
    """Tokens and passwords that the client's project needs for other systems, kept encrypted; no value is ever told."""

    async def list(self) -> tuple[Secret, ...]:
        """Their names, and when they were used."""
        return await self._get(tuple[Secret, ...], self._in_project("secrets"))

    async def set(self, name: str, value: str) -> Secret:
        """Keep a value under a name, in place of what was there."""
        return await self._put(Secret, self._in_project("secrets", name), {"value": value})

    async def remove(self, name: str) -> None:
        """Forget a value."""
        await self._delete(self._in_project("secrets", name))
