"""ToolEnv: schemas from types, arguments checked, errors the model can read, tools that fail or hang."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from pydantic import BaseModel

from burnish.core.episodes import Scenario
from burnish.core.messages import Message, ToolCall, assistant, user
from burnish.core.ports import Parsed
from burnish.envs.env import Limits, Opening, StepResult
from burnish.envs.mock_tools import CallRecord, ToolEnv, ToolError, tool
from burnish.envs.rollout import rollout
from burnish.errors import ConfigError, EngineError, EnvError

from .scripted import PARAMS, ScriptedModel, call, spec


class Address(BaseModel):
    street: str
    title: str = ""


class Desk(ToolEnv):
    """A desk with one tool of every kind."""

    async def reset(self, scenario: Scenario) -> Opening:
        return Opening([user("hi")], self.tools)

    def reward(self) -> float:
        return float(any(record.name == "ship" and not record.failed for record in self.calls))

    @tool
    def ship(self, item: str, quantity: int = 1, speed: Literal["slow", "fast"] = "slow") -> dict[str, Any]:
        """Ship an item
        to the customer.

        Args:
            item: what to ship,
                by its name.
            quantity (int): how many.

        Returns:
            A receipt.
        """
        return {"item": item, "quantity": quantity, "speed": speed}

    @tool
    async def move(self, title: str, to: Address, tags: tuple[str, ...] = (), note: str | None = None) -> str:
        """Change an address."""
        await asyncio.sleep(0)
        return f"{title} moved to {to.street}"

    @tool
    def check(self) -> None:
        """Check that all is well."""

    @tool
    def refuse(self, order: str) -> str:
        """Refuse."""
        raise ToolError(f"no order {order}")

    @tool
    def divide(self, by: int) -> float:
        """Divide one."""
        return 1 / by

    @tool
    async def hang(self) -> None:
        """Never answer."""
        await asyncio.sleep(60)

    @tool(thread=True)
    def wait(self, seconds: float) -> str:
        """Wait, in a thread."""
        time.sleep(seconds)
        if seconds == 0:
            raise ToolError("nothing to wait for")
        return "waited"

    @tool
    def leave(self) -> str:
        """End the episode."""
        self.ended = True
        return "left"

    def private(self) -> str:
        return "not a tool"


async def ask(name: str, **arguments: object) -> Any:
    """What the desk answers to one call, parsed."""
    return json.loads(await Desk().call(ToolCall(name=name, arguments=arguments)))


def test_the_schema_of_a_tool_comes_from_its_types_and_its_docstring() -> None:
    ship = Desk.tools[0]
    assert (ship.name, ship.description) == ("ship", "Ship an item to the customer.")
    assert ship.parameters == {
        "type": "object",
        "properties": {
            "item": {"type": "string", "description": "what to ship, by its name."},
            "quantity": {"type": "integer", "description": "how many.", "default": 1},
            "speed": {"type": "string", "enum": ["slow", "fast"], "default": "slow"},
        },
        "required": ["item"],
    }


def test_an_argument_called_title_survives_the_cleaning_of_the_schema() -> None:
    parameters = next(entry for entry in Desk.tools if entry.name == "move").parameters
    assert set(parameters["properties"]) == {"title", "to", "tags", "note"}
    assert set(parameters["$defs"]["Address"]["properties"]) == {"street", "title"}
    assert '"title": "' not in json.dumps(parameters)


def test_tools_are_the_marked_methods_in_the_order_of_their_definition() -> None:
    assert [entry.name for entry in Desk.tools] == ["ship", "move", "check", "refuse", "divide", "hang", "wait", "leave"]


def test_a_subclass_inherits_tools_adds_its_own_and_may_take_one_back() -> None:
    class Special(Desk):
        hang = None

        @tool
        def extra(self) -> str:
            """One more."""
            return "more"

        @tool
        def ship(self, item: str) -> str:
            """Ship only one."""
            return item

    names = [entry.name for entry in Special.tools]
    assert names == ["ship", "move", "check", "refuse", "divide", "wait", "leave", "extra"]
    assert Special.tools[0].description == "Ship only one."
    assert Desk.tools[0].description == "Ship an item to the customer."


async def test_a_sync_and_an_async_tool_answer_as_json_or_as_text() -> None:
    assert await ask("ship", item="mask", quantity=2) == {"item": "mask", "quantity": 2, "speed": "slow"}
    assert (
        await Desk().call(ToolCall(name="move", arguments={"title": "Ann", "to": {"street": "Oak"}, "tags": ["a"]})) == "Ann moved to Oak"
    )
    assert await ask("check") == {"ok": True}


@pytest.mark.parametrize(
    ("name", "arguments", "complaint"),
    [
        ("shipp", {}, "no tool is called 'shipp'; there are: ship, move"),
        ("private", {}, "no tool is called 'private'"),
        ("ship", {}, "argument item is missing"),
        ("ship", {"item": "mask", "colour": "red"}, "there is no argument colour; there are: item, quantity, speed"),
        ("ship", {"item": 4711}, "argument item: Input should be a valid string, not 4711"),
        ("ship", {"item": "mask", "quantity": "3"}, 'argument quantity: Input should be a valid integer, not "3"'),
        ("ship", {"item": "mask", "speed": "warp"}, "argument speed: Input should be 'slow' or 'fast'"),
        ("move", {"title": "Ann", "to": {}}, "argument to.street is missing"),
        ("refuse", {"order": "9"}, "no order 9"),
        ("ship", {"item": "half a surrogate pair: \ud800"}, "the arguments are no valid JSON"),
    ],
)
async def test_a_wrong_call_is_answered_with_what_is_wrong(name: str, arguments: dict[str, Any], complaint: str) -> None:
    desk = Desk()
    answer = json.loads(await desk.call(ToolCall(name=name, arguments=arguments)))
    assert list(answer) == ["error"]
    assert answer["error"].startswith(complaint)
    assert [(record.name, record.failed) for record in desk.calls] == [(name, True)]


async def test_several_calls_in_one_message_are_answered_in_their_order() -> None:
    desk = Desk()
    calls = [ToolCall(name="ship", arguments={"item": item}, id=f"id-{item}") for item in "abc"]
    result = await desk.step(assistant("", *calls))
    assert [(message.role, message.tool_call_id, message.name) for message in result.messages] == [
        ("tool", f"id-{item}", "ship") for item in "abc"
    ]
    assert not result.terminated
    assert [record.arguments for record in desk.calls] == [{"item": item} for item in "abc"]


async def test_calls_are_kept_with_their_arguments_and_results() -> None:
    desk = Desk()
    await desk.call(ToolCall(name="ship", arguments={"item": "mask"}))
    receipt = {"item": "mask", "quantity": 1, "speed": "slow"}
    assert desk.calls == [CallRecord("ship", {"item": "mask"}, json.dumps(receipt), value=receipt)]
    assert Desk().calls == []


async def test_a_reply_without_a_call_ends_the_episode_with_the_reward() -> None:
    desk = Desk()
    await desk.step(call("ship", item="mask"))
    result = await desk.step(assistant("done"))
    assert (result.terminated, result.reward) == (True, 1.0)


async def test_a_tool_may_end_the_episode_after_its_answer() -> None:
    result = await Desk().step(assistant("", ToolCall(name="leave"), ToolCall(name="check")))
    assert (result.terminated, [message.content for message in result.messages]) == (True, ["left", '{"ok": true}'])


async def test_the_reward_may_be_async_and_may_be_none() -> None:
    class Graded(Desk):
        async def reward(self) -> float | None:  # type: ignore[override]
            await asyncio.sleep(0)
            return None

    result = await Graded().finish()
    assert (result.terminated, result.reward) == (True, None)


async def test_a_cut_episode_keeps_its_facts_and_earns_nothing() -> None:
    class Facts(Desk):
        def outcome(self) -> dict[str, Any]:
            return {"resolved": False, "failure": ""}

    assert await Facts().cut("max_turns") == StepResult(terminated=True, reward=0.0, outcome={"resolved": False, "failure": "max_turns"})


async def test_a_subclass_need_not_call_the_init_of_its_base() -> None:
    @dataclass
    class Configured(Desk):
        name: str

    desk = Configured("front")
    assert (desk.name, desk.calls, desk.ended) == ("front", [], False)


async def test_a_tool_that_raises_fails_the_episode_and_is_named_with_its_place() -> None:
    with pytest.raises(EnvError, match="tool divide: ZeroDivisionError: division by zero"):
        await Desk().call(ToolCall(name="divide", arguments={"by": 0}))
    env = spec(Desk)
    [group] = await rollout(env, ScriptedModel([call("divide", by=0)]), env.scenarios, params=PARAMS)
    line = Desk.divide.__code__.co_firstlineno + 3
    assert group.episodes[0].error == f"step (envs/test_mock_tools.py:{line}): EnvError: tool divide: ZeroDivisionError: division by zero"
    assert group.episodes[0].reward is None


async def test_an_engine_error_inside_a_tool_stays_one() -> None:
    class Engine(Desk):
        @tool
        def sample(self) -> str:
            """Ask a model."""
            raise EngineError("it died")

    with pytest.raises(EngineError, match="it died"):
        await Engine().call(ToolCall(name="sample"))


@pytest.mark.parametrize("reply", [call("hang"), call("wait", seconds=3.0)], ids=["async", "in a thread"])
async def test_a_tool_that_hangs_ends_the_episode(reply: Message) -> None:
    env = spec(Desk, limits=Limits(seconds=0.05))
    began = time.perf_counter()
    [group] = await rollout(env, ScriptedModel([reply]), env.scenarios, params=PARAMS)
    assert time.perf_counter() - began < 2.5
    assert (group.episodes[0].stop, group.episodes[0].reward) == ("timeout", None)


async def test_tools_in_threads_wait_side_by_side() -> None:
    began = time.perf_counter()
    answers = await asyncio.gather(*(Desk().call(ToolCall(name="wait", arguments={"seconds": 0.3})) for _ in range(8)))
    assert answers == ["waited"] * 8
    assert time.perf_counter() - began < 2.0


async def test_what_a_tool_in_a_thread_raises_arrives() -> None:
    assert await ask("wait", seconds=0.0) == {"error": "nothing to wait for"}


async def test_a_malformed_call_is_answered_with_json_whatever_it_says() -> None:
    result = await Desk().malformed(Parsed(assistant(""), 'no JSON: {"a": "b'))
    assert json.loads(result.messages[0].content) == {"error": 'malformed tool call: no JSON: {"a": "b'}


def _without_type(self: Any, x) -> None:  # type: ignore[no-untyped-def]
    """Do it."""


def _without_docstring(self: Any, x: int) -> None: ...


def _with_star(self: Any, *x: int) -> None:
    """Do it."""


def _with_a_type_unknown_to_json(self: Any, x: ScriptedModel) -> None:
    """Do it."""


def _with_an_unknown_type(self: Any, x: "Nowhere") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Do it."""


@pytest.mark.parametrize(
    ("method", "complaint"),
    [
        (_without_type, "x has no type"),
        (_without_docstring, "no docstring"),
        (_with_star, r"\*x: int has no name"),
        (_with_a_type_unknown_to_json, "no JSON schema"),
        (_with_an_unknown_type, "Nowhere"),
    ],
)
def test_a_tool_that_no_schema_can_be_made_of_is_refused_where_it_is_defined(method: Any, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as error:
        type("Bad", (Desk,), {"broken": tool(method)})
    assert error.value.where == "Bad.broken"


def test_an_async_tool_in_a_thread_is_refused() -> None:
    with pytest.raises(ConfigError, match="needs no thread"):
        type("Bad", (Desk,), {"broken": tool(thread=True)(Desk.hang)})
