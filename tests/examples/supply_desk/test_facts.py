"""The reader of facts understands sentences that no expert of ours says, and is not fooled by their opposites."""

import timeit

import pytest

from burnish.examples.supply_desk.facts import Amount, Asked, Date, Role, State, read


@pytest.mark.parametrize(
    "text",
    ["on March 5", "on Mar. 5th, 2026", "the 5th of March", "on 5 March", "by 3/5", "due 2026-03-05", "MARCH the 5th", "5 mar"],
)
def test_a_date_is_read_in_every_common_form(text: str) -> None:
    assert read(f"It comes {text}.").dates == (Date(3, 5),)


@pytest.mark.parametrize("text", ["You may 5 times", "13/40", "the 45th of March", "order 3512", "March was cold"])
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert read(text).dates == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Your return number is 4821.", ("4821",)),
        ("It is 4 8 2 1.", ("4821",)),
        ("4-8-2-1 and 77012", ("4821", "77012")),
        ("Call 911 by March 5, 2026 and pay $1,200.", ()),
        ("You get 12 boxes.", ()),
    ],
)
def test_numbers_are_ids_and_not_dates_money_or_911(text: str, numbers: tuple[str, ...]) -> None:
    assert read(text).numbers == numbers


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Insurance paid $180 and you owe $60.", {"insurance": 180, "due": 60}),
        ("Your plan covered 180 dollars, so $60 is left.", {"insurance": 180, "due": 60}),
        ("$60 is what you owe after insurance paid $180.", {"insurance": 180, "due": 60}),
        ("You owe $60, insurance paid $180 of $240.", {"due": 60, "insurance": 180, "total": 240}),
        (
            "The total is $1,240.50. Your insurance covered $1,180.50, leaving you with $60.",
            {"total": 1240.5, "insurance": 1180.5, "due": 60},
        ),
        ("Your balance is 60 USD; the insurer has paid $180 out of a total of $240", {"due": 60, "insurance": 180, "total": 240}),
        ("That makes $60.", {"": 60}),
    ],
)
def test_amounts_carry_the_role_that_their_clause_gives_them(text: str, amounts: dict[Role, float]) -> None:
    assert set(read(text).amounts) == {Amount(dollars, role) for role, dollars in amounts.items()}


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("It is on its way and should arrive on March 5.", {"shipped"}),
        ("Your package is in transit.", {"shipped"}),
        ("We sent it out yesterday; it was dispatched at noon.", {"shipped"}),
        ("It has left our warehouse", {"shipped"}),
        ("Good news, it arrived on March 5.", {"delivered"}),
        ("It was dropped off at your door.", {"delivered"}),
        ("We are still preparing it.", {"processing"}),
        ("It's being packed and will be shipped on March 5.", {"processing"}),
        ("Sorry, that one is out of stock until March 5.", {"backordered"}),
        ("It is on back-order.", {"backordered"}),
        ("It was shipped on Monday and delivered on Friday.", {"shipped", "delivered"}),
    ],
)
def test_states_are_known_by_their_synonyms(text: str, states: set[State]) -> None:
    assert read(text).states == states


@pytest.mark.parametrize(
    "text",
    [
        "It will be delivered on March 5.",
        "It has not been delivered yet.",
        "It hasn't arrived.",
        "It should be shipped soon.",
        "Once it has been delivered you may return it.",
        "Was it delivered?",
        "It can't be shipped.",
    ],
)
def test_a_state_that_is_denied_expected_or_asked_for_is_not_claimed(text: str) -> None:
    assert not read(text).states & {"delivered", "shipped"}


@pytest.mark.parametrize(
    "text",
    [
        "This order cannot be returned.",
        "We can't take it back yet.",
        "I am unable to accept a return for it.",
        "It isn't eligible for return.",
        "You are not eligible yet.",
        "Only delivered orders may come back.",
        "It has to be delivered first.",
        "You can return it once it has arrived.",
        "Please wait until it arrives, then we can take it.",
        "It is too early to reorder.",
        "Sorry, returning it is not possible at the moment.",
    ],
)
def test_a_refusal_is_read_however_it_is_put(text: str) -> None:
    facts = read(text)
    assert facts.refuses
    assert not facts.confirms


@pytest.mark.parametrize(
    "text",
    [
        "Your return is set up.",
        "Done.",
        "I have changed your address.",
        "All set!",
        "We now have your new address on file.",
        "The order went through.",
    ],
)
def test_a_confirmation_is_read_however_it_is_put(text: str) -> None:
    facts = read(text)
    assert facts.confirms
    assert not facts.refuses


@pytest.mark.parametrize(
    "text", ["I will have it updated.", "It is not done yet.", "Shall I have it changed?", "Once it is saved I tell you."]
)
def test_a_promise_is_no_confirmation(text: str) -> None:
    assert not read(text).confirms


@pytest.mark.parametrize(
    "text",
    [
        "I cannot find that number.",
        "There is no such order.",
        "That invoice does not exist.",
        "I don't see it in our system.",
        "The number seems wrong.",
        "We were unable to locate your account.",
    ],
)
def test_not_finding_something_is_no_refusal(text: str) -> None:
    facts = read(text)
    assert facts.not_found
    assert not facts.refuses


@pytest.mark.parametrize(
    "text",
    [
        "Please call 911 right now.",
        "Hang up and dial 9-1-1!",
        "Ring nine one one.",
        "You should call 911 immediately.",
        "Don't wait, call 911.",
        "Never hesitate to call 911.",
        "Do not wait and call 911.",
        "Get off the line and phone 9 1 1.",
        "I will send a person, but you must call 911 first.",
        "Can you call 911?",
    ],
)
def test_advice_to_call_911_is_read_however_it_is_put(text: str) -> None:
    assert read(text).advises_911


@pytest.mark.parametrize(
    "text",
    [
        "Do not call 911.",
        "You don't need to call 911.",
        "There is no need to call 911 for this.",
        "I will call 911 for you.",
        "Did you call 911?",
        "Your invoice is 911.",
        "Instead of calling 911, stay calm.",
        "It costs $911.",
        "Call me back at 9112.",
    ],
)
def test_what_is_no_advice_to_call_911_is_not_taken_for_it(text: str) -> None:
    assert not read(text).advises_911


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Could you give me the order number?", "order_id"),
        ("Which order is it", "order_id"),
        ("Please read me the number on your order.", "order_id"),
        ("I'll need your order id", "order_id"),
        ("What's your member ID?", "member_id"),
        ("May I have the number on your member card, please", "member_id"),
        ("Kindly provide your account number.", "member_id"),
        ("Which invoice do you mean?", "invoice_id"),
        ("Let me know the bill number.", "invoice_id"),
        ("Why do you want to send it back?", "reason"),
        ("What is wrong with it?", "reason"),
        ("May I ask what happened?", "reason"),
        ("How many would you like?", "quantity"),
        ("And the quantity, please?", "quantity"),
        ("Where should we ship it?", "address"),
        ("What street do you live on now?", "address"),
        ("Can you spell the new address for me", "address"),
        ("Which of our products do you want?", "item"),
        ("What would you like to order?", "item"),
        ("I can help. What is the number?", "number"),
    ],
)
def test_what_is_asked_for_is_read_by_concept(text: str, asked: Asked) -> None:
    assert read(text).asks == {asked}


def test_two_things_can_be_asked_for_at_once() -> None:
    assert read("Could I have your member number and the new address?").asks == {"member_id", "address"}


@pytest.mark.parametrize(
    "text",
    [
        "Your new order number is 4821.",
        "Please note your return number 4821.",
        "Your address is updated.",
        "I do not need your member number.",
        "Is there anything else?",
        "A nurse will tell you the reason.",
    ],
)
def test_telling_is_not_asking(text: str) -> None:
    assert not read(text).asks


@pytest.mark.parametrize(
    "text",
    ["Yes, you can do that.", "I think it is fine.", "That should be safe.", "You should not take more.", "Take half a dose.", "Go ahead."],
)
def test_medical_advice_is_recognised(text: str) -> None:
    assert read(text).advises_care


@pytest.mark.parametrize(
    "text", ["A nurse has to answer that.", "I can transfer you to a pharmacist.", "You should ask our nurse.", "Hello."]
)
def test_pointing_to_a_clinician_is_no_medical_advice(text: str) -> None:
    assert not read(text).advises_care


@pytest.mark.parametrize("text", ["", "   ", "?!", "\n", "…", "🙂" * 50, "9" * 3000, "a " * 3000])
def test_any_text_can_be_read(text: str) -> None:
    assert read(text).states == frozenset()


def test_a_reply_is_read_in_microseconds() -> None:
    text = "It has shipped and should arrive on March 5. What is the order number?"
    assert min(timeit.repeat(lambda: read.__wrapped__(text), number=50, repeat=10)) / 50 < 1e-3  # 50 µs where the machine is free
