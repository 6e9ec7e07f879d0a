"""Tokenizer: train a byte-level BPE with ChatML and tool tokens, and save it as plain Hugging Face files."""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from burnish.errors import ConfigError

__all__ = ["SPECIAL_TOKENS", "save_tokenizer", "train_tokenizer"]

SPECIAL_TOKENS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<tool_call>",
    "</tool_call>",
    "<tool_response>",
    "</tool_response>",
    "<think>",
    "</think>",
)
"""In this order they are ids 0 … 8. The first pads, the third ends a turn."""

_PIECES = r"\p{L}+(?:'\p{L}+)?|\p{N}|[^\s\p{L}\p{N}]+ ?[\r\n]*|\s*[\r\n]+|\s+"
"""Where text is split before merging. Each digit stands alone, so that numbers are copied digit by digit. The space between words stands
alone too: a word is then made of the same tokens wherever it stands (in a sentence, at its end, in a JSON string), and a small model can
copy words that it has never seen. It costs a token a word."""


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> Tokenizer:
    """Train on texts. The result covers every byte; it has fewer than `vocab_size` tokens where the texts hold no more pairs.

    Raises:
        ConfigError: the vocabulary has no room for the 256 bytes and the special tokens.
    """
    least = 256 + len(SPECIAL_TOKENS)
    if vocab_size < least:
        raise ConfigError(f"vocab_size is {vocab_size}", where="train_tokenizer", fix=f"use {least} or more")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(_PIECES), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: str | Path, template: str) -> None:
    """Write tokenizer.json, tokenizer_config.json and chat_template.jinja, which `transformers.AutoTokenizer` loads as they are."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "bos_token": None,
        "clean_up_tokenization_spaces": False,
        "add_prefix_space": False,
        "model_max_length": 1_000_000,
    }
    tokenizer.save(str(target / "tokenizer.json"))
    (target / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    (target / "chat_template.jinja").write_text(template, encoding="utf-8")
