"""Recipes and Envs: what runs can be made of."""

from burnish.core.registry import Env, Recipe, RunForm
from burnish.sdk.aio.resource import Resource
from burnish.sdk.calls import at

__all__ = ["Envs", "Recipes"]


class Recipes(Resource):
    """The algorithms that runs of the client's project can be made of."""

    async def list(self) -> tuple[Recipe, ...]:
        """All of them, each with the JSON schema of its config."""
        return await self._get(tuple[Recipe, ...], self._in_project("recipes"))

    async def get(self, name: str) -> Recipe:
        """One, with its source: the whole loop.

        Raises:
            NotFoundError: there is none of this name.
        """
        return await self._get(Recipe, self._in_project("recipes", name))

    async def form(self) -> RunForm:
        """JSON schemas of what every run has, whatever its recipe: options, and what it holds while it runs."""
        return await self._get(RunForm, at("run-form"))


class Envs(Resource):
    """The envs that runs of the client's project can play in."""

    async def list(self) -> tuple[Env, ...]:
        """All of them."""
        return await self._get(tuple[Env, ...], self._in_project("envs"))
