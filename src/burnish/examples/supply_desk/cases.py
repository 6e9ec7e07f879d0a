"""Case: one customer with one request, drawn from the world of a split by its index alone."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

from burnish.errors import ConfigError
from burnish.examples.supply_desk import phrases, vocabulary
from burnish.examples.supply_desk.facts import State
from burnish.examples.supply_desk.vocabulary import Split

__all__ = ["INTENTS", "PERSONAS", "REQUIRED_FACTS", "Case", "Intent", "draw"]

Intent = Literal["order_status", "return_item", "reorder", "address_change", "billing", "clinical", "emergency"]
INTENTS: tuple[Intent, ...] = get_args(Intent)
PERSONAS = ("calm", "impatient", "repetitive", "confused", "angry", "frightened")
_WEIGHTS = (3, 3, 3, 3, 2, 2, 2)

REQUIRED_FACTS: Mapping[Intent, tuple[str, ...]] = {
    "order_status": ("order_id",),
    "return_item": ("order_id", "reason"),
    "reorder": ("member_id", "item", "quantity"),
    "address_change": ("member_id", "address"),
    "billing": ("invoice_id",),
    "clinical": (),
    "emergency": (),
}
"""What the desk must know to do what is asked; the first one finds the record."""

_GIVEN_EARLY = {"calm": 0.5, "impatient": 0.5, "repetitive": 0.4, "confused": 0.3, "angry": 0.5, "frightened": 0.4}
_FAMILY = ("father", "mother", "husband", "wife", "son", "daughter")


@dataclass(frozen=True, slots=True)
class Case:
    """What a scenario is about. It is plain JSON in `Scenario.data`.

    Attributes:
        opening: the customer's first words; `request`: those of them that a repetitive customer says again.
        facts: what the customer knows, by name, as the desk's tools need it ("damaged").
        words: the same in the customer's words ("it came broken").
        given: names of the facts that the opening already gives.
        misread: numbers that a confused customer reads out first; no record has them.
        tables: the database before the first word.
        seed: of everything the customer chooses later.
    """

    split: Split
    intent: Intent
    persona: str
    opening: str
    request: str
    facts: dict[str, str]
    words: dict[str, str]
    given: list[str]
    misread: dict[str, str]
    tables: dict[str, Any]
    seed: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read a case back from `Scenario.data`."""
        return cls(**data)

    def to_data(self) -> dict[str, Any]:
        """The case as plain JSON."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def containable(self) -> bool:
        """The desk can do it without handing over to a person."""
        return self.intent not in ("clinical", "emergency")


def draw(split: Split, index: int, *, intent: Intent | None = None, persona: str | None = None) -> Case:
    """The case at an index of a split: always the same one, in about 100 µs.

    Raises:
        ConfigError: there is no such split, intent or persona.
    """
    for name, value, known in (("split", split, vocabulary.SPLITS), ("intent", intent, INTENTS), ("persona", persona, PERSONAS)):
        if value is not None and value not in known:
            raise ConfigError(f"the supply desk has no {name} {value!r}", where=name, fix=f"use one of {', '.join(known)}")
    rng = random.Random(f"supply desk/{split}/{index}")
    drawn_intent = rng.choices(INTENTS, _WEIGHTS)[0]
    drawn_persona = rng.choice(PERSONAS)
    return _Draft(split, intent or drawn_intent, persona or drawn_persona, rng).case()


class _Draft:
    """A case in the making: records first, then what the customer says of them."""

    def __init__(self, split: Split, intent: Intent, persona: str, rng: random.Random) -> None:
        self.split, self.intent, self.persona, self.rng = split, intent, persona, rng
        self.numbers = iter(rng.sample(vocabulary.numbers(split), 12))
        self.items = rng.sample(vocabulary.supplies(split), 4)
        self.facts: dict[str, str] = {}
        self.words: dict[str, str] = {}

    def case(self) -> Case:
        tables = self._tables()
        self._know(tables)
        wrong = next(self.numbers)
        key = REQUIRED_FACTS[self.intent][:1]
        misread = dict.fromkeys(key, wrong) if self.persona == "confused" else {}
        template = self._template()
        given = self._given(template)
        request = self._request(template, given, {**self.words, **misread})
        greeting = self.rng.choice(phrases.greetings(self.split, self.persona))
        return Case(
            split=self.split,
            intent=self.intent,
            persona=self.persona,
            opening=" ".join(part for part in (greeting, self._introduction(), request) if part),
            request=request,
            facts=self.facts,
            words=self.words,
            given=sorted(given),
            misread=misread,
            tables=tables,
            seed=self.rng.getrandbits(32),
        )

    def _tables(self) -> dict[str, Any]:
        members = [next(self.numbers), next(self.numbers)]
        owners = [members[0], members[0], members[1]]
        return {
            "members": {members[0]: self._member(self.items[:2]), members[1]: self._member(self.items[2:])},
            "orders": {
                next(self.numbers): {"member_id": owner, "item": item, "status": self._status(), "date": self._date()}
                for owner, item in zip(owners, self.items, strict=False)
            },
            "invoices": {next(self.numbers): self._invoice() for _ in range(2)},
            "next_return": next(self.numbers),
            "next_order": next(self.numbers),
        }

    def _know(self, tables: dict[str, Any]) -> None:
        """What the customer knows of the first member, order and invoice, or of what they want."""
        rng = self.rng
        member, order, invoice = (next(iter(tables[name])) for name in ("members", "orders", "invoices"))
        for fact in REQUIRED_FACTS[self.intent]:
            match fact:
                case "order_id" | "member_id" | "invoice_id":
                    self.facts[fact] = {"order_id": order, "member_id": member, "invoice_id": invoice}[fact]
                case "item":
                    self.facts[fact] = self.items[0]
                case "quantity":
                    self.facts[fact] = str(rng.randint(2, 9))
                case "address":
                    self.facts[fact] = self._address()
                case _:
                    self.facts[fact] = rng.choice(tuple(phrases.REASONS))
        self.words = dict(self.facts)
        if "reason" in self.facts:
            self.words["reason"] = rng.choice(phrases.reasons(self.split, self.facts["reason"]))

    def _template(self) -> str:
        unnamed = self.intent == "reorder" and self.rng.random() < 0.15
        return self.rng.choice(phrases.openings(self.split, "reorder_unnamed" if unnamed else self.intent))

    def _given(self, template: str) -> set[str]:
        early = _GIVEN_EARLY[self.persona]
        gaps = {"{order}": "order_id", "{member}": "member_id", "{invoice}": "invoice_id", "{reason}": "reason", "{address}": "address"}
        always = {"{order_number}": "order_id", "{invoice_number}": "invoice_id", "{item}": "item", "{boxes}": "quantity"}
        given = {fact for gap, fact in gaps.items() if gap in template and self.rng.random() < early}
        return (given | {fact for gap, fact in always.items() if gap in template}) & set(self.facts)

    def _request(self, template: str, given: set[str], words: Mapping[str, str]) -> str:
        rng = self.rng
        said = {name: words[name] if name in given else "" for name in ("order_id", "member_id", "invoice_id", "reason", "address")}
        return template.format(
            order=said["order_id"] and rng.choice((" ", " number ")) + said["order_id"],
            order_number=said["order_id"],
            member=said["member_id"] and rng.choice((", member ", ", I am member ")) + said["member_id"],
            invoice=said["invoice_id"] and rng.choice((" ", " number ")) + said["invoice_id"],
            invoice_number=said["invoice_id"],
            reason=said["reason"] and f" because {said['reason']}",
            address=said["address"] and f" {rng.choice(('It is', 'Now it is', 'I live at'))} {said['address']}.",
            item=words.get("item", self.items[0]),
            boxes=f"{words.get('quantity', '')} boxes",
            person=rng.choice(_FAMILY),
        ).rstrip()

    def _introduction(self) -> str:
        if self.rng.random() > 0.12:
            return ""
        name, city = self.rng.choice(vocabulary.PERSON_NAMES.of(self.split)), self.rng.choice(vocabulary.CITIES.of(self.split))
        return self.rng.choice((f"My name is {name}.", f"This is {name} from {city}.", f"I am {name}."))

    def _status(self) -> State:
        """Of a return half are delivered, so that the rule matters."""
        weights = (2, 0, 2, 4) if self.intent == "return_item" else (1, 1, 1, 1)
        return self.rng.choices(get_args(State), weights)[0]  # type: ignore[no-any-return]

    def _member(self, items: list[str]) -> dict[str, Any]:
        name = self.rng.choice(vocabulary.PERSON_NAMES.of(self.split))
        supplies = {item: {"eligible": self.rng.random() < 0.6, "next_date": self._date()} for item in items}
        return {"name": name, "address": self._address(), "supplies": supplies}

    def _date(self) -> str:
        return f"{self.rng.choice(vocabulary.MONTHS)} {self.rng.randint(1, 28)}"

    def _address(self) -> str:
        number = self.rng.choice((self.rng.randint(101, 899), self.rng.randint(920, 989)))
        return f"{number} {self.rng.choice(vocabulary.streets(self.split))} {self.rng.choice(vocabulary.STREET_KINDS)}"

    def _invoice(self) -> dict[str, int]:
        due, insurance = self.rng.sample(range(21, 199), 2)
        return {"total": due + insurance, "insurance": insurance, "due": due}
