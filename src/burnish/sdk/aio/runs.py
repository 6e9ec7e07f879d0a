"""Runs: ask for one, follow it, stop it, go on with it, repeat it."""

import asyncio
import time
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from burnish.core.options import RunOptions, validated
from burnish.core.runs import ENDED, EnvRef, Resources, RunRequest, RunStatus, RunView
from burnish.errors import BurnishError, TimedOutError
from burnish.sdk.aio.listing import Listing
from burnish.sdk.aio.run_rows import RunRows, run_id
from burnish.sdk.calls import passing
from burnish.sdk.progress import OnProgress, on_screen

__all__ = ["Runs"]


class Runs(RunRows):
    """The runs of the client's project. A run is named by its id, or by the record that one of these verbs gave.

    Raises (every verb that takes a run):
        NotFoundError: there is none in the project.
    """

    def list(
        self,
        *,
        status: RunStatus | Collection[RunStatus] = (),
        recipe: str | None = None,
        tags: Mapping[str, str] | None = None,
        parent: RunView | str | None = None,
        text: str | None = None,
        limit: int | None = None,
    ) -> Listing[RunView]:
        """Runs, newest first.

        Args:
            status: only those in this status, or in one of these.
            recipe: only those of this recipe.
            tags: only those with all of these tags.
            parent: only copies of this run.
            text: only those in whose name it occurs, or whose id begins with it.
            limit: how many a page.
        """
        query = {
            "status": [status] if isinstance(status, str) else sorted(status),
            "recipe": recipe,
            "tag": [f"{key}={value}" for key, value in (tags or {}).items()],
            "parent": run_id(parent) if parent is not None else None,
            "text": text,
        }
        return self._list(RunView, self._in_project("runs"), query, limit=limit)

    async def counts(self) -> dict[str, int]:
        """How many runs of the project there are in each status."""
        return await self._get(dict[str, int], self._in_project("run-counts"))

    async def create(
        self,
        recipe: str,
        *,
        config: Mapping[str, Any] | None = None,
        model: str = "tiny",
        env: EnvRef | str | None = None,
        dataset: str | None = None,
        longest: int | None = None,
        seed: int = 0,
        options: RunOptions | Mapping[str, Any] | None = None,
        resources: Resources | Mapping[str, Any] | None = None,
        name: str | None = None,
        priority: int = 0,
        max_attempts: int = 3,
        tags: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> RunView:
        """Ask for a run; it is queued, and starts when a worker has room for it.

        Args:
            recipe: its name; `client.recipes.list()` has what there is.
            config: fields of the recipe's config; the rest keep their defaults.
            model: to start from: `name`, `name@2`, an id, or `tiny` for the embedded one.
            env: to play in, by name, or an EnvRef that says which scenarios; if the recipe needs one.
            dataset: name or id, if the recipe needs examples.
            longest: the most tokens of an example; longer ones are cut at a turn.
            seed: of everything random.
            options: checkpoints, budgets, alarms, early stopping.
            resources: what a worker must have free.
            name: what to call it; by default the recipe's name.
            priority: −100 to 100; higher ones are started first.
            max_attempts: workers that may die on it before it fails as lost.
            tags: free key-value pairs to find it by.
            idempotency_key: asking again with the same key gives the run that was made the first time; by default a fresh one.

        Raises:
            ConfigError, RequestError: a field is wrong; names it.
            NotFoundError: the project has no such model, env or dataset.
            QuotaError: the project has used up what it may.
        """
        given: dict[str, Any] = {
            "recipe": recipe,
            "config": dict(config or {}),
            "model": model,
            "env": EnvRef(name=env) if isinstance(env, str) else env,
            "dataset": dataset,
            "longest": longest,
            "seed": seed,
            "options": options,
            "resources": resources,
            "name": name,
            "priority": priority,
            "max_attempts": max_attempts,
            "tags": dict(tags or {}),
        }
        return await self.create_from(
            validated(RunRequest, {key: value for key, value in given.items() if value is not None}, "run"), idempotency_key=idempotency_key
        )

    async def create_from(self, request: RunRequest, *, idempotency_key: str | None = None) -> RunView:
        """Ask for a run by a whole request; see `create`."""
        body = request.model_dump(mode="json", exclude_defaults=True)
        return await self._post(RunView, self._in_project("runs"), body, headers=_key(idempotency_key))

    async def get(self, run: RunView | str) -> RunView:
        """One run, as it is now."""
        return await self._get(RunView, self._run(run))

    async def update(
        self, run: RunView | str, *, name: str | None = None, priority: int | None = None, tags: Mapping[str, str] | None = None
    ) -> RunView:
        """Change its name, its priority, or all of its tags.

        Raises:
            StaleError: a record was given, and somebody else has changed the run since it was read.
        """
        changes = {"name": name, "priority": priority, "tags": dict(tags) if tags is not None else None}
        read = {"If-Match": f'"{run.version}"'} if isinstance(run, RunView) else {}
        return await self._patch(RunView, self._run(run), changes, headers=read)

    async def remove(self, run: RunView | str) -> None:
        """Remove a run that has ended, with all that it wrote."""
        await self._delete(self._run(run))

    async def cancel(self, run: RunView | str) -> RunView:
        """End it: at once if nobody works on it, else after the step under way. What it made is kept."""
        return await self._post(RunView, self._run(run, "cancel"))

    async def pause(self, run: RunView | str) -> RunView:
        """Stop it until it is resumed: its step is finished and saved, then its worker is free."""
        return await self._post(RunView, self._run(run, "pause"))

    async def resume(self, run: RunView | str) -> RunView:
        """Let a paused run go on from where it was."""
        return await self._post(RunView, self._run(run, "resume"))

    async def clone(self, run: RunView | str, *, name: str | None = None, idempotency_key: str | None = None) -> RunView:
        """The same again from its start: the same config, inputs and seed, and so the same result."""
        return await self._post(RunView, self._run(run, "clone"), {"name": name}, headers=_key(idempotency_key))

    async def retry(self, run: RunView | str, *, name: str | None = None, idempotency_key: str | None = None) -> RunView:
        """The same again, from the newest place that a failed or cancelled run reached."""
        return await self._post(RunView, self._run(run, "retry"), {"name": name}, headers=_key(idempotency_key))

    async def wait(
        self,
        run: RunView | str,
        *,
        progress: OnProgress | None = None,
        every_s: float = 1.0,
        timeout_s: float | None = None,
        patience_s: float = 300.0,
    ) -> RunView:
        """Wait until a run has ended, well or not: its `status` says which.

        Args:
            run: to wait for.
            progress: called with the run at each look; by default a line on the screen tells how far it is.
            every_s: seconds between looks.
            timeout_s: seconds after which to give up waiting; the run goes on. None: never.
            patience_s: seconds for which the server may give no answer.

        Raises:
            TimedOutError: it has not ended in time.
            OutboundError: the server gave no answer for too long.
        """
        tell, began, answered = progress or on_screen(), time.monotonic(), time.monotonic()
        while True:
            try:
                now = await self.get(run)
            except BurnishError as error:
                if not passing(error) or time.monotonic() - answered > patience_s:
                    raise
            else:
                answered = time.monotonic()
                tell(now)
                if now.status in ENDED:
                    return now
            if timeout_s is not None and time.monotonic() - began + every_s > timeout_s:
                raise TimedOutError(f"has not ended after {timeout_s:g} s", where=run_id(run), fix="it goes on: wait for it again")
            await asyncio.sleep(every_s)


def _key(given: str | None) -> dict[str, str]:
    return {"Idempotency-Key": given or uuid.uuid4().hex}
