"""Schemathesis on the OpenAPI document of `/v1`: whatever is sent to a gateway process, the answer is one that the document promises."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig

from tests.databases import Templates
from tests.fuzzing import broken_promises
from tests.gateway.installed import Installed, install, upstream_process

REFUSED_WITH_REASON = ["2xx", "400", "404", "422"]
"""What a request of the right form may be answered: aliases that are not there, and what no schema can say: text with a NUL, integers
beyond 64 bits, prompts' arguments, values that do not fit to their metric."""


@pytest.fixture
def gateway(tmp_path: Path, templates: Templates) -> Iterator[tuple[Installed, str]]:
    with upstream_process() as port:
        installed = install(tmp_path, templates.sqlite(tmp_path / "burnish.db"), port)
        with installed.gateway() as (_, url):
            yield installed, url


def found(installed: Installed, url: str, *, examples: int, least: int, whole: bool = False) -> dict[str, str]:
    """Run all checks; what failed, each with a command that shows it. `whole`: with the edges of every type."""
    config = SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {installed.key}", "Burnish-Project": "shop"},
            "generation": {"max-examples": examples, "deterministic": True, "database": "none", "mode": "all"},
            "phases": {"coverage": {"enabled": whole}, "stateful": {"enabled": False}},
            "checks": {"positive_data_acceptance": {"expected-statuses": REFUSED_WITH_REASON}},
        }
    )
    schema = schemathesis.openapi.from_url(f"{url}/v1/openapi.json", config=config)

    @schema.hook("map_body")
    def ask_an_alias_that_is_there(context: Any, body: Any) -> Any:
        return {**body, "model": "shop/desk"} if type(body) is dict and _could_be_a_model(body.get("model")) else body

    return broken_promises(schema, least=least)


def _could_be_a_model(value: Any) -> bool:
    return type(value) is str and 1 <= len(value) <= 500


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the fuzzer
def test_whatever_is_sent_the_answer_is_one_that_the_document_promises(gateway: tuple[Installed, str]) -> None:
    assert found(*gateway, examples=10, least=50) == {}


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore")
def test_more_of_it_and_the_edges_of_every_type(gateway: tuple[Installed, str]) -> None:
    assert found(*gateway, examples=25, whole=True, least=200) == {}


@pytest.mark.slow
def test_everybody_may_read_the_document_and_it_names_every_address(gateway: tuple[Installed, str]) -> None:
    _, url = gateway
    told = httpx.get(f"{url}/v1/openapi.json")
    assert told.status_code == 200 and told.json()["openapi"].startswith("3.1")
    page = (Path(__file__).parents[2] / "docs" / "gateway.md").read_text()
    for path in told.json()["paths"]:
        assert path.replace("{episode}", "EPISODE").replace("/{model}", "") in page, path
    assert json.dumps(told.json()).count("#/components/schemas/") > 10
