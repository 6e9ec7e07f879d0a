"""A small tokenizer and five chat templates of different manners, made for these tests."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tokenizers import AddedToken, Tokenizer

from burnish.chat.template import ChatTemplate
from burnish.chat.tokenizer import save_tokenizer, train_tokenizer
from burnish.core.messages import Tool

# A busy machine is no failure, and the same examples every time make a failure everybody's.
settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

HERE = Path(__file__).parent
TINY = HERE.parents[1] / "src" / "burnish" / "tiny" / "chat_template.jinja"
OTHERS = ("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|eom_id|>", "<s>", "</s>", "[INST]", "[/INST]", "[TOOL_CALLS]")
TEXTS = ["Where is my order 1234? It left on Monday. Certainly, one moment, please. I will look that up: find_order, find_customer."] * 4


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    tokenizer = train_tokenizer(TEXTS, 420)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in OTHERS])
    return tokenizer


def source(name: str) -> str:
    file = TINY if name == "tiny" else HERE / "templates" / f"{name}.jinja"
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def chat(tokenizer: Tokenizer) -> Callable[[str], ChatTemplate]:
    """The template of a name, read from its files."""
    special = {"headers": {"bos_token": "<s>", "eos_token": "<|eot_id|>"}, "brackets": {"bos_token": "<s>", "eos_token": "</s>"}}
    made: dict[str, ChatTemplate] = {}

    def make(name: str) -> ChatTemplate:
        if name not in made:
            ends = tokenizer.encode("<|eot_id|><|eom_id|>").ids if name == "headers" else []
            made[name] = ChatTemplate(tokenizer, source(name), special=special.get(name), end_ids=ends, where=name)
        return made[name]

    return make


@pytest.fixture(scope="session")
def tools() -> tuple[Tool, ...]:
    text = {"type": "string"}
    return (
        Tool(name="find_order", description="Find an order.", parameters={"type": "object", "properties": {"order": text, "exact": text}}),
        Tool(name="find_customer", parameters={"type": "object", "properties": {"city": text}}),
    )


@pytest.fixture
def folder(tokenizer: Tokenizer, tmp_path: Path) -> Path:
    """A checkpoint folder with the files that concern chat."""
    save_tokenizer(tokenizer, tmp_path, source("tiny"))
    (tmp_path / "config.json").write_text(json.dumps({"eos_token_id": 2}))
    (tmp_path / "generation_config.json").write_text(json.dumps({"eos_token_id": [2, 0]}))
    return tmp_path
