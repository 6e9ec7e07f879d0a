"""Safetensors files without torch: what their headers say, and whether every number in them is one."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from burnish.errors import InputError

__all__ = ["Tensor", "read_header", "refuse_non_finite"]

_LONGEST_HEADER = 100 * 1024 * 1024
_PART_BYTES = 16 * 1024 * 1024
_WRONG, _COPY_AGAIN = "is no whole safetensors file", "copy it again from its source"

_EXPONENTS: Mapping[str, tuple[type[np.unsignedinteger], int]] = {
    "F64": (np.uint64, 0x7FF0000000000000),
    "F32": (np.uint32, 0x7F800000),
    "F16": (np.uint16, 0x7C00),
    "BF16": (np.uint16, 0x7F80),
    "F8_E5M2": (np.uint8, 0x7C),
    "F8_E4M3": (np.uint8, 0x7F),  # it has no infinities: all ones is its one NaN
}
"""By dtype: the bits that are all ones in an infinity and in whatever is no number, and in nothing else. Integers have none."""


_BITS = {"BOOL": 8, "I8": 8, "U8": 8, "I16": 16, "U16": 16, "I32": 32, "U32": 32, "I64": 64, "U64": 64} | {
    name: 8 * np.dtype(kind).itemsize for name, (kind, _) in _EXPONENTS.items()
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor as the header has it.

    Attributes:
        dtype, shape: of its numbers.
        start, end: of its bytes in the file.
    """

    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int

    @property
    def numbers(self) -> int:
        """How many there are."""
        return prod(self.shape)


def read_header(path: Path, name: str) -> dict[str, Tensor]:
    """The tensors of a file, whose length must be what its header says.

    Args:
        path: of the file.
        name: what people call it.

    Raises:
        InputError: it is none, or cut off.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > min(_LONGEST_HEADER, size - 8):
                raise InputError(f"{_WRONG}: its header would have {length:,} bytes", where=name, fix=_COPY_AGAIN)
            told = json.loads(file.read(length))
        told.pop("__metadata__", None)
        begin = 8 + length
        tensors = {str(key): _tensor(one, begin) for key, one in told.items()}
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError, struct.error) as error:
        raise InputError(f"{_WRONG}: {type(error).__name__}", where=name, fix=_COPY_AGAIN) from None
    if max((tensor.end for tensor in tensors.values()), default=begin) != size:
        raise InputError(f"{_WRONG}: it has {size:,} bytes, its header says otherwise", where=name, fix=_COPY_AGAIN)
    return tensors


def refuse_non_finite(path: Path, name: str) -> None:
    """Read a file through, a part at a time: nothing, if every number is finite.

    Raises:
        InputError: one is NaN or infinite; names its tensor. A model with one can still answer, and everything learned from it is lost.
    """
    for key, tensor in read_header(path, name).items():
        kind, ones = _EXPONENTS.get(tensor.dtype, (None, 0))
        if kind is None:
            continue
        mask = kind(ones)
        with path.open("rb") as file:
            file.seek(tensor.start)
            left = tensor.end - tensor.start
            while left > 0:
                part = np.frombuffer(file.read(min(left, _PART_BYTES)), dtype=kind)
                if not part.size:
                    raise InputError(f"{_WRONG}: {key} is cut off", where=name, fix=_COPY_AGAIN)
                if bool(np.any((part & mask) == mask)):
                    what = f"holds a number that is none: NaN or infinity in the tensor {key[:200]}"
                    raise InputError(what, where=name, fix="use weights from before whatever went wrong with them, or convert them again")
                left -= part.nbytes


def _tensor(told: Mapping[str, object], begin: int) -> Tensor:
    shape, offsets = told["shape"], told["data_offsets"]
    if not isinstance(shape, list) or not isinstance(offsets, list):
        raise TypeError
    start, end = (begin + int(offset) for offset in offsets)
    tensor = Tensor(str(told["dtype"]), tuple(int(length) for length in shape), start, end)
    bits = _BITS.get(tensor.dtype, 0)
    if not begin <= start <= end or (bits and 8 * (end - start) != bits * tensor.numbers):
        raise ValueError
    return tensor
