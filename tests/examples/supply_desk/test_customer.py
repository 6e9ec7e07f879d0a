"""The customer tells what is asked for, wants all that was promised, and leaves when ill-treated."""

from burnish.examples.supply_desk.cases import Case

from .conversations import Conversation, find_case


def _order(case: Case) -> dict[str, str]:
    return case.tables["orders"][case.facts["order_id"]]  # type: ignore[no-any-return]


async def test_a_fact_is_told_when_it_is_asked_for_in_any_words() -> None:
    for question in ("Which order is it?", "I will need your order id.", "Read me the number on your order, please."):
        talk = Conversation(find_case("order_status", given=set()))
        assert talk.case.facts["order_id"] not in await talk.begin()
        assert talk.case.facts["order_id"] in await talk.say(question)


async def test_two_facts_are_told_when_both_are_asked_for() -> None:
    talk = Conversation(find_case("address_change", given=set()))
    await talk.begin()
    answer = await talk.say("Could I have your member number and the new address?")
    assert talk.case.facts["member_id"] in answer
    assert talk.case.facts["address"].casefold() in answer.casefold()


async def test_a_confused_customer_reads_out_a_wrong_number_first() -> None:
    for excuse in ("I cannot find it. What is the order number?", "Sorry, there is no such order.", "Could you check the order number?"):
        talk = Conversation(find_case("order_status", "confused", given=set()))
        await talk.begin()
        assert talk.case.misread["order_id"] in await talk.say("What is the order number?")
        patience = talk.desk.customer.patience
        assert talk.case.facts["order_id"] in await talk.say(excuse)
        assert talk.desk.customer.patience == patience


async def test_asking_again_for_what_was_said_costs_patience() -> None:
    talk = Conversation(find_case("order_status", "impatient", given={"order_id"}))
    await talk.begin()
    for _ in range(3):
        assert not talk.result.terminated
        await talk.say("What is your order number?")
    assert talk.failure == "customer_left"


async def test_being_ignored_costs_patience() -> None:
    talk = Conversation(find_case("billing", "angry"))
    await talk.begin()
    for _ in range(3):
        assert not talk.result.terminated
        await talk.say("Nice weather today.")
    assert talk.failure == "customer_left"
    assert talk.result.outcome["contained"] is False


async def test_a_calm_customer_bears_more_than_an_angry_one() -> None:
    turns = {}
    for persona in ("calm", "angry"):
        talk = Conversation(find_case("billing", persona))
        await talk.begin()
        while not talk.result.terminated:
            await talk.say("Nice weather today.")
            turns[persona] = turns.get(persona, 0) + 1
    assert turns["calm"] > turns["angry"]


async def test_half_an_answer_makes_the_customer_ask_for_the_other_half() -> None:
    talk = Conversation(find_case("order_status", status="shipped"))
    await talk.begin()
    await talk.call("get_order", order_id=talk.case.facts["order_id"])
    assert await talk.say("It is on its way.")
    assert not talk.result.terminated
    await talk.say(f"On {_order(talk.case)['date']}.")
    assert talk.failure is None


async def test_a_polite_question_after_the_whole_answer_changes_nothing() -> None:
    talk = Conversation(find_case("order_status", status="shipped"))
    await talk.begin()
    await talk.call("get_order", order_id=talk.case.facts["order_id"])
    await talk.say(f"It is in transit and arrives on {_order(talk.case)['date']}. What would you like to order next?")
    assert talk.failure is None


async def test_asked_for_what_has_nothing_to_do_with_it_the_customer_wonders() -> None:
    talk = Conversation(find_case("billing"))
    await talk.begin()
    assert await talk.say("How many boxes do you need?")
    assert talk.desk.customer.patience == 3


async def test_a_repetitive_customer_says_the_request_again() -> None:
    again = 0
    for question in ("What is the order number?", "Which order is it?", "May I have the order id?") * 4:
        talk = Conversation(find_case("order_status", "repetitive", given=set()))
        await talk.begin()
        for _ in range(3):
            again += talk.case.request in await talk.say(question)
    assert again
