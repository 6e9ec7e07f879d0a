"""Weights between a Hugging Face folder (safetensors) and the fused decoder."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from burnish.engine.blocks import Decoder
from burnish.engine.shape import Shape, read_config
from burnish.errors import CheckpointError

__all__ = ["CARRIED_FILES", "export_folder", "export_tensors", "load_decoder", "read_tensors"]

CARRIED_FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "chat_template.jinja",
    "vocab.json",
    "merges.txt",
)
"""What a checkpoint keeps of its base beside the weights, so that it is a whole Hugging Face folder again."""


def load_decoder(folder: Path, head: str = "lm", *, seed: int = 0) -> Decoder | None:
    """The decoder of a checkpoint folder, in fp32 on the CPU; None where the fast path does not cover its architecture.

    A config without any weights beside it (a folder made to train from scratch) gives fresh weights drawn from `seed`.

    Raises:
        CheckpointError: a file is missing, truncated or holds other tensors than the config promises; says which.
    """
    config = read_config(folder)
    try:
        shape = Shape.from_config(config)
    except (KeyError, TypeError) as error:
        raise CheckpointError(f"lacks {error}", where=str(folder / "config.json"), fix="export it with save_pretrained") from error
    if shape is None:
        return None
    decoder = Decoder(shape, head)
    if config.get("burnish_fresh"):
        decoder.initialise(seed)
        return decoder
    tensors = read_tensors(folder)
    state = decoder.state_dict()
    for name, parts in _names(shape, head):
        if parts == ("score.weight",) and parts[0] not in tensors:
            continue  # a critic that starts from a language model: its head is zero at birth
        missing = [part for part in parts if part not in tensors]
        if missing:
            raise CheckpointError(f"has no tensor {missing[0]}", where=str(folder), fix="the config and the weights differ: export again")
        joined = torch.cat([tensors[part].float() for part in parts])
        if joined.shape != state[name].shape:
            found, wanted = tuple(joined.shape), tuple(state[name].shape)
            raise CheckpointError(f"{parts[0]} is {found}, the config says {wanted}", where=str(folder), fix="export it again")
        state[name].copy_(joined)
    return decoder


def read_tensors(folder: Path) -> dict[str, Tensor]:
    """All tensors of a folder, by Hugging Face name, sharded or not.

    Raises:
        CheckpointError: no safetensors (pickled weights are never read), a corrupt file or index, a missing shard, or a number that is
            none; names the file, and the tensor.
    """
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        try:
            files = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CheckpointError(f"is no index: {error}", where=str(index), fix="download or export the checkpoint again") from error
    else:
        files = sorted(path.name for path in folder.glob("*.safetensors"))
    if not files:
        raise CheckpointError("no *.safetensors in it", where=str(folder), fix="convert the weights to safetensors; pickles are not read")
    tensors: dict[str, Tensor] = {}
    for name in files:
        if Path(name).name != name or not (folder / name).is_file():
            raise CheckpointError(f"shard {name} is missing", where=str(folder), fix="download or export the checkpoint again")
        try:
            with safe_open(folder / name, framework="pt") as opened:
                tensors |= {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118 - not a mapping
        except (SafetensorError, OSError) as error:
            raise CheckpointError(f"is corrupt: {error}", where=str(folder / name), fix="download or export it again") from error
    refuse_non_finite(tensors, folder)
    return tensors


def refuse_non_finite(tensors: Mapping[str, Tensor], folder: Path) -> None:
    """Nothing, if every number is finite. One NaN in a query's weights can leave the loss finite and spoil what is learned.

    Raises:
        CheckpointError: one is not; names its tensor.
    """
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor.float() if tensor.element_size() == 1 else tensor).all()):
            what = f"holds a number that is none: NaN or infinity in the tensor {name}"
            fix = "use weights from before whatever went wrong with them, or convert them again"
            raise CheckpointError(what, where=str(folder), fix=fix)


def export_tensors(decoder: Decoder) -> dict[str, Tensor]:
    """The decoder's weights under their Hugging Face names, unfused."""
    shape, state = decoder.shape, decoder.state_dict()
    tensors: dict[str, Tensor] = {}
    for name, parts in _names(shape, decoder.head_kind):
        tensor = state[name].detach().cpu()
        sizes = _part_sizes(shape, name, tensor)
        for part, piece in zip(parts, tensor.split(sizes) if sizes else (tensor,), strict=True):
            tensors[part] = piece.contiguous().clone()
    return tensors


def export_folder(decoder: Decoder, base: Path, target: Path, *, dtype: torch.dtype | None = None) -> None:
    """Write a plain Hugging Face folder: the weights, with config, tokenizer and template of the base."""
    target.mkdir(parents=True, exist_ok=True)
    for name in CARRIED_FILES:
        if (base / name).is_file():
            shutil.copyfile(base / name, target / name)
    tensors = export_tensors(decoder)
    if dtype is not None:
        tensors = {name: tensor.to(dtype) for name, tensor in tensors.items()}
    config: dict[str, Any] = read_config(base)
    config.pop("burnish_fresh", None)
    config["dtype"] = str(next(iter(tensors.values())).dtype).removeprefix("torch.")
    (target / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    (target / "model.safetensors").chmod(0o644)  # safetensors makes it unreadable for others, unlike the files beside it


def _names(shape: Shape, head: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(our parameter, the Hugging Face tensors it is made of, in order)."""
    yield "embedding.weight", ("model.embed_tokens.weight",)
    yield "final_norm", ("model.norm.weight",)
    if head == "scalar":
        yield "scalar", ("score.weight",)
    elif not shape.tied:
        yield "lm_head", ("lm_head.weight",)
    for layer in range(shape.layers):
        ours, theirs = f"blocks.{layer}.", f"model.layers.{layer}."
        projections = tuple(theirs + f"self_attn.{letter}_proj" for letter in "qkv")
        yield ours + "qkv.weight", tuple(name + ".weight" for name in projections)
        if shape.qkv_bias:
            yield ours + "qkv.bias", tuple(name + ".bias" for name in projections)
        yield ours + "out.weight", (theirs + "self_attn.o_proj.weight",)
        yield ours + "gate_up.weight", (theirs + "mlp.gate_proj.weight", theirs + "mlp.up_proj.weight")
        yield ours + "down.weight", (theirs + "mlp.down_proj.weight",)
        yield ours + "attention_norm", (theirs + "input_layernorm.weight",)
        yield ours + "mlp_norm", (theirs + "post_attention_layernorm.weight",)
        if shape.qk_norm:
            yield ours + "query_norm", (theirs + "self_attn.q_norm.weight",)
            yield ours + "key_norm", (theirs + "self_attn.k_norm.weight",)


def _part_sizes(shape: Shape, name: str, tensor: Tensor) -> list[int]:
    """Rows of each part of a fused tensor; empty for one that is not fused."""
    if ".qkv." in name:
        return [shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim, shape.kv_heads * shape.head_dim]
    if ".gate_up." in name:
        return [tensor.shape[0] // 2] * 2
    return []
