"""Backbone: one network as the trainer and the sampler see it, fast (our blocks) or merely right (transformers)."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn

from burnish.core.tokens import Datum
from burnish.engine.blocks import Decoder
from burnish.engine.cache import Cache, KVCache
from burnish.engine.folded import FoldedDecoder
from burnish.engine.logprobs import chunked_logprobs
from burnish.engine.packing import pack
from burnish.engine.weights import export_folder, load_decoder

__all__ = ["Backbone", "FastBackbone", "FoldedWeights", "SamplingWeights", "TrainedValues", "load_backbone"]


@dataclass(frozen=True, slots=True)
class TrainedValues:
    """What the network says of the trained tokens of one micro-batch.

    Attributes:
        values: [M] logprobs, or a critic's values at the state before each token; in fp32, with gradient.
        members, counts: which datums, and how many tokens of each, in order.
        stream_tokens: tokens computed; plain_tokens: what it would have been without sharing.
    """

    values: Tensor
    members: tuple[int, ...]
    counts: tuple[int, ...]
    stream_tokens: int
    plain_tokens: int


class SamplingWeights(Protocol):
    """The sampler's own weights, apart from those that learn."""

    def take(self, backbone: "Backbone") -> None:
        """Copy the weights that were trained since."""
        ...

    def cache(self, rows: int) -> Cache:
        """Room to sample from these weights."""
        ...


class Backbone(ABC):
    """A network with a head."""

    module: nn.Module
    head_kind: str
    context: int
    vocab: int

    @abstractmethod
    def values(self, batch: Sequence[Datum], members: Sequence[int], *, share: bool) -> TrainedValues:
        """Logprobs (at each datum's temperature) or values of the trained tokens of one micro-batch."""

    @abstractmethod
    def export(self, base: Path, target: Path) -> None:
        """Write a plain Hugging Face folder."""

    @abstractmethod
    def clone(self) -> SamplingWeights:
        """The same weights once more, for the sampler, without gradients."""

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.module.parameters()).device


class FastBackbone(Backbone):
    """Our own blocks: flat stream, shared prompts."""

    def __init__(self, decoder: Decoder) -> None:
        self.module = self.decoder = decoder
        self.head_kind = decoder.head_kind
        self.context, self.vocab = decoder.shape.context, decoder.shape.vocab

    def values(self, batch: Sequence[Datum], members: Sequence[int], *, share: bool) -> TrainedValues:
        """See `Backbone.values`; what several prompts share is computed once."""
        shape = self.decoder.shape
        packed = pack(batch, members, shape.query_rows, share=share).to(self.device)

        def attend(layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            return packed.attend(shape.kv_heads, q, k, v)

        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            hidden = self.decoder.hidden(packed.tokens, packed.positions, attend, keep=packed.before)
        if self.head_kind == "scalar":
            values = (hidden.float() @ self.decoder.head.float().T)[:, 0]
        else:
            temperatures = torch.tensor([batch[member].temperature or 1.0 for member in packed.members])
            temperature = temperatures.repeat_interleave(torch.tensor(packed.counts)).to(self.device)
            values = chunked_logprobs(hidden, self.decoder.head, packed.targets, temperature)
        return TrainedValues(values, packed.members, packed.counts, len(packed.tokens), packed.plain_tokens)

    def export(self, base: Path, target: Path) -> None:
        """Write a plain Hugging Face folder."""
        export_folder(self.decoder, base, target)

    def clone(self) -> SamplingWeights:
        """In the type to sample with: fp32 on CPU, bf16 on a GPU."""
        return FoldedWeights(FoldedDecoder(self.decoder, torch.bfloat16 if self.device.type == "cuda" else torch.float32))


class FoldedWeights:
    """`SamplingWeights` of our own blocks."""

    def __init__(self, decoder: FoldedDecoder) -> None:
        self.decoder = decoder

    def take(self, backbone: Backbone) -> None:
        """See `SamplingWeights`."""
        assert isinstance(backbone, FastBackbone)  # noqa: S101 - a rank has one backbone, and this is its clone
        self.decoder.take(backbone.decoder)

    def cache(self, rows: int) -> KVCache:
        """See `SamplingWeights`."""
        return KVCache(self.decoder, rows)


def load_backbone(folder: Path, head: str = "lm", *, device: torch.device, seed: int = 0) -> Backbone:
    """The network of a checkpoint folder: our blocks where they cover it, transformers otherwise.

    Raises:
        CheckpointError: missing, corrupt, or an architecture that transformers does not know either.
    """
    decoder = load_decoder(folder, head, seed=seed)
    if decoder is not None:
        return FastBackbone(decoder.to(device))
    from burnish.engine.any_architecture import TransformersBackbone  # imported here: transformers takes seconds

    return TransformersBackbone.load(folder, head, device=device)
