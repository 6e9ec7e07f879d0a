"""The desk's database: members, orders and invoices of one scenario, and what the tools may do to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypedDict

from burnish.envs.mock_tools import ToolError
from burnish.examples.supply_desk.facts import State

__all__ = ["Database", "Eligibility", "Invoice", "Member", "Order", "ReturnReason"]

ReturnReason = Literal["damaged", "wrong size", "not needed"]


class Eligibility(TypedDict):
    """Whether a member may reorder a supply now, and if not, when."""

    eligible: bool
    next_date: str


class Member(TypedDict):
    """A customer: where to ship, and the supplies they are on."""

    name: str
    address: str
    supplies: dict[str, Eligibility]


class Order(TypedDict):
    """An order: `date` is when it came, or when it should ship or come."""

    member_id: str
    item: str
    status: State
    date: str


class Invoice(TypedDict):
    """An invoice in whole dollars: what insurance paid and what is due make the total."""

    total: int
    insurance: int
    due: int


@dataclass(slots=True)
class Database:
    """Tables by number. Two databases are equal if every row is: that is how the right change is told from any other.

    Attributes:
        next_return, next_order: the numbers that the first return and the first reorder get.
        returns: order number → (return number, reason).
        reorders: order number → (member number, supply, boxes).
    """

    members: dict[str, Member]
    orders: dict[str, Order]
    invoices: dict[str, Invoice]
    next_return: str
    next_order: str
    returns: dict[str, tuple[str, str]] = field(default_factory=dict)
    reorders: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    @classmethod
    def open(cls, tables: Mapping[str, Any]) -> Self:
        """A fresh copy of a scenario's tables. Only what a tool may change is copied: the tables and the members' rows."""
        return cls(
            members={number: member.copy() for number, member in tables["members"].items()},
            orders=dict(tables["orders"]),
            invoices=dict(tables["invoices"]),
            next_return=tables["next_return"],
            next_order=tables["next_order"],
        )

    def order(self, order_id: str) -> Order:
        """An order by its number; ToolError if there is none."""
        if order_id not in self.orders:
            raise ToolError("order not found")
        return self.orders[order_id]

    def member(self, member_id: str) -> Member:
        """A member by number; ToolError if there is none."""
        if member_id not in self.members:
            raise ToolError("member not found")
        return self.members[member_id]

    def invoice(self, invoice_id: str) -> Invoice:
        """An invoice by its number; ToolError if there is none."""
        if invoice_id not in self.invoices:
            raise ToolError("invoice not found")
        return self.invoices[invoice_id]

    def eligibility(self, member_id: str, item: str) -> Eligibility:
        """Whether a member may reorder a supply; ToolError if it is none of theirs."""
        supplies = self.member(member_id)["supplies"]
        if item not in supplies:
            raise ToolError("item not found")
        return supplies[item]

    def create_return(self, order_id: str, reason: ReturnReason) -> str:
        """Take an order back and give the return number; ToolError unless it was delivered and is not yet returned."""
        if (status := self.order(order_id)["status"]) != "delivered":
            raise ToolError(f"not delivered, {status}")
        if order_id in self.returns:
            raise ToolError("already returned")
        number = str(int(self.next_return) + len(self.returns))
        self.returns[order_id] = (number, reason)
        return number

    def place_reorder(self, member_id: str, item: str, quantity: int) -> str:
        """Order boxes of a supply and give the new order's number; ToolError unless the member is eligible."""
        eligibility = self.eligibility(member_id, item)
        if not eligibility["eligible"]:
            raise ToolError(f"not eligible until {eligibility['next_date']}")
        if not 1 <= quantity <= 20:
            raise ToolError("quantity must be 1 to 20")
        number = str(int(self.next_order) + len(self.reorders))
        self.reorders[number] = (member_id, item, quantity)
        return number

    def update_address(self, member_id: str, address: str) -> None:
        """Ship to another address from now on."""
        self.member(member_id)["address"] = address
