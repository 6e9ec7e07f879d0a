"""The commands of the platform as a shell sees them, against a real server."""

import importlib
import io
import json
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from burnish import Client, tiny
from burnish.cli import tables
from burnish.cli.app import ENTRIES
from burnish.core.options import RunOptions
from burnish.recipes.catalog import RECIPES
from burnish.sdk import Account, Login
from burnish.settings import Settings
from burnish.store.database import Database
from tests.api.conftest import quick_passwords
from tests.api.hub import listening
from tests.cli.conftest import Answer
from tests.databases import database_url, only_sqlite, postgres, templates
from tests.sdk.conftest import imports, model_folder, settings
from tests.sdk.ledger import Hand
from tests.served import Served, serving

__all__ = ["database_url", "imports", "model_folder", "postgres", "quick_passwords", "settings", "templates"]

Burnish = Callable[..., Answer]


@pytest.fixture
def served(settings: Settings) -> Iterator[Served]:
    with serving(settings) as server:
        with Client.of(Account(server.url, server.key)) as client:
            client.projects.create("desk")
        yield server


@pytest.fixture
def owner(served: Served, burnish: Burnish, tmp_path: Path) -> Burnish:
    """Commands of somebody who is logged in as the owner, on the project."""
    from pydantic import SecretStr

    Login(url=served.url, api_key=SecretStr(served.key), who="owner", project="desk").write(tmp_path / "home")
    return burnish


@pytest.fixture
def hand(served: Served) -> Iterator[Hand]:
    database = Database.open(served.settings.database)
    yield Hand(database)
    database.close()


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if stdout were a terminal."""
    for entry in ENTRIES:
        importlib.import_module(entry.reference.partition(":")[0])
    original = tables.for_people
    for module in list(sys.modules.values()):
        if getattr(module, "for_people", None) is original:
            monkeypatch.setattr(module, "for_people", lambda: True)
    monkeypatch.setenv("COLUMNS", "240")


GRPO = ("runs", "create", "grpo", "--env", "supply_desk", "--steps", "3")


def test_from_the_login_to_a_run_that_ended(owner: Burnish, hand: Hand, served: Served) -> None:
    made = owner(*GRPO, "--group-size", "4", "--tag", "by=me", "--checkpoint-every", "2", "--cores", "2", "--name", "first")
    assert made.code == 0, made.err
    run = made.out.strip()  # a bare id, as nobody looks
    assert owner("runs", "list").out.split() == [run]
    shown = owner("runs", "show", run, "--json").json
    assert (shown["name"], shown["status"], shown["tags"]) == ("first", "queued", {"by": "me"})
    assert (shown["spec"]["config"]["group_size"], shown["spec"]["config"]["steps"]) == (4, 3)
    assert (shown["spec"]["options"]["checkpoint_every"], shown["spec"]["resources"]["cores"]) == (2, 2)
    with Client.of(Account(served.url, served.key, "desk")) as client:
        thread = threading.Thread(target=hand.work, args=(client.runs.get(run),), kwargs={"steps": 3, "pause_s": 0.05})
        thread.start()
        watched = owner("runs", "watch", run)
        thread.join()
    assert (watched.code, watched.out.strip()) == (0, run)
    assert "first  succeeded  3/3  reward 2" in watched.err
    assert [line.split()[-1] for line in owner("runs", "logs", run).out.splitlines()] == ["0", "1", "2"]
    assert owner("runs", "logs", run, "--tail", "1", "--follow").out.splitlines()[-1].endswith("step 2")
    assert [json.loads(line)["step"] for line in owner("runs", "metrics", run).out.splitlines()] == [0, 1, 2]
    copy = owner("runs", "clone", run, "--name", "copy").out.strip()
    assert owner("runs", "cancel", copy, "--json").json["status"] == "cancelled"
    assert owner("runs", "watch", copy).code == 130
    assert owner("runs", "list", "--parent", run, "--status", "cancelled").out.split() == [copy]
    assert owner("runs", "remove", copy).code == 2  # nobody can be asked
    assert owner("runs", "remove", copy, "--yes", "--json").json == {"removed": copy}
    assert owner("audit", "verify").out.startswith("whole; ")
    assert "run.create" in [event["action"] for event in owner("audit", "list", "--json").json]


def test_a_run_that_failed_is_told_to_the_shell(owner: Burnish, hand: Hand) -> None:
    run = owner(*GRPO).out.strip()
    assert owner("runs", "pause", run, "--json").json["status"] == "paused"
    assert owner("runs", "resume", run, "--json").json["status"] == "queued"
    hand.fail()
    failed = owner("runs", "watch", run, "--json")
    assert (failed.code, failed.json["failure"]) == (2, "error")
    again = owner("runs", "retry", run).out.strip()
    assert owner("runs", "show", again, "--json").json["parent"] == run


@only_sqlite
def test_help_of_a_recipe_has_every_field_of_its_config(owner: Burnish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    for recipe in RECIPES.values():
        answer = owner("runs", "create", recipe.name, "--help")
        assert answer.code == 0, answer.err
        for name, field in {**recipe.config.model_fields, **RunOptions.model_fields}.items():
            assert f"--{name.replace('_', '-')}" in answer.out
            assert (field.description or "").split(";")[0][:40] in answer.out
    assert all(name in owner("runs", "create", "--help").out for name in RECIPES)


@only_sqlite
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("runs", "create", "alchemy"), "use one of sft, rejection_sampling, grpo"),
        ((*GRPO, "--group-size", "many"), "body.config.group_size"),
        ((*GRPO, "--steps", "0"), "body.config.steps"),
        (("runs", "create", "grpo"), "body.env"),
        (("runs", "create", "sft", "--split", "train"), "--split"),
        ((*GRPO, "--alarms", "nonsense"), "alarm"),
        ((*GRPO, "--tag", "by"), "write key=value"),
        ((*GRPO, "--cores", "5000"), "5000"),
        (("runs", "show", "run_1"), "there is no run 'run_1'"),
        (("runs", "list", "--status", "odd"), "query.status"),
        (("projects", "show", "nothing"), "there is no project"),
        (("models", "import", "small", "/etc"), "path"),
        (("members", "set", "nobody@example.org", "viewer"), "nobody@example.org"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(owner: Burnish, arguments: tuple[str, ...], told: str) -> None:
    answer = owner(*arguments)
    assert answer.code == 2
    assert told in answer.err.replace("\n", " ")
    assert "Traceback" not in answer.err
    assert answer.out == ""


@only_sqlite
def test_a_mistake_is_json_for_a_program(owner: Burnish) -> None:
    answer = owner("runs", "show", "run_" + "0" * 32, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "not_found")


@only_sqlite
def test_a_project_is_named_by_option_variable_or_login(owner: Burnish, monkeypatch: pytest.MonkeyPatch) -> None:
    other = owner("projects", "create", "other", "--use").out.strip()
    run = owner(*GRPO).out.strip()
    assert owner("runs", "show", run, "--json").json["project"] == other
    assert owner("runs", "list", "--project", "desk").out == ""
    assert owner(*GRPO, "-p", "desk").code == 0
    monkeypatch.setenv("BURNISH_PROJECT", "desk")
    assert len(owner("runs", "list").out.split()) == 1
    assert owner("projects", "use", "desk").code == 0
    assert sorted(project["name"] for project in owner("projects", "list", "--json").json) == ["desk", "other"]
    owner("projects", "archive", "other")
    assert owner("projects", "list", "--archived").out.split() == [other]
    assert owner("projects", "restore", other, "--json").json["archived_at"] is None


def test_a_login_is_kept_used_and_ended(burnish: Burnish, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{served.key}\n"))
    assert burnish("login", served.url, "--project", "desk", input=f"{served.key}\n").code == 0
    assert burnish("whoami").out.strip() == served.first.email
    assert burnish("runs", "list").code == 0
    assert "nobody" not in burnish("logout").out
    assert burnish("whoami").code == 2
    assert burnish("logout").code == 2
    answer = burnish("login", served.url, "--email", served.first.email, "--json", input=f"{served.first.password}\n")
    assert answer.code == 0, answer.out
    kept = Login.read(tmp_path / "home")
    assert kept is not None and kept.key_id
    assert kept.api_key.get_secret_value() not in answer.out
    assert burnish("logout", "--json").json["revoked"] is True
    with Client.of(Account(served.url, served.key)) as client:
        key = next(key for key in client.keys.list() if key.id == kept.key_id)
    assert key.revoked_at is not None


@only_sqlite
def test_a_wrong_key_is_not_kept(burnish: Burnish, served: Served, tmp_path: Path) -> None:
    assert burnish("login", served.url, input="bk_wrong\n").code == 2
    assert burnish("login", served.url, input="\n").code == 2
    assert burnish("login", served.url, "--email", "owner@localhost", input="wrong\n").code == 2
    assert not Login.file(tmp_path / "home").exists()


@only_sqlite
def test_a_login_that_cannot_be_read_is_replaced(burnish: Burnish, served: Served, tmp_path: Path) -> None:
    Login.file(tmp_path / "home").parent.mkdir(exist_ok=True)
    Login.file(tmp_path / "home").write_text("{}")
    assert "others can read it" in burnish("whoami").err
    assert burnish("login", served.url, input=f"{served.key}\n").code == 0
    assert burnish("whoami").code == 0


def test_a_server_that_is_away_says_how_to_start_one(burnish: Burnish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURNISH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("BURNISH_API_KEY", "bk_x")
    assert "start it with `burnish up`" in burnish("whoami").err


@only_sqlite
def test_people_keys_secrets_and_limits(owner: Burnish, monkeypatch: pytest.MonkeyPatch) -> None:
    made = owner("users", "create", "ann@example.org", "--name", "Ann", "--json").json
    assert made["password"]
    assert "password " in owner("users", "create", "bob@example.org").err
    assert owner("users", "disable", "bob@example.org", "--json").json["disabled_at"]
    assert owner("users", "enable", "bob@example.org", "--json").json["disabled_at"] is None
    assert len(owner("users", "reset-password", "ann@example.org").out.strip()) > 12
    assert len(owner("users", "list").out.split()) == 3
    assert owner("members", "set", "ann@example.org", "viewer").out.strip() == "ann@example.org"
    assert owner("members", "list", "--json").json[0]["role"] == "viewer"
    assert owner("members", "remove", "ann@example.org", "--json").json == {"removed": "ann@example.org"}
    owner("teams", "create", "night")
    owner("teams", "set-member", "night", "ann@example.org", "developer")
    assert owner("teams", "members", "night").out.split() == ["ann@example.org"]
    assert owner("teams", "share", "night", "desk", "--json").json == {"shared": "desk"}
    assert owner("teams", "projects", "night", "--json").json[0]["name"] == "desk"
    owner("teams", "unshare", "night", "desk")
    owner("teams", "remove-member", "night", "ann@example.org")
    assert owner("teams", "members", "night").out == ""
    assert owner("teams", "list", "--json").json[0]["name"] == "night"
    assert owner("roles", "set", "reader", "runs.read", "project.read").out.strip() == "reader"
    assert "reader" in owner("roles", "list").out.split()
    assert owner("roles", "show", "reader", "--json").json["permissions"] == ["project.read", "runs.read"]
    assert owner("roles", "remove", "reader", "--yes").code == 0
    assert owner("quotas", "set", "run_hours", "day", "3").out.strip() == "run_hours day"
    assert owner("quotas", "list", "--json").json[0]["most"] == 3
    assert owner("quotas", "show", "run_hours", "day", "--json").json["used"] == 0
    assert owner("quotas", "remove", "run_hours", "day").code == 0
    secret = owner("keys", "create", "ci", "--only", "desk", "--scope", "runs.read").out.strip()
    assert secret.startswith("bk_")
    key = next(key for key in owner("keys", "list", "--json").json if key["name"] == "ci")
    assert owner("keys", "rotate", key["id"], "--json").json["key"]["scopes"] == ["runs.read"]
    assert owner("keys", "revoke", key["id"], "--yes", "--json").json == {"revoked": key["id"]}
    owner("services", "create", "robot", "developer")
    assert owner("services", "create-key", "robot", "first", "--scope", "runs.read").out.startswith("bk_")
    assert len(owner("services", "keys", "robot").out.split()) == 1
    assert len(owner("keys", "list", "--of-project").out.split()) == 3
    assert owner("services", "disable", "robot", "--json").json["disabled_at"]
    assert owner("services", "remove", "robot", "--yes").code == 0
    assert owner("secrets", "set", "wandb", input="token\n").out.strip() == "wandb"
    assert owner("secrets", "list").out.split() == ["wandb"]
    assert owner("secrets", "set", "empty", input="").code == 2
    assert owner("secrets", "remove", "wandb", "--yes").code == 0


@only_sqlite
def test_models_and_datasets(owner: Burnish, model_folder: Path, imports: Path, tmp_path: Path) -> None:
    made = owner("models", "import", "small", str(model_folder), "--json").json
    assert (made["status"], made["number"]) == ("ready", 1)
    assert owner("models", "export", "small", str(tmp_path / "out")).out.strip() == str(tmp_path / "out")
    assert (tmp_path / "out" / "model.safetensors").is_file()
    owner("models", "import", "small", str(model_folder))
    assert owner("models", "rollback", "small", "--json").json["current"] == 1
    assert len(owner("models", "show", "small", "--json").json["versions"]) == 2
    assert owner("models", "lineage", "small@1", "--json").json["edges"] == []
    assert owner("models", "archive", "small").code == owner("models", "restore", "small").code == 0
    assert owner("models", "list").out.strip() == made["model"]
    (imports / "rows.jsonl").write_text('{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}\n')
    rows = owner("datasets", "import", "rows", str(imports / "rows.jsonl"), "--json").json
    assert rows["examples"] == 1
    run = owner("runs", "create", "sft", "--dataset", "rows", "--steps", "2", "--model", "small", "--json").json
    assert (run["spec"]["dataset"]["id"], run["spec"]["model"]["name"]) == (rows["id"], "small@1")
    assert owner("datasets", "archive", "rows").code == 0
    assert owner("datasets", "list").out == ""


@only_sqlite
def test_the_audit_log_is_exported_on_from_a_sequence(owner: Burnish, tmp_path: Path) -> None:
    first = owner("audit", "export", "--installation", "--out", "log.jsonl")
    assert first.code == 0, first.err
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    more = [json.loads(line) for line in owner("audit", "export", "--installation", "--since", str(lines[-1]["sequence"])).out.splitlines()]
    assert [event["sequence"] for event in [*lines, *more]] == list(range(1, len(lines) + len(more) + 1))
    verified = owner("audit", "verify", "--sequence", "1", "--digest", lines[0]["digest"], "--json")
    assert (verified.code, verified.json["whole"]) == (0, True)
    assert owner("audit", "verify", "--sequence", "1", "--digest", "0" * 64).code == 2


@only_sqlite
@pytest.mark.usefixtures("people")
def test_people_get_tables(owner: Burnish, hand: Hand, served: Served) -> None:
    run = owner(*GRPO, "--name", "first").out.split()[0]
    listed = owner("runs", "list").out
    assert "status" in listed and "queued" in listed and "s ago" in listed and run in listed
    with Client.of(Account(served.url, served.key, "desk")) as client:
        hand.work(client.runs.get(run), steps=2)
    shown = owner("runs", "show", run).out
    assert "reward 1" in shown and "supply_desk" in shown and "group_size=8" in shown
    assert "you may" in owner("projects", "show", "desk").out
    assert "owner@localhost" in owner("whoami").out
    assert "name" in owner("projects", "list").out


def test_what_somebody_wrote_cannot_steer_a_terminal() -> None:
    assert tables.plain("a\x1b[2Jb\x1b]0;title\x07c\x9bd\r\te") == "abc�d�\te"


@only_sqlite
def test_the_shell_completes_what_the_server_has(owner: Burnish, monkeypatch: pytest.MonkeyPatch) -> None:
    from burnish.cli.client import complete_models, complete_projects, complete_runs

    run = owner(*GRPO).out.strip()
    assert complete_projects("de") == ["desk"]
    assert complete_runs("run_") == [run]
    assert complete_models("t") == ["tiny"]
    monkeypatch.setenv("BURNISH_URL", "http://127.0.0.1:9")
    assert complete_runs("run_") == []


def test_a_recipe_of_ones_own_is_published_and_makes_runs(owner: Burnish, tmp_path: Path) -> None:
    file = tmp_path / "my_grpo.py"
    file.write_text(RECIPES["grpo"].source.read_text(encoding="utf-8").replace("    steps: int", "    own: int = 7\n    steps: int", 1))
    made = json.loads(owner("recipes", "publish", str(file), "--json").out)
    assert (made["name"], made["version"], made["needs"]) == ("my_grpo", 1, ["env"])
    again = json.loads(owner("recipes", "publish", str(file), "--json").out)
    assert again["id"] == made["id"]
    assert owner("recipes", "published").out.split() == [made["id"]]
    assert "--own" in owner("runs", "create", "my_grpo", "--help").out
    run = json.loads(owner("runs", "create", "my_grpo", "--env", "supply_desk", "--own", "8", "--json").out)
    assert (run["spec"]["published"], run["spec"]["config"]["own"]) == (made["id"], 8)
    owner("recipes", "archive", "my_grpo")
    assert owner("recipes", "published").out == ""
    assert owner("recipes", "restore", "my_grpo").code == 0
    refused = owner("recipes", "publish", str(file), "--name", "grpo")
    assert refused.code == 2 and "comes with Burnish" in refused.err


def test_a_model_of_a_hub_is_taken_in_by_its_id(settings: Settings, burnish: Burnish, tmp_path: Path) -> None:
    from pydantic import SecretStr

    files = {path.name: path.read_bytes() for path in tiny.folder().iterdir() if path.is_file()}
    with listening(files) as hub:
        told = settings.model_copy(update={"hub_endpoint": hub.url, "outbound_allow": ("127.0.0.1",)})
        with serving(told) as server:
            with Client.of(Account(server.url, server.key)) as client:
                client.projects.create("desk")
            Login(url=server.url, api_key=SecretStr(server.key), who="owner", project="desk").write(tmp_path / "home")
            made = burnish("models", "import", "acme/Small_0.1")
            assert made.code == 2 and "there is no model acme/Small_0.1 on the hub" in made.err
            made = burnish("models", "import", "acme/small", "--json").json
            assert (made["name"], made["number"], made["status"]) == ("small", 1, "ready")
            assert (made["source"]["hub"], made["source"]["commit"]) == ("acme/small", "c" * 40)
            other = burnish("models", "import", "other", "--hub", "acme/small", "--revision", "c" * 40, "--json").json
            assert (other["name"], other["digest"]) == ("other", made["digest"])


def test_feedback_metrics_and_kpis(owner: Burnish) -> None:
    episode = ("--episode", "call-1")
    assert owner("feedback", "give", "helpful", "true", *episode, "--id", "thumb").out.strip() == "thumb"
    assert owner("feedback", "parked").out.split() == ["thumb"]
    assert owner("feedback", "give", "note", "true", "--text", "--key", "order:W1", "--json").json["value"] == "true"
    assert owner("feedback", "give", "note", "[1]", *episode).code == 2
    assert owner("feedback", "retract", "thumb", "--reason", "mistaken", "--json").json["counts"] is False
    assert len(owner("feedback", "show", "thumb", "--json").json) == 2
    assert owner("feedback", "list", "--metric", "helpful", "--json").json[1]["id"] == "thumb"
    assert sorted(owner("metrics", "list").out.split()) == ["helpful", "note"]
    assert owner("metrics", "declare", "stars", "number", "--low", "1", "--high", "5").code == 0
    refused = owner("feedback", "give", "stars", "7", *episode, "--json").json
    assert (refused["error"]["code"], refused["error"]["where"]) == ("invalid_data", "value")
    assert owner("metrics", "limit", "person", "--most", "3", "--trust", "0.5", "--json").json["most_per_hour"] == 3
    assert owner("metrics", "rules").out.split() == ["person", "*"]
    assert owner("metrics", "sources", "--metric", "helpful", "--json").json[0]["trust"] == 0.5
    assert owner("metrics", "lift", "person").code == 0
    assert owner("metrics", "forget", "stars").code == 0
    assert owner("feedback", "outcome", "call-1", "--resolved", "--contained", "--json").json["escalated"] is False
    assert owner("feedback", "outcome", "call-1").out.strip() == "call-1"
    assert "containment" in owner("kpis", "list").out.split()
    assert owner("kpis", "define", "csat", "metric", "--metric", "stars").code == 0
    assert owner("kpis", "show", "csat", "--since", "2026-01-01", "--every", "day", "--json").json["whole"]["n"] == 0
    assert owner("kpis", "show", "containment").code == 0
    assert owner("kpis", "remove", "csat").code == 0


def test_deployments_and_aliases(owner: Burnish, tmp_path: Path) -> None:
    made = owner("deploy", "tiny", "--no-wait", "--replicas", "2", "--json").json
    assert (made["name"], made["status"], made["target"]["replicas"]) == ("tiny", "starting", 2)
    assert owner("aliases", "show", "tiny", "--json").json["shares"] == [{"deployment": "tiny", "weight": 1.0}]
    again = owner("deploy", "tiny", "--no-wait", "--no-alias", "--json").json
    assert (again["id"], again["target"]["replicas"]) == (made["id"], 1)
    other = owner("deploy", "tiny", "--no-wait", "--name", "next", "--alias", "support", "--json").json
    assert owner("aliases", "show", "support", "--json").json["shares"][0]["deployment"] == other["name"]

    settings_file = tmp_path / "settings.json"
    settings_file.write_text('{"retries": 5, "first_token_s": 2}')
    changed = owner("aliases", "set", "support", "tiny=9", "next=1", "--fallback", "next", "--settings", str(settings_file), "--json").json
    assert ([one["weight"] for one in changed["shares"]], changed["fallbacks"], changed["settings"]["retries"]) == ([9, 1], ["next"], 5)
    kept = owner("aliases", "set", "support", "tiny", "--json").json
    assert (kept["fallbacks"], kept["settings"]["retries"]) == (["next"], 5)
    assert owner("aliases", "rollback", "support", "--json").json["shares"] == changed["shares"]
    assert owner("aliases", "rollback", "support", "--version", "1", "--json").json["fallbacks"] == []
    assert owner("aliases", "history", "support").out.split() == ["5", "4", "3", "2", "1"]
    for wrong in (("tiny=much",), ("tiny", "tiny"), ("tiny", "--settings", str(tmp_path))):
        assert owner("aliases", "set", "support", *wrong).code == 2

    refused = owner("deployments", "connect", "large", "gpt", "--url", "http://10.0.0.1/v1", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "outbound_refused")
    large = owner("deployments", "connect", "large", "claude", "--anthropic", "--output-usd", "10", "--json").json
    assert (large["target"]["url"], large["prices"]["output_usd"], large["status"]) == ("https://api.anthropic.com/v1", 10, "ready")
    assert owner("deployments", "stop", "tiny", "--json").json["status"] == "stopped"
    assert owner("deployments", "start", "tiny", "--json").json["status"] == "starting"
    assert owner("deployments", "logs", "tiny").out == ""
    assert owner("deployments", "list").out.split() == [large["id"], other["id"], made["id"]]
    refused = owner("deployments", "remove", "tiny", "--yes", "--json")
    assert (refused.code, refused.json["error"]["what"]) == (2, "is used by the alias tiny")
    assert owner("aliases", "remove", "tiny", "--yes").code == 0
    assert owner("deployments", "remove", "large", "--yes").code == 0
