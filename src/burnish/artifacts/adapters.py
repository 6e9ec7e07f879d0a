"""Adapters: LoRA weights as peft writes them, and whether they fit the model that they are said to belong to."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from burnish.artifacts.tensors import Tensor, read_header
from burnish.errors import InputError

__all__ = ["ADAPTER_CONFIG", "ADAPTER_WEIGHTS", "adapter_facts", "is_adapter", "refuse_misfit", "refuse_other_commit"]

ADAPTER_CONFIG, ADAPTER_WEIGHTS = "adapter_config.json", "adapter_model.safetensors"

_PREFIX = "base_model.model."
_PARTS = {  # by a part of a tensor's name: which axis of it is as long as which of the base's weights
    ".lora_A.weight": (1, 1),
    ".lora_B.weight": (0, 0),
    ".lora_embedding_A": (1, 0),
    ".lora_embedding_B": (0, 1),
    ".lora_magnitude_vector": (0, 0),
}
_TIED = {"lm_head": "model.embed_tokens"}  # where a model has no head of its own
_EXPORT = "save it again with peft's save_pretrained"


def is_adapter(files: Mapping[str, Path]) -> bool:
    """Whether files are an adapter, and not a whole model."""
    return (ADAPTER_CONFIG in files and "config.json" not in files) or ADAPTER_WEIGHTS in files


def adapter_facts(files: Mapping[str, Path]) -> dict[str, Any]:
    """What an adapter's config says, for people.

    Raises:
        InputError: the weights or the config are missing, or it is no LoRA.
    """
    for name in (ADAPTER_CONFIG, ADAPTER_WEIGHTS):
        if name not in files:
            raise InputError("is missing: an adapter is both its config and its weights", where=name, fix=_EXPORT)
    whole = next((name for name in files if name.endswith(".safetensors") and name != ADAPTER_WEIGHTS), None)
    if whole is not None:
        fix = "keep the model and the adapter in folders of their own, and import each"
        raise InputError("lies beside an adapter's weights, so that it is not clear which is meant", where=whole, fix=fix)
    config = _config(files[ADAPTER_CONFIG])
    if config.get("peft_type") != "LORA":
        what = f"is an adapter of the kind {str(config.get('peft_type'))[:50]!r}, and LORA is what can be used"
        raise InputError(what, where=ADAPTER_CONFIG, fix="train a LoRA adapter, or merge this one into its model and import that")
    names = {"peft_type": "peft_type", "r": "rank", "lora_alpha": "alpha", "base_model_name_or_path": "made_for", "revision": "revision"}
    facts = {told: config[name] for name, told in names.items() if isinstance(config.get(name), int | float | str)}
    targets = config.get("target_modules")
    return {**facts, "targets": sorted(map(str, targets))[:50]} if isinstance(targets, list) else facts


def refuse_misfit(files: Mapping[str, Path], base: Path) -> None:
    """Nothing, if every tensor of an adapter has its place in a model.

    Args:
        files: of the adapter.
        base: folder of the model.

    Raises:
        InputError: one has not; names it, with both shapes.
    """
    there = {key: tensor for path in sorted(base.glob("*.safetensors")) for key, tensor in read_header(path, path.name).items()}
    tensors = read_header(files[ADAPTER_WEIGHTS], ADAPTER_WEIGHTS)
    if not tensors:
        raise InputError("holds no tensors", where=ADAPTER_WEIGHTS, fix=_EXPORT)
    for key, tensor in tensors.items():
        _check_place(key, tensor, there)
        if key.endswith(".lora_A.weight"):
            _check_pair(key, tensor, tensors)


def refuse_other_commit(facts: Mapping[str, Any], source: Mapping[str, Any], base: str) -> None:
    """Nothing, unless an adapter says that it was made for another commit of the very model that its base is.

    Args:
        facts: of the adapter.
        source: where its base came from.
        base: what people call it.

    Raises:
        InputError: it does; names both commits.
    """
    revision, commit = str(facts.get("revision", "")), str(source.get("commit", ""))
    if facts.get("made_for") == source.get("hub") and len(revision) == 40 and commit and revision != commit:
        what = f"was made for {source['hub']} at commit {revision}, and {base} is its commit {commit}"
        raise InputError(what, where="base", fix=f"import {source['hub']} with revision {revision}, and give that as its base")


def _config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"is no JSON: {str(error)[:200]}", where=ADAPTER_CONFIG, fix=_EXPORT) from None
    if not isinstance(config, dict):
        raise InputError(f"holds a {type(config).__name__}, not an object", where=ADAPTER_CONFIG, fix=_EXPORT)
    return config


def _check_place(key: str, tensor: Tensor, there: Mapping[str, Tensor]) -> None:
    part = next((part for part in _PARTS if part in key), "")
    name = key.removeprefix(_PREFIX).replace(".base_layer.", ".")
    module = name.partition(part)[0] if part else name.rpartition(".")[0]
    kind = "weight" if part else name.rpartition(".")[2]  # without a part: a bias, or a module that was trained whole
    base = there.get(f"{module}.{kind}") or there.get(f"{_TIED.get(module, '')}.{kind}")
    if base is None:
        what = f"changes {module[:200]}, which its base has not"
        raise InputError(what, where=ADAPTER_WEIGHTS, fix="give the model that it was trained from as its base")
    if not _fits(tensor.shape, base.shape, part):
        what = f"{key[:300]} is {list(tensor.shape)}, which does not fit {module[:200]} of its base, {list(base.shape)}"
        raise InputError(what, where=ADAPTER_WEIGHTS, fix="give the model that it was trained from as its base")


def _fits(shape: Sequence[int], base: Sequence[int], part: str) -> bool:
    if not part:
        return tuple(shape) == tuple(base)
    own, axis = _PARTS[part]
    return len(shape) > own and len(base) > axis and shape[own] == base[axis]


def _check_pair(key: str, tensor: Tensor, tensors: Mapping[str, Tensor]) -> None:
    other = tensors.get(key.replace(".lora_A.", ".lora_B."))
    if other is None or len(other.shape) < 2 or other.shape[1] != tensor.shape[0]:
        found = "missing" if other is None else list(other.shape)
        what = f"{key[:300]} is {list(tensor.shape)}, and what belongs to it is {found}"
        raise InputError(what, where=ADAPTER_WEIGHTS, fix=_EXPORT)
