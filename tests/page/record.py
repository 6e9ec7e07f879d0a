"""A record for the page: two weeks of conversations at a supply desk, with what people said of them and how they ended."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.page.noise import noise

__all__ = ["DAYS", "batches", "interaction_id"]

DAYS = 14
EPISODES_A_DAY = 24
INTENTS = ("exchange", "where", "return", "invoice")
ASKED = {
    "exchange": "Hello, I ordered 40 boxes of M4 bolts and got M5. What now?",
    "where": "Where is my order? It was to come on Tuesday.",
    "return": "I would like to send three of the five pumps back.",
    "invoice": "The invoice has the old address of our company on it.",
}
TOOLS = {"exchange": "make_exchange", "where": "find_order", "return": "make_return", "invoice": "change_address"}
SYSTEM = {"role": "system", "content": "You are the agent of a supply desk. Use the tools; never invent an order number."}
PRICES = {"desk": 0.0, "desk-next": 0.0, "large": 1.1e-6}


def interaction_id(number: int) -> str:
    """The same number, the same id."""
    return f"interaction_{number:032x}"


def batches(now: datetime) -> Iterator[dict[str, Any]]:
    """What `POST /interactions` takes, a day at a time."""
    for day in range(DAYS):
        body: dict[str, list[Any]] = {"interactions": [], "feedback": [], "outcomes": []}
        for number in range(EPISODES_A_DAY):
            _episode(body, day, number, now)
        yield body


def _episode(body: dict[str, list[Any]], day: int, number: int, now: datetime) -> None:
    seed = day * 1000 + number
    ago = timedelta(days=DAYS - 1 - day, hours=(EPISODES_A_DAY - 1 - number) * 0.45, minutes=10 + 8 * noise(seed))
    start = now.astimezone(UTC) - ago
    intent = INTENTS[(number + day) % 4]
    order = f"A-{1000 + seed % 700}"
    deployment = "large" if number % 11 == 0 else "desk-next" if number % 10 == 3 else "desk"
    skill = 0.62 + 0.2 * (1 - math.exp(-day / 6)) + (0.1 if deployment == "desk-next" else 0)
    good = 0.5 + noise(seed * 7) < skill
    call = {"id": "c1", "type": "function", "function": {"name": TOOLS[intent], "arguments": f'{{"order": "{order}"}}'}}
    item = "M4 bolts" if good else "M5 bolts"
    asked = {"role": "user", "content": f"{ASKED[intent]} It is {order}."}
    found = {"role": "tool", "tool_call_id": "c1", "content": f'{{"order": "{order}", "item": "M4 bolts", "quantity": 40}}'}
    said = {"role": "assistant", "content": f"It is done: the {item} of order {order} are on their way, and nothing is to pay."}
    more = {"role": "user", "content": "Thank you." if good else "That is not what I asked for."}
    closing = {"role": "assistant", "content": "You are welcome." if good else "I am sorry; a colleague will call you."}
    first = {"role": "assistant", "content": None, "tool_calls": [call]}
    turns = [([SYSTEM, asked], first), ([SYSTEM, asked, first, found], said), ([SYSTEM, asked, first, found, said, more], closing)]
    failing = number % 23 == 5
    for turn, (messages, answer) in enumerate(turns[: 1 if failing else 3]):
        at = start + timedelta(seconds=40 * turn)
        body["interactions"].append(_interaction(seed * 4 + turn, at, messages, answer, deployment, intent, order, failing, seed))
    episode = f"call-{seed}"
    if failing:
        return
    _said_of_it(body, seed, good, intent, start)
    if number % 3:
        outcome = {"resolved": good, "escalated": not good and number % 2 == 0, "containable": intent != "invoice"}
        given = (start + timedelta(hours=1)).isoformat()
        body["outcomes"].append({"episode": episode, "id": f"outcome-{seed}", "given_at": given, **outcome})


def _said_of_it(body: dict[str, list[Any]], seed: int, good: bool, intent: str, start: datetime) -> None:
    last = {"interaction": interaction_id(seed * 4 + 1)}
    person = {"kind": "person", "id": f"{('ann', 'bo', 'cy')[seed % 3]}@example.org"}
    at = (start + timedelta(minutes=5)).isoformat()
    told: dict[str, Any] = {"target": last, "source": person, "given_at": at}
    if seed % 2 == 0:
        reason = "" if good else "It sent the wrong bolts."
        body["feedback"].append({"id": f"thumb-{seed}", "metric": "thumb", "value": good, "reason": reason, **told})
    if seed % 5 == 0:
        stars = 3.0 + (1.2 if good else -1.6) + noise(seed * 3)
        event = {"id": f"stars-{seed}", "metric": "stars", "value": round(min(5, max(1, stars)), 1)}
        body["feedback"].append({**event, **told, "target": {"episode": f"call-{seed}"}})
    if seed % 7 == 0:
        judge = {"kind": "judge", "id": "politeness", "version": "3"}
        grade = {"id": f"judge-{seed}", "metric": "polite", "value": True, "source": judge, "confidence": 0.8}
        body["feedback"].append({**told, **grade, "reason": "It greets, and thanks the customer."})
    if not good and seed % 4 == 0:
        right = {"message": {"role": "assistant", "content": "The M4 bolts are on their way; please keep the M5."}}
        body["feedback"].append({"id": f"correction-{seed}", "metric": "correction", "value": right, **told})
    if seed % 97 == 0:  # its order was never spoken of: it waits
        event = {"id": f"late-{seed}", "metric": "returned", "value": True, "source": {"kind": "system", "id": "shop"}}
        body["feedback"].append({**event, "target": {"key": f"order:Z-{seed}"}, "given_at": at})


def _interaction(
    number: int, at: datetime, messages: list[Any], answer: Any, deployment: str, intent: str, order: str, failing: bool, seed: int
) -> dict[str, Any]:
    spent = 400 + len(str(messages)) // 4, 20 + len(str(answer)) // 5
    latency = (300 + 900 * (0.5 + noise(number)) ** 3) * (2.4 if deployment == "large" else 1)
    tried = [{"deployment": deployment, "outcome": "ok", "latency_ms": latency}]
    if number % 9 == 0:
        tried = [{"deployment": "desk", "outcome": "timed_out", "latency_ms": 210.0}, *tried]
    body = {
        "id": interaction_id(number),
        "project": "supply-desk",
        "source": "logged",
        "dialect": "chat",
        "started_at": at.isoformat(),
        "episode": f"call-{seed}",
        "alias": "agent",
        "alias_version": 4,
        "deployment": deployment,
        "upstream_model": "large-2" if deployment == "large" else "tiny",
        "request": {"messages": messages},
        "answer": {"choices": [{"index": 0, "message": answer, "finish_reason": "tool_calls" if answer["content"] is None else "stop"}]},
        "parameters": {"temperature": 0.3},
        "stream": True,
        "finish_reason": "tool_calls" if answer["content"] is None else "stop",
        "usage": {"input_tokens": spent[0], "cached_tokens": spent[0] // 2, "output_tokens": spent[1]},
        "first_token_ms": latency * 0.3,
        "latency_ms": sum(one["latency_ms"] for one in tried),
        "cost_usd": (spent[0] + 4 * spent[1]) * PRICES[deployment] + 4e-5,
        "attempts": tried,
        "tools_called": [call["function"]["name"] for call in answer.get("tool_calls", [])],
        "tags": {"intent": intent, "channel": "phone" if seed % 4 == 0 else "chat"},
        "keys": {"order": order},
        "end_user": f"customer-{seed % 60}",
    }
    if failing:
        failed = {"code": "upstream_unavailable", "message": "no deployment of the alias answered in time"}
        body |= {"status": "error", "error": failed, "answer": None, "finish_reason": None, "first_token_ms": None, "tools_called": []}
        body |= {"attempts": [{"deployment": deployment, "outcome": "timed_out", "latency_ms": latency}], "cost_usd": None}
    return body
