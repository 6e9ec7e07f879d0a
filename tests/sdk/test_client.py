"""The SDK against a real server, on both databases: every resource, and the same through asyncio."""

import inspect
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from burnish import AsyncClient, Client
from burnish.core.options import RunOptions
from burnish.core.runs import EnvRef, RunLogLine, RunMetrics, RunView
from burnish.errors import (
    ConfigError,
    ConflictError,
    ForbiddenError,
    InputError,
    NotFoundError,
    NotSignedInError,
    RequestError,
    StaleError,
    TimedOutError,
)
from burnish.sdk import Account
from burnish.sdk.aio.listing import Listing as AsyncListing
from tests.databases import only_sqlite
from tests.sdk.ledger import Hand
from tests.served import Served

GRPO: dict[str, Any] = {"env": "supply_desk", "config": {"steps": 3}}


def test_a_client_says_who_it_is(client: Client) -> None:
    me = client.session.me()
    assert (me.kind, me.role, me.via) == ("user", "owner", "key")
    assert client.health().status == "ready"
    matrix = client.session.permissions()
    assert "runs.write" in matrix.roles["developer"] and matrix.sentences["runs.write"]
    assert client.session.ways().password


def test_projects_are_made_found_changed_and_put_away(client: Client) -> None:
    made = client.projects.create("second", team=None)
    assert [project.name for project in client.projects.list()] == ["second", "desk"]
    assert client.projects.update(made.id, description="other").description == "other"
    assert client.projects.archive("second").archived_at is not None
    assert [project.name for project in client.projects.list(archived=True)] == ["second"]
    assert client.projects.restore("second").archived_at is None
    with pytest.raises(ConflictError, match="second"):
        client.projects.create("second")


def test_people_get_roles_in_projects_and_teams(client: Client) -> None:
    made = client.users.create("ann@example.org", "Ann")
    assert made.password
    assert client.members.set("ann@example.org", "viewer").role == "viewer"
    assert [member.email for member in client.members.list()] == ["ann@example.org"]
    client.members.remove(made.user.id)
    assert client.members.list() == ()
    team = client.teams.create("night", "those who stay up")
    assert client.teams.set_member("night", "ann@example.org", "developer").role == "developer"
    assert client.projects.share("desk", team.id).name == "night"
    assert [one.name for one in client.projects.teams("desk")] == ["night"]
    assert [one.name for one in client.teams.projects("night")] == ["desk"]
    client.projects.unshare("desk", "night")
    client.teams.remove_member("night", made.user.id)
    assert client.teams.members("night") == ()
    assert client.teams.update("night", description="other").description == "other"
    assert client.users.update(made.user.id, role="viewer").role == "viewer"
    assert client.users.take_role(made.user.id).role is None
    assert client.users.update(made.user.id, disabled=True).disabled_at is not None
    assert client.users.reset_password(made.user.id).password != made.password
    assert client.roles.set("reader", ["runs.read"], "reads").permissions == ("runs.read",)
    assert "reader" in [role.name for role in client.roles.list()]
    assert client.roles.get("reader").description == "reads"
    client.roles.remove("reader")
    with pytest.raises(NotFoundError):
        client.roles.remove("reader")


def test_keys_are_made_rotated_and_end(served: Served, client: Client) -> None:
    made = client.keys.create("ci", ["runs.read", "project.read"], project="desk")
    with Client.of(Account(served.url, made.secret, "desk")) as ci:
        assert list(ci.runs.list()) == []
        with pytest.raises(ForbiddenError, match=r"runs\.write") as refused:
            ci.runs.create("grpo", **GRPO)
        assert refused.value.fix
        second = client.keys.rotate(made.key.id, grace_hours=0)
        with pytest.raises(NotSignedInError, match="burnish login"):
            ci.runs.list().page()
    assert second.key.id in [key.id for key in client.project_keys.list()]
    client.project_keys.revoke(second.key.id)
    assert client.keys.list().first(1)[0].revoked_at is not None


def test_programs_have_accounts_and_secrets(client: Client) -> None:
    service = client.services.create("robot", "developer")
    made = client.services.create_key("robot", "first", ["runs.read"], days=1)
    assert [key.id for key in client.services.keys(service.id)] == [made.key.id]
    assert client.project_keys.rotate(made.key.id).key.name == "first"
    assert client.services.update("robot", role="viewer").role == "viewer"
    assert client.services.get("robot").id == service.id
    client.services.remove("robot")
    assert list(client.services.list()) == []
    client.secrets.set("wandb", "token")
    assert [secret.name for secret in client.secrets.list()] == ["wandb"]
    client.secrets.remove("wandb")
    assert client.secrets.list() == ()


def test_limits_are_set_and_lifted(client: Client) -> None:
    limit = client.quotas.set("run_hours", "day", 3)
    assert (limit.most, limit.used) == (3, 0)
    assert [quota.kind for quota in client.quotas.list()] == ["run_hours"]
    assert client.quotas.get("run_hours", "day").most == 3
    client.quotas.remove("run_hours", "day")
    assert client.quotas.list() == ()
    client.teams.create("night")
    assert client.quotas.set("run_hours", "month", 5, team="night").most == 5
    assert [quota.period for quota in client.quotas.list(team="night")] == ["month"]
    assert client.quotas.get("run_hours", "month", team="night").used == 0


def test_the_audit_log_is_listed_exported_and_whole(client: Client) -> None:
    client.runs.create("grpo", **GRPO)
    actions = [event.action for event in client.audit.list()]
    assert actions[-1] == "project.create"
    exported = list(client.audit.export(installation=True))
    assert [event.sequence for event in exported] == list(range(1, len(exported) + 1))
    verdict = client.audit.verify(sequence=exported[0].sequence, digest=exported[0].digest)
    assert verdict.whole and verdict.events >= len(exported)


def test_a_run_is_asked_for_once_whatever_is_lost_on_the_way(client: Client) -> None:
    asked = {**GRPO, "tags": {"by": "me"}, "options": {"checkpoint_every": 2}}
    first = client.runs.create("grpo", **asked, idempotency_key="one")
    again = client.runs.create("grpo", **asked, idempotency_key="one")
    with pytest.raises(ConflictError, match="something else"):
        client.runs.create("grpo", **GRPO, idempotency_key="one")
    assert (first.status, first.id, first.spec.options) == ("queued", again.id, RunOptions(checkpoint_every=2))
    other = client.runs.create("grpo", env=EnvRef(name="supply_desk", scenarios=4), name="other")
    assert [run.id for run in client.runs.list(limit=1)] == [other.id, first.id]  # two pages
    assert [run.id for run in client.runs.list(tags={"by": "me"})] == [first.id]
    assert [run.id for run in client.runs.list(text="oth")] == [other.id]
    assert list(client.runs.list(status=["running", "failed"])) == []
    assert client.runs.counts()["queued"] == 2


def test_a_run_is_steered(client: Client) -> None:
    run = client.runs.create("grpo", **GRPO)
    assert client.runs.pause(run).status == "paused"
    assert client.runs.resume(run.id).status == "queued"
    changed = client.runs.update(client.runs.get(run), name="other", priority=3)
    assert (changed.name, changed.priority) == ("other", 3)
    with pytest.raises(StaleError):
        client.runs.update(run, name="third")  # read before it changed
    assert client.runs.cancel(run).status == "cancelled"
    copy, again = client.runs.clone(run, name="copy"), client.runs.retry(run)
    assert (copy.parent, copy.spec, again.parent) == (run.id, run.spec, run.id)
    assert [one.id for one in client.runs.ancestors(copy)] == [run.id]
    assert [one.id for one in client.runs.list(parent=run)] == [again.id, copy.id]
    client.runs.remove(run)
    with pytest.raises(NotFoundError, match=run.id):
        client.runs.get(run)


def test_what_a_run_wrote_is_read_over_pages(client: Client, hand: Hand) -> None:
    run = client.runs.create("grpo", **GRPO)
    hand.work(run, steps=3)
    assert [row.values["reward"] for row in client.runs.metrics(run, limit=2)] == [0.0, 1.0, 2.0]
    assert [row.step for row in client.runs.metrics(run, after=client.runs.metrics(run).first(1)[0].seq)] == [1, 2]
    assert [line.text for line in client.runs.logs(run)] == ["step 0", "step 1", "step 2"]
    assert [line.text for line in client.runs.last_logs(run, 1)] == ["step 2"]
    assert [event.kind for event in client.runs.events(run)][-1] == "succeeded"
    episodes = list(client.runs.episodes(run))
    assert [episode.scenario for episode in episodes] == ["s0", "s1", "s2"]
    assert client.runs.episode(run, episodes[1].seq) == episodes[1]
    assert client.runs.checkpoints(run) == ()
    assert [attempt.worker for attempt in client.runs.attempts(run)] == ["hand"]


def test_waiting_ends_with_the_run_and_tells_how_far_it_is(client: Client, hand: Hand) -> None:
    run = client.runs.create("grpo", **GRPO)
    told: list[tuple[str, int, dict[str, float]]] = []
    thread = threading.Thread(target=hand.work, args=(run,), kwargs={"steps": 3, "pause_s": 0.05})
    thread.start()
    ended = client.runs.wait(run, every_s=0.05, progress=lambda now: told.append((now.status, now.step, now.latest)))
    thread.join()
    assert ended.status == "succeeded"
    assert told[-1] == ("succeeded", 3, {"reward": 2.0})


def test_waiting_has_an_end(client: Client) -> None:
    run = client.runs.create("grpo", **GRPO)
    with pytest.raises(TimedOutError, match="0.1 s"):
        client.runs.wait(run, every_s=0.05, timeout_s=0.1)


def test_a_stream_tells_everything_once_and_ends_with_the_run(client: Client, hand: Hand) -> None:
    run = client.runs.create("grpo", **GRPO)
    thread = threading.Thread(target=hand.work, args=(run,), kwargs={"steps": 3, "pause_s": 0.2})
    thread.start()
    items = list(client.runs.stream(run))
    thread.join()
    assert [item.text for item in items if isinstance(item, RunLogLine)] == ["step 0", "step 1", "step 2"]
    assert [item.step for item in items if isinstance(item, RunMetrics)] == [0, 1, 2]
    views = [item for item in items if isinstance(item, RunView)]
    assert views[0].status in ("queued", "leased", "running") and views[-1].status == "succeeded"


def test_recipes_and_envs_are_told_with_their_schemas(client: Client) -> None:
    assert [recipe.name for recipe in client.recipes.list()] == ["sft", "rejection_sampling", "grpo", "evaluate"]
    grpo = client.recipes.get("grpo")
    assert grpo.source and "steps" in grpo.config_schema["properties"]
    assert "cores" in client.recipes.form().resources["properties"]
    assert "supply_desk" in [env.name for env in client.envs.list()]


def test_a_model_is_taken_in_and_exported_as_it_was(client: Client, model_folder: Path, tmp_path: Path) -> None:
    version = client.models.take_in("small", path=str(model_folder), licence="apache-2.0")
    assert (version.status, version.number, version.licence) == ("ready", 1, "apache-2.0")
    again = client.models.take_in("small", path=str(model_folder))
    assert client.models.get("small").current == again.number == 2
    assert client.models.roll_back("small").current == 1
    folder = client.models.export("small", tmp_path / "out")
    names = {file.path for file in client.models.files("small@1")}
    assert {path.name for path in folder.iterdir()} == names
    assert (folder / "model.safetensors").read_bytes() == (model_folder / "model.safetensors").read_bytes()
    assert [node.id for node in client.models.lineage("small@1").nodes] == [version.id]
    assert len(client.models.lineage().nodes) == 2
    assert client.models.version("small@2").id == again.id
    assert client.models.update("small", description="tiny").description == "tiny"
    assert client.models.archive("small").archived_at is not None
    assert list(client.models.list()) == []
    assert client.models.restore("small").name == "small"


def test_a_dataset_is_taken_in(client: Client, imports: Path) -> None:
    (imports / "rows.jsonl").write_text('{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}\n')
    made = client.datasets.take_in("rows", str(imports / "rows.jsonl"))
    assert made.examples == 1
    assert client.datasets.get("rows").id == made.id
    assert client.datasets.archive("rows").archived_at is not None
    assert list(client.datasets.list()) == []
    assert client.datasets.restore("rows").archived_at is None


@only_sqlite
@pytest.mark.parametrize(
    ("call", "kind", "where"),
    [
        (lambda client: client.projects.get("nothing"), NotFoundError, "project"),
        (lambda client: client.runs.get("run_1"), InputError, "run"),
        (lambda client: client.runs.create("alchemy"), ConfigError, "recipe"),
        (lambda client: client.runs.create("grpo"), ConfigError, "body.env"),
        (lambda client: client.runs.create("grpo", seed=-1, **GRPO), ConfigError, "run.seed"),
        (lambda client: client.runs.create("grpo", env="supply_desk", config={"steps": 0}), RequestError, "body.config.steps"),
        (lambda client: client.models.take_in("small", path="/etc"), InputError, "path"),
        (lambda client: client.with_project("other").runs.list().page(), NotFoundError, "project"),
        (lambda client: client.projects.get(".."), ConfigError, "projects/.."),
        (lambda client: client.projects.get("a/b?c#d"), NotFoundError, "path"),
    ],
)
def test_a_mistake_is_an_error_of_the_tree_with_its_place(
    client: Client, call: Callable[[Client], Any], kind: type[Exception], where: str
) -> None:
    with pytest.raises(kind) as raised:
        call(client)
    assert type(raised.value) is kind
    assert (raised.value.where, bool(raised.value.what), bool(raised.value.fix)) == (where, True, True)  # type: ignore[attr-defined]


@only_sqlite
def test_every_wrong_field_is_told(client: Client) -> None:
    with pytest.raises(RequestError) as raised:
        client.runs.create("grpo", env="supply_desk", config={"steps": 0, "lr": 1})
    assert "body.config.lr" in str(raised.value)


@only_sqlite
def test_what_is_about_a_project_says_so_where_none_is_named(served: Served) -> None:
    with Client.of(Account(served.url, served.key)) as opened, pytest.raises(ConfigError, match="which project"):
        opened.runs.list().page()


@only_sqlite
def test_a_password_gives_a_key_and_leaves_no_session(served: Served) -> None:
    with Client.of(Account(served.url)) as nobody:
        made = nobody.session.key_for_password(served.first.email, served.first.password, name="laptop")
        with pytest.raises(NotSignedInError):
            nobody.session.me()
    with Client.of(Account(served.url, made.secret)) as opened:
        assert opened.session.me().email == served.first.email
    with Client.of(Account(served.url)) as nobody, pytest.raises(NotSignedInError):
        nobody.session.key_for_password(served.first.email, "wrong", name="laptop")


@only_sqlite
async def test_the_same_works_with_asyncio(async_client: AsyncClient, hand: Hand, model_folder: Path, tmp_path: Path) -> None:
    async with async_client as client:
        run = await client.runs.create("grpo", **GRPO)
        hand.work(run, steps=2)
        assert (await client.runs.wait(run, every_s=0.05)).status == "succeeded"
        assert [row.step async for row in client.runs.metrics(run, limit=1)] == [0, 1]
        assert [item.text async for item in client.runs.stream(run) if isinstance(item, RunLogLine)] == ["step 0", "step 1"]
        assert len(await client.runs.list().first(5)) == 1
        assert "project.create" in [event.action async for event in client.audit.export()]
        await client.models.take_in("small", path=str(model_folder))
        assert (await client.models.export("small", tmp_path / "out") / "config.json").is_file()
        with pytest.raises(NotFoundError):
            await client.projects.get("nothing")


def test_both_clients_have_the_same_verbs() -> None:
    for name, resource in vars(Client.of(Account("http://localhost"))).items():
        if name.startswith("_") or name == "account":
            continue
        other = getattr(AsyncClient.of(Account("http://localhost")), name)
        verbs = [verb for verb in dir(resource) if not verb.startswith("_")]
        assert verbs == [verb for verb in dir(other) if not verb.startswith("_")]
        for verb in verbs:
            assert inspect.signature(getattr(resource, verb)).parameters == inspect.signature(getattr(other, verb)).parameters
            assert getattr(resource, verb).__doc__
    assert AsyncListing.__doc__
