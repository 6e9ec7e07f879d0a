"""How customers say things: phrasings composed of small parts, each composition belonging to one split only.

A phrasing is a template with named gaps: {order}, {member}, {invoice}, {reason}, {address} are clauses that give
a fact or nothing, {order_number}, {invoice_number}, {item}, {boxes}, {person}, {value} always stand for one. Parts (words) are shared by the splits, so a tiny model knows them; whole phrasings are
not: the hash of a composition says which split it belongs to, and some parts are kept for dev or final alone.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product

from burnish.examples.supply_desk.vocabulary import Split, bucket

__all__ = ["REASONS", "complaints", "denials", "follow_ups", "gives", "greetings", "openings", "reasons"]

_LEADS = (
    *("I want to", "I need to", "I would like to", "I have to", "I am trying to", "I called to", "I hope to", "I was told to call to"),
    *("Please help me", "Help me", "Let me", "Can you help me", "Could you help me", "How do I", "How can I", "Can I", "May I"),
)
_HEAD_OF_SPLIT = {"dev": ("I wish to", "Is this where I"), "final": ("I am calling to", "Is it possible to")}

_REQUESTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "order_status": (
        ("track", "find", "locate", "check on", "ask about", "get news of", "hear about", "know the status of"),
        ("my order{order}", "order {order_number}", "my package{order}", "my delivery{order}", "my shipment{order}", "the order I placed{order}"),
    ),
    "return_item": (
        ("return", "send back", "give back", "hand back", "bring back", "make a return of"),
        ("my order{order}{reason}", "order {order_number}{reason}", "my last order{order}{reason}", "what I got in order {order_number}{reason}", "this order{order}{reason}"),
    ),
    "reorder": (
        ("order", "get", "buy", "reorder", "have", "ask for", "pick up"),
        ("more {item}{member}", "{boxes} of {item}{member}", "some more {item}{member}", "{boxes} of {item} again{member}", "the same {item} again{member}"),
    ),
    "reorder_unnamed": (
        ("order", "get", "buy", "reorder", "ask for"),
        ("more supplies{member}", "my usual supplies{member}", "some more supplies{member}", "my supplies again{member}"),
    ),
    "address_change": (
        ("change", "update", "correct", "fix", "give you"),
        ("my address{member}.{address}", "my shipping address{member}.{address}", "the address you have{member}.{address}", "my delivery address{member}.{address}"),
    ),
    "billing": (
        ("understand", "ask about", "check", "go over", "talk about", "see what I owe on", "know what I pay on"),
        ("my bill{invoice}", "my invoice{invoice}", "this bill{invoice}", "invoice {invoice_number}", "the last bill{invoice}"),
    ),
}
_WHOLE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "order_status": {
        "train": ("Where is my order{order}?", "When will my order{order} arrive?", "My order{order} has not come yet.", "I am waiting for my order{order}, any news?"),
        "dev": ("Any news of my package{order}?", "When do I get my order{order}?"),
        "final": ("Why has my order{order} not come yet?", "I am still waiting for my package{order}."),
    },
    "return_item": {
        "train": ("Please take back my order{order}{reason}.", "I do not want order {order_number}{reason}.", "Can you take my order{order} back{reason}?"),
        "dev": ("Order {order_number} must go back{reason}.",),
        "final": ("I do not want to have my order{order}{reason}.",),
    },
    "reorder": {
        "train": ("I am running out of {item}{member}.", "I need more {item}{member}.", "Please send me {boxes} of {item}{member}.", "Time to refill my {item}{member}."),
        "dev": ("Send me some {item} again{member}.",),
        "final": ("I have no more {item}{member}, please send some.",),
    },
    "reorder_unnamed": {
        "train": ("I am running out of supplies{member}.", "I need more of my supplies{member}."),
        "dev": ("Please send me supplies{member}.",),
        "final": ("I have no more supplies{member}.",),
    },
    "address_change": {
        "train": ("I moved{member}.{address}", "I have a new address{member}.{address}", "You have the wrong address for me{member}.{address}", "I live in a new place now{member}.{address}"),
        "dev": ("My address is not right{member}.{address}",),
        "final": ("I do not live there any more{member}.{address}",),
    },
    "billing": {
        "train": ("Why is my bill{invoice} so high?", "How much do I owe on my bill{invoice}?", "I do not understand invoice {invoice_number}.", "What did insurance pay on invoice {invoice_number}?"),
        "dev": ("What do I have to pay on invoice {invoice_number}?",),
        "final": ("I got a high bill{invoice}, what do I owe?",),
    },
}

_CLINICAL = (
    (
        *("Can I", "Should I", "May I", "Is it safe to", "Is it OK to", "Is it bad to", "Do you think I can", "Do you think I should"),
        *("Tell me if I can", "Tell me if I should", "Will it hurt me to", "I want to know if I can"),
    ),
    (
        *("take a double dose", "stop my medicine", "use {item} with my blood thinner", "raise the pressure on my machine", "put cream under the {item}"),
        *("take more insulin", "skip my dose tonight", "use {item} on a wound", "sleep with the {item} on", "take two of my pills", "use {item} on red skin"),
        *("take my pills twice", "lower the pressure on my machine", "take less insulin", "use {item} when I have a fever", "mix my medicine with wine"),
    ),
)
_EMERGENCY = (
    (
        *("My {person} cannot breathe", "My {person} is not waking up", "My {person} is turning blue", "My {person} passed out", "My {person} has chest pain"),
        *("My {person} fell and is bleeding a lot", "I cannot breathe", "I have bad chest pain", "My {person} is choking", "I am bleeding a lot"),
        *("My {person} cannot feel one arm", "My {person} took too many pills", "I think my {person} is dying", "My {person} stopped breathing"),
    ),
    (
        *("", " right now", ", help", " and I do not know what to do", " and it is getting worse"),
        *(", the oxygen machine stopped", ", the feeding tube came out", ", the insulin pump gave too much", ", please hurry"),
    ),
)

_HELLOS = ("", "Hello.", "Hi.", "Hi there.", "Good morning.", "Good evening.", "Hello there.", "Excuse me.")
_MOODS: Mapping[str, tuple[str, ...]] = {
    "calm": ("", "I hope you are well.", "I have a question.", "I need some help.", "I hope you can help me.", "Thank you for taking my call.", "It is a nice day."),
    "impatient": ("Quick, I have no time.", "I am in a hurry.", "Make it fast please.", "I have one minute.", "Hurry up please.", "Be quick.", "I have to go soon."),
    "repetitive": ("Listen to me.", "I have said this before.", "I say it again.", "As I told you last time.", "I have called before.", "I have to say it again."),
    "confused": ("Um, I am not sure how this works.", "Sorry, I am a bit lost.", "I do not know who to ask.", "Sorry, this is confusing.", "Um, I am new to this.", "I think this is right."),
    "angry": ("This is ridiculous.", "I am really angry.", "Your service is terrible.", "I am fed up with you.", "This is the last time.", "I am not happy with you."),
    "frightened": ("I am so scared.", "Please help me, I am afraid.", "I am really worried.", "I am shaking.", "I am so nervous.", "Please, I am so worried."),
}

_PREFIXES = ("", "Sure, ", "OK, ", "Yes, ", "One moment, ", "Let me see, ", "Well, ", "Here it is, ")
_GIVES: Mapping[str, tuple[str, ...]] = {
    "order_id": ("it is {value}.", "{value}.", "the order number is {value}.", "order {value}.", "my order is {value}.", "it says {value}."),
    "member_id": ("it is {value}.", "{value}.", "my member number is {value}.", "member {value}.", "my card says {value}.", "I am member {value}."),
    "invoice_id": ("it is {value}.", "{value}.", "the invoice number is {value}.", "invoice {value}.", "the bill says {value}.", "it says {value}."),
    "quantity": ("{value} please.", "I need {value}.", "{value} boxes.", "send {value}.", "{value} boxes please.", "I want {value}."),
    "reason": ("{value}.", "because {value}.", "the reason is that {value}.", "it is simple, {value}.", "I think {value}."),
    "address": ("it is {value}.", "{value}.", "my new address is {value}.", "I live at {value} now.", "send it to {value}.", "the new one is {value}."),
    "item": ("{value}.", "I need {value}.", "the {value}.", "I want {value}.", "{value} please.", "I use {value}."),
}
REASONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "damaged": {
        "train": ("it came damaged", "it is broken", "it arrived cracked", "the box was crushed", "it is torn", "it came in pieces"),
        "dev": ("it came broken",),
        "final": ("it arrived damaged",),
    },
    "wrong size": {
        "train": ("it is the wrong size", "it does not fit", "it is too small", "it is too big", "the size is wrong", "it is too tight for me"),
        "dev": ("it does not fit me",),
        "final": ("it is too big for me",),
    },
    "not needed": {
        "train": ("I do not need it any more", "I no longer need it", "my doctor stopped it", "it is not needed now", "I have no use for it", "I have too many"),
        "dev": ("it is no longer needed",),
        "final": ("I do not need it now",),
    },
}
_FOLLOW_UPS: Mapping[str, tuple[str, ...]] = {
    "state": ("and where is it now?", "and what is its status?", "but where is it?"),
    "date": ("and when is that?", "what day?", "when?", "and on what date?"),
    "number": ("and what is the number?", "do I get a number?", "I need the number."),
    "due": ("and what do I owe?", "how much do I pay?", "and what is my part?"),
    "insurance": ("and what did insurance pay?", "how much did insurance pay?", "and the insurance?"),
    "person": ("please get me somebody.", "can I talk to somebody now?", "please stay with me and get somebody."),
}
_COMPLAINTS = (
    ("That is not what I asked.", "You did not answer me.", "I still need help.", "Please answer me.", "That does not help.", "I do not follow.", "What do you mean?"),
    ("", " Can you help or not?", " Please try again.", " I asked you something.", " Please listen."),
)
_DENIALS = (
    ("I do not have that.", "I do not know that.", "Why do you ask?", "I have no such thing.", "That is not about my question."),
    ("", " Please just help me.", " I only have this one question.", " Is that needed?"),
)


@cache
def openings(split: Split, intent: str) -> tuple[str, ...]:
    """Every way in which a customer of this split opens an intent: hundreds in train, dozens in dev and final."""
    if intent == "clinical":
        return _questions(_composed(split, intent, *_CLINICAL))
    if intent == "emergency":
        return tuple(f"{event}{detail}{'!' if len(detail) % 2 else '.'}" for event, detail in _composed(split, intent, *_EMERGENCY))
    verbs, objects = _REQUESTS[intent]
    asked = [(lead, f"{verb} {what}") for lead, verb_what in product(_LEADS, product(verbs, objects)) for verb, what in [verb_what]]
    own = [(lead, f"{verb} {what}") for lead in _HEAD_OF_SPLIT.get(split, ()) for verb, what in product(verbs, objects)]
    return _questions([pair for pair in asked if bucket(f"{intent}|{pair[0]}|{pair[1]}") == split] + own) + _WHOLE[intent][split]


@cache
def greetings(split: Split, persona: str) -> tuple[str, ...]:
    """How a persona begins, before the request."""
    return tuple(f"{hello} {mood}".strip() for hello, mood in _composed(split, persona, _HELLOS, _MOODS[persona]))


@cache
def gives(split: Split, fact: str) -> tuple[str, ...]:
    """How a customer gives a fact that was asked for; {value} stands for it."""
    composed = _composed(split, fact, _PREFIXES, _GIVES[fact])
    return tuple(_sentence(f"{prefix}{frame}") for prefix, frame in composed)


def reasons(split: Split, reason: str) -> tuple[str, ...]:
    """How a customer of this split words a reason to return something."""
    return REASONS[reason][split]


@cache
def complaints(split: Split) -> tuple[str, ...]:
    """What a customer says to a reply that does not help."""
    return tuple("".join(pair) for pair in _composed(split, "complaint", *_COMPLAINTS))


@cache
def denials(split: Split) -> tuple[str, ...]:
    """What a customer says when asked for something that has nothing to do with the request."""
    return tuple("".join(pair) for pair in _composed(split, "denial", *_DENIALS))


@cache
def follow_ups(split: Split, missing: str) -> tuple[str, ...]:
    """What a customer says who was told a part of what they need: state, date, number, due, insurance or person is missing."""
    composed = _composed(split, missing, ("", "OK, ", "Good, ", "Fine, ", "I see, ", "All right, ", "Thanks, "), _FOLLOW_UPS[missing])
    return tuple(_sentence(f"{head}{tail}") for head, tail in composed)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _composed(split: Split, kind: str, heads: Iterable[str], tails: Iterable[str]) -> list[tuple[str, str]]:
    return [pair for pair in product(heads, tails) if bucket(f"{kind}|{pair[0]}|{pair[1]}") == split]


def _questions(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    asking = ("Can", "Could", "How", "May", "Is", "Should", "Do")
    return tuple(f"{lead} {rest}" if "{address}" in rest else f"{lead} {rest}{'?' if lead.split()[0] in asking else '.'}" for lead, rest in pairs)
