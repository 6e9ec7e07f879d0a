"""Adapters: what peft writes fits the model that it was trained from, and no other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from burnish import tiny
from burnish.artifacts.adapters import refuse_misfit, refuse_other_commit
from burnish.artifacts.imports import find_model_files, model_facts
from burnish.errors import InputError
from tests.adapters import lora, lora_tensors

QUERY = "base_model.model.model.layers.0.self_attn.q_proj"


def files_of(folder: Path) -> dict[str, Path]:
    return dict(find_model_files(folder, [folder]).files)


def test_an_adapter_fits_the_model_that_it_was_trained_from(tmp_path: Path) -> None:
    files = files_of(lora(tmp_path / "adapter", tiny.folder()))
    assert set(files) == {"adapter_config.json", "adapter_model.safetensors"}
    facts = model_facts(files)
    assert (facts["kind"], facts["architecture"]["rank"], facts["architecture"]["made_for"]) == ("adapter", 4, "acme/small")
    assert facts["parameters"] == sum(tensor.size for tensor in lora_tensors(tiny.folder()).values())
    refuse_misfit(files, tiny.folder())


@pytest.mark.parametrize(
    "more",
    [
        {f"{QUERY}.lora_magnitude_vector": np.ones(128, np.float32)},
        {"base_model.model.model.embed_tokens.lora_embedding_A": np.ones((4, 1024), np.float32)},
        {"base_model.model.model.embed_tokens.lora_embedding_B": np.ones((128, 4), np.float32)},
        {"base_model.model.model.embed_tokens.base_layer.weight": np.ones((1024, 128), np.float32)},
        {"base_model.model.lm_head.weight": np.ones((1024, 128), np.float32)},
        {"base_model.model.model.layers.0.input_layernorm.weight": np.ones(128, np.float32)},
    ],
    ids=["DoRA", "embedding A", "embedding B", "an embedding's own weights", "a tied head, trained whole", "a norm, trained whole"],
)
def test_what_else_peft_saves_has_its_place_too(tmp_path: Path, more: dict[str, Any]) -> None:
    """The names and shapes are those of peft 0.x, saved for the embedded model."""
    refuse_misfit(files_of(lora(tmp_path / "adapter", tiny.folder(), {**lora_tensors(tiny.folder()), **more})), tiny.folder())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {f"{QUERY}.lora_A.weight": np.ones((4, 64), np.float32)},
            r"\[4, 64\], which does not fit .*q_proj of its base, \[128,",
        ),
        ({f"{QUERY}.lora_B.weight": np.ones((96, 4), np.float32)}, r"lora_B.weight is \[96, 4\], which does not fit"),
        ({f"{QUERY}.lora_B.weight": np.ones((128, 8), np.float32)}, r"lora_A.weight is \[4, 128\], and what belongs to it is \[128, 8\]"),
        ({f"{QUERY}.lora_A.weight": np.ones(4, np.float32)}, "does not fit"),
        (
            {QUERY.replace(".0.", ".99.") + ".lora_A.weight": np.ones((4, 128), np.float32)},
            "layers.99.* which its base has not",
        ),
        ({"base_model.model.score.weight": np.ones((1, 128), np.float32)}, "changes score, which its base has not"),
    ],
)
def test_one_that_does_not_fit_is_refused_by_its_tensor(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    files = files_of(lora(tmp_path / "adapter", tiny.folder(), {**lora_tensors(tiny.folder()), **change}))
    with pytest.raises(InputError, match=words) as refused:
        refuse_misfit(files, tiny.folder())
    assert refused.value.where == "adapter_model.safetensors"


def test_half_a_pair_and_none_are_refused(tmp_path: Path) -> None:
    tensors = lora_tensors(tiny.folder())
    del tensors[f"{QUERY}.lora_B.weight"]
    with pytest.raises(InputError, match="what belongs to it is missing"):
        refuse_misfit(files_of(lora(tmp_path / "half", tiny.folder(), tensors)), tiny.folder())
    with pytest.raises(InputError, match="holds no tensors"):
        refuse_misfit(files_of(lora(tmp_path / "none", tiny.folder(), {})), tiny.folder())


def _removed(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_removed("adapter_model.safetensors"), "adapter_model.safetensors: is missing"),
        (_removed("adapter_config.json"), "adapter_config.json: is missing"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b""), "model.safetensors: lies beside an adapter's weights"),
        (lambda folder: (folder / "adapter_config.json").write_text("["), "adapter_config.json: is no JSON"),
        (lambda folder: (folder / "adapter_config.json").write_text("[]"), "adapter_config.json: holds a list"),
        (lambda folder: (folder / "adapter_config.json").write_text('{"peft_type": "IA3"}'), "of the kind 'IA3'"),
        (lambda folder: (folder / "adapter_model.bin").write_bytes(b""), "adapter_model.bin: can hold code"),
    ],
)
def test_a_folder_that_is_no_lora_is_refused_with_the_file(tmp_path: Path, spoil: Callable[[Path], None], words: str) -> None:
    folder = lora(tmp_path / "adapter", tiny.folder())
    spoil(folder)
    with pytest.raises(InputError, match=words):
        model_facts(files_of(folder))


def test_one_that_names_another_commit_of_its_base_is_refused() -> None:
    made_for = {"made_for": "acme/small", "revision": "a" * 40}
    refuse_other_commit(made_for, {"hub": "acme/small", "commit": "a" * 40}, "small@1")
    refuse_other_commit(made_for, {"path": "/models/small"}, "small@1")
    refuse_other_commit({"made_for": "acme/small", "revision": "main"}, {"hub": "acme/small", "commit": "b" * 40}, "small@1")
    with pytest.raises(InputError, match=f"at commit {'a' * 40}, and small@1 is its commit {'b' * 40}"):
        refuse_other_commit(made_for, {"hub": "acme/small", "commit": "b" * 40}, "small@1")
