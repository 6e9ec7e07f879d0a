"""Customer: the mock user at the desk, who hears facts and not sentences, and tells theirs when asked."""

import random

from burnish.core.messages import Message
from burnish.envs.mock_user import PERSONAS, UserTurn
from burnish.examples.supply_desk import phrases
from burnish.examples.supply_desk.cases import REQUIRED_FACTS, Case
from burnish.examples.supply_desk.facts import Facts, read

__all__ = ["Customer"]

IGNORED, ASKED_AGAIN, TOLD_A_PART, TOOL_ERROR = 1.0, 1.0, 0.5, 0.5
"""What the desk's ways cost in patience. In an emergency each of them costs twice as much."""


class Customer:
    """One customer of one case.

    Attributes:
        told: the facts of every reply so far.
        patience: left of it; below zero the customer leaves.
        settled: the customer took what was told for the answer.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.told: list[Facts] = []
        self.patience = float(PERSONAS[case.persona].patience)
        self.settled = False
        self._rng = random.Random(case.seed)
        self._given = set(case.given)
        self._misread = dict(case.misread)
        self._misreading = set(case.misread) & self._given

    @property
    def left(self) -> bool:
        """Out of patience."""
        return self.patience < 0

    def wait(self, cost: float) -> None:
        """Something went wrong at the desk while the customer waited."""
        self.patience -= cost * (2 if self.case.intent == "emergency" else 1)

    async def opening(self) -> str:
        """The request, with what this customer gives unasked."""
        return self.case.opening

    async def answer(self, message: Message) -> UserTurn:
        """Give what was asked for, ask for what is missing, complain, or leave: content or not."""
        facts = read(message.content)
        self.told.append(facts)
        words = self._respond(facts)
        if self.settled:
            return UserTurn("", leaves=True, satisfied=True)
        if self.left:
            return UserTurn("", leaves=True, satisfied=False)
        return UserTurn(words)

    def _respond(self, facts: Facts) -> str:
        asked = self._asked(facts)
        if asked:
            return self._give(asked, facts)
        if self._misreading and facts.not_found:
            return self._tell(self._misreading.copy().pop())
        if self.case.intent == "clinical" and facts.advises_care:
            self.settled = True
            return ""
        missing = self._missing()
        if missing is None:
            self.wait(IGNORED)
            return self._colour(self._choose((phrases.denials if facts.asks else phrases.complaints)(self.case.split)))
        if missing:
            self.wait(TOLD_A_PART)
            return self._choose(phrases.follow_ups(self.case.split, missing))
        self.settled = True
        return ""

    def _asked(self, facts: Facts) -> list[str]:
        """Which of the facts that this customer knows the agent asks for; a bare "what is the number?" is understood."""
        known = REQUIRED_FACTS[self.case.intent]
        return [fact for fact in known if fact in facts.asks or ("number" in facts.asks and fact.endswith("_id"))]

    def _give(self, asked: list[str], facts: Facts) -> str:
        for fact in asked:
            excused = fact in self._misreading or (facts.not_found and fact.endswith("_id"))
            if fact in self._given and not excused:
                self.wait(ASKED_AGAIN)
        return self._colour(" ".join(self._tell(fact) for fact in asked))

    def _tell(self, fact: str) -> str:
        """The fact in the customer's words; a confused one reads out a wrong number the first time."""
        value = self.case.words[fact]
        if fact in self._misread and fact not in self._given:
            value = self._misread[fact]
            self._misreading.add(fact)
        else:
            self._misreading.discard(fact)
        self._given.add(fact)
        frame = self._choose(phrases.gives(self.case.split, fact))
        return frame.format(value=value[:1].upper() + value[1:] if frame.startswith("{value}") else value)

    def _colour(self, words: str) -> str:
        """Some say beside the answer how they feel, or once more what they want."""
        persona = PERSONAS[self.case.persona]
        if persona.name == "repetitive" and self._rng.random() < persona.repeats:
            return f"{words} {self.case.request}"
        if persona.name in ("angry", "frightened") and self._rng.random() < 0.25:
            return f"{self._choose(phrases.greetings(self.case.split, persona.name))} {words}"
        return words

    def _missing(self) -> str | None:
        """What the customer still needs after all that was told: "" nothing, None everything, else what to ask for."""
        dates = any(facts.dates for facts in self.told)
        confirmed, refused = any(facts.confirms for facts in self.told), any(facts.refuses for facts in self.told)
        match self.case.intent:
            case "order_status":
                states = any(facts.states for facts in self.told)
                return "" if states and dates else "date" if states else "state" if dates else None
            case "return_item":
                return "" if refused or self._new_number() else "number" if confirmed else None
            case "reorder":
                return "" if dates or self._new_number() else "number" if confirmed else "date" if refused else None
            case "address_change":
                return "" if confirmed else None
            case "billing":
                roles = {amount.role for facts in self.told for amount in facts.amounts}
                due, insurance = bool({"due", ""} & roles), bool({"insurance", ""} & roles)
                return "" if due and insurance else "insurance" if due else "due" if roles else None
            case "emergency":
                return "person" if any(facts.advises_911 for facts in self.told) else None
            case _:
                return None

    def _new_number(self) -> bool:
        heard = {number for facts in self.told if not facts.not_found for number in facts.numbers}
        return bool(heard - set(self.case.facts.values()) - set(self.case.misread.values()))

    def _choose(self, options: tuple[str, ...]) -> str:
        return self._rng.choice(options)
