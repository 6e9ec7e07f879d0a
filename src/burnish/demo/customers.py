"""The demo's customers: an app that calls the desk by its alias with OpenAI's client, and tells what became of each visit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from burnish.core.episodes import Scenario
from burnish.core.ids import new_id
from burnish.core.messages import Message, parse_messages
from burnish.core.registry import ModelVersion
from burnish.demo.platform import PROJECT, Platform
from burnish.envs.env import EnvSpec
from burnish.errors import BurnishError
from burnish.examples.supply_desk.cases import REQUIRED_FACTS
from burnish.examples.supply_desk.desk import SupplyDesk

if TYPE_CHECKING:
    from openai import AsyncOpenAI

__all__ = ["ALIAS", "Customers", "Visit", "visit"]

ALIAS = "desk"
AT_ONCE = 3
"""Customers at the desk at the same time."""

PAUSE_SECONDS = 1.0
"""Between a customer's end and the next one at the same place: the page is to be watched, and the machine left alone."""

FOLLOWED_SECONDS = 1.0
"""Gateways follow a change of an alias within a second."""

SCOPES = ("deployments.call", "interactions.write", "feedback.write")
"""What the app's key may do, and no more."""

_KEYS = {"order_id": "order", "member_id": "member", "invoice_id": "invoice"}
"""Business keys by the facts of a case."""

_THUMBS = 3
"""One customer in so many presses a thumb."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One customer's visit: the episode it was recorded under, and how it ended."""

    episode: str
    resolved: bool


class Customers:
    """Customers of the supply desk, who come one after the other until they have all been there.

    Args:
        place: the platform that serves them.
        desk: the env that they are played by, with a scenario each.
        say: told what happens, a line at a time.
    """

    def __init__(self, place: Platform, desk: EnvSpec, say: Callable[[str], None]) -> None:
        self._place, self._desk, self._say = place, desk, say

    async def come(self, base: ModelVersion, trained: ModelVersion, *, first: int) -> None:
        """Deploy both models; `first` customers meet the base model, then the alias is promoted to the trained one for all others.

        Raises:
            BurnishError: a model does not come up, or a visit fails: the message says where.
        """
        from openai import AsyncOpenAI

        before, after = await asyncio.gather(self._deploy(base), self._deploy(trained))
        minted = await self._place.client.keys.create("the demo's app", SCOPES, project=PROJECT, days=30)
        scenarios = list(self._desk.scenarios)
        async with AsyncOpenAI(base_url=self._place.gateway, api_key=minted.secret, timeout=60.0) as app:
            await self._point_at(before)
            self._say(f"customers call {PROJECT}/{ALIAS} at {self._place.gateway}: the model before training answers {first} of them")
            await self._serve(app, scenarios[:first])
            await self._point_at(after)
            await asyncio.sleep(FOLLOWED_SECONDS)
            self._say(f"promoted: {PROJECT}/{ALIAS} is now {after}, the trained model; {len(scenarios) - first} more customers come")
            resolved = await self._serve(app, scenarios[first:])
            self._say(f"{resolved} of {len(scenarios) - first} visits were resolved by {after}")

    async def _deploy(self, version: ModelVersion) -> str:
        name = f"{version.name}-{version.number}"
        await self._place.client.deployments.deploy(f"{version.name}@{version.number}", name=name)
        return name

    async def _point_at(self, deployment: str) -> None:
        await self._place.client.aliases.set(ALIAS, {deployment: 1.0})

    async def _serve(self, app: "AsyncOpenAI", scenarios: Sequence[Scenario]) -> int:
        """Let these customers come, a few at a time; returns how many were helped."""
        waiting, resolved = iter(enumerate(scenarios)), 0

        async def queue() -> None:
            nonlocal resolved
            for number, scenario in waiting:
                done = await visit(app, cast(SupplyDesk, self._desk.make()), scenario, thumb=number % _THUMBS == 0)
                resolved += done.resolved
                await asyncio.sleep(PAUSE_SECONDS)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(scenarios))):
                group.create_task(queue())
        return resolved


async def visit(app: "AsyncOpenAI", desk: SupplyDesk, scenario: Scenario, *, thumb: bool) -> Visit:
    """One customer at the desk: the app runs the tools and asks the model by its alias, as any app would.

    Args:
        app: OpenAI's client, at the gateway.
        desk: a fresh env.
        scenario: who comes, and why.
        thumb: whether the customer says at the end how they liked it.

    Raises:
        BurnishError: the alias does not answer; says what it said.
    """
    episode = new_id("episode")
    opening = await desk.reset(scenario)
    messages, tools = list(opening.messages), [tool.to_openai() for tool in opening.tools]
    keys = {_KEYS[name]: desk.case.facts[name] for name in REQUIRED_FACTS[desk.case.intent] if name in _KEYS}
    beside = {"burnish": {"episode": episode, "tags": {name: scenario.tags[name] for name in ("intent", "persona")}, "keys": keys}}
    while True:
        reply = await _ask(app, messages, tools, beside)
        result = await desk.step(reply)
        messages += [reply, *result.messages]
        if result.terminated:
            break
    outcome = result.outcome
    contained, missed = outcome.get("contained"), outcome.get("missed_escalation")
    facts = {
        "resolved": bool(outcome["resolved"]),
        "escalated": desk.transfer is not None,
        "containable": contained is not None,
        "must_escalate": missed is not None,
        "reason": outcome.get("failure") or "",
    }
    await _told(app, f"/episodes/{episode}/outcome", facts)
    if thumb and outcome.get("satisfied") is not None:
        given = {"metric": "thumb", "value": bool(outcome["satisfied"]), "target": {"episode": episode}}
        await _told(app, "/feedback", {**given, "source": {"kind": "person", "id": scenario.id}})
    if not outcome["resolved"] and "order" in keys:  # the business finds out later, and knows the order alone
        given = {"metric": "complaint", "value": True, "target": {"key": f"order:{keys['order']}"}, "reason": facts["reason"]}
        await _told(app, "/feedback", {**given, "source": {"kind": "outcome", "id": "orders"}})
    return Visit(episode, bool(outcome["resolved"]))


async def _ask(app: "AsyncOpenAI", messages: Sequence[Message], tools: list[dict[str, Any]], beside: dict[str, Any]) -> Message:
    said = [message.to_openai() for message in messages]
    create = cast(Callable[..., Awaitable[Any]], app.chat.completions.create)
    answer = await _heard(create(model=f"{PROJECT}/{ALIAS}", messages=said, tools=tools, max_tokens=96, temperature=1.0, extra_body=beside))
    (reply,) = parse_messages([answer.choices[0].message.model_dump(exclude_none=True, include={"role", "content", "tool_calls"})])
    return reply


async def _told(app: "AsyncOpenAI", path: str, body: dict[str, Any]) -> None:
    await _heard(app.post(path, cast_to=object, body=body))


async def _heard(answer: Awaitable[Any]) -> Any:
    from openai import OpenAIError

    try:
        return await answer
    except OpenAIError as error:
        raise BurnishError(f"the gateway did not answer: {error}", where=f"{PROJECT}/{ALIAS}", fix="read platform.log") from error
