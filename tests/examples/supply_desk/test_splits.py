"""The three worlds share words, and nothing that could be known by heart."""

import hashlib
import json
from collections.abc import Callable
from itertools import combinations

import pytest

from burnish.examples.supply_desk import phrases, scenarios
from burnish.examples.supply_desk.cases import INTENTS, PERSONAS
from burnish.examples.supply_desk.drills import drill
from burnish.examples.supply_desk.vocabulary import CITIES, PERSON_NAMES, SPLITS, Split, numbers, streets, supplies

POOLS: dict[str, Callable[[Split], tuple[str, ...]]] = {
    "numbers": numbers,
    "streets": streets,
    "supplies": supplies,
    "names": PERSON_NAMES.of,
    "cities": CITIES.of,
    **{f"openings of {intent}": lambda split, intent=intent: phrases.openings(split, intent) for intent in (*INTENTS, "reorder_unnamed")},
    **{f"greetings, {persona}": lambda split, persona=persona: phrases.greetings(split, persona) for persona in PERSONAS},
    **{
        f"giving {fact}": lambda split, fact=fact: phrases.gives(split, fact)
        for fact in ("order_id", "member_id", "invoice_id", "reason", "quantity", "address", "item")
    },
    **{
        f"asking for {missing}": lambda split, missing=missing: phrases.follow_ups(split, missing)
        for missing in ("state", "date", "number", "due", "insurance", "person")
    },
    **{f"reasons, {reason}": lambda split, reason=reason: phrases.reasons(split, reason) for reason in phrases.REASONS},
    "complaints": phrases.complaints,
    "denials": phrases.denials,
}


@pytest.mark.parametrize("name", POOLS)
def test_no_two_splits_share_a_number_a_name_or_a_phrasing(name: str) -> None:
    pools = {split: set(POOLS[name](split)) for split in SPLITS}
    assert all(pools.values())
    for one, other in combinations(SPLITS, 2):
        assert not pools[one] & pools[other]


def test_an_intent_can_be_opened_in_very_many_ways() -> None:
    ways = {intent: len(phrases.openings("train", intent)) * len(phrases.greetings("train", "calm")) for intent in INTENTS}
    assert min(ways.values()) > 1_500
    assert len(supplies("train")) >= 150
    assert len(streets("train")) >= 120


def test_every_name_of_a_held_out_supply_has_a_word_that_train_never_says() -> None:
    known = {word for name in supplies("train") for word in name.split()}
    for split in ("dev", "final"):
        assert all(set(name.split()) - known for name in supplies(split))


def test_drills_leave_out_what_dev_and_final_keep_for_themselves() -> None:
    said = " ".join(message.content for index in range(2_000) for message in drill(index)[1:])
    words = set(said.replace(".", " ").replace(",", " ").split())
    for split in ("dev", "final"):
        assert not words & set(numbers(split))
        assert not words & set(streets(split))
        assert not any(f" {name}" in said for name in supplies(split))


def test_the_final_split_is_what_it_was_when_it_was_frozen() -> None:
    """Whoever changes it does so in the open: no choice of ours may be made on it, and figures before and after do not compare."""
    content = json.dumps([[scenario.id, scenario.data] for scenario in scenarios("final", 1_000)])
    assert hashlib.sha256(content.encode()).hexdigest() == "e3d4d23c588d0ccf7ab8cff2e535baf94838b6bc6ed2dd128134e8fafd6100d9"
