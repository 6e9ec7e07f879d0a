"""Talk to the desk by hand: say things, call tools, see what comes back."""

from typing import Any

from burnish.core.episodes import Scenario
from burnish.core.messages import ToolCall, assistant
from burnish.envs.env import StepResult
from burnish.examples.supply_desk import SupplyDesk, scenario
from burnish.examples.supply_desk.cases import Case

__all__ = ["Conversation", "find_case"]


def find_case(intent: str, persona: str = "calm", **wanted: Any) -> Case:
    """The first train case of this kind whose attributes, or whose facts of its own record, are as wanted."""
    for index in range(500):
        case = Case.from_data(scenario("train", index, intent=intent, persona=persona).data)  # type: ignore[arg-type]
        order = case.tables["orders"].get(case.facts.get("order_id"), {})
        supplies = case.tables["members"].get(case.facts.get("member_id"), {}).get("supplies", {})
        facts = {
            "given": set(case.given),
            "status": order.get("status"),
            "eligible": supplies.get(case.facts.get("item"), {}).get("eligible"),
        }
        if all(facts[name] == value for name, value in wanted.items()):
            return case
    raise LookupError(f"no {intent} of a {persona} customer with {wanted}")


class Conversation:
    """One case being played."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.desk = SupplyDesk()
        self.result = StepResult()

    async def begin(self) -> str:
        """The customer's first words."""
        return (await self.desk.reset(Scenario("by hand", self.case.to_data()))).messages[-1].content

    async def say(self, text: str) -> str:
        """Say something; the customer's answer."""
        self.result = await self.desk.step(assistant(text))
        return self.result.messages[-1].content if self.result.messages else ""

    async def call(self, name: str, text: str = "", /, **arguments: Any) -> str:
        """Call a tool; what it answers."""
        self.result = await self.desk.step(assistant(text, ToolCall(name=name, arguments=arguments)))
        return self.result.messages[0].content

    @property
    def failure(self) -> str | None:
        """How the episode failed; None if it is resolved. Only once it is over."""
        assert self.result.terminated
        assert self.result.reward == (1.0 if self.result.outcome["resolved"] else 0.0)
        return self.result.outcome.get("failure")
