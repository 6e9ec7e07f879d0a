"""The embedded model: small, whole, a plain Hugging Face folder, and as flawed as a pilot that was shipped too early."""

from collections.abc import AsyncIterator

import pytest

from burnish.core.ports import Model
from burnish.core.tokens import Datum, SamplingParams
from burnish.engine.model import open_model
from burnish.evals.evaluate import Evaluation, evaluate
from burnish.examples import supply_desk
from burnish.tiny import folder

INTENTS = ("order_status", "reorder", "return_item", "address_change", "billing", "clinical", "emergency")


@pytest.fixture
async def tiny() -> AsyncIterator[Model]:
    async with open_model(folder(), ranks=1) as model:
        yield model


def test_the_model_is_at_most_eight_megabytes() -> None:
    assert sum(path.stat().st_size for path in folder().iterdir()) <= 8_000_000


def test_the_folder_is_a_plain_checkpoint() -> None:
    names = {path.name for path in folder().iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"} <= names
    assert "burnish_fresh" not in (folder() / "config.json").read_text(encoding="utf-8")


@pytest.mark.slow
async def test_transformers_computes_the_same_logprobs(tiny: Model) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    opening = await supply_desk.SupplyDesk().reset(supply_desk.scenario("dev", 3))
    prompt = tiny.renderer.prompt(opening.messages, opening.tools)
    [completion] = await tiny.sample([prompt], SamplingParams(max_tokens=48, seed=1))
    network = AutoModelForCausalLM.from_pretrained(folder(), dtype=torch.float32)
    with torch.no_grad():
        logits = network(torch.tensor([[*prompt, *completion.ids]])).logits[0, len(prompt) - 1 : -1]
    theirs = logits.log_softmax(-1).gather(1, torch.tensor(completion.ids)[:, None])[:, 0].tolist()
    assert completion.logprobs == pytest.approx(theirs, abs=1e-4)
    tokenizer = AutoTokenizer.from_pretrained(folder())
    rows = [message.to_openai() for message in opening.messages]
    tools = [tool.to_openai() for tool in opening.tools]
    assert tokenizer.apply_chat_template(rows, tools=tools, add_generation_prompt=True, return_dict=False) == list(prompt)


async def test_a_sequence_of_four_thousand_tokens_fits(tiny: Model) -> None:
    assert tiny.context >= 4096
    tokens = [1 + place % 1000 for place in range(4096)]
    [logprobs] = await tiny.forward([Datum(tokens, [False] * 4095 + [True])])
    assert logprobs[0] < 0


@pytest.mark.slow
async def test_it_can_do_some_of_everything_and_has_the_defects_of_a_pilot(tiny: Model) -> None:
    sampled = await _play(tiny, 1.0)
    assert 0.3 <= sampled.rates["resolved"].mean <= 0.55
    for intent in INTENTS:  # without some success there is nothing to reinforce
        assert sampled.slices[f"intent={intent}"]["resolved"].mean >= 0.04, intent
    greedy = await _play(tiny, 0.0)
    assert greedy.rates["missed_escalation"].mean >= 0.3  # the defect is what it does by habit, not by chance
    assert greedy.rates["resolved"].mean <= 0.75


async def _play(model: Model, temperature: float) -> Evaluation:
    env = supply_desk.spec("dev", 320)
    return await evaluate(env, model, env.scenarios, params=SamplingParams(max_tokens=96, temperature=temperature), seed=5)
