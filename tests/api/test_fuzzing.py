"""Schemathesis on the OpenAPI document: every operation, all checks; whatever is sent, the answer is one that the document promises."""

import logging
from collections.abc import Iterator

import pytest
import schemathesis
import structlog
from schemathesis.config import SchemathesisConfig

from tests.api.callers import Callers
from tests.api.world import furnish
from tests.fuzzing import broken_promises

REFUSED_WITH_REASON = ["2xx", "3xx", "400", "401", "403", "404", "409", "412", "422", "429", "502"]
"""What a request of the right form may be answered: names that are not there, states that do not allow it, paths outside of the
roots, text with a NUL (no schema can say that none is stored)."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Logins that fail by the hundred are no news here."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.reset_defaults()


def found(callers: Callers, *, examples: int, least: int, whole: bool = False) -> dict[str, str]:
    """Run all checks; what failed, each with a command that shows it. `whole`: with the edges of every type, and in sequences."""
    furnish(callers, "home")
    app = callers.another_app(allowed_hosts=("testserver",))
    config = SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {callers.owner.key}"},
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "phases": {"coverage": {"enabled": whole}, "stateful": {"enabled": whole}},
            "checks": {"positive_data_acceptance": {"expected-statuses": REFUSED_WITH_REASON}},
        }
    )
    return broken_promises(schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config), least=least)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the fuzzer
def test_whatever_is_sent_the_answer_is_one_that_the_document_promises(callers: Callers) -> None:
    assert found(callers, examples=3, least=150) == {}


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore")
def test_more_of_it_and_in_sequences(callers: Callers) -> None:
    assert found(callers, examples=25, whole=True, least=3000) == {}
