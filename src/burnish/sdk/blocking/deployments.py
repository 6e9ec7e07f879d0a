"""Deployments and Aliases: what serves, and the names that apps call it by."""

import time
from collections.abc import Callable, Mapping, Sequence

from burnish.core.serving import (
    Alias,
    AliasChanges,
    AliasRequest,
    AliasSettings,
    AliasVersion,
    AnthropicTarget,
    Deployment,
    DeploymentChanges,
    DeploymentRequest,
    EngineTarget,
    OpenAITarget,
    Prices,
    ReplicaLog,
    Share,
)
from burnish.errors import EngineError, NotFoundError, TimedOutError
from burnish.sdk.blocking.listing import Listing
from burnish.sdk.blocking.resource import Resource

__all__ = ["Aliases", "Deployments"]

Target = EngineTarget | OpenAITarget | AnthropicTarget


class Deployments(Resource):
    """The deployments of the client's project, by name or id.

    Raises (every verb that takes one):
        NotFoundError: the project has no such deployment.
    """

    def list(self, *, limit: int | None = None) -> Listing[Deployment]:
        """All of them with their replicas, newest first; `limit`: how many a page."""
        return self._list(Deployment, self._in_project("deployments"), limit=limit)

    def get(self, deployment: str) -> Deployment:
        """One, with its replicas."""
        return self._get(Deployment, self._in_project("deployments", deployment))

    def create(self, name: str, target: Target, *, prices: Prices | None = None, description: str = "") -> Deployment:
        """Serve a model of the registry, or an outside server's. It comes up in the background: see `wait`.

        Args:
            name: unique in the project.
            target: `EngineTarget(model="desk@3")`, `OpenAITarget(url=…, model=…, secret=…)` or `AnthropicTarget(model=…, secret=…)`.
            prices: what it costs.
            description: in words.

        Raises:
            ConflictError: the name is taken, or the model is not ready.
            OutboundRefusedError: the URL may not be reached.
            ForbiddenError: the secret would go to a new address, and the key may not set secrets.
        """
        request = DeploymentRequest(name=name, target=target, prices=prices or Prices(), description=description)
        return self._post(Deployment, self._in_project("deployments"), request.model_dump(mode="json"))

    def update(
        self, deployment: str, *, target: Target | None = None, prices: Prices | None = None, description: str | None = None
    ) -> Deployment:
        """Change what it serves, its prices or its description. Other weights are up before those that serve now are stopped.

        A target is given whole, its secret named again.
        """
        changes = DeploymentChanges(target=target, prices=prices, description=description)
        return self._patch(Deployment, self._in_project("deployments", deployment), changes.model_dump(mode="json"))

    def deploy(
        self,
        model: str,
        *,
        name: str | None = None,
        alias: str | None = None,
        replicas: int = 1,
        rows: int = 32,
        wait_s: float | None = 600.0,
        on_progress: Callable[[str], None] | None = None,
    ) -> Deployment:
        """Serve a version of the registry, and let an alias point at it: one call from weights to a name that apps can call.

        Args:
            model: `desk@3`, or `desk` for its current version; `tiny` is the embedded model.
            name: of the deployment, by default the model's. Where there is one of this name, it changes over to these weights: they are up
                before the former ones are stopped.
            alias: that points at it from now on, and at nothing else; made where there is none. Only once it answers, where that is waited
                for.
            replicas: processes that hold the weights.
            rows: sequences that a replica decodes together.
            wait_s: seconds to wait until it answers; None: not at all.
            on_progress: told how it stands, in words, when that changes.

        Raises:
            EngineError: it does not come up; says why.
            TimedOutError: it is not up in time; the server goes on with it.
        """
        target = EngineTarget(model=model, replicas=replicas, rows=rows)
        place = name or model.partition("@")[0]
        try:
            there = self.get(place)
        except NotFoundError:
            made = self.create(place, target)
        else:
            made = self.update(there.id, target=target)
            if made.status in ("stopped", "failed"):
                made = self.start(made.id)
        if wait_s is not None:
            made = self.wait(made.id, timeout_s=wait_s, on_progress=on_progress)
        if alias is not None:
            Aliases(self._connection, self._project).set(alias, {made.name: 1.0})
        return made

    def wait(self, deployment: str, *, timeout_s: float = 600.0, on_progress: Callable[[str], None] | None = None) -> Deployment:
        """Wait until all its replicas hold what it is to serve, and answer.

        Raises:
            EngineError: none comes up, or it was stopped; says why.
            TimedOutError: it is not up in time; the server goes on with it.
        """
        began, told = time.monotonic(), ""
        while True:
            found = self.get(deployment)
            if found.status == "ready":
                return found
            words = f"{found.status}{': ' + found.message if found.message else ''}"
            failed = [one for one in found.replicas if one.status == "failed" and one.weights == found.weights]
            if failed or found.status in ("failed", "stopped"):
                why = failed[0].message if failed else words
                raise EngineError(f"does not come up: {why}", where=found.name, fix=f"burnish deployments logs {found.name}")
            if time.monotonic() - began > timeout_s:
                raise TimedOutError(f"is not up after {timeout_s:g} s: {words}", where=found.name, fix="look again later: it goes on")
            if on_progress is not None and words != told:
                on_progress(words)
                told = words
            time.sleep(0.3)

    def stop(self, deployment: str) -> Deployment:
        """Serve no longer; what is under way is answered."""
        return self._post(Deployment, self._in_project("deployments", deployment, "stop"))

    def start(self, deployment: str) -> Deployment:
        """Serve again; replicas that failed are tried again at once."""
        return self._post(Deployment, self._in_project("deployments", deployment, "start"))

    def remove(self, deployment: str) -> None:
        """Remove it.

        Raises:
            ConflictError: an alias uses it; names it.
        """
        self._delete(self._in_project("deployments", deployment))

    def logs(self, deployment: str, *, lines: int = 200) -> tuple[ReplicaLog, ...]:
        """The last lines that each of its replicas wrote."""
        return self._get(tuple[ReplicaLog, ...], self._in_project("deployments", deployment, "logs"), {"lines": lines})


class Aliases(Resource):
    """The names that apps call, `project/alias`, of the client's project; by name or id.

    Raises (every verb that takes one):
        NotFoundError: the project has no such alias.
    """

    def list(self, *, limit: int | None = None) -> Listing[Alias]:
        """All of them, newest first; `limit`: how many a page."""
        return self._list(Alias, self._in_project("aliases"), limit=limit)

    def get(self, alias: str) -> Alias:
        """One."""
        return self._get(Alias, self._in_project("aliases", alias))

    def create(
        self,
        name: str,
        shares: Mapping[str, float],
        *,
        fallbacks: Sequence[str] = (),
        settings: AliasSettings | None = None,
        description: str = "",
    ) -> Alias:
        """Make one.

        Args:
            name: unique in the project.
            shares: deployments with the weight of their share of the traffic: `{"desk": 9, "desk-next": 1}`.
            fallbacks: deployments that are tried in this order where those do not answer.
            settings: how it answers.
            description: in words.

        Raises:
            ConflictError: the name is taken.
        """
        request = AliasRequest(
            name=name,
            shares=_shares(shares),
            fallbacks=list(fallbacks),
            settings=settings or AliasSettings(),
            description=description,
        )
        return self._post(Alias, self._in_project("aliases"), request.model_dump(mode="json"))

    def update(
        self,
        alias: str,
        *,
        shares: Mapping[str, float] | None = None,
        fallbacks: Sequence[str] | None = None,
        settings: AliasSettings | None = None,
        description: str | None = None,
    ) -> Alias:
        """Change what it points at, or how it answers; what is not given stays. Gateways follow within a second."""
        changes = AliasChanges(
            shares=None if shares is None else _shares(shares),
            fallbacks=None if fallbacks is None else list(fallbacks),
            settings=settings,
            description=description,
        )
        return self._patch(Alias, self._in_project("aliases", alias), changes.model_dump(mode="json"))

    def set(
        self,
        name: str,
        shares: Mapping[str, float],
        *,
        fallbacks: Sequence[str] | None = None,
        settings: AliasSettings | None = None,
        description: str | None = None,
    ) -> Alias:
        """Let an alias point at these deployments: a new one, or the one of this name, of which the rest stays unless it is given."""
        try:
            self.get(name)
        except NotFoundError:
            return self.create(name, shares, fallbacks=fallbacks or (), settings=settings, description=description or "")
        return self.update(name, shares=shares, fallbacks=fallbacks, settings=settings, description=description)

    def roll_back(self, alias: str, *, version: int | None = None) -> Alias:
        """Let it be what it was before its last change, or at a version of its history; doing it again goes forward.

        Raises:
            ConflictError: there was nothing before, or a deployment of that time is gone.
        """
        return self._post(Alias, self._in_project("aliases", alias, "rollback"), {"version": version})

    def history(self, alias: str, *, limit: int | None = None) -> Listing[AliasVersion]:
        """Everything that it was, newest first."""
        return self._list(AliasVersion, self._in_project("aliases", alias, "history"), limit=limit)

    def remove(self, alias: str) -> None:
        """Remove it, and its history; its deployments stay."""
        self._delete(self._in_project("aliases", alias))


def _shares(shares: Mapping[str, float]) -> list[Share]:
    return [Share(deployment=deployment, weight=weight) for deployment, weight in shares.items()]
