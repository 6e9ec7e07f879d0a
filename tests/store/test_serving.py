"""Deployments, aliases and replicas: what is kept, what is refused, and what gateways and supervisors see of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from burnish.core.permissions import EVERYTHING
from burnish.core.serving import (
    AliasChanges,
    AliasRequest,
    AliasSettings,
    AnthropicTarget,
    Deployment,
    DeploymentChanges,
    DeploymentRequest,
    EngineTarget,
    OpenAITarget,
    Share,
    Target,
)
from burnish.errors import BurnishError, ConfigError, ConflictError, ForbiddenError, NotFoundError, OutboundRefusedError
from burnish.store.access import Authority
from burnish.store.aliases import Aliases
from burnish.store.audit import SYSTEM, list_events
from burnish.store.columns import now
from burnish.store.database import Database, Transaction
from burnish.store.deployments import Deployments
from burnish.store.guard import ACROSS_PROJECTS
from burnish.store.projects import archive_project, update_project
from burnish.store.replicas import HeldReplica, Replicas
from burnish.store.secrets import Secrets
from burnish.store.serving import read_routes, revision
from burnish.store.tables import replicas
from burnish.store.vault import Vault
from burnish.store.wanted_replicas import WantedReplicas, Weights
from tests.store.ground import new_project

OWNER = Authority(SYSTEM, EVERYTHING)
DEVELOPER = Authority(SYSTEM, EVERYTHING - {"secrets.write"})
ONE, TWO = (Weights(f"version_{'0' * 31}{number}", f"desk@{number}", str(number) * 64, "t" * 64) for number in (1, 2))
PUBLIC = OpenAITarget(url="https://api.example.org/v1", model="large")


@dataclass
class Serving:
    """One project, and two supervisors."""

    database: Database
    vault: Vault
    project: str
    here: Replicas = field(init=False)
    there: Replicas = field(init=False)

    def __post_init__(self) -> None:
        self.here, self.there = (Replicas(self.database, name, 60.0) for name in ("here", "there"))

    @property
    def deployments(self) -> Deployments:
        return Deployments(self.database, self.project, self.vault)

    @property
    def aliases(self) -> Aliases:
        return Aliases(self.database, self.project)

    def write(self, work: Callable[[Transaction], Any]) -> Any:
        with self.database.write() as transaction:
            return work(transaction)

    def deploy(self, name: str = "desk", target: Target | None = None, weights: Weights | None = ONE, by: Authority = OWNER) -> Deployment:
        target = target or EngineTarget(model="desk", replicas=2)
        request = DeploymentRequest(name=name, target=target)
        meant = weights if isinstance(target, EngineTarget) else None
        made: Deployment = self.write(lambda transaction: self.deployments.create(transaction, by, request, meant))
        return made

    def alias(self, name: str, *shares: str, fallbacks: tuple[str, ...] = (), **settings: Any) -> Any:
        request = AliasRequest(
            name=name,
            shares=[Share(deployment=one) for one in shares],
            fallbacks=list(fallbacks),
            settings=AliasSettings(**settings),
        )
        return self.write(lambda transaction: self.aliases.create(transaction, OWNER, request))

    def find(self, name: str = "desk") -> Deployment:
        with self.database.read() as transaction:
            return self.deployments.find(transaction, name)

    def up(self, supervisor: Replicas, port: int) -> HeldReplica:
        """Claim the next replica, and say that it answers."""
        held = supervisor.claim()
        assert held is not None
        assert supervisor.ready(held, f"http://127.0.0.1:{port}")
        return held

    def addresses(self, name: str = "desk") -> tuple[str, ...]:
        routes = read_routes(self.database, self.vault)
        return next(one.addresses for one in routes.upstreams.values() if one.name == name)


@pytest.fixture
def serving(database: Database, tmp_path: Path) -> Serving:
    return Serving(database, Vault.open(tmp_path / "secret.key"), new_project(database, "shop"))


# -- deployments -----------------------------------------------------------------------------------------------------------------


def test_a_deployment_wants_its_replicas(serving: Serving) -> None:
    made = serving.deploy()
    assert (made.status, made.version, made.weights, made.template) == ("starting", ONE.version_id, ONE.digest, ONE.template)
    assert [(one.number, one.model, one.status, one.address) for one in made.replicas] == [
        (1, "desk@1", "starting", None),
        (2, "desk@1", "starting", None),
    ]
    serving.up(serving.here, 1)
    assert (serving.find().status, serving.find().message) == ("degraded", "1 of 2 replicas are ready")
    serving.up(serving.there, 2)
    assert serving.find().status == "ready"
    assert serving.addresses() == ("http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1")
    with pytest.raises(ConflictError, match="named 'desk' already"):
        serving.deploy()
    with pytest.raises(NotFoundError, match="no deployment 'other'"):
        serving.find("other")


def test_another_project_sees_nothing_of_it(serving: Serving) -> None:
    serving.deploy()
    other = Serving(serving.database, serving.vault, new_project(serving.database, "other"))
    with pytest.raises(NotFoundError):
        other.find()
    with pytest.raises(NotFoundError, match="no deployment 'desk'"):
        other.alias("support", "desk")
    assert other.deploy().project == other.project


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1", "https://10.0.0.1/v1", "http://api.example.org/v1", "https://localhost/v1"])
def test_an_address_that_is_not_public_is_refused(serving: Serving, url: str) -> None:
    with pytest.raises(OutboundRefusedError):
        serving.deploy(target=OpenAITarget(url=url, model="large"))
    serving.deploy(target=PUBLIC)
    changes = DeploymentChanges(target=OpenAITarget(url=url, model="large"))
    with pytest.raises(OutboundRefusedError):
        serving.write(lambda transaction: serving.deployments.change(transaction, OWNER, "desk", changes, None))
    allowed = Deployments(serving.database, serving.project, serving.vault, ("127.0.0.1", "10.0.0.0/8", "api.example.org", "localhost"))
    changed = serving.write(lambda transaction: allowed.change(transaction, OWNER, "desk", changes, None))
    assert changed.target.url == url


def test_a_secret_goes_only_where_somebody_who_may_set_secrets_sent_it(serving: Serving) -> None:
    target = PUBLIC.model_copy(update={"secret": "KEY"})
    with pytest.raises(NotFoundError, match="no secret 'KEY'"):
        serving.deploy(target=target)
    secrets = Secrets(serving.database, serving.project, serving.vault)
    serving.write(lambda transaction: secrets.put(transaction, OWNER, "KEY", "sk-very-secret"))
    with pytest.raises(ForbiddenError, match=r"new address needs the permission secrets\.write"):
        serving.deploy(target=target, by=DEVELOPER)
    serving.deploy(target=target)
    serving.deploy("again", target=target.model_copy(update={"model": "small"}), by=DEVELOPER)
    elsewhere = DeploymentChanges(target=target.model_copy(update={"url": "https://attacker.example.com/v1"}))
    with pytest.raises(ForbiddenError):
        serving.write(lambda transaction: serving.deployments.change(transaction, DEVELOPER, "again", elsewhere, None))
    without = DeploymentChanges(target=OpenAITarget(url="https://attacker.example.com/v1", model="large"))
    serving.write(lambda transaction: serving.deployments.change(transaction, DEVELOPER, "again", without, None))
    routes = read_routes(serving.database, serving.vault)
    assert {one.name: one.key for one in routes.upstreams.values()} == {"desk": "sk-very-secret", "again": None}
    assert "sk-very-secret" not in repr(routes)
    with pytest.raises(ConflictError, match="used by the deployment desk"):
        serving.write(lambda transaction: secrets.remove(transaction, OWNER, "KEY"))


def test_an_upstream_whose_key_cannot_be_decrypted_is_not_called_without_it(serving: Serving, tmp_path: Path) -> None:
    secrets = Secrets(serving.database, serving.project, serving.vault)
    serving.write(lambda transaction: secrets.put(transaction, OWNER, "KEY", "sk-very-secret"))
    serving.deploy("provider", target=AnthropicTarget(model="large").model_copy(update={"secret": "KEY"}))
    serving.deploy()
    serving.up(serving.here, 1)
    other = Vault.open(tmp_path / "other.key")
    routes = read_routes(serving.database, other)
    assert {one.name: (one.key, one.addresses) for one in routes.upstreams.values()} == {"provider": (None, ()), "desk": (None, ())}


def test_other_weights_are_up_before_those_that_serve_are_stopped(serving: Serving) -> None:
    serving.deploy()
    old = [serving.up(serving.here, 1), serving.up(serving.here, 2)]
    changes = DeploymentChanges(target=EngineTarget(model="desk@2", replicas=2))
    changed = serving.write(lambda transaction: serving.deployments.change(transaction, OWNER, "desk", changes, TWO))
    assert (changed.status, changed.message) == ("degraded", "desk@1 answers until desk@2 is up")
    assert serving.addresses() == ("http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1")
    serving.up(serving.here, 3)
    assert serving.addresses() == ("http://127.0.0.1:3/v1",)  # never two sets of weights at once
    kept = serving.here.heartbeat()
    assert [kept[one.id].wanted for one in old] == [True, False]
    serving.up(serving.here, 4)
    assert [serving.here.heartbeat()[one.id].wanted for one in old] == [False, False]
    for one in old:
        serving.here.remove(one)
    assert (serving.find().status, [one.model for one in serving.find().replicas]) == ("ready", ["desk@2", "desk@2"])
    upstream = next(iter(read_routes(serving.database, serving.vault).upstreams.values()))
    assert (upstream.weights, upstream.model) == (TWO.digest, "desk@2")


def test_new_weights_that_do_not_come_up_leave_the_old_ones_serving(serving: Serving) -> None:
    serving.deploy(target=EngineTarget(model="desk"))
    serving.up(serving.here, 1)
    changes = DeploymentChanges(target=EngineTarget(model="desk@2"))
    serving.write(lambda transaction: serving.deployments.change(transaction, OWNER, "desk", changes, TWO))
    held = serving.here.claim()
    assert held is not None and held.weights == TWO.digest
    serving.here.give_up(held, "no memory", pause_seconds=60, failures=1, failed=True)
    assert (serving.find().status, serving.find().message) == ("degraded", "desk@1 answers until desk@2 is up: no memory")
    assert serving.addresses() == ("http://127.0.0.1:1/v1",)
    assert serving.here.claim() is None  # it pauses
    serving.write(lambda transaction: serving.deployments.start(transaction, OWNER, "desk"))
    assert serving.here.claim() is not None


def test_replicas_are_added_and_taken_away_without_a_restart(serving: Serving) -> None:
    serving.deploy()
    first, second = serving.up(serving.here, 1), serving.up(serving.here, 2)

    def resize(count: int) -> Deployment:
        changes = DeploymentChanges(target=EngineTarget(model="desk", replicas=count))
        changed: Deployment = serving.write(lambda transaction: serving.deployments.change(transaction, OWNER, "desk", changes, ONE))
        return changed

    resize(1)
    assert {one: kept.wanted for one, kept in serving.here.heartbeat().items()} == {first.id: True, second.id: False}
    assert serving.addresses() == ("http://127.0.0.1:1/v1",)
    assert [one.number for one in resize(3).replicas] == [1, 2, 3, 4]  # the second is on its way out
    serving.here.remove(second)
    assert [one.number for one in serving.find().replicas] == [1, 3, 4]


def test_a_deployment_is_stopped_and_started(serving: Serving) -> None:
    serving.deploy(target=EngineTarget(model="desk"))
    held = serving.up(serving.here, 1)
    stopped = serving.write(lambda transaction: serving.deployments.stop(transaction, OWNER, "desk"))
    assert (stopped.status, serving.addresses()) == ("stopped", ())
    started = serving.write(lambda transaction: serving.deployments.start(transaction, OWNER, "desk"))
    assert started.status == "starting"
    assert not serving.here.heartbeat()[held.id].wanted
    serving.here.remove(held)
    serving.up(serving.here, 2)
    assert (serving.find().status, serving.addresses()) == ("ready", ("http://127.0.0.1:2/v1",))


def test_what_an_alias_uses_is_not_removed(serving: Serving) -> None:
    for name in ("desk", "spare"):
        serving.deploy(name, target=PUBLIC)
    serving.alias("support", "desk", fallbacks=("spare",))
    for name in ("desk", "spare"):
        with pytest.raises(ConflictError, match="is used by the alias support"):
            serving.write(lambda transaction, name=name: serving.deployments.remove(transaction, OWNER, name))
    serving.write(lambda transaction: serving.aliases.remove(transaction, OWNER, "support"))
    serving.write(lambda transaction: serving.deployments.remove(transaction, OWNER, "desk"))
    with serving.database.read() as transaction:
        actions = [event.action for event in list_events(transaction, project_id=serving.project)]
    assert actions == ["deployment.delete", "alias.delete", "alias.create", "deployment.create", "deployment.create"]


# -- aliases ---------------------------------------------------------------------------------------------------------------------


def test_an_alias_keeps_its_history_and_goes_back_in_one_step(serving: Serving) -> None:
    for name in ("one", "two"):
        serving.deploy(name, target=PUBLIC)
    made = serving.alias("support", "one", fallbacks=("two",), retries=1)
    assert (made.version, made.shares, made.fallbacks) == (1, [Share(deployment="one")], ["two"])
    changes = AliasChanges(shares=[Share(deployment="two", weight=3), Share(deployment="one")], settings=AliasSettings(strict=True))
    changed = serving.write(lambda transaction: serving.aliases.change(transaction, OWNER, "support", changes))
    assert (changed.version, [one.weight for one in changed.shares], changed.settings.strict) == (2, [3, 1], True)
    assert serving.write(lambda transaction: serving.aliases.change(transaction, OWNER, "support", changes)).version == 2  # as it was
    back = serving.write(lambda transaction: serving.aliases.roll_back(transaction, OWNER, "support"))
    assert (back.version, back.shares, back.settings) == (3, made.shares, made.settings)
    again = serving.write(lambda transaction: serving.aliases.roll_back(transaction, OWNER, "support"))
    assert (again.version, again.shares) == (4, changed.shares)
    first = serving.write(lambda transaction: serving.aliases.roll_back(transaction, OWNER, "support", 1))
    assert (first.version, first.shares) == (5, made.shares)
    with serving.database.read() as transaction:
        history = serving.aliases.history(transaction, "support")
    assert [(one.version, one.action) for one in history] == [
        (5, "rollback"), (4, "rollback"), (3, "rollback"), (2, "change"), (1, "create"),
    ]  # fmt: skip
    assert history[-1].before is None and history[-2].before == history[-1].after
    with pytest.raises(NotFoundError, match="had no version 9"):
        serving.write(lambda transaction: serving.aliases.roll_back(transaction, OWNER, "support", 9))


def test_an_alias_does_not_go_back_to_what_is_gone(serving: Serving) -> None:
    for name in ("one", "two"):
        serving.deploy(name, target=PUBLIC)
    serving.alias("support", "one")
    with pytest.raises(ConflictError, match="was nothing else before"):
        serving.write(lambda transaction: serving.aliases.roll_back(transaction, OWNER, "support"))
    changes = AliasChanges(shares=[Share(deployment="two")])
    serving.write(lambda transaction: serving.aliases.change(transaction, OWNER, "support", changes))
    serving.write(lambda transaction: serving.deployments.remove(transaction, OWNER, "one"))
    with pytest.raises(ConflictError, match="used one, which is gone"):
        serving.write(lambda transaction: serving.aliases.roll_back(transaction, OWNER, "support"))


def test_what_an_alias_points_at_is_named_once_and_is_there(serving: Serving) -> None:
    made = serving.deploy("one", target=PUBLIC)
    with pytest.raises(ConfigError, match="named twice"):
        serving.alias("support", "one", made.id)
    with pytest.raises(NotFoundError, match="no deployment 'two'"):
        serving.alias("support", "one", fallbacks=("two",))
    serving.alias("support", "one")
    with pytest.raises(ConflictError, match="an alias named 'support' already"):
        serving.alias("support", "one")


# -- gateways --------------------------------------------------------------------------------------------------------------------


def test_routes_say_all_that_a_gateway_needs(serving: Serving) -> None:
    engine, provider = serving.deploy(target=EngineTarget(model="desk")), serving.deploy("provider", target=PUBLIC)
    serving.up(serving.here, 1)
    serving.alias("support", "desk", fallbacks=("provider",), retries=1)
    routes = read_routes(serving.database, serving.vault)
    route = routes.routes[serving.project, "support"]
    assert (route.project, route.shares, route.fallbacks, route.settings.retries) == ("shop", ((engine.id, 1.0),), (provider.id,), 1)
    ours, theirs = routes.upstreams[engine.id], routes.upstreams[provider.id]
    assert (ours.kind, ours.trusted, ours.addresses, ours.weights) == ("engine", True, ("http://127.0.0.1:1/v1",), ONE.digest)
    assert ours.key is not None and len(ours.key) > 40
    assert (theirs.kind, theirs.trusted, theirs.addresses, theirs.key) == ("openai", False, ("https://api.example.org/v1",), None)
    assert routes.projects == {"shop": serving.project}
    assert routes.revision == revision(serving.database)


def test_whatever_gateways_hold_raises_the_revision(serving: Serving) -> None:
    secrets = Secrets(serving.database, serving.project, serving.vault)
    changes = AliasChanges(settings=AliasSettings(strict=True))
    held: list[HeldReplica] = []
    steps: dict[str, Callable[[], Any]] = {
        "deployment": lambda: serving.deploy(target=EngineTarget(model="desk")),
        "ready": lambda: held.append(serving.up(serving.here, 1)),
        "withdrawn": lambda: serving.here.withdraw(held[0]),
        "dead": lambda: serving.here.give_up(held[0], "it died", pause_seconds=0, failures=1, failed=False),
        "alias": lambda: serving.alias("support", "desk"),
        "changed": lambda: serving.write(lambda transaction: serving.aliases.change(transaction, OWNER, "support", changes)),
        "rolled back": lambda: serving.write(lambda transaction: serving.aliases.roll_back(transaction, OWNER, "support")),
        "secret": lambda: serving.write(lambda transaction: secrets.put(transaction, OWNER, "KEY", "value")),
        "renamed": lambda: serving.write(lambda transaction: update_project(transaction, OWNER, serving.project, {"name": "other"})),
        "removed": lambda: serving.write(lambda transaction: serving.aliases.remove(transaction, OWNER, "support")),
    }
    for name, step in steps.items():
        before = revision(serving.database)
        step()
        assert revision(serving.database) > before, name


def test_a_project_that_is_put_away_serves_nothing(serving: Serving) -> None:
    serving.deploy(target=EngineTarget(model="desk"))
    held = serving.up(serving.here, 1)
    serving.alias("support", "desk")
    wanted = WantedReplicas(serving.database, serving.project)
    serving.write(wanted.rest)
    serving.write(lambda transaction: archive_project(transaction, OWNER, serving.project, archived=True))
    assert not serving.here.heartbeat()[held.id].wanted
    assert read_routes(serving.database, serving.vault).routes == {}
    serving.here.remove(held)
    serving.write(wanted.wake)
    serving.write(lambda transaction: archive_project(transaction, OWNER, serving.project, archived=False))
    serving.up(serving.there, 2)
    assert serving.addresses() == ("http://127.0.0.1:2/v1",)


# -- supervisors -----------------------------------------------------------------------------------------------------------------


def test_a_replica_has_one_supervisor(serving: Serving) -> None:
    serving.deploy()
    first, second = serving.here.claim(), serving.there.claim()
    assert first is not None and second is not None and first.id != second.id
    assert serving.here.claim() is None
    assert serving.here.heartbeat().keys() == {first.id}


def test_a_supervisor_that_is_gone_loses_its_replicas(serving: Serving) -> None:
    serving.deploy(target=EngineTarget(model="desk"))
    held = serving.up(serving.here, 1)
    assert serving.there.sweep() == 0
    serving.write(
        lambda transaction: transaction.execute(update(replicas).values(lease_until=now(-1)), execution_options={ACROSS_PROJECTS: True})
    )
    assert serving.there.look()[:2] == (False, True)
    assert serving.there.sweep() == 1
    assert serving.addresses() == ()
    assert serving.find().message == "nothing was heard of its supervisor here"
    assert not serving.here.ready(held, "http://127.0.0.1:1")  # too late
    assert serving.here.heartbeat() == {}
    taken = serving.up(serving.there, 2)
    assert (taken.id, taken.fence) == (held.id, held.fence + 2)


def test_a_supervisor_that_follows_another_takes_its_replicas_back_at_once(serving: Serving) -> None:
    serving.deploy()
    serving.up(serving.here, 1)
    serving.up(serving.there, 2)
    assert Replicas(serving.database, "next", 60.0).take_back("here") == 1
    assert serving.addresses() == ("http://127.0.0.1:2/v1",)


def test_the_token_of_a_deployment_is_kept_encrypted(serving: Serving) -> None:
    serving.deploy(target=EngineTarget(model="desk"))
    held = serving.up(serving.here, 1)
    token = serving.here.token(held, serving.vault)
    assert token == next(iter(read_routes(serving.database, serving.vault).upstreams.values())).key
    with serving.database.read() as transaction:
        rows = transaction.execute(select(replicas), execution_options={ACROSS_PROJECTS: True}).all()
    assert token is not None and token not in repr(rows)
    serving.write(lambda transaction: serving.deployments.remove(transaction, OWNER, "desk"))
    assert serving.here.token(held, serving.vault) is None


def test_a_deployment_stays_of_its_kind(serving: Serving) -> None:
    serving.deploy(target=PUBLIC)
    changes = DeploymentChanges(target=EngineTarget(model="desk"))
    with pytest.raises(ConfigError, match="is a deployment of kind openai"):
        serving.write(lambda transaction: serving.deployments.change(transaction, OWNER, "desk", changes, ONE))


def test_every_refusal_says_what_to_do(serving: Serving) -> None:
    attempts: list[Callable[[], Any]] = [
        lambda: serving.find("nothing"),
        lambda: serving.alias("support", "nothing"),
        lambda: serving.deploy(target=PUBLIC.model_copy(update={"secret": "NONE"})),
        lambda: serving.deploy(target=OpenAITarget(url="http://localhost/v1", model="m")),
    ]
    for attempt in attempts:
        with pytest.raises(BurnishError) as refused:
            attempt()
        assert refused.value.where and refused.value.fix
