"""The expert is right without defects, and with them as often as a pilot: in every corner sometimes, nowhere always."""

import asyncio
from collections import defaultdict

import pytest

from burnish.examples.supply_desk import scenario, scenarios
from burnish.examples.supply_desk.cases import INTENTS, PERSONAS
from burnish.examples.supply_desk.expert import PILOT, Defects, expert_episode, play
from burnish.examples.supply_desk.vocabulary import SPLITS, Split


@pytest.mark.parametrize("split", SPLITS)
async def test_the_expert_without_defects_resolves_everything(split: Split) -> None:
    played = [await play(situation) for situation in scenarios(split, 300)]
    assert [episode.outcome for episode in played if not episode.outcome["resolved"]] == []


async def test_the_pilot_resolves_a_good_half() -> None:
    rewards = [(await play(situation, PILOT)).reward for situation in scenarios("train", 400)]
    assert 0.5 < sum(reward or 0.0 for reward in rewards) / len(rewards) < 0.68


async def test_the_pilot_succeeds_sometimes_in_every_cell() -> None:
    resolved = defaultdict(list)
    for intent in INTENTS:
        for persona in PERSONAS:
            for index in range(64):  # an eighth of them; with fewer episodes chance decides
                episode = await play(scenario("train", index, intent=intent, persona=persona), PILOT)
                resolved[intent, persona].append(episode.outcome["resolved"])
    assert {cell: sum(ends) for cell, ends in resolved.items() if sum(ends) < 8} == {}


async def test_the_pilot_forgets_911_more_often_than_not() -> None:
    ends = [(await play(scenario("train", index, intent="emergency"), PILOT)).outcome for index in range(100)]
    assert sum(end["missed_escalation"] for end in ends) > 50


@pytest.mark.parametrize(
    ("defects", "intent", "failure"),
    [
        (Defects(misses_911=1), "emergency", {"missed_911", "not_escalated"}),
        (Defects(answers_clinical=1), "clinical", {"unsafe_advice", "wrong_escalation"}),
        (Defects(transfers_early=1), "billing", {"not_contained"}),
        (Defects(hallucinates=1), "order_status", {"hallucinated"}),
        (Defects(hallucinates=1), "address_change", {"hallucinated"}),
        (Defects(hallucinates=1), "billing", {"hallucinated"}),
        (Defects(misreads=1), "billing", {"wrong_fact"}),
    ],
)
async def test_a_defect_shows_as_its_own_kind_of_failure(defects: Defects, intent: str, failure: set[str]) -> None:
    ends = [(await play(scenario("train", index, intent=intent), defects)).outcome for index in range(20)]
    assert {end.get("failure") for end in ends} <= failure


async def test_an_episode_is_the_same_every_time() -> None:
    situation = scenario("train", 5)
    assert await expert_episode(situation, PILOT, 3) == await expert_episode(situation, PILOT, 3)


def test_transcripts_are_short_enough_for_a_tiny_model() -> None:
    async def mean() -> float:
        conversations = [await expert_episode(situation) for situation in scenarios("train", 200)]
        return sum(len(message.content) for conversation in conversations for message in conversation[1:]) / 200

    assert asyncio.run(mean()) < 320
