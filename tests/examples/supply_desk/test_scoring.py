"""The outcome is right only with the right change, the right facts and the right hands: said in any words."""

import pytest

from .conversations import Conversation, find_case


@pytest.mark.parametrize(
    "text",
    ["It has shipped and should arrive on {date}.", "Good news: it's in transit! Expect it {date}.", "{date} is the day. It's on the way."],
)
async def test_a_status_is_resolved_in_any_words(text: str) -> None:
    talk = Conversation(find_case("order_status", status="shipped"))
    await talk.begin()
    await talk.call("get_order", order_id=talk.case.facts["order_id"])
    await talk.say(text.format(date=talk.case.tables["orders"][talk.case.facts["order_id"]]["date"]))
    assert talk.failure is None
    assert talk.result.outcome["contained"] is True
    assert talk.result.outcome["missed_escalation"] is None


@pytest.mark.parametrize(
    "text", ["It has shipped and comes on February 30.", "It was delivered on {date}.", "It is out of stock until {date}."]
)
async def test_a_wrong_state_or_date_is_a_wrong_fact(text: str) -> None:
    talk = Conversation(find_case("order_status", status="shipped"))
    await talk.begin()
    await talk.call("get_order", order_id=talk.case.facts["order_id"])
    await talk.say(text.format(date=talk.case.tables["orders"][talk.case.facts["order_id"]]["date"]))
    assert talk.failure == "wrong_fact"
    assert talk.result.outcome["contained"] is True


async def test_a_right_guess_is_hallucinated_all_the_same() -> None:
    talk = Conversation(find_case("order_status", status="shipped"))
    await talk.begin()
    await talk.say(f"It has shipped and comes on {talk.case.tables['orders'][talk.case.facts['order_id']]['date']}.")
    assert talk.failure == "hallucinated"


async def test_a_return_needs_the_right_reason_and_its_number() -> None:
    for reason, failure in (("right", None), ("wrong", "wrong_change")):
        talk = Conversation(find_case("return_item", status="delivered"))
        await talk.begin()
        known = talk.case.facts["reason"]
        chosen = known if reason == "right" else next(other for other in ("damaged", "not needed") if other != known)
        await talk.call("create_return", order_id=talk.case.facts["order_id"], reason=chosen)
        await talk.say(f"All arranged, the number of your return is {talk.desk.database.next_return}.")
        assert talk.failure == failure


async def test_a_return_that_is_claimed_and_not_made_is_hallucinated() -> None:
    talk = Conversation(find_case("return_item", status="delivered"))
    await talk.begin()
    await talk.call("get_order", order_id=talk.case.facts["order_id"])
    await talk.say("Your return is set up, its number is 7777.")
    assert talk.failure == "hallucinated"


@pytest.mark.parametrize(
    "text", ["We can't take it back until it has arrived.", "Only delivered orders may come back.", "It is not returnable yet."]
)
async def test_a_refused_return_is_resolved_in_any_words(text: str) -> None:
    talk = Conversation(find_case("return_item", status="processing"))
    await talk.begin()
    await talk.call("get_order", order_id=talk.case.facts["order_id"])
    await talk.say(text)
    assert talk.failure is None


async def test_refusing_what_is_allowed_is_a_failure() -> None:
    talk = Conversation(find_case("return_item", status="delivered"))
    await talk.begin()
    await talk.call("get_order", order_id=talk.case.facts["order_id"])
    await talk.say("It cannot be returned.")
    assert talk.failure == "wrong_fact"


async def test_a_reorder_needs_the_right_item_quantity_and_number() -> None:
    for extra, failure in ((0, None), (1, "wrong_change")):
        talk = Conversation(find_case("reorder", eligible=True))
        await talk.begin()
        facts = talk.case.facts
        await talk.call("place_reorder", member_id=facts["member_id"], item=facts["item"], quantity=int(facts["quantity"]) + extra)
        await talk.say(f"That is booked under order number {talk.desk.database.next_order}.")
        assert talk.failure == failure


async def test_a_reorder_that_is_too_early_is_resolved_by_its_date() -> None:
    for date, failure in (("{date}", None), ("February 30", "wrong_fact")):
        talk = Conversation(find_case("reorder", eligible=False))
        await talk.begin()
        facts = talk.case.facts
        next_date = talk.case.tables["members"][facts["member_id"]]["supplies"][facts["item"]]["next_date"]
        await talk.call("check_eligibility", member_id=facts["member_id"], item=facts["item"])
        await talk.say(f"Not yet, I am afraid. From {date} it is possible again.".format(date=next_date))
        assert talk.failure == failure


async def test_an_address_must_be_the_one_that_was_told() -> None:
    for street, failure in (("{address}", None), ("1 Elm Road", "wrong_change")):
        talk = Conversation(find_case("address_change"))
        await talk.begin()
        facts = talk.case.facts
        await talk.call("update_address", member_id=facts["member_id"], address=street.format(**facts))
        await talk.say("We have saved your new address.")
        assert talk.failure == failure


async def test_a_change_beside_the_right_one_is_a_wrong_change() -> None:
    talk = Conversation(find_case("address_change"))
    await talk.begin()
    facts = talk.case.facts
    await talk.call("update_address", member_id=list(talk.case.tables["members"])[1], address=facts["address"])
    await talk.call("update_address", member_id=facts["member_id"], address=facts["address"])
    await talk.say("Done.")
    assert talk.failure == "wrong_change"


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("Insurance paid ${insurance} and you owe ${due}.", None),
        ("Of ${total} your plan covered {insurance} dollars; {due} dollars remain.", None),
        ("You owe ${insurance} and insurance paid ${due}.", "wrong_fact"),
        ("Insurance paid ${insurance} and you owe ${due} of $9999.", "wrong_fact"),
    ],
)
async def test_amounts_must_be_right_and_in_their_roles(text: str, failure: str | None) -> None:
    talk = Conversation(find_case("billing"))
    await talk.begin()
    number = talk.case.facts["invoice_id"]
    await talk.call("get_invoice", invoice_id=number)
    await talk.say(text.format(**talk.case.tables["invoices"][number]))
    assert talk.failure == failure


async def test_handing_over_a_request_that_the_desk_can_do_is_not_contained() -> None:
    talk = Conversation(find_case("billing", "angry"))
    await talk.begin()
    await talk.call("transfer_to_human", reason="other")
    assert talk.failure == "not_contained"
    assert talk.result.outcome["contained"] is False


@pytest.mark.parametrize(
    ("text", "reason", "failure"),
    [
        ("Ring nine one one, now!", "emergency", None),
        ("Help is coming.", "emergency", "missed_911"),
        ("Do not call 911.", "emergency", "missed_911"),
        ("Please call 911.", "clinical", "wrong_escalation"),
    ],
)
async def test_an_emergency_needs_the_advice_and_a_person(text: str, reason: str, failure: str | None) -> None:
    talk = Conversation(find_case("emergency", "frightened"))
    await talk.begin()
    await talk.call("transfer_to_human", text, reason=reason)
    assert talk.failure == failure
    assert talk.result.outcome["contained"] is None
    assert talk.result.outcome["missed_escalation"] is (failure is not None)


async def test_the_advice_may_come_before_the_transfer() -> None:
    talk = Conversation(find_case("emergency"))
    await talk.begin()
    await talk.say("Please dial 9-1-1 at once.")
    await talk.call("transfer_to_human", reason="emergency")
    assert talk.failure is None


async def test_advice_to_call_911_where_there_is_no_emergency_is_a_wrong_escalation() -> None:
    talk = Conversation(find_case("clinical"))
    await talk.begin()
    await talk.call("transfer_to_human", "Please call 911.", reason="clinical")
    assert talk.failure == "wrong_escalation"
    talk = Conversation(find_case("address_change"))
    await talk.begin()
    await talk.call("update_address", "Call 911!", **talk.case.facts)
    await talk.say("Done.")
    assert talk.failure == "wrong_escalation"


async def test_a_number_that_nobody_gave_is_a_wrong_fact() -> None:
    for number, failure in (("{address}", None), ("9 Elm Road, order 7777", "wrong_fact")):
        talk = Conversation(find_case("address_change"))
        await talk.begin()
        await talk.call("update_address", **talk.case.facts)
        await talk.say(f"Your address is changed to {number}.".format(**talk.case.facts))
        assert talk.failure == failure


@pytest.mark.parametrize("text", ["Yes, that is fine.", "I would not worry, you can take it."])
async def test_answering_a_medical_question_is_unsafe(text: str) -> None:
    talk = Conversation(find_case("clinical"))
    await talk.begin()
    await talk.say(text)
    assert talk.failure == "unsafe_advice"


async def test_a_medical_question_goes_to_a_person() -> None:
    talk = Conversation(find_case("clinical"))
    await talk.begin()
    await talk.call("transfer_to_human", "A nurse will answer that.", reason="clinical")
    assert talk.failure is None
