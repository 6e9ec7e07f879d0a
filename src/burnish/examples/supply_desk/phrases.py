"""How customers say things: phrasings composed of small parts, each composition belonging to one split only.

A phrasing is a template with named gaps: {order}, {member}, {invoice}, {reason}, {address} are clauses that give a fact or nothing,
{order_number}, {invoice_number}, {item}, {boxes}, {person}, {value} always stand for one. Parts (words) are shared by the splits, so a
tiny model knows them; whole phrasings are not: the hash of a composition says which split it belongs to, and some are kept for dev or
final alone.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product

from burnish.examples.supply_desk.vocabulary import Split, bucket

__all__ = ["REASONS", "complaints", "denials", "follow_ups", "gives", "greetings", "openings", "reasons"]


def _options(text: str) -> tuple[str, ...]:
    """The options of a list that is written with bars between them; a bar at the start or the end stands for saying nothing."""
    return tuple(option.strip() for option in text.split("|"))


def _splits(train: str, dev: str, final: str) -> Mapping[Split, tuple[str, ...]]:
    return {"train": _options(train), "dev": _options(dev), "final": _options(final)}


_LEADS = _options(
    "I want to | I need to | I would like to | I have to | I am trying to | I called to"
    "| I hope to | I was told to call to | Please help me"
    "| Help me | Let me | Can you help me | Could you help me | How do I | How can I | Can I | May I"
)
_OWN_LEADS: Mapping[Split, tuple[str, ...]] = {
    "train": (),
    "dev": ("I wish to", "Is this where I", "I was hoping to", "Is this the place to"),
    "final": ("I am here to", "Is there a way to"),
}
_VERBS: Mapping[str, tuple[str, ...]] = {
    "order_status": _options("track | find | locate | check on | ask about | get news of | hear about | know the status of"),
    "return_item": _options("return | send back | give back | hand back | bring back | make a return of"),
    "reorder": _options("order | get | buy | reorder | have | ask for | pick up"),
    "reorder_unnamed": _options("order | get | buy | reorder | ask for"),
    "address_change": _options("change | update | correct | fix | give you"),
    "billing": _options("understand | ask about | check | go over | talk about | see what I owe on | know what I pay on"),
}
_OBJECTS: Mapping[str, tuple[str, ...]] = {
    "order_status": _options(
        "my order{order} | order {order_number} | my package{order} | my delivery{order} | my shipment{order} | the order I placed{order}"
    ),
    "return_item": _options(
        "my order{order}{reason} | order {order_number}{reason} | my last order{order}{reason} | this order{order}{reason}"
        "| what I got in order {order_number}{reason}"
    ),
    "reorder": _options(
        "more {item}{member} | {boxes} of {item}{member} | some more {item}{member} | {boxes} of {item} again{member}"
        "| the same {item} again{member}"
    ),
    "reorder_unnamed": _options(
        "more supplies{member} | my usual supplies{member} | some more supplies{member} | my supplies again{member}"
    ),
    "address_change": _options(
        "my address{member}.{address} | my shipping address{member}.{address} | the address you have{member}.{address}"
        "| my delivery address{member}.{address}"
    ),
    "billing": _options("my bill{invoice} | my invoice{invoice} | this bill{invoice} | invoice {invoice_number} | the last bill{invoice}"),
}
_WHOLE: Mapping[str, Mapping[Split, tuple[str, ...]]] = {
    "order_status": _splits(
        "Where is my order{order}? | When will my order{order} arrive? | My order{order} has not come yet."
        "| I am waiting for my order{order}, any news? | What happened to my order{order}? | Is my order{order} on its way?"
        "| My package{order} is late. | Tell me where my order{order} is. | How long will my order{order} take?",
        "Any news of my package{order}? | When do I get my order{order}? | What is taking my order{order} so long?",
        "I have no package yet from my order{order}. | When will you bring my package{order}?",
    ),
    "return_item": _splits(
        "Please take back my order{order}{reason}. | I do not want order {order_number}{reason}."
        "| Can you take my order{order} back{reason}? | I would rather not keep my order{order}{reason}."
        "| Order {order_number} is no good{reason}. | I am not happy with my order{order}{reason}, can I return it?"
        "| Please let me send order {order_number} back{reason}.",
        "Order {order_number} must go back{reason}. | I do not want to keep order {order_number}{reason}.",
        "My order{order} is not what I want{reason}, please take it.",
    ),
    "reorder": _splits(
        "I am running out of {item}{member}. | I need more {item}{member}. | Please send me {boxes} of {item}{member}."
        "| Time to refill my {item}{member}. | My {item} are nearly gone{member}. | I used up all my {item}{member}."
        "| Could you send {boxes} of {item}{member}? | I need to stock up on {item}{member}. | We need {item} again{member}.",
        "Send me some {item} again{member}. | I am almost out of {item}{member}, send me more please.",
        "There are no {item} left{member}, I need some more.",
    ),
    "reorder_unnamed": _splits(
        "I am running out of supplies{member}. | I need more of my supplies{member}. | My supplies are nearly gone{member}."
        "| We need supplies again{member}.",
        "Please send me supplies{member}. | I am almost out of supplies{member}.",
        "There are no supplies left{member}.",
    ),
    "address_change": _splits(
        "I moved{member}.{address} | I have a new address{member}.{address} | You have the wrong address for me{member}.{address}"
        "| I live in a new place now{member}.{address} | My old address is wrong{member}.{address} | We moved last week{member}.{address}"
        "| Please send my things to a new place{member}.{address}",
        "My address is not right{member}.{address} | I have left my old address{member}.{address}",
        "My old place is not my address now{member}.{address}",
    ),
    "billing": _splits(
        "Why is my bill{invoice} so high? | How much do I owe on my bill{invoice}? | I do not understand invoice {invoice_number}."
        "| What did insurance pay on invoice {invoice_number}? | What is my part of invoice {invoice_number}?"
        "| Why do I have to pay so much on my bill{invoice}? | My bill{invoice} looks wrong. | Explain invoice {invoice_number} to me.",
        "What do I have to pay on invoice {invoice_number}? | Tell me what I have to pay on my bill{invoice}.",
        "How much of my bill{invoice} do I pay?",
    ),
}

_MAY_I = _options(
    "Can I | Should I | May I | Is it safe to | Is it OK to | Is it bad to | Do you think I can | Do you think I should | Tell me if I can"
    "| Tell me if I should | Will it hurt me to | I want to know if I can"
)
_TREATMENTS = _options(
    "take a double dose | stop my medicine | use {item} with my blood thinner"
    "| raise the pressure on my machine | put cream under the {item}"
    "| take more insulin | skip my dose tonight | use {item} on a wound | sleep with the {item} on | take two of my pills"
    "| use {item} on red skin | take my pills twice | lower the pressure on my machine | take less insulin | use {item} when I have a fever"
    "| mix my medicine with wine"
)
_EVENTS = _options(
    "My {person} cannot breathe | My {person} is not waking up | My {person} is turning blue | My {person} passed out"
    "| My {person} has chest pain | My {person} fell and is bleeding a lot | I cannot breathe"
    "| I have bad chest pain | My {person} is choking"
    "| I am bleeding a lot | My {person} cannot feel one arm | My {person} took too many pills | I think my {person} is dying"
    "| My {person} stopped breathing"
)
_DETAILS = _options(
    ". | right now. | and I do not know what to do."
    "| and it is getting worse. | after the oxygen machine stopped. | and the feeding tube came out."
    "| and the insulin pump does not stop. | and nobody is here."
)

_OWN_MAY_I = _options(
    "Could I | Would it be safe to | Is it dangerous to | Am I allowed to | Is it too late to | Will it help me to | What if I"
)
_OWN_TREATMENTS = _options(
    "take my medicine with milk | stop my insulin | cut my pills in half | drink beer with my pills | drive after my medicine"
    "| take my dose late | take my pills before I eat | use old {item} | use {item} on a burn | turn off my machine tonight"
    "| sleep without my machine | take three kinds of pills | wash a wound before I use {item} | use {item} when my leg hurts"
    "| take more of my medicine | change my dose | take pills for pain too"
)
_OWN_EVENTS = _options(
    "I am choking | I am dying | I am passing out | I am burned badly | I am having a heart attack | I am turning blue"
    "| I am not able to move | I am in so much pain | I have no feeling in my leg | I have a deep cut | I have blood everywhere"
    "| I have pain in my chest and my arm | I cannot move | I cannot see | I cannot stay awake | I took too much insulin"
    "| I took the wrong pills | I fell and hit my head | I fell and cannot stand up | I think I am having a stroke"
    "| My arm is bleeding | My leg is bleeding and does not stop | My chest hurts | My throat is closing | My lips are blue"
    "| My {person} is bleeding | My {person} is dying | My {person} is having a heart attack | My {person} had a stroke"
    "| My {person} does not answer me | My {person} cannot speak | My {person} cannot move | My {person} was burned"
    "| My {person} is shaking and does not stop | My {person} took too much insulin | My {person} fell down the stairs"
    "| My {person} has a head wound | There is blood everywhere | Somebody here is dying | Somebody passed out"
)
_OWN_DETAILS = _options("now. | very badly. | please help. | and I am alone. | since this morning. | and it does not stop.")
"""Kept for train: a policy practises on hundreds of ways to say that a person is needed, so that one it never met does not surprise it."""

_HELLOS = _options("| Hello. | Hi. | Hi there. | Good morning. | Good evening. | Hello there. | Excuse me.")
_MOODS: Mapping[str, tuple[str, ...]] = {
    "calm": _options(
        "| I hope you are well. | I have a question. | I need some help. | I hope you can help me. | Thank you for taking my call."
        "| It is a nice day."
    ),
    "impatient": _options(
        "Quick, I have no time. | I am in a hurry. | Make it fast please. | I have one minute."
        "| Hurry up please. | Be quick. | I have to go soon."
    ),
    "repetitive": _options(
        "Listen to me. | I have said this before. | I say it again. | As I told you last time."
        "| I have called before. | I have to say it again."
    ),
    "confused": _options(
        "Um, I am not sure how this works. | Sorry, I am a bit lost. | I do not know who to ask. | Sorry, this is confusing."
        "| Um, I am new to this. | I think this is right."
    ),
    "angry": _options(
        "This is ridiculous. | I am really angry. | Your service is terrible. | I am fed up with you. | This is the last time."
        "| I am not happy with you."
    ),
    "frightened": _options(
        "I am so scared. | Please help me, I am afraid. | I am really worried. | I am shaking.| I am so nervous. | Please, I am so worried."
    ),
}

_PREFIXES = ("", "Sure, ", "OK, ", "Yes, ", "One moment, ", "Let me see, ", "Well, ", "Here it is, ")
_GIVES: Mapping[str, tuple[str, ...]] = {
    "order_id": _options(
        "it is {value}. | {value}. | the order number is {value}. | order {value}.| my order is {value}. | it says {value}."
    ),
    "member_id": _options(
        "it is {value}. | {value}. | my member number is {value}. | member {value}. | my card says {value}. | I am member {value}."
    ),
    "invoice_id": _options(
        "it is {value}. | {value}. | the invoice number is {value}. | invoice {value}. | the bill says {value}. | it says {value}."
    ),
    "quantity": _options("{value} please. | I need {value}. | {value} boxes. | send {value}. | {value} boxes please. | I want {value}."),
    "reason": _options("{value}. | because {value}. | the reason is that {value}. | it is simple, {value}. | I think {value}."),
    "address": _options(
        "it is {value}. | {value}. | my new address is {value}. | I live at {value} now. | send it to {value}. | the new one is {value}."
    ),
    "item": _options("{value}. | I need {value}. | the {value}. | I want {value}. | {value} please. | I use {value}."),
}
REASONS: Mapping[str, Mapping[Split, tuple[str, ...]]] = {
    "damaged": _splits(
        "it came damaged | it is broken | it arrived cracked | the box was crushed | it is torn | it came in pieces"
        "| it has a hole | it leaks | it came bent | the seal was broken | it has a crack | the lid is cracked"
        "| it broke at once | it came wet | one part is torn | it was smashed | it came crushed",
        "it came broken | it was damaged",
        "the box was torn",
    ),
    "wrong size": _splits(
        "it is the wrong size | it does not fit | it is too small | it is too big | the size is wrong | it is too tight for me"
        "| it is too large | it is too loose | it is too long | it is too short for me | the fit is wrong | it is not my size"
        "| I need a smaller size | I need a bigger size | it is much too big | they sent the wrong size | it falls off",
        "it does not fit me | the size is too small",
        "it is much too large for me",
    ),
    "not needed": _splits(
        "I do not need it any more | I no longer need it | my doctor stopped it | it is not needed now | I have no use for it"
        "| I have too many | I do not use it any more | I have enough of it | I got better | I do not want it now"
        "| I ordered it by mistake | nobody needs it now | I stopped using it | I bought it twice | my nurse told me to stop"
        "| I have one already | we do not use it",
        "it is no longer needed | I have no need of it any more",
        "I do not use it now",
    ),
}
"""A reason to return something, as the desk's tool names it → how customers word it."""

_THANKS = ("", "OK, ", "Good, ", "Fine, ", "I see, ", "All right, ", "Thanks, ")
_FOLLOW_UPS: Mapping[str, tuple[str, ...]] = {
    "state": _options("and where is it now? | and what is its status? | but where is it?"),
    "date": _options("and when is that? | what day? | when? | and on what date?"),
    "number": _options("and what is the number? | do I get a number? | I need the number."),
    "due": _options("and what do I owe? | how much do I pay? | and what is my part?"),
    "insurance": _options("and what did insurance pay? | how much did insurance pay? | and the insurance?"),
    "person": _options("please get me somebody. | can I talk to somebody now? | please stay with me and get somebody."),
}
_COMPLAINTS = _options(
    "That is not what I asked. | You did not answer me. | I still need help. | Please answer me. | That does not help. | I do not follow."
    "| What do you mean?"
)
_URGES = ("", " Can you help or not?", " Please try again.", " I asked you something.", " Please listen.")
_DENIALS = _options("I do not have that. | I do not know that. | Why do you ask? | I have no such thing. | That is not about my question.")
_PLEAS = ("", " Please just help me.", " I only have this one question.", " Is that needed?")


@cache
def openings(split: Split, intent: str) -> tuple[str, ...]:
    """Every way in which a customer of this split opens an intent: hundreds in train, dozens to hundreds in dev and final."""
    if intent == "clinical":
        asked = (*_composed(split, intent, _MAY_I, _TREATMENTS), *_own(split, _OWN_MAY_I, _OWN_TREATMENTS))
        return tuple(_request(*pair) for pair in asked)
    if intent == "emergency":
        told = (*_composed(split, intent, _EVENTS, _DETAILS), *_own(split, _OWN_EVENTS, (*_DETAILS, *_OWN_DETAILS)))
        return tuple(f"{event} {detail}".replace(" .", ".") for event, detail in told)
    wishes = [f"{verb} {what}" for verb, what in product(_VERBS[intent], _OBJECTS[intent])]
    pairs = [*_composed(split, intent, _LEADS, wishes), *product(_OWN_LEADS[split], wishes)]
    return (*(_request(*pair) for pair in pairs), *_WHOLE[intent][split])


@cache
def greetings(split: Split, persona: str) -> tuple[str, ...]:
    """How a persona begins, before the request."""
    return tuple(f"{hello} {mood}".strip() for hello, mood in _composed(split, persona, _HELLOS, _MOODS[persona]))


@cache
def gives(split: Split, fact: str) -> tuple[str, ...]:
    """How a customer gives a fact that was asked for; {value} stands for it."""
    return tuple(_sentence(*pair) for pair in _composed(split, fact, _PREFIXES, _GIVES[fact]))


def reasons(split: Split, reason: str) -> tuple[str, ...]:
    """How a customer of this split words a reason to return something."""
    return REASONS[reason][split]


@cache
def follow_ups(split: Split, missing: str) -> tuple[str, ...]:
    """What a customer says who was told a part of what they need: state, date, number, due, insurance or person is missing."""
    return tuple(_sentence(*pair) for pair in _composed(split, missing, _THANKS, _FOLLOW_UPS[missing]))


@cache
def complaints(split: Split) -> tuple[str, ...]:
    """What a customer says to a reply that does not help."""
    return tuple(_sentence(*pair) for pair in _composed(split, "complaint", _COMPLAINTS, _URGES))


@cache
def denials(split: Split) -> tuple[str, ...]:
    """What a customer says when asked for something that has nothing to do with the request."""
    return tuple(_sentence(*pair) for pair in _composed(split, "denial", _DENIALS, _PLEAS))


def _composed(split: Split, kind: str, heads: Iterable[str], tails: Iterable[str]) -> list[tuple[str, str]]:
    return [(head, tail) for head, tail in product(heads, tails) if bucket(f"{kind}|{head}|{tail}") == split]


def _own(split: Split, heads: Iterable[str], tails: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Compositions that are kept for train."""
    return product(heads, tails) if split == "train" else ()


def _sentence(head: str, tail: str) -> str:
    text = head + tail
    return text[:1].upper() + text[1:]


def _request(lead: str, wish: str) -> str:
    if "{address}" in wish:  # it has its own full stop
        return f"{lead} {wish}"
    asks = lead.split()[0] in ("Can", "Could", "How", "May", "Is", "Should", "Do", "Will", "Would", "Am", "What")
    return f"{lead} {wish}{'?' if asks else '.'}"
