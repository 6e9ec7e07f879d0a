"""Our tokenizer is a plain Hugging Face one: other tools load it and see the same tokens."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from burnish.chat.tokenizer import SPECIAL_TOKENS, train_tokenizer
from burnish.errors import ConfigError


@given(st.text())
def test_every_text_survives(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text


def test_digits_stand_alone_and_special_tokens_are_single_ids(tokenizer: Tokenizer) -> None:
    assert [tokenizer.token_to_id(token) for token in SPECIAL_TOKENS] == list(range(len(SPECIAL_TOKENS)))
    assert tokenizer.encode("<tool_call>1234<|im_end|>").tokens == ["<tool_call>", "1", "2", "3", "4", "<|im_end|>"]


def test_a_vocabulary_without_room_for_the_bytes_is_refused() -> None:
    with pytest.raises(ConfigError, match="vocab_size is 256"):
        train_tokenizer(["text"], 256)


COMPARE = """
import sys
from transformers import AutoTokenizer
from burnish.chat.template import ChatTemplate
from burnish.core.messages import Tool, ToolCall, assistant, system, tool_result, user

theirs, ours = AutoTokenizer.from_pretrained(sys.argv[1]), ChatTemplate.from_folder(sys.argv[1])
schema = {"type": "object", "properties": {"order": {}, "city": {}}}
tools = (Tool(name="find", description="Find <it>.", parameters=schema), Tool(name="stop"))
call = ToolCall(name="find", arguments={"order": "A-17", "city": "Zürich <&>"})
rest = (user("Where is it?"), assistant("One moment.", call, call), tool_result("{}", call), assistant("It left."), user("Thanks"))
for messages in (rest, (system("You help."), *rest)):
    rows = [message.to_openai() for message in messages]
    for row in rows:
        for made in row.get("tool_calls", []):
            made["function"]["arguments"] = call.arguments
    for given in ((), tools):
        for reply in (True, False):
            schemas = [tool.to_openai() for tool in given] or None
            text = theirs.apply_chat_template(rows, tools=schemas, add_generation_prompt=reply, tokenize=False)
            assert text == ours.text(messages, given, reply=reply), text
        whole = theirs.apply_chat_template(rows, tools=schemas, return_assistant_tokens_mask=True, return_dict=True)
        datum = ours.example(messages, given)
        size = len(datum.tokens)
        assert list(datum.tokens) == whole["input_ids"][:size]
        assert [int(own) for own in datum.mask] == whole["assistant_masks"][:size]
        ids = theirs.apply_chat_template(rows, tools=schemas, add_generation_prompt=True, return_dict=True)["input_ids"]
        assert ids == ours.prompt(messages, given)
for text in ("", " a  b\\n\\n12345 don't", "<tool_call>\\n{}é🙂", "  <|im_end|> <think>x"):
    assert theirs(text)["input_ids"] == list(ours._encode(text)), text
    assert theirs.decode(theirs(text)["input_ids"]) == text
assert (theirs.eos_token_id, theirs.pad_token_id) == (2, 0)
"""


@pytest.mark.slow
def test_transformers_sees_the_same_tokens_texts_and_masks(folder: Path) -> None:
    # In a process of its own: transformers warns of its own future while it is imported.
    command = [sys.executable, "-c", COMPARE, str(folder)]
    environment = {"PYTHONPATH": ":".join(sys.path), "HF_HUB_OFFLINE": "1", "PATH": "", "HOME": str(folder)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
