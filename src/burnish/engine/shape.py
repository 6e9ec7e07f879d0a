"""The shape of a decoder, read from a Hugging Face `config.json`; says which checkpoints take the fast path."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burnish.errors import CheckpointError

__all__ = ["FAST_ARCHITECTURES", "Shape", "context_of", "read_config"]

FAST_ARCHITECTURES = ("Qwen3ForCausalLM", "Qwen2ForCausalLM", "LlamaForCausalLM", "MistralForCausalLM")
"""Pre-norm blocks with rotary positions, grouped-query attention and a SwiGLU: one implementation serves them all."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a decoder. Lengths are counts of elements; `head_dim` is the width of one attention head."""

    vocab: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    hidden: int
    context: int
    rope_theta: float
    norm_eps: float
    tied: bool
    qk_norm: bool
    qkv_bias: bool

    @property
    def query_rows(self) -> int:
        """Query heads that share one key head."""
        return self.heads // self.kv_heads

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Shape | None":
        """The shape, or None where the fast path does not cover this checkpoint (it then runs through transformers)."""
        architecture = (config.get("architectures") or [""])[0]
        rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
        plain_rope = rope.get("rope_type", rope.get("type", "default")) == "default" and rope.get("partial_rotary_factor", 1.0) == 1.0
        windowed = bool(config.get("sliding_window")) and config.get("use_sliding_window", architecture == "MistralForCausalLM")
        usual = config.get("hidden_act", "silu") == "silu" and not config.get("mlp_bias", False)
        if architecture not in FAST_ARCHITECTURES or not plain_rope or windowed or not usual:
            return None
        output_bias = architecture in ("Qwen3ForCausalLM", "LlamaForCausalLM") and config.get("attention_bias", False)
        if output_bias:  # these put a bias on the output projection too, which the fast block does not have
            return None
        heads = config["num_attention_heads"]
        return cls(
            vocab=config["vocab_size"],
            width=config["hidden_size"],
            layers=config["num_hidden_layers"],
            heads=heads,
            kv_heads=config.get("num_key_value_heads") or heads,
            head_dim=config.get("head_dim") or config["hidden_size"] // heads,
            hidden=config["intermediate_size"],
            context=config["max_position_embeddings"],
            rope_theta=rope.get("rope_theta") or config.get("rope_theta") or 10000.0,
            norm_eps=config.get("rms_norm_eps", 1e-6),
            tied=config.get("tie_word_embeddings", False),
            qk_norm=architecture == "Qwen3ForCausalLM",
            qkv_bias=architecture == "Qwen2ForCausalLM",
        )


def read_config(folder: Path) -> dict[str, Any]:
    """`config.json` of a checkpoint folder.

    Raises:
        CheckpointError: no such folder, no config, or one that is no JSON object.
    """
    if not folder.is_dir():
        raise CheckpointError("no such folder", where=str(folder), fix="give the path of a Hugging Face checkpoint folder")
    path = folder / "config.json"
    if not path.is_file():
        raise CheckpointError("no config.json in it", where=str(folder), fix="give the folder that holds config.json and *.safetensors")
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CheckpointError(f"is not JSON: {error}", where=str(path), fix="download or export the checkpoint again") from error
    if not isinstance(config, dict) or "architectures" not in config:
        raise CheckpointError("names no architecture", where=str(path), fix="export it with save_pretrained")
    return config


def context_of(config: dict[str, Any]) -> int:
    """The most tokens of a sequence, under whichever name the architecture gives it."""
    for name in ("max_position_embeddings", "n_positions", "max_sequence_length", "seq_length"):
        if isinstance(config.get(name), int):
            return int(config[name])
    inner = config.get("text_config")
    if isinstance(inner, dict):
        return context_of(inner)
    raise CheckpointError("does not say how long a sequence may be", where="config.json", fix="add max_position_embeddings")
