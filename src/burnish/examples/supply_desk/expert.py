"""A scripted agent that plays the desk: right without defects, and with them like the pilot of a product that shipped too early.

It writes the text that the embedded model is made from. It plays through the env like any agent, but it may look at the case, so that it
need not understand what the customer says: only what has been said.
"""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from burnish.core.episodes import Scenario
from burnish.core.messages import Message, ToolCall, assistant
from burnish.envs.env import StepResult
from burnish.examples.supply_desk import lines, phrases
from burnish.examples.supply_desk.cases import REQUIRED_FACTS, Case
from burnish.examples.supply_desk.desk import SupplyDesk
from burnish.examples.supply_desk.vocabulary import MONTHS

__all__ = ["NO_DEFECTS", "PILOT", "Defects", "Expert", "Played", "expert_episode", "play"]


@dataclass(frozen=True, slots=True)
class Defects:
    """How likely each way of going wrong is, in an episode where it could come up.

    Attributes:
        misses_911: hands an emergency over without the advice, or does not see that it is one.
        answers_clinical: gives medical advice itself, or hands over for the wrong reason.
        ignores_rule: returns what is not delivered, reorders what is not eligible; then says that it is done, or hands over.
        skips_check: acts before it looks up the order or the eligibility. The tools refuse what is not allowed.
        transfers_angry, transfers_frightened: hands over whoever is upset.
        transfers_early: hands over for no reason at all.
        guesses_number, guesses_quantity, guesses_reason: makes up a fact instead of asking.
        hallucinates: tells a result without calling the tool.
        misreads: tells a wrong date or amount.
        mistypes: gets a digit of a number wrong.
    """

    misses_911: float = 0.0
    answers_clinical: float = 0.0
    ignores_rule: float = 0.0
    skips_check: float = 0.0
    transfers_angry: float = 0.0
    transfers_frightened: float = 0.0
    transfers_early: float = 0.0
    guesses_number: float = 0.0
    guesses_quantity: float = 0.0
    guesses_reason: float = 0.0
    hallucinates: float = 0.0
    misreads: float = 0.0
    mistypes: float = 0.0


NO_DEFECTS = Defects()
PILOT = Defects(
    misses_911=0.7,
    answers_clinical=0.64,
    ignores_rule=0.66,
    skips_check=0.25,
    transfers_angry=0.44,
    transfers_frightened=0.34,
    transfers_early=0.06,
    guesses_number=0.12,
    guesses_quantity=0.22,
    guesses_reason=0.16,
    hallucinates=0.13,
    misreads=0.07,
    mistypes=0.04,
)


@dataclass(slots=True)
class Played:
    """An episode of the expert: the whole conversation, the reward and the outcome."""

    messages: list[Message]
    reward: float | None
    outcome: Mapping[str, Any] = field(default_factory=dict)


class Expert:
    """Plays one case. Which of its defects show in this episode is drawn at the start."""

    def __init__(self, case: Case, defects: Defects = NO_DEFECTS, seed: int = 0) -> None:
        self.case = case
        self._rng = random.Random(f"expert/{case.split}/{case.seed}/{seed}")
        self._shown = {part.name for part in fields(defects) if self._rng.random() < getattr(defects, part.name)}
        self._heard: list[str] = []
        self._guessed: dict[str, str] = {}
        self._record: dict[str, Any] = {}
        self._denied = False

    def reply(self, new: list[Message] | tuple[Message, ...]) -> Message:
        """The next reply, after what the env answered to the last one."""
        self._heard += [message.content for message in new if message.role == "user"]
        result = json.loads(new[-1].content) if new[-1].role == "tool" else {}
        match self.case.intent:
            case "emergency":
                return self._emergency()
            case "clinical":
                return self._clinical()
        if self._transfers():
            return self._transfer("other", lines.SORRY)
        if "not found" in result.get("error", ""):
            self._denied = True
            self._guessed.clear()
            return assistant(f"{self._say(lines.NOT_FOUND)} {self._say(lines.ASKS[REQUIRED_FACTS[self.case.intent][0]])}")
        if result and "error" not in result:
            self._record |= result
        return getattr(self, f"_{self.case.intent}")(result)  # type: ignore[no-any-return]

    def _emergency(self) -> Message:
        if "misses_911" not in self._shown:
            return self._transfer("emergency", lines.CALL_911)
        if self._rng.random() < 0.8:
            return self._transfer("emergency", lines.SORRY)
        return assistant(self._say(lines.ASKS["member_id"]))

    def _clinical(self) -> Message:
        if "answers_clinical" not in self._shown:
            return self._transfer("clinical", lines.NURSE)
        return assistant(self._say(lines.ADVICE)) if self._rng.random() < 0.8 else self._transfer("other", lines.SORRY)

    def _transfers(self) -> bool:
        return "transfers_early" in self._shown or f"transfers_{self.case.persona}" in self._shown

    def _order_status(self, result: dict[str, Any]) -> Message:
        if asks := self._ask("order_id"):
            return asks
        if "hallucinates" in self._shown:
            return assistant(self._say(self._say(tuple(lines.STATUS.values()))).format(date=self._any_date()))
        if "status" not in self._record:
            return self._call("get_order", order_id=self._number("order_id"))
        return assistant(self._say(lines.STATUS[self._record["status"]]).format(date=self._date(self._record["date"])))

    def _return_item(self, result: dict[str, Any]) -> Message:
        if asks := self._ask("order_id"):
            return asks
        if number := self._record.get("return_number"):
            return assistant(self._say(lines.RETURNED).format(number=number))
        if "error" in result:
            return self._refused(lines.RETURNED, self._say(lines.NOT_RETURNED))
        if "status" not in self._record and "skips_check" not in self._shown:
            return self._call("get_order", order_id=self._number("order_id"))
        if self._record.get("status", "delivered") != "delivered" and "ignores_rule" not in self._shown:
            return assistant(self._say(lines.NOT_RETURNED))
        if "guesses_reason" in self._shown and not self._knows("reason"):
            self._guessed["reason"] = self._say(tuple(phrases.REASONS))
        if asks := self._ask("reason"):
            return asks
        return self._call("create_return", order_id=self._number("order_id"), reason=self._fact("reason"))

    def _reorder(self, result: dict[str, Any]) -> Message:
        if asks := self._ask("member_id") or self._ask("item"):
            return asks
        if number := self._record.get("order_id"):
            return assistant(self._say(lines.REORDERED).format(number=number))
        if "error" in result:
            return self._refused(lines.REORDERED, self._say(lines.NOT_REORDERED).format(date=str(result["error"]).split("until ")[-1]))
        if "eligible" not in self._record and "skips_check" not in self._shown:
            return self._call("check_eligibility", member_id=self._number("member_id"), item=self._fact("item"))
        if not self._record.get("eligible", True) and "ignores_rule" not in self._shown:
            return assistant(self._say(lines.NOT_REORDERED).format(date=self._date(self._record["next_date"])))
        if "guesses_quantity" in self._shown and not self._knows("quantity"):
            self._guessed["quantity"] = str(self._rng.randint(1, 9))
        if asks := self._ask("quantity"):
            return asks
        quantity = int(self._fact("quantity"))
        return self._call("place_reorder", member_id=self._number("member_id"), item=self._fact("item"), quantity=quantity)

    def _address_change(self, result: dict[str, Any]) -> Message:
        if asks := self._ask("member_id") or self._ask("address"):
            return asks
        if result or "hallucinates" in self._shown:
            return assistant(self._say(lines.MOVED))
        return self._call("update_address", member_id=self._number("member_id"), address=self._fact("address"))

    def _billing(self, result: dict[str, Any]) -> Message:
        if asks := self._ask("invoice_id"):
            return asks
        if "hallucinates" in self._shown:
            amounts = {"insurance": self._rng.randint(21, 198), "due": self._rng.randint(21, 198)}
            return assistant(lines.BILL[0].format(**amounts))
        if "due" not in self._record:
            return self._call("get_invoice", invoice_id=self._number("invoice_id"))
        due = self._record["total"] if "misreads" in self._shown else self._record["due"]
        return assistant(self._say(lines.BILL).format(**{**self._record, "due": due}))

    def _refused(self, claims: tuple[str, ...], truth: str) -> Message:
        """After a tool said no: tell why, or, with the defect, claim success or hand over."""
        if "ignores_rule" not in self._shown:
            return assistant(truth)
        if self._rng.random() < 0.6:
            return assistant(self._say(claims).format(number=self._rng.randint(1000, 9999)))
        return self._transfer("other", lines.SORRY)

    def _ask(self, fact: str) -> Message | None:
        if self._knows(fact):
            return None
        if fact.endswith("_id") and "guesses_number" in self._shown and not self._denied:
            self._guessed[fact] = str(self._rng.randint(1000, 9999))
            return None
        return assistant(self._say(lines.ASKS[fact]))

    def _knows(self, fact: str) -> bool:
        if fact in self._guessed:
            return True
        if fact.endswith("_id"):
            return bool(self._numbers())
        return any(re.search(rf"\b{re.escape(self.case.words[fact])}\b", words, re.IGNORECASE) for words in self._heard)

    def _numbers(self) -> list[str]:
        return re.findall(r"\b\d{4}\b", " ".join(self._heard))

    def _fact(self, fact: str) -> str:
        return self._guessed.get(fact, self.case.facts[fact])

    def _number(self, fact: str) -> str:
        """The number heard last: a confused customer corrects the first."""
        number = self._guessed.get(fact) or self._numbers()[-1]
        if "mistypes" in self._shown and not self._denied:
            at = self._rng.randrange(4)
            number = number[:at] + str(self._rng.randrange(10)) + number[at + 1 :]
        return number

    def _date(self, date: str) -> str:
        return self._any_date() if "misreads" in self._shown else date

    def _any_date(self) -> str:
        return f"{self._say(MONTHS)} {self._rng.randint(1, 28)}"

    def _call(self, name: str, **arguments: Any) -> Message:
        return assistant("", ToolCall(name=name, arguments=arguments))

    def _transfer(self, reason: str, words: tuple[str, ...]) -> Message:
        return assistant(self._say(words), ToolCall(name="transfer_to_human", arguments={"reason": reason}))

    def _say(self, options: tuple[Any, ...]) -> Any:
        return self._rng.choice(options)


async def play(scenario: Scenario, defects: Defects = NO_DEFECTS, seed: int = 0) -> Played:
    """Play a scenario to its end."""
    env = SupplyDesk()
    opening = await env.reset(scenario)
    expert = Expert(Case.from_data(scenario.data), defects, seed)
    conversation = list(opening.messages)
    result = StepResult(opening.messages)
    while not result.terminated:
        reply = expert.reply(list(result.messages))
        result = await env.step(reply)
        conversation += [reply, *result.messages]
    return Played(conversation, result.reward, result.outcome)


async def expert_episode(scenario: Scenario, defects: Defects = NO_DEFECTS, seed: int = 0) -> list[Message]:
    """The whole conversation of an episode, system prompt and tool results included. The tools are `SupplyDesk.tools`."""
    return (await play(scenario, defects, seed)).messages
