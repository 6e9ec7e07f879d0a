"""The desk's tools really change the database, and refuse what is not allowed."""

import json
import timeit
from typing import Any

import pytest

from burnish.core.messages import assistant
from burnish.core.ports import Parsed
from burnish.errors import ConfigError
from burnish.examples.supply_desk import SupplyDesk, scenario, scenarios, spec

from .conversations import Conversation, find_case


def test_a_scenario_is_the_same_every_time_and_plain_json() -> None:
    one = scenario("dev", 11)
    assert one == scenario("dev", 11)
    assert json.loads(json.dumps(one.data)) == one.data
    assert set(one.tags) == {"split", "intent", "persona"}


def test_intents_and_personas_can_be_chosen_and_keep_ids_apart() -> None:
    chosen = scenario("train", 0, intent="billing", persona="angry")
    assert (chosen.tags["intent"], chosen.tags["persona"]) == ("billing", "angry")
    assert chosen.id != scenario("train", 0).id


@pytest.mark.parametrize("wrong", [{"split": "test"}, {"split": "dev", "intent": "refund"}, {"split": "dev", "persona": "grumpy"}])
def test_an_unknown_split_intent_or_persona_is_refused_with_those_there_are(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="use one of"):
        scenario(**{"index": 0, **wrong})


def test_every_intent_comes_by_its_weight() -> None:
    intents = [situation.tags["intent"] for situation in scenarios("train", 900)]
    assert 110 < intents.count("reorder") < 190
    assert 65 < intents.count("emergency") < 135


def test_a_scenario_is_drawn_in_microseconds() -> None:
    scenario("train", 0)
    assert min(timeit.repeat(lambda: scenario("train", 1), number=20, repeat=10)) / 20 < 2e-3  # 200 µs where the machine is free


def test_the_model_reads_seven_tools_and_a_short_prompt() -> None:
    assert [tool.name for tool in SupplyDesk.tools] == [
        "get_order", "create_return", "check_eligibility", "place_reorder", "update_address", "get_invoice", "transfer_to_human",
    ]  # fmt: skip
    assert spec("dev", 3).scenarios == scenarios("dev", 3)


async def test_lookups_show_the_record_and_unknown_numbers_are_not_found() -> None:
    talk = Conversation(find_case("order_status"))
    await talk.begin()
    number = talk.case.facts["order_id"]
    assert json.loads(await talk.call("get_order", order_id=number)).keys() == {"item", "status", "date"}
    assert json.loads(await talk.call("get_order", order_id="0000")) == {"error": "order not found"}
    assert json.loads(await talk.call("get_invoice", invoice_id="0000")) == {"error": "invoice not found"}
    assert json.loads(await talk.call("update_address", member_id="0000", address="1 Elm Road")) == {"error": "member not found"}


async def test_only_a_delivered_order_can_be_returned_and_only_once() -> None:
    talk = Conversation(find_case("return_item", status="shipped"))
    await talk.begin()
    number = talk.case.facts["order_id"]
    assert json.loads(await talk.call("create_return", order_id=number, reason="damaged")) == {"error": "not delivered, shipped"}
    talk = Conversation(find_case("return_item", status="delivered"))
    await talk.begin()
    number = talk.case.facts["order_id"]
    assert "return_number" in json.loads(await talk.call("create_return", order_id=number, reason="damaged"))
    assert json.loads(await talk.call("create_return", order_id=number, reason="damaged")) == {"error": "already returned"}
    assert len(talk.desk.database.returns) == 1


async def test_a_reorder_that_is_too_early_is_refused_with_its_date() -> None:
    talk = Conversation(find_case("reorder", eligible=False))
    await talk.begin()
    member, item = talk.case.facts["member_id"], talk.case.facts["item"]
    eligibility = json.loads(await talk.call("check_eligibility", member_id=member, item=item))
    assert eligibility["eligible"] is False
    error = json.loads(await talk.call("place_reorder", member_id=member, item=item, quantity=2))["error"]
    assert error == f"not eligible until {eligibility['next_date']}"
    assert not talk.desk.database.reorders


async def test_wrong_arguments_are_refused_and_change_nothing() -> None:
    talk = Conversation(find_case("reorder", eligible=True))
    await talk.begin()
    member, item = talk.case.facts["member_id"], talk.case.facts["item"]
    assert "error" in await talk.call("place_reorder", member_id=member, item=item, quantity="2")
    assert "error" in await talk.call("place_reorder", member_id=member, item="gold bars", quantity=2)
    assert "error" in await talk.call("place_reorder", member_id=member, item=item, quantity=200)
    assert "error" in await talk.call("order_pizza")
    assert not talk.desk.database.reorders


async def test_the_scenario_is_not_changed_by_what_the_tools_do() -> None:
    talk = Conversation(find_case("address_change"))
    before = json.dumps(talk.case.to_data())
    await talk.begin()
    await talk.call("update_address", member_id=talk.case.facts["member_id"], address="1 Elm Road")
    assert json.dumps(talk.case.to_data()) == before


async def test_errors_cost_patience_until_the_customer_leaves() -> None:
    talk = Conversation(find_case("order_status", "impatient"))
    await talk.begin()
    for _ in range(5):
        await talk.call("get_order", order_id="0000")
    assert talk.failure == "customer_left"


async def test_a_malformed_call_is_answered_and_costs_patience() -> None:
    talk = Conversation(find_case("order_status"))
    await talk.begin()
    patience = talk.desk.customer.patience
    result = await talk.desk.malformed(Parsed(assistant(""), "no JSON"))
    assert "no JSON" in result.messages[0].content
    assert talk.desk.customer.patience < patience


async def test_nobody_stays_for_more_than_ten_turns() -> None:
    talk = Conversation(find_case("order_status"))
    await talk.begin()
    for _ in range(10):
        assert not talk.result.terminated
        await talk.call("get_order", order_id=talk.case.facts["order_id"])
    assert talk.failure == "too_long"


async def test_an_episode_that_is_cut_off_is_not_resolved() -> None:
    talk = Conversation(find_case("emergency"))
    await talk.begin()
    result = await talk.desk.cut("max_tokens")
    assert result.reward == 0.0
    assert result.outcome["resolved"] is False
    assert result.outcome["missed_escalation"] is True
