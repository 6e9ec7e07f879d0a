"""Drills are conversations in which what the agent writes stands in what it read."""

import json

from burnish.examples.supply_desk import SYSTEM_PROMPT, SupplyDesk
from burnish.examples.supply_desk.drills import drill


def test_a_drill_is_the_same_every_time_and_others_differ() -> None:
    assert drill(7) == drill(7)
    assert len({json.dumps([message.to_openai() for message in drill(index)]) for index in range(300)}) > 290


def test_every_argument_of_a_call_was_read_before() -> None:
    for index in range(300):
        read = ""
        for message in drill(index):
            for call in message.tool_calls:
                assert all(str(value) in read for value in call.arguments.values())
            read += f" {message.content}"


def test_drills_call_tools_that_the_desk_has_with_arguments_that_it_takes() -> None:
    properties = {tool.name: set(tool.parameters["properties"]) for tool in SupplyDesk.tools}
    calls = [call for index in range(300) for message in drill(index) for call in message.tool_calls]
    assert len({call.name for call in calls}) == 5
    assert all(set(call.arguments) == properties[call.name] for call in calls)


def test_a_drill_ends_with_the_agent_and_begins_with_the_desks_prompt() -> None:
    for index in range(100):
        conversation = drill(index)
        assert conversation[0].content == SYSTEM_PROMPT
        assert conversation[-1].role == "assistant"
