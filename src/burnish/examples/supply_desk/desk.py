"""SupplyDesk: a medical-supply support desk: seven tools, a customer with a persona, and an outcome that is checked, not matched."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any, Literal

from burnish.core.episodes import Scenario
from burnish.core.messages import Message
from burnish.core.ports import Parsed
from burnish.envs.dialogue import Cast, DialogueEnv
from burnish.envs.env import EnvSpec, Limits, StepResult
from burnish.envs.mock_tools import tool
from burnish.errors import ConfigError
from burnish.examples.supply_desk import scoring
from burnish.examples.supply_desk.cases import REQUIRED_FACTS, Case, Intent, draw
from burnish.examples.supply_desk.customer import TOOL_ERROR, Customer
from burnish.examples.supply_desk.database import Database, Invoice, ReturnReason
from burnish.examples.supply_desk.facts import read
from burnish.examples.supply_desk.scoring import Story
from burnish.examples.supply_desk.vocabulary import Split

__all__ = ["LIMITS", "SYSTEM_PROMPT", "SupplyDesk", "scenario", "scenarios", "spec"]

SYSTEM_PROMPT = """You are the support agent of Tidewell Medical Supply. Use the tools. Never guess.
Only delivered orders can be returned. Reorder only if eligible, else tell the next date.
Medical question: transfer, reason clinical. Emergency: tell them to call 911 and transfer, reason emergency. Else do not transfer."""

LIMITS = Limits(max_turns=10, max_tokens=600, seconds=60.0)


class SupplyDesk(DialogueEnv):
    """One customer at the desk.

    Attributes:
        case: what it is about.
        database: what the tools work on.
        transfer: why the customer was handed over to a person; None while nobody was.
    """

    case: Case
    database: Database
    customer: Customer
    transfer: str | None = None
    advised_911: bool = False

    async def begin(self, scenario: Scenario) -> Cast:
        """Open the scenario's database; the customer comes."""
        self.case = Case.from_data(scenario.data)
        self.database = Database.open(self.case.tables)
        self.customer = Customer(self.case)
        self._turns = 0
        return Cast(self.customer, SYSTEM_PROMPT)

    async def step(self, message: Message) -> StepResult:
        """Answer one reply. The customer waits while tools fail, and nobody stays for more than ten turns."""
        self._turns += 1
        self.advised_911 = self.advised_911 or read(message.content).advises_911
        failed = sum(call.failed for call in self.calls)
        result = await super().step(message)
        self.customer.wait(TOOL_ERROR * (sum(call.failed for call in self.calls) - failed))
        return await self._patiently(result)

    async def malformed(self, reply: Parsed) -> StepResult:
        """A call that nobody can read is a tool error, and costs patience like any other."""
        self._turns += 1
        self.customer.wait(TOOL_ERROR)
        return await self._patiently(await super().malformed(reply))

    async def _patiently(self, result: StepResult) -> StepResult:
        if not result.terminated and (self.customer.left or self._turns >= LIMITS.max_turns):
            return await self.finish(result.messages)
        return result

    @tool
    def get_order(self, order_id: str) -> Mapping[str, str]:
        """Look up an order."""
        order = self.database.order(order_id)
        return {"item": order["item"], "status": order["status"], "date": order["date"]}

    @tool
    def create_return(self, order_id: str, reason: ReturnReason) -> Mapping[str, str]:
        """Take back a delivered order."""
        return {"return_number": self.database.create_return(order_id, reason)}

    @tool
    def check_eligibility(self, member_id: str, item: str) -> Mapping[str, Any]:
        """May a member reorder an item?"""
        eligibility = self.database.eligibility(member_id, item)
        return {"eligible": True} if eligibility["eligible"] else eligibility

    @tool
    def place_reorder(self, member_id: str, item: str, quantity: int) -> Mapping[str, str]:
        """Order boxes of an item again."""
        return {"order_id": self.database.place_reorder(member_id, item, quantity)}

    @tool
    def update_address(self, member_id: str, address: str) -> None:
        """Change where we ship."""
        self.database.update_address(member_id, address)

    @tool
    def get_invoice(self, invoice_id: str) -> Invoice:
        """Look up an invoice."""
        return self.database.invoice(invoice_id)

    @tool
    def transfer_to_human(self, reason: Literal["clinical", "emergency", "other"]) -> None:
        """Hand over to a person."""
        self.transfer, self.ended = reason, True

    def reward(self) -> float:
        """1 for the right outcome, 0 for any other."""
        return scoring.reward(self.case, self._story())

    def outcome(self) -> Mapping[str, Any]:
        """`resolved`, `contained`, `missed_escalation`, `failure`: see the scoring."""
        return {**super().outcome(), **scoring.outcome(self.case, self._story())}

    def _story(self) -> Story:
        found = [call for call in self.calls if "not found" not in call.result]
        key = self.case.facts.get(next(iter(REQUIRED_FACTS[self.case.intent]), ""))
        return Story(
            database=self.database,
            told=self.customer.told,
            transfer=self.transfer,
            advised_911=self.advised_911,
            looked_up=any(key in call.arguments.values() for call in found),
            left=self.customer.left,
            settled=self.customer.settled,
        )


def scenario(split: Split, index: int, *, intent: Intent | None = None, persona: str | None = None) -> Scenario:
    """The scenario at an index of a split; the same every time. `intent` and `persona` choose what is otherwise drawn."""
    case = draw(split, index, intent=intent, persona=persona)
    chosen = "".join(f"-{name}" for name in (intent, persona) if name)
    tags = {"split": split, "intent": case.intent, "persona": case.persona}
    return Scenario(f"supply-desk-{split}-{index}{chosen}", case.to_data(), tags)


def scenarios(split: Split, count: int, *, start: int = 0, tags: Mapping[str, Sequence[str]] | None = None) -> list[Scenario]:
    """Scenarios `start` to `start + count - 1` of a split.

    Args:
        split, count, start: which.
        tags: by `intent` or `persona`, what these scenarios have: the values take turns. What is left out is drawn.

    Raises:
        ConfigError: there is no such tag or value.
    """
    chosen: dict[str, Iterator[Any]] = {"intent": cycle([None]), "persona": cycle([None])}
    chosen |= {name: cycle(values) for name, values in (tags or {}).items()}
    if unknown := sorted(chosen.keys() - {"intent", "persona"}):
        raise ConfigError(f"there is no tag {unknown[0]!r} to choose", where="tags", fix="use intent or persona")
    drawn = ({name: next(values) for name, values in chosen.items()} for _ in range(count))
    return [scenario(split, index, **kinds) for index, kinds in enumerate(drawn, start)]


def spec(split: Split = "train", count: int = 2048, *, start: int = 0, tags: Mapping[str, Sequence[str]] | None = None) -> EnvSpec:
    """The desk as an env to train or evaluate on; see `scenarios`."""
    return EnvSpec("supply_desk", SupplyDesk, scenarios(split, count, start=start, tags=tags), LIMITS)
