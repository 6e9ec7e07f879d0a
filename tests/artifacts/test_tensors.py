"""Safetensors without torch: headers that lie are refused, and so is every number that is none, whatever its type."""

import json
import struct
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from burnish import tiny
from burnish.artifacts import tensors
from burnish.artifacts.tensors import read_header, refuse_non_finite
from burnish.errors import InputError

FLOATS = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a tensor has several."""
    monkeypatch.setattr(tensors, "_PART_BYTES", 64)


def test_the_header_says_what_safetensors_says() -> None:
    path = tiny.folder() / "model.safetensors"
    from safetensors import safe_open

    with safe_open(path, framework="pt") as opened:
        assert {key: tensor.shape for key, tensor in read_header(path, "m").items()} == {
            key: tuple(opened.get_slice(key).get_shape())
            for key in opened.keys()  # noqa: SIM118 - not a mapping
        }
    refuse_non_finite(path, "m")


NONE = [float("nan"), float("inf"), float("-inf")]


@pytest.mark.parametrize(
    ("dtype", "value"),
    [(dtype, value) for dtype in FLOATS for value in NONE if dtype != torch.float8_e4m3fn or value != value],  # that one has no infinities
    ids=str,
)
@pytest.mark.parametrize("place", [0, 57, 100])
def test_one_number_that_is_none_is_found_and_its_tensor_named(tmp_path: Path, dtype: torch.dtype, value: float, place: int) -> None:
    wrong = torch.ones(101)
    wrong[place] = value
    wrong = wrong.to(dtype)
    save_file({"a": torch.ones(50).to(dtype), "q_proj": wrong, "z": torch.ones(3)}, tmp_path / "m.safetensors")
    with pytest.raises(InputError, match="NaN or infinity in the tensor q_proj") as refused:
        refuse_non_finite(tmp_path / "m.safetensors", "m.safetensors")
    assert refused.value.where == "m.safetensors"


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_the_largest_and_the_smallest_numbers_pass(tmp_path: Path, dtype: torch.dtype) -> None:
    limits = torch.finfo(dtype)
    values = torch.tensor([limits.max, limits.min, limits.tiny, 0.0, -0.0], dtype=torch.float64).to(dtype)
    save_file({"a": values}, tmp_path / "m.safetensors")
    refuse_non_finite(tmp_path / "m.safetensors", "m")


def test_integers_are_numbers_whatever_their_bits(tmp_path: Path) -> None:
    save_file({"a": torch.full((9,), -1, dtype=torch.int32), "b": torch.ones(3, dtype=torch.bool)}, tmp_path / "m.safetensors")
    refuse_non_finite(tmp_path / "m.safetensors", "m")


@pytest.mark.parametrize(
    "header",
    [
        {"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}},
        {"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}},
        {"a": {"dtype": "F32", "shape": [2], "data_offsets": [-8, 8]}},
        {"a": {"dtype": "F32", "shape": "2", "data_offsets": [0, 8]}},
        {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8, 16]}},
        {"a": {"dtype": "F32", "shape": [1e400], "data_offsets": [0, 8]}},
        [],
    ],
)
def test_a_header_that_lies_is_refused(tmp_path: Path, header: object) -> None:
    text = json.dumps(header).encode()
    (tmp_path / "m").write_bytes(struct.pack("<Q", len(text)) + text + b"12345678")
    with pytest.raises(InputError, match="is no whole safetensors file"):
        read_header(tmp_path / "m", "m")
