"""The OpenAPI document: what clients are made from; the same bytes every time, and true to the server."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from burnish.api.app import openapi_document
from burnish.api.routes import PREFIX
from burnish.core.permissions import PERMISSIONS
from tests.api.callers import Callers

ROOT = Path(__file__).parents[2]
YET_TO_COME = {"roles.read"}
"""Permissions whose routes come with later resources, or with a role that is held elsewhere."""


@cache
def operations() -> list[tuple[str, str, dict[str, Any]]]:
    document = openapi_document()
    return [(method, path, one) for path, methods in document["paths"].items() for method, one in methods.items()]


@pytest.mark.slow
def test_it_is_the_same_every_time_and_needs_no_server() -> None:
    command = [sys.executable, "-m", "burnish.api.openapi"]
    first, second = (subprocess.run(command, capture_output=True, check=True, cwd=ROOT / "src").stdout for _ in range(2))
    assert first == second
    assert json.loads(first) == json.loads(json.dumps(openapi_document()))


def test_the_server_tells_the_same(callers: Callers) -> None:
    assert callers.nobody.get("/openapi.json") == json.loads(json.dumps(openapi_document()))


def test_every_operation_has_a_name_of_its_own_and_a_sentence() -> None:
    names = [one["operationId"] for _, _, one in operations()]
    assert len(set(names)) == len(names)
    assert all(one["summary"].endswith(".") for _, _, one in operations())
    assert all(len(one["tags"]) == 1 for _, _, one in operations())


def test_every_operation_says_what_it_needs() -> None:
    for _, path, one in operations():
        assert one["x-needs"] in ("public", "signed in", *PERMISSIONS), path
        assert ("x-at" in one) == (one["x-needs"] not in ("public", "signed in")), path


def test_every_permission_is_needed_somewhere() -> None:
    assert set(PERMISSIONS) - {one["x-needs"] for _, _, one in operations()} == YET_TO_COME


def test_every_answer_has_a_shape() -> None:
    for method, path, one in operations():
        assert {"4XX", "5XX"} <= set(one["responses"]), path
        for status, answer in one["responses"].items():
            content = answer.get("content", {})
            if status.startswith("2") and status != "204":
                assert content, (method, path)
            for schema in (kind.get("schema") for kind in content.values()):
                assert schema != {}, (method, path, status)


def test_every_path_is_under_one_prefix_but_for_health() -> None:
    assert {path for _, path, _ in operations() if not path.startswith(f"{PREFIX}/")} == {"/healthz", "/readyz"}
