"""Every causal language model that transformers knows, by the same verbs: slow, but right.

No shared prompts and no KV cache: each sequence is computed whole, each time. What counts here is that logits are the architecture's own
(biases, soft caps, scales and all). An architecture worth running gets blocks of its own.
"""

import copy
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForCausalLM

from burnish.core.tokens import Datum
from burnish.engine.backbone import Backbone, TrainedValues
from burnish.engine.cache import Piece
from burnish.engine.shape import context_of, read_config
from burnish.engine.weights import CARRIED_FILES, read_tensors
from burnish.errors import CheckpointError

__all__ = ["TransformersBackbone", "WholeSequences"]


class _Network(nn.Module):
    """A transformers model, with a scalar head of ours beside it where one is asked for."""

    def __init__(self, language_model: Any, head: str, scalar: Tensor | None = None) -> None:
        super().__init__()
        self.language_model = language_model
        if head == "scalar":
            zeros = torch.zeros(1, language_model.config.get_text_config().hidden_size)
            self.scalar = nn.Parameter(zeros if scalar is None else scalar.float())

    def forward(self, tokens: Sequence[int]) -> Tensor:
        """Logits [T, V], or values [T], after each token of one sequence."""
        device = next(self.parameters()).device
        ids = torch.tensor([list(tokens)], device=device)
        if not hasattr(self, "scalar"):
            logits: Tensor = self.language_model(input_ids=ids, use_cache=False).logits[0]
            return logits.float()
        states = self.language_model(input_ids=ids, use_cache=False, output_hidden_states=True).hidden_states[-1][0]
        values: Tensor = (states.float() @ self.scalar.float().T)[:, 0]
        return values


class TransformersBackbone(Backbone):
    """Any architecture, through its own forward pass."""

    def __init__(self, network: _Network, head: str, context: int) -> None:
        self.module = self.network = network
        self.head_kind, self.context = head, context
        self.vocab = network.language_model.config.get_text_config().vocab_size

    @classmethod
    def load(cls, folder: Path, head: str, *, device: torch.device) -> "TransformersBackbone":
        """Read a folder without ever running code from it.

        Raises:
            CheckpointError: transformers does not know the architecture, or cannot load the weights.
        """
        config = read_config(folder)
        tensors = read_tensors(folder)  # says what is missing or corrupt in our own words, before transformers does in its
        try:
            known = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            model = AutoModelForCausalLM.from_pretrained(
                folder, config=known, local_files_only=True, trust_remote_code=False, dtype=torch.float32, use_safetensors=True
            )
        except (ValueError, KeyError, OSError, RuntimeError, ImportError) as error:
            architecture = (config.get("architectures") or ["?"])[0]
            what = f"transformers cannot load {architecture}: {str(error).splitlines()[0]}"
            fix = "use a causal language model that your transformers version knows"
            raise CheckpointError(what, where=str(folder), fix=fix) from error
        return cls(_Network(model, head, tensors.get("score.weight")).to(device), head, context_of(config))

    def values(self, batch: Sequence[Datum], members: Sequence[int], *, share: bool) -> TrainedValues:
        """One sequence after the other; `share` changes nothing here."""
        values, kept, counts, tokens = [], [], [], 0
        for member in members:
            datum = batch[member]
            trained = [place for place, masked in enumerate(datum.mask) if masked]
            if not trained:
                continue
            inputs = datum.tokens[: trained[-1]]
            before = torch.tensor(trained, device=self.device) - 1
            output = self.network(inputs)[before]
            if self.head_kind == "lm":
                targets = torch.tensor([datum.tokens[place] for place in trained], device=self.device)
                output = (output / (datum.temperature or 1.0)).log_softmax(-1).gather(1, targets[:, None])[:, 0]
            values.append(output)
            kept.append(member)
            counts.append(len(trained))
            tokens += len(inputs)
        return TrainedValues(torch.cat(values), tuple(kept), tuple(counts), tokens, tokens)

    def export(self, base: Path, target: Path) -> None:
        """Write a plain Hugging Face folder; a scalar head goes into a file beside it."""
        target.mkdir(parents=True, exist_ok=True)
        for name in CARRIED_FILES:
            if (base / name).is_file():
                shutil.copyfile(base / name, target / name)
        self.network.language_model.save_pretrained(target, safe_serialization=True)
        if self.head_kind == "scalar":
            save_file({"score.weight": self.network.scalar.detach().cpu().clone()}, target / "score.safetensors")

    def clone(self) -> "TransformersBackbone":
        """A copy with weights of its own, without gradients."""
        model = copy.deepcopy(self.network.language_model).requires_grad_(False)
        return TransformersBackbone(_Network(model, "lm"), "lm", self.context)

    @torch.no_grad()
    def take(self, backbone: Backbone) -> None:
        """See `SamplingWeights`; a scalar head of the other is not needed to sample."""
        for mine, theirs in zip(self.network.language_model.parameters(), backbone.module.language_model.parameters(), strict=True):  # type: ignore[union-attr]
            mine.copy_(theirs)

    def cache(self, rows: int) -> "WholeSequences":
        """Room to sample from these weights."""
        return WholeSequences(self.network, rows)


class WholeSequences:
    """A `Cache` that keeps tokens, not keys, and computes every sequence from its start."""

    def __init__(self, network: _Network, rows: int) -> None:
        self._network, self.rows = network, rows
        self._tokens: list[list[int]] = [[] for _ in range(rows)]

    def reserve(self, length: int) -> None:
        """Lists grow by themselves."""

    def copy(self, source: int, target: int, length: int) -> None:
        """See `Cache`."""
        self._tokens[target] = self._tokens[source][:length]

    def swap(self, a: int, b: int, length: int) -> None:
        """See `Cache`."""
        self._tokens[a], self._tokens[b] = self._tokens[b][:length], self._tokens[a][:length]

    def prefill(self, pieces: Sequence[Piece]) -> Tensor:
        """See `Cache`."""
        return torch.stack([self._append(piece.row, piece.start, piece.tokens) for piece in pieces])

    def decode(self, tokens: Sequence[int], lengths: Sequence[int]) -> Tensor:
        """See `Cache`."""
        return torch.stack([self._append(row, length, [token]) for row, (token, length) in enumerate(zip(tokens, lengths, strict=True))])

    @torch.inference_mode()
    def _append(self, row: int, start: int, tokens: Sequence[int]) -> Tensor:
        self._tokens[row] = [*self._tokens[row][:start], *tokens]
        last: Tensor = self._network(self._tokens[row])[-1]
        return last
