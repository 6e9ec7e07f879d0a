"""From a model to an answer, and its record: `burnish up`, an import, a deployment, an official client, and a killed engine server."""

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import openai
import pytest
from openai import OpenAI

from burnish import Client, tiny
from burnish.sdk import Account
from tests.up.conftest import Up

pytestmark = pytest.mark.slow

MESSAGES: Any = [{"role": "user", "content": "Hello, where is my order?"}]


def engine_server(up: Up) -> int:
    """The process of the one engine server."""
    (found,) = [one.pid for one in up.parts()["serving"].children() if "burnish.engine.server" in " ".join(one.cmdline())]
    return found


def answered(apps: OpenAI, seconds: float, *, until: tuple[int, ...]) -> Any:
    """An answer, as soon as there is one; `until`: with what status it may be refused before that."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return apps.with_options(max_retries=0).chat.completions.create(model="shop/support", messages=MESSAGES, max_tokens=8)
        except openai.APIStatusError as error:
            assert error.status_code in until, error
            assert time.monotonic() < deadline, error
        time.sleep(0.1)


def test_a_model_is_imported_deployed_called_and_recorded(up: Callable[..., Up], database_url: str) -> None:
    with up(BURNISH_DATABASE_URL=database_url, BURNISH_IMPORT_ROOTS=str(tiny.folder())) as one:
        key = one.told["first"]["key"]
        with Client.of(Account(one.told["url"], key)) as client, OpenAI(base_url=one.told["gateway"], api_key=key) as apps:
            client.projects.create("shop")
            shop = client.with_project("shop")
            version = shop.models.take_in("desk", path=str(tiny.folder()))
            made = shop.deployments.deploy("desk", alias="support", wait_s=120)
            assert (made.status, made.weights) == ("ready", version.digest)

            whole = answered(apps, 2.0, until=(404,))  # gateways follow within a second
            assert whole.choices[0].message.content
            raw = apps.chat.completions.with_raw_response.create(model="shop/support", messages=MESSAGES, max_tokens=8, stream=True)
            pieces = [chunk.choices[0].delta.content or "" for chunk in raw.parse() if chunk.choices]
            assert "".join(pieces)

            recorded = raw.headers["burnish-interaction"]
            one.wait_until(lambda: recorded in [row.id for row in shop.interactions.list().first(10)])
            row = shop.interactions.get(recorded)
            assert (row.alias, row.weights, row.template, row.status) == ("support", version.digest, made.template, "ok")

            killed = engine_server(one)
            os.kill(killed, signal.SIGKILL)
            assert answered(apps, 60.0, until=(502, 503)).choices[0].message.content
            assert engine_server(one) != killed
            assert shop.deployments.get("desk").replicas[0].failures == 1
            assert any("serving" in line for log in shop.deployments.logs("desk") for line in log.lines)
        status, said = one.end(seconds=90)
        assert (status, "Traceback" in said) == (0, False), said
