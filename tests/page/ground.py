"""Ground for the page: a server with a project, members, keys, models, and runs in every state, written as workers write them."""

import hashlib
import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from fastapi import FastAPI
from safetensors.numpy import save_file

from burnish.core.ids import new_id
from burnish.core.runs import RunView
from burnish.recipes import grpo
from burnish.store.leases import Claim, Entry, EpisodeRow, EventRow, LogRow, MetricsRow, Offer, SavedCheckpoint
from burnish.store.ledger import Ledger
from burnish.store.quotas import Quotas
from burnish.store.replicas import Replicas
from burnish.workers.replica_log import replica_log
from tests.api.callers import Caller
from tests.page.noise import noise
from tests.page.record import batches, interaction_id

__all__ = ["Ground", "conversation", "metrics_of"]

OFFER = Offer("w1", cores=8, memory_bytes=2**36)


def metrics_of(step: int, seed: int) -> dict[str, float]:
    """Numbers such as a GRPO run logs at a step; a held-out evaluation at every twentieth."""
    rise = 1 - math.exp(-step / (18 + seed % 9))
    row = {
        "reward": 0.15 + 0.7 * rise + noise(step * 7 + seed) * 0.12,
        "loss": 1.8 * math.exp(-step / 30) + 0.2 + noise(step * 3 + seed) * 0.1,
        "kl": 0.002 * step**0.7 + abs(noise(step * 5 + seed)) * 0.004,
        "entropy": 1.4 * math.exp(-step / 80) + noise(step + seed) * 0.05,
        "grad_norm": 0.8 + abs(noise(step * 11 + seed)),
        "sampled_tokens": float(round(18_000 + 4_000 * noise(step * 13 + seed) + step * 20)),
        "learning_rate": 1e-6 * min(1, (step + 1) / 3),
        "tokens_per_second": 2_900 + 300 * noise(step * 29 + seed),
        "load/cpu_percent": 170 + noise(step) * 40,
        "load/rss_bytes": 2.1e9 + 2e6 * step,
    }
    if step % 20 == 19:
        held_out = 0.2 + 0.6 * (1 - math.exp(-step / 30))
        row |= {"held_out/reward": held_out, "held_out/reward_low": held_out - 0.06, "held_out/reward_high": held_out + 0.05}
    return row


def conversation(step: int, *, good: bool, words: str = "Hello, I ordered 40 boxes of M4 bolts and got M5. What now?") -> dict[str, Any]:
    """An example episode, as a run keeps it."""
    call = {"id": "1", "type": "function", "function": {"name": "find_order", "arguments": '{"number": "A-1173"}'}}
    item = "M4 bolts" if good else "M5 bolts"
    last = f"The right ones, {item}, are on their way." if good else f"Your order of {item} is complete."
    messages = [
        {"role": "system", "content": "You are the agent of a supply desk. Use the tools; never invent an order number."},
        {"role": "user", "content": words},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": '{"number": "A-1173", "item": "M4 bolts", "quantity": 40}'},
        {"role": "assistant", "content": last},
        {"role": "user", "content": "Thank you." if good else "That is not what I asked."},
    ]
    outcome = {"resolved": good, "failure": "" if good else "wrong_item"}
    tags = {"intent": "exchange", "split": "train"}
    return {"id": f"{step}-0", "messages": messages, "outcome": outcome, "error": "", "scenario": {"id": "exchange/3", "tags": tags}}


@dataclass
class Ground:
    """A server that is filled through its own API, and through the ledger where a worker would write."""

    app: FastAPI
    owner: Caller
    imports: Path
    project: str = "supply-desk"
    url: str = ""
    upstream: str = ""

    def known(self) -> dict[str, str]:
        """Ids that addresses are made of: two runs that succeeded, one that failed, an episode of the first."""
        path = f"/projects/{self.project}/runs"
        succeeded = self.owner.get(f"{path}?status=succeeded&limit=2")["items"]
        failed = self.owner.get(f"{path}?status=failed&limit=1")["items"]
        episode = self.owner.get(f"{path}/{succeeded[0]['id']}/episodes?limit=1")["items"][0]["seq"]
        dataset = self.owner.get(f"/projects/{self.project}/datasets")["items"][0]["id"]
        return {
            "dataset": dataset,
            "team": self.owner.get("/teams/desk")["id"],
            "run": succeeded[0]["id"],
            "other": succeeded[1]["id"],
            "failed": failed[0]["id"],
            "episode": str(episode),
            "deployment": self.owner.get(f"/projects/{self.project}/deployments/desk")["id"],
            "alias": self.owner.get(f"/projects/{self.project}/aliases/agent")["id"],
            "interaction": interaction_id(13001 * 4 + 1),
            "better": interaction_id(13002 * 4 + 1),
        }

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.app.state.server.database)

    def fill(self, runs: int = 24) -> None:
        """A project with everything in it, and one with nothing."""
        self.owner.post("/projects", {"name": self.project, "description": "Agent that answers orders, exchanges and returns"})
        self.owner.post("/projects", {"name": "empty", "description": ""})
        self.fill_access()
        self.fill_teams()
        self.fill_datasets()
        self.fill_models()
        self.fill_recipes()
        self.fill_runs(runs)
        self.fill_serving()
        self.fill_record()

    def fill_recipes(self) -> None:
        """A published recipe with a package, in two versions."""
        source = Path(grpo.__file__).read_text(encoding="utf-8")
        header = '# /// script\n# dependencies = ["humanize>=4"]\n# ///\n'
        changed = source.replace("class Config(BaseModel):", header + "class Config(BaseModel):", 1)
        for text in (source, changed):
            self.owner.post(f"/projects/{self.project}/recipes", {"name": "patient_grpo", "source": text})

    def fill_access(self) -> None:
        """Members of each role, a service account, keys, a secret."""
        for name, role in (("lin", "developer"), ("oskar", "annotator"), ("noor", "viewer")):
            self.owner.post("/users", {"email": f"{name}@example.org", "name": name.capitalize()})
            self.owner.put(f"/projects/{self.project}/members/{name}@example.org", {"role": role})
        service = self.owner.post(f"/projects/{self.project}/services", {"name": "ci", "role": "developer"})
        self.owner.post(
            f"/projects/{self.project}/services/{service['id']}/keys", {"name": "nightly", "scopes": ["runs.read", "runs.write"]}
        )
        self.owner.post("/keys", {"name": "laptop", "scopes": ["project.read", "runs.read"], "project": self.project})
        self.owner.put(f"/projects/{self.project}/secrets/HUB_TOKEN", {"value": "not shown anywhere"})

    def fill_teams(self) -> None:
        """A team with members and a project, one with nothing; a role of the installation's own; limits with something used of them."""
        self.owner.post("/teams", {"name": "desk", "description": "Who answers orders, exchanges and returns"})
        self.owner.post("/teams", {"name": "night", "description": ""})
        for name, role in (("lin", "admin"), ("oskar", "annotator")):
            self.owner.put(f"/teams/desk/members/{name}@example.org", {"role": role})
        self.owner.put(f"/projects/{self.project}/teams/desk", None)
        for group, role in (("/support/desk", "annotator"), ("/support/leads", "admin")):
            self.owner.put(f"/teams/desk/groups/{quote(group, safe='')}", {"role": role})
        self.owner.put(
            "/roles/operator", {"permissions": ["project.read", "runs.read", "runs.write", "recipes.read"], "description": "Runs runs"}
        )
        limits = (("requests", "minute", 600), ("tokens", "day", 2_000_000), ("cost_usd", "month", 250), ("run_hours", "day", 24))
        for kind, period, most in limits:
            self.owner.put(f"/projects/{self.project}/quotas/{kind}/{period}", {"most": most})
        self.owner.put("/teams/desk/quotas/tokens/month", {"most": 40_000_000})
        database = self.app.state.server.database
        quotas = Quotas(database, self.owner.get(f"/projects/{self.project}")["id"])
        with database.write() as transaction:
            quotas.spend(transaction, "tokens", 1_790_000)
            quotas.spend(transaction, "cost_usd", 250)

    def fill_datasets(self) -> None:
        """A file of conversations."""
        messages = [{"role": "user", "content": "Where is A-1173?"}, {"role": "assistant", "content": "On its way."}]
        file = self.imports / "train.jsonl"
        file.write_text(f"{json.dumps({'messages': messages})}\n" * 40, encoding="utf-8")
        self.owner.post(f"/projects/{self.project}/datasets", {"name": "desk-train", "path": str(file), "description": "What went well"})

    def fill_models(self) -> None:
        """A base model in two versions, and a model that a run made of it."""
        for number in (1, 2):
            self._import({"name": "desk-base", "path": str(self._model_folder(self.imports / f"model-{number}", number))})
        run = self.enqueue(999, name="grpo-of-desk-base", model="desk-base")
        claim = self.claim(run.id)
        self.write(claim, 40, 3)
        folder = self.imports / "checkpoint"
        self._model_folder(folder / "model", 3)
        self.ledger.finish(claim.lease, final=(_checkpoint(60, "policy", "final", str(folder)),))
        self._import({"name": "desk-agent", "checkpoint": {"run": run.id}})

    def _import(self, body: dict[str, Any]) -> None:
        version = self.owner.post(f"/projects/{self.project}/models", body, status=202)
        path = f"/projects/{self.project}/models/{version['name']}/versions/{version['number']}"
        for _ in range(200):
            if self.owner.get(path)["status"] != "importing":
                return
            time.sleep(0.02)

    def _model_folder(self, folder: Path, number: int) -> Path:
        if not folder.exists():
            folder.mkdir(parents=True)
            config = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8, "num_hidden_layers": 2}
            (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
            (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
            (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n", encoding="utf-8")
            save_file({"model.embed_tokens.weight": np.full((32, 8), number, np.float32)}, folder / "model.safetensors")
        return folder

    def fill_serving(self) -> None:
        """Deployments in every state with what their replicas said, and aliases with a history."""
        path = f"/projects/{self.project}"
        self.owner.put(f"{path}/secrets/PROVIDER_KEY", {"value": "not shown anywhere"})
        large = {"kind": "openai", "url": "https://api.example.org/v1", "model": "large-2", "secret": "PROVIDER_KEY"}
        for body in (
            {"name": "desk", "target": {"kind": "engine", "model": "tiny", "replicas": 2}, "prices": {"hour_usd": 1.8}},
            {"name": "desk-next", "target": {"kind": "engine", "model": "tiny"}, "description": "What learned from last week"},
            {"name": "large", "target": large, "prices": {"input_usd": 0.4, "output_usd": 1.6}},
            {"name": "old", "target": {"kind": "anthropic", "model": "small-1", "secret": "PROVIDER_KEY"}},
        ):
            self.owner.post(f"{path}/deployments", body, 202)
        self._bring_up()
        prompt = {"text": "You are the agent of a supply desk.\nThe customer is called {name}; orders are free from {free} $.",
                  "arguments": {"name": "string", "free": "number"}}  # fmt: skip
        asked = {"name": "agent", "shares": [{"deployment": "desk"}], "description": "Answers customers"}
        alias = self.owner.post(f"{path}/aliases", asked)
        settings = {"prompt": prompt, "tokens": True, "limits": {"requests_per_minute": 600}, "defaults": {"temperature": 0.3}}
        shares = [{"deployment": "desk", "weight": 9}, {"deployment": "desk-next", "weight": 1}]
        for changes in ({"fallbacks": ["large"]}, {"settings": settings}, {"shares": shares}):
            self.owner.patch(f"{path}/aliases/{alias['id']}", changes)
        if self.upstream:
            target = {"kind": "openai", "url": self.upstream, "model": "echo"}
            self.owner.post(f"{path}/deployments", {"name": "echo", "target": target, "prices": {"output_usd": 1.0}}, 202)
            self.owner.post(f"{path}/aliases", {"name": "echo", "shares": [{"deployment": "echo"}]})
        self.owner.post(f"{path}/aliases", {"name": "judge", "shares": [{"deployment": "large"}]})

    def fill_record(self) -> None:
        """Two weeks of interactions with feedback and outcomes, and a saved view."""
        path = f"/projects/{self.project}"
        for body in batches(datetime.now(UTC)):
            self.owner.post(f"{path}/interactions", body, 200)
        metric = {
            "name": "stars",
            "type": "number",
            "level": "episode",
            "low": 1,
            "high": 5,
            "description": "What customers give after a call",
        }
        self.owner.post(f"{path}/metrics", metric, 200)
        bad = {"all": [{"field": "metric:thumb", "op": "eq", "value": False}]}
        self.owner.post(f"{path}/views", {"name": "Thumbs down", "filter": bad, "shown": {"last": "30d"}})

    def _bring_up(self) -> None:
        """As a supervisor would: both replicas of one deployment answer, that of another does not come up."""
        server = self.app.state.server
        supervisor = Replicas(server.database, "supervisor-1", 3600.0)
        for number in range(3):
            held = supervisor.claim()
            assert held is not None
            log = replica_log(server.settings, held.deployment_id, held.id)
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text("loading tiny\nweights are whole: 7,612,416 bytes\nlistening\n", encoding="utf-8")
            if held.deployment == "desk":
                supervisor.ready(held, f"http://127.0.0.1:{43000 + number}")
            else:
                why = "the kernel ended it: it held 14.2 GB of 16 GB"
                supervisor.give_up(held, why, pause_seconds=3600, failures=3, failed=True)

    def fill_runs(self, count: int) -> None:
        """Runs in every state, the newest one running."""
        states = ["succeeded", "succeeded", "failed", "cancelled", "succeeded", "lost", "paused", "succeeded"]
        for number in range(count - 2):
            self.one_run(number, states[number % len(states)])
        self.enqueue(count - 2, priority=-10)
        self.one_run(count - 1, "running")

    def enqueue(self, number: int, priority: int = 10, **more: Any) -> RunView:
        """A run that waits."""
        body = {
            "recipe": "grpo",
            "name": f"grpo-{number + 1}",
            "env": {"name": "supply_desk"},
            "config": {"steps": 60},
            "seed": number,
            "priority": priority,
            "tags": {"team": "desk"} if number % 4 == 0 else {},
        }
        return RunView.model_validate(self.owner.post(f"/projects/{self.project}/runs", {**body, **more}))

    def one_run(self, number: int, state: str, **more: Any) -> str:
        """A run brought to a state by a worker; its id."""
        attempts = 1 if state == "lost" else 3
        run = self.enqueue(number, max_attempts=attempts, **more)
        claim = self.claim(run.id)
        steps = 60 if state == "succeeded" else 20 + number % 30
        self.write(claim, steps, number)
        self._end(claim, state, number)
        return run.id

    def claim(self, run_id: str) -> Claim:
        """The run, leased and begun."""
        claim = self.ledger.claim(OFFER, lease_seconds=3600)
        assert claim is not None and claim.lease.run_id == run_id
        environment = {"python": "3.11", "machine": "x86_64", "packages": {"burnish": "0.2.0", "torch": "2.13.0"}, "ranks": 2}
        self.ledger.begin(claim.lease, environment=environment)
        return claim

    def write(self, claim: Claim, steps: int, seed: int, first: int = 0, number: int = 1) -> None:
        """What a worker writes of so many steps."""
        logs = [LogRow("loading tiny on 2 ranks"), *(LogRow(f"step {step}: 128 episodes") for step in range(first, steps))]
        logs.append(LogRow("tool find_order took 2.1 s, near its limit of 2.5 s", level="warning"))
        entry = Entry(
            number,
            step=steps,
            steps=60,
            latest={"reward": metrics_of(steps - 1, seed)["reward"]},
            metrics=tuple(MetricsRow(step, metrics_of(step, seed)) for step in range(first, steps)),
            logs=tuple(logs),
            events=(EventRow("evaluated", "held-out reward 0.71", {"step": steps}),),
            episodes=tuple(self._episodes(first, steps)),
            checkpoints=tuple(_checkpoint(step, "policy") for step in range(20, steps + 1, 20)),
        )
        self.ledger.record(claim.lease, entry)

    def _episodes(self, first: int, steps: int) -> Iterator[EpisodeRow]:
        for step in range(first, steps, 4):
            good = step > 12
            yield EpisodeRow(step, "exchange/3", 1.0 if good else 0.0, "done", conversation(step, good=good))

    def _end(self, claim: Claim, state: str, number: int) -> None:
        if state == "succeeded":
            self.ledger.finish(claim.lease, final=(_checkpoint(60, "policy", "final"),))
        elif state == "failed":
            self.ledger.fail(
                claim.lease, "diverged", "metric kl is NaN at step 31", "Traceback (most recent call last):\n  …\nDivergedError: kl"
            )
        elif state == "lost":
            self.ledger.give_back(claim.lease, message="the kernel ended the worker: it held 14.2 GB of 16 GB", died=True)
        elif state in ("cancelled", "paused"):
            verb = "cancel" if state == "cancelled" else "pause"
            self.owner.post(f"/projects/{self.project}/runs/{claim.lease.run_id}/{verb}", status=200)
            self.ledger.settle(claim.lease)


def _checkpoint(step: int, model: str, name: str = "", url: str = "") -> SavedCheckpoint:
    called = name or f"step-{step}"
    digest = hashlib.sha256(called.encode()).hexdigest()
    return SavedCheckpoint(new_id("ckpt"), model, called, step, url or f"/srv/burnish/artifacts/{called}", digest, 7_600_000)
