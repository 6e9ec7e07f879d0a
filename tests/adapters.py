"""LoRA adapters as peft writes them, for any model's folder; numpy is enough to make one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from burnish.artifacts.tensors import read_header

__all__ = ["lora", "lora_tensors"]

TARGETS = ("q_proj", "v_proj", "down_proj")


def lora_tensors(base: Path, rank: int = 4) -> dict[str, Any]:
    """Two matrices for each projection of `base` that is trained."""
    tensors: dict[str, Any] = {}
    draw = np.random.default_rng(7)
    for name, tensor in read_header(base / "model.safetensors", "model.safetensors").items():
        module = name.removesuffix(".weight")
        if module.rpartition(".")[2] in TARGETS:
            rows, columns = tensor.shape
            key = f"base_model.model.{module}"
            tensors[f"{key}.lora_A.weight"] = draw.standard_normal((rank, columns), dtype=np.float32)
            tensors[f"{key}.lora_B.weight"] = draw.standard_normal((rows, rank), dtype=np.float32)
    return tensors


def lora(folder: Path, base: Path, tensors: dict[str, Any] | None = None, **config: Any) -> Path:
    """The folder of one."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "acme/small",
        "revision": None,
        "r": 4,
        "lora_alpha": 8,
        "target_modules": list(TARGETS),
        **config,
    }
    (folder / "adapter_config.json").write_text(json.dumps(told))
    (folder / "README.md").write_text("---\nlicense: mit\n---\n")
    save_file(lora_tensors(base) if tensors is None else tensors, folder / "adapter_model.safetensors")
    return folder
