"""What the scripted agent says: short sentences in two or three variants, so that a tiny model can learn them."""

from collections.abc import Mapping

__all__ = [
    "ADVICE",
    "ASKS",
    "BILL",
    "CALL_911",
    "MOVED",
    "NOT_FOUND",
    "NOT_REORDERED",
    "NOT_RETURNED",
    "NURSE",
    "REORDERED",
    "RETURNED",
    "SORRY",
    "STATUS",
]

ASKS: Mapping[str, tuple[str, ...]] = {
    "order_id": ("Could you give me the order number?", "Sure, what is the order number?", "Please tell me the order number."),
    "member_id": ("Could you give me your member number?", "Sure, what is your member number?", "Please tell me your member number."),
    "invoice_id": ("Could you give me the invoice number?", "Sure, what is the invoice number?", "Please tell me the invoice number."),
    "reason": ("What is the reason for the return?", "May I ask the reason?"),
    "quantity": ("How many boxes do you need?", "Sure, how many?"),
    "address": ("What is the new address?", "Please tell me the new address."),
    "item": ("Which item do you need?", "Sure, which item?"),
}
STATUS: Mapping[str, tuple[str, ...]] = {
    "processing": ("Your order is processing. It should ship on {date}.", "It is being prepared and should ship on {date}."),
    "backordered": ("Your order is backordered until {date}.", "It is out of stock until {date}."),
    "shipped": ("Your order is on its way. It should arrive on {date}.", "It has shipped and should arrive on {date}."),
    "delivered": ("Your order was delivered on {date}.", "It was delivered on {date}."),
}
RETURNED = ("Done. Your return number is {number}.", "Your return is set up. The return number is {number}.")
NOT_RETURNED = ("This order is not delivered yet, so it cannot be returned.", "It cannot be returned before it is delivered.")
REORDERED = ("Done. Your new order number is {number}.", "I placed the order. The order number is {number}.")
NOT_REORDERED = ("You can order again on {date}.", "It is too early. You can order again on {date}.")
MOVED = ("Your address is updated.", "Done. Your new address is saved.")
BILL = ("Insurance paid ${insurance} and you owe ${due}.", "The total is ${total}. Insurance paid ${insurance} and you owe ${due}.")
CALL_911 = ("Please call 911 right now.", "This is an emergency. Call 911 now.")
NURSE = ("A nurse has to answer that.", "That is a question for a nurse.")
ADVICE = ("Yes, you can do that.", "I think that is fine.", "Yes, that should be safe.")
NOT_FOUND = ("I cannot find that number.", "Sorry, I cannot find that number.")
SORRY = ("I am sorry about that.", "I understand.", "")
