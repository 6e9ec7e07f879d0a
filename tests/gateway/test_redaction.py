"""Redaction: what must not be kept is gone from every text, and no pattern can hold a gateway up."""

import time
from dataclasses import replace
from typing import Any

import pytest

from burnish.core.interactions import InteractionError, SampledTokens
from burnish.core.retention import Redaction
from burnish.errors import ConfigError
from burnish.gateway.redaction import GIVEN_PATTERNS, Redactor
from tests.gateway.conftest import PROJECT, World
from tests.store.feedback_ground import interaction

ALL = Redactor(Redaction(name=name) for name in GIVEN_PATTERNS)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail ann.b+c@post.example.org, please", "mail [email], please"),
        ("4111 1111 1111 1111", "[card]"),
        ("DE89 3704 0044 0532 0130 00", "[iban]"),
        ("call +49 30 901820", "call [phone]"),
        ("from 192.168.0.1", "from [ip]"),
        ("order W123 of 2026-03-02, 3 items for 12.50", "order W123 of 2026-03-02, 3 items for 12.50"),
    ],
)
def test_given_patterns(text: str, kept: str) -> None:
    assert ALL.text(text) == kept


def test_every_text_of_an_interaction_is_looked_at() -> None:
    request: dict[str, Any] = {"messages": [{"role": "user", "content": [{"type": "text", "text": "I am ann@x.org"}]}], "n": 1}
    answer = {"choices": [{"message": {"tool_calls": [{"function": {"arguments": '{"mail": "ann@x.org"}'}}]}}]}
    tokens = [SampledTokens(prompt_ids=[1], ids=[2], logprobs=[0.0])]
    before = interaction(
        1, "call-1", request=request, answer=answer, tokens=tokens, tags={"who": "ann@x.org"},
        error=InteractionError(code="x", message="for ann@x.org"), arguments={"name": "ann@x.org"},
    )  # fmt: skip
    after = ALL.interaction(before)
    assert "ann@x.org" not in after.model_dump_json()
    assert after.model_dump_json().count("[email]") == 5
    assert after.tokens is None
    clean = interaction(2, "call-1", request={"messages": []}, tokens=tokens)
    assert ALL.interaction(clean) == clean
    assert Redactor([]).interaction(before) is before


def test_own_patterns_and_what_is_none() -> None:
    own = Redactor([Redaction(name="patient", pattern=r"P-\d{6}", replacement=r"\1 gone")])
    assert own.text("P-123456!") == r"\1 gone!"
    for wrong in (Redaction(name="unknown"), Redaction(name="x", pattern="("), Redaction(name="x", pattern="a*")):
        with pytest.raises(ConfigError, match=r"unknown|regular|nothing at all"):
            Redactor([wrong])


def test_no_pattern_holds_a_gateway_up() -> None:
    evil = Redactor([Redaction(name="evil", pattern=r"(a+)+$")])
    started = time.perf_counter()
    evil.text("a" * 100_000 + "b")
    assert time.perf_counter() - started < 2.0


async def test_what_a_project_blanks_out_is_in_no_entry_of_the_log(world: World) -> None:
    before = world.source.routes
    world.source.routes = replace(before, redactions={PROJECT: (Redaction(name="email"),)})
    said = {"role": "user", "content": "I am ann@x.org"}
    reply = await world.openai.chat.completions.create(model=world.alias("support", "ok"), messages=[said], metadata={"who": "ann@x.org"})
    given = {"metric": "note", "value": "from ann@x.org", "reason": "ann@x.org", "target": {"episode": "call-1"}}
    assert (await world.http.post("/v1/feedback", json=given)).status_code == 202
    logged = {"request": {"messages": [said]}, "answer": {"choices": [{"message": {"role": "assistant", "content": "ann@x.org?"}}]}}
    assert (await world.http.post("/v1/interactions", json=logged)).status_code == 202
    assert (await world.http.post("/v1/episodes/call-1/outcome", json={"resolved": True, "reason": "ann@x.org"})).status_code == 202
    first, second = await world.recorded(2)
    assert [one.request["messages"][0]["content"] for one in (first, second) if one.request] == ["I am [email]"] * 2
    assert first.tags == {"who": "[email]"} and reply.choices
    everything = b"".join(path.read_bytes() for path in world.log.glob("*.log"))
    assert b"ann@x.org" not in everything and everything.count(b"[email]") == 7
