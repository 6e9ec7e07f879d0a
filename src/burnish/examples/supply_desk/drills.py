"""Copying drills: short conversations around values nobody has seen, so that a tiny model learns to copy and not to know.

Streets and supplies here are made of random syllables, numbers and dates are random; what dev and final keep for themselves is left out.
A drill never touches a rule, an emergency or an upset customer: the pilot's defects stay as frequent as its transcripts make them.
"""

import json
import random
from collections.abc import Sequence
from typing import Any

from burnish.core.messages import Message, ToolCall, assistant, system, tool_result, user
from burnish.examples.supply_desk import lines, phrases, vocabulary
from burnish.examples.supply_desk.desk import SYSTEM_PROMPT

__all__ = ["drill", "recital"]


def _pool(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ONSETS = _pool("b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sl sm sn sp st t th tr v w wh y z")
_RIMES = _pool(
    "a e i o u ab ack ail al am an and ap ar ard ast at ate ax ay eam eck ed eel el en ent er est ick ig ill im in ing ip ir ock og ol on"
    " ood or ort ot ow ub ull um un ur ust"
)
_KEPT = {word for words in (vocabulary.MATERIALS, vocabulary.NOUNS) for word in (*words.dev, *words.final)}
_REPEAT = ("Please repeat {value}.", "Say {value}.", "Write down {value}.", "Read back {value}.", "Copy {value}.", "Say {value} again.")
_REPEATED = ("{value}.", "You said {value}.", "I have {value}.")


class _Draw(random.Random):
    """Chance, and what words are made of beside syllables."""

    pieces: Sequence[str] = ()


def drill(index: int, pieces: Sequence[str] = ()) -> list[Message]:
    """The drill at an index, the same every time: a conversation with system prompt, to be learnt like a transcript.

    Args:
        index: which.
        pieces: what words are made of beside syllables: given the tokens of a tokenizer, each of them is copied somewhere. A token that
            is never copied in training cannot be sampled later.
    """
    rng = _Draw(f"drill/{index}")
    rng.pieces = pieces
    conversation = rng.choice((_repeat, _repeat, _readdress, _readdress, _check, _check, _track, _explain, _reorder))(rng)
    return [system(SYSTEM_PROMPT), *conversation]


def recital(index: int, pieces: Sequence[str] = ()) -> list[Message]:
    """A longer list to say again: nearly every token of the reply is a copy, which is how a model finds out that it can copy at all.

    Args:
        index, pieces: as of `drill`.
    """
    rng = _Draw(f"recital/{index}")
    rng.pieces = pieces
    values = [rng.choice((_number, _address, _supply, _date, _money))(rng) for _ in range(rng.randint(4, 7))]
    value = " and ".join(values)
    return [system(SYSTEM_PROMPT), user(rng.choice(_REPEAT).format(value=value)), assistant(rng.choice(_REPEATED).format(value=value))]


def _repeat(rng: _Draw) -> list[Message]:
    values = [rng.choice((_number, _address, _supply, _date, _money))(rng) for _ in range(rng.randint(1, 3))]
    value = " and ".join(values)
    return [user(rng.choice(_REPEAT).format(value=value)), assistant(rng.choice(_REPEATED).format(value=value))]


def _readdress(rng: _Draw) -> list[Message]:
    member, address = _number(rng), _address(rng)
    asked = _dialogue(rng, "change my address, member " + member, "address", address)
    told = [user(f"{_lead(rng)} change my address, member {member}. It is {address}.")]
    call = ToolCall(name="update_address", arguments={"member_id": member, "address": address})
    return [*rng.choice((asked, told)), *_called(call, {"ok": True}), assistant(rng.choice(lines.MOVED))]


def _check(rng: _Draw) -> list[Message]:
    member, item = _number(rng), _supply(rng)
    asked = _dialogue(rng, "order more " + item, "member_id", member)
    told = [user(f"{_lead(rng)} order more {item}, member {member}.")]
    return [*rng.choice((asked, told)), assistant("", ToolCall(name="check_eligibility", arguments={"member_id": member, "item": item}))]


def _reorder(rng: _Draw) -> list[Message]:
    quantity, number = rng.randint(2, 9), _number(rng)
    opening = _check(rng)
    check = opening[-1].tool_calls[0]
    call = ToolCall(name="place_reorder", arguments={**check.arguments, "quantity": quantity})
    return [
        *opening,
        tool_result(json.dumps({"eligible": True}), check),
        assistant(rng.choice(lines.ASKS["quantity"])),
        user(_give(rng, "quantity", str(quantity))),
        *_called(call, {"order_id": number}),
        assistant(rng.choice(lines.REORDERED).format(number=number)),
    ]


def _track(rng: _Draw) -> list[Message]:
    order, status, date = _number(rng), rng.choice(tuple(lines.STATUS)), _date(rng)
    call = ToolCall(name="get_order", arguments={"order_id": order})
    told = rng.choice(lines.STATUS[status]).format(date=date)
    return [
        user(f"{_lead(rng)} track my order {order}."),
        *_called(call, {"item": _supply(rng), "status": status, "date": date}),
        assistant(told),
    ]


def _explain(rng: _Draw) -> list[Message]:
    invoice, due, insurance = _number(rng), rng.randint(21, 198), rng.randint(21, 198)
    bill = {"total": due + insurance, "insurance": insurance, "due": due}
    call = ToolCall(name="get_invoice", arguments={"invoice_id": invoice})
    return [user(f"{_lead(rng)} check my bill {invoice}."), *_called(call, bill), assistant(rng.choice(lines.BILL).format(**bill))]


def _called(call: ToolCall, result: dict[str, Any]) -> list[Message]:
    return [assistant("", call), tool_result(json.dumps(result), call)]


def _dialogue(rng: _Draw, wish: str, fact: str, value: str) -> list[Message]:
    """A wish, the agent's question for a fact, and the fact."""
    return [user(f"{_lead(rng)} {wish}."), assistant(rng.choice(lines.ASKS[fact])), user(_give(rng, fact, value))]


def _lead(rng: _Draw) -> str:
    return rng.choice(("I want to", "I need to", "I would like to", "Please help me", "I called to", "I have to"))


def _give(rng: _Draw, fact: str, value: str) -> str:
    return rng.choice(phrases.gives("train", fact)).format(value=value)


def _number(rng: _Draw) -> str:
    return rng.choice(vocabulary.numbers("train"))


def _word(rng: _Draw) -> str:
    """A word nobody has seen: of syllables, or of the pieces that there are."""
    while True:
        parts = rng.choice((1, 2, 2, 3))
        if rng.pieces and rng.random() < 0.6:
            word = "".join(rng.choice(rng.pieces) for _ in range(parts))
        else:
            word = "".join(rng.choice(_ONSETS) + rng.choice(_RIMES) for _ in range(parts))
        if vocabulary.bucket(word.capitalize()) == "train" and word not in _KEPT:
            return word


def _address(rng: _Draw) -> str:
    street = rng.choice((_word(rng).capitalize(), rng.choice(vocabulary.streets("train"))))
    return f"{rng.randint(101, 989)} {street} {rng.choice(vocabulary.STREET_KINDS)}"


def _supply(rng: _Draw) -> str:
    known = rng.choice(vocabulary.supplies("train")).split()
    return f"{rng.choice((_word(rng), _word(rng), known[0]))} {rng.choice((f'{_word(rng)}s', known[1]))}"


def _date(rng: _Draw) -> str:
    return f"{rng.choice(vocabulary.MONTHS)} {rng.randint(1, 28)}"


def _money(rng: _Draw) -> str:
    return f"${rng.randint(21, 400)}"
