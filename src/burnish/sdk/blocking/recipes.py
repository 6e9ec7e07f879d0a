"""Recipes and Envs: what runs can be made of."""

from collections.abc import Mapping
from typing import Any

from burnish.core.registry import Env, Recipe, RecipeRequest, RunForm
from burnish.sdk.blocking.resource import Resource
from burnish.sdk.calls import at

__all__ = ["Envs", "Recipes"]


class Recipes(Resource):
    """The algorithms that runs of the client's project can be made of."""

    def list(self, *, archived: bool = False) -> tuple[Recipe, ...]:
        """Burnish's own, and the newest versions of those that were published; each with the JSON schema of its config.

        Args:
            archived: the published ones that were put away, instead.
        """
        return self._get(tuple[Recipe, ...], self._in_project("recipes"), {"archived": archived})

    def get(self, name: str) -> Recipe:
        """One, with its source: the whole loop. `name@2` is a version of a published one, its name alone the newest.

        Raises:
            NotFoundError: there is none of this name.
        """
        return self._get(Recipe, self._in_project("recipes", name))

    def publish(self, name: str, source: str, config_schema: Mapping[str, Any] | None = None) -> Recipe:
        """Publish a recipe for all of the project, or another version of one; the same source again is the same version.

        The server reads the source and does not run it. Runs of it are carried out in a process of their own, with the rights of that run.

        Args:
            name: what runs call it.
            source: text of the file, with `Config` and `async def train`.
            config_schema: of its config: `Config.model_json_schema()`. By default what the text says, where its fields are plain.

        Raises:
            InputError: it is no recipe; says what it lacks.
            ConflictError: the name is taken by one that comes with Burnish, or is archived.
        """
        schema = None if config_schema is None else dict(config_schema)
        asked = RecipeRequest(name=name, source=source, config_schema=schema)
        return self._post(Recipe, self._in_project("recipes"), asked.model_dump(mode="json", exclude_none=True))

    def versions(self, name: str) -> tuple[Recipe, ...]:
        """All versions of a published recipe, newest first."""
        return self._get(tuple[Recipe, ...], self._in_project("recipes", name, "versions"))

    def archive(self, name: str) -> Recipe:
        """Put a published recipe away; runs that were made of it can still be repeated."""
        return self._post(Recipe, self._in_project("recipes", name, "archive"))

    def restore(self, name: str) -> Recipe:
        """Bring an archived recipe back."""
        return self._post(Recipe, self._in_project("recipes", name, "restore"))

    def form(self) -> RunForm:
        """JSON schemas of what every run has, whatever its recipe: options, and what it holds while it runs."""
        return self._get(RunForm, at("run-form"))


class Envs(Resource):
    """The envs that runs of the client's project can play in."""

    def list(self) -> tuple[Env, ...]:
        """All of them."""
        return self._get(tuple[Env, ...], self._in_project("envs"))
