"""Every operation of the API has a verb, and every verb asks for an operation that there is."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from burnish import BurnishError, Client
from burnish.api.app import openapi_document
from burnish.core.serving import EngineTarget
from burnish.sdk import Account

BROWSER = {"log_out", "change_password", "start_provider_login", "finish_provider_login", "chat", "get_gateway"}
"""What only a browser does, which has a session; programs call models through the gateway, and know where it is."""

ALIVE = {"is_alive"}
"""What only a watcher of processes asks."""

RUN, KEY = "run_" + "0" * 32, "key_" + "0" * 32
GIVEN = {
    "models": {"large": {"input_usd": 2.5, "output_usd": 10}},
    "actor": "x",
    "by": ["alias"],
    "end": datetime(2026, 11, 2, tzinfo=UTC),
    "interaction": "interaction_" + "0" * 32,
    "start": datetime(2026, 11, 1, tzinfo=UTC),
    "view": "view_" + "0" * 32,
    "after": 0,
    "config_schema": {"type": "object"},
    "days": 1,
    "events": [{"metric": "helpful", "value": True}],
    "kind": "tokens",
    "key": KEY,
    "most": 1,
    "model": "small@1",
    "path": "/nowhere",
    "period": "day",
    "permissions": ["runs.read"],
    "run": RUN,
    "seq": 1,
    "shares": {"desk": 1.0},
    "target": EngineTarget(model="desk"),
    "scopes": ["runs.read"],
}
LOCAL = {"project", "wait", "stream", "key_for_password", "create_from", "export"}
"""Verbs that are called below in a way of their own."""


class Recorder:
    """Refuses everything, and remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.method, request.url.path))
        if request.url.path.endswith("/files"):
            return httpx.Response(200, json=[{"path": "config.json", "bytes": 1, "sha256": "0" * 64}])
        error = {"code": "conflict", "message": "no", "where": "", "fix": "", "problems": []}
        return httpx.Response(409, json={"error": error})


@pytest.fixture
def operations() -> dict[str, tuple[str, re.Pattern[str]]]:
    paths = openapi_document()["paths"]
    return {
        about["operationId"]: (method.upper(), re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))))
        for path, methods in paths.items()
        for method, about in methods.items()
    }


def test_every_operation_has_a_verb(operations: dict[str, tuple[str, re.Pattern[str]]]) -> None:
    asked = everything_asked()
    matched = {
        name: [one for one in asked if one[0] == method and pattern.fullmatch(one[1])] for name, (method, pattern) in operations.items()
    }
    assert {name for name, found in matched.items() if not found} == BROWSER | ALIVE
    known = {one for found in matched.values() for one in found}
    assert [one for one in asked if one not in known] == []


def everything_asked() -> list[tuple[str, str]]:
    """What all verbs ask for."""
    import inspect
    from pathlib import Path

    recorder = Recorder()
    client = Client.of(Account("http://burnish.test", "bk_key", "desk"), transport=httpx.MockTransport(recorder))
    for name, resource in vars(client).items():
        if name.startswith("_") or name == "account":
            continue
        for verb in (verb for verb in dir(resource) if not verb.startswith("_") and verb not in LOCAL):
            bound = getattr(resource, verb)
            required = [one for one in inspect.signature(bound).parameters.values() if one.default is one.empty]
            call(bound, {one.name: GIVEN.get(one.name, "x") for one in required})
    for bound, given in (
        (client.health, {}),
        (client.runs.wait, {"run": RUN}),
        (client.runs.stream, {"run": RUN}),
        (client.session.key_for_password, {"email": "a", "password": "b", "name": "c"}),
        (client.audit.export, {}),
        (client.audit.export, {"installation": True}),
        (client.audit.list, {"installation": True}),
        (client.datasets.export, {"dataset": "rows", "file": Path("/nonexistent/rows.jsonl")}),
        (client.models.lineage, {"model": "small@1"}),
        (client.quotas.list, {"team": "night"}),
        (client.quotas.get, {"kind": "tokens", "period": "day", "team": "night"}),
        (client.quotas.set, {"kind": "tokens", "period": "day", "most": 1, "team": "night"}),
        (client.quotas.remove, {"kind": "tokens", "period": "day", "team": "night"}),
        (client.models.export, {"model": "small@1", "folder": Path("/nonexistent")}),
    ):
        call(bound, given)
    return recorder.asked


def call(bound: Any, given: dict[str, Any]) -> None:
    """Call a verb, and go into what it gives, until it is refused."""
    try:
        found = bound(**given)
        if hasattr(found, "page"):
            found.page()
        elif hasattr(found, "__next__"):
            next(found)
    except BurnishError:
        return


def test_records_that_the_sdk_has_of_its_own_are_those_of_the_api() -> None:
    from burnish.api import errors, health, session, users
    from burnish.sdk import records

    assert errors.ErrorContent.model_fields.keys() == {"code", "message", "where", "fix", "problems"}
    for ours, theirs in (
        (records.Health, health.Health),
        (records.Matrix, session.Matrix),
        (records.MadeUser, users.MadeUser),
        (records.ResetPassword, users.ResetPassword),
    ):
        assert ours.model_fields.keys() == theirs.model_fields.keys()
