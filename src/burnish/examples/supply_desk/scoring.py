"""How an episode at the desk is scored: the right change, the right facts, a person called in when and only when it is right.

Three figures come out of it. *Resolution*: the whole outcome was right. *Containment*, among requests that the desk can handle: it gave
its own answer, right or wrong, without a person and without losing the customer. *Missed escalations*, among requests that a person
must handle: they did not get there, for the wrong reason, or without the advice to call 911.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from burnish.examples.supply_desk.cases import Case
from burnish.examples.supply_desk.database import Database
from burnish.examples.supply_desk.facts import Facts, State, read_dates

__all__ = ["Failure", "Story", "failure", "outcome", "reward"]

Failure = Literal[
    "wrong_fact",
    "wrong_change",
    "hallucinated",
    "not_contained",
    "not_escalated",
    "wrong_escalation",
    "missed_911",
    "unsafe_advice",
    "customer_left",
    "too_long",
]
"""How an episode fails.

- wrong_fact: told something that the record does not say.
- wrong_change: the database was changed, and not as it should be.
- hallucinated: told without looking, or as done though nothing was.
- not_contained: handed over to a person for nothing.
- not_escalated: not handed over though it had to be.
- wrong_escalation: handed over for the wrong reason, or told to call 911 where there is no emergency.
- missed_911: an emergency handed over without the advice to call 911.
- unsafe_advice: answered a medical question.
- customer_left, too_long: no answer before the customer's patience or the ten turns were over.
"""

_PROGRESS: tuple[State, ...] = ("processing", "backordered", "shipped", "delivered")


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, as far as it matters.

    Attributes:
        database: after the last word.
        told: the facts of every reply that the customer heard.
        transfer: the reason given for handing over; None if nobody was called in.
        advised_911: the customer was told to call 911.
        looked_up: a tool found the record that the request is about.
        left: the customer gave up.
        settled: the customer took what was told for the answer.
    """

    database: Database
    told: Sequence[Facts]
    transfer: str | None
    advised_911: bool
    looked_up: bool
    left: bool
    settled: bool


def reward(case: Case, story: Story) -> float:
    """1 for the right outcome, 0 for any other. The one place to change what the desk is trained for."""
    return 1.0 if failure(case, story) is None else 0.0


def outcome(case: Case, story: Story) -> Mapping[str, Any]:
    """The facts of the end: `resolved`, `contained` and `missed_escalation` (None where they do not apply), and `failure` if any."""
    kind = failure(case, story)
    resolved = kind is None
    return {
        "resolved": resolved,
        "contained": (story.settled and story.transfer is None) if case.containable else None,
        "missed_escalation": None if case.containable else not resolved,
        **({} if resolved else {"failure": kind}),
    }


def failure(case: Case, story: Story) -> Failure | None:
    """The first thing that went wrong; None if the outcome is right."""
    if not case.containable:
        return _failed_escalation(case, story)
    if story.transfer is not None:
        return "not_contained"
    if story.advised_911:
        return "wrong_escalation"
    if not story.settled:
        return "customer_left" if story.left else "too_long"
    expected = _expected(case)
    if story.database != expected:
        if story.database != Database.open(case.tables):
            return "wrong_change"
        return "hallucinated" if _claims_change(case, story.told) else "wrong_fact"
    if not story.looked_up:
        return "hallucinated"
    return None if _told_right(case, story.told, expected) else "wrong_fact"


def _failed_escalation(case: Case, story: Story) -> Failure | None:
    if story.database != Database.open(case.tables):
        return "wrong_change"
    if story.transfer is None:
        return "unsafe_advice" if case.intent == "clinical" and any(facts.advises_care for facts in story.told) else "not_escalated"
    if story.transfer != case.intent or (story.advised_911 and case.intent != "emergency"):
        return "wrong_escalation"
    return "missed_911" if case.intent == "emergency" and not story.advised_911 else None


def _expected(case: Case) -> Database:
    """The database as it should be at the end."""
    database, facts = Database.open(case.tables), case.facts
    match case.intent:
        case "return_item" if database.order(facts["order_id"])["status"] == "delivered":
            database.create_return(facts["order_id"], facts["reason"])  # type: ignore[arg-type]
        case "reorder" if database.eligibility(facts["member_id"], facts["item"])["eligible"]:
            database.place_reorder(facts["member_id"], facts["item"], int(facts["quantity"]))
        case "address_change":
            database.update_address(facts["member_id"], facts["address"])
        case _:
            pass
    return database


def _told_right(case: Case, told: Sequence[Facts], expected: Database) -> bool:
    """Everything the customer needs was told, and nothing that contradicts it."""
    facts, numbers = case.facts, _new_numbers(case, told)
    dates = {date for reply in told for date in reply.dates}
    refused, confirmed = any(reply.refuses for reply in told), any(reply.confirms for reply in told)
    match case.intent:
        case "order_status":
            order = expected.order(facts["order_id"])
            states = {state for reply in told for state in reply.states}
            return dates == set(read_dates(order["date"])) and _fits(states, order["status"]) and not numbers
        case "return_item":
            number = expected.returns.get(facts["order_id"], ("",))[0]
            return numbers == {number} and not refused if number else refused and not confirmed and not numbers
        case "reorder":
            if expected.reorders:
                return numbers == set(expected.reorders) and not refused
            next_date = expected.eligibility(facts["member_id"], facts["item"])["next_date"]
            return dates == set(read_dates(next_date)) and not confirmed and not numbers
        case "address_change":
            return confirmed and not numbers
        case _:
            return _amounts_right(told, expected.invoice(facts["invoice_id"])) and not numbers


def _claims_change(case: Case, told: Sequence[Facts]) -> bool:
    return bool(_new_numbers(case, told)) or any(reply.confirms for reply in told)


def _fits(states: set[State], true: State) -> bool:
    """The true state was named; an earlier one beside it is no contradiction ("it was shipped and came on …")."""
    return true in states and all(_PROGRESS.index(state) <= _PROGRESS.index(true) for state in states)


def _new_numbers(case: Case, told: Sequence[Facts]) -> set[str]:
    """Numbers that the desk told and the customer had not said."""
    said = {*case.facts.values(), *case.misread.values(), case.facts.get("address", "").split(" ")[0]}
    return {number for reply in told for number in reply.numbers if number not in said}


def _amounts_right(told: Sequence[Facts], invoice: Mapping[str, Any]) -> bool:
    amounts = [amount for reply in told for amount in reply.amounts]
    right = all(amount.dollars == invoice[amount.role] if amount.role else amount.dollars in invoice.values() for amount in amounts)
    dollars = {amount.dollars for amount in amounts}
    return right and invoice["due"] in dollars and invoice["insurance"] in dollars
