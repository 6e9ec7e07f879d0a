"""All weights of a model in one flat buffer, their gradient in another, and the optimisers that walk over it."""

import torch
from torch import Tensor, nn

from burnish.core.losses import Adam, Muon, Optim

__all__ = ["FlatParameters", "Optimiser"]


class FlatParameters:
    """Parameters as views of one buffer: one all-reduce, one clip, one fused Adam for the whole model.

    Attributes:
        weights, gradient: [P] in fp32.
        matrices: (start, shape) of the matrices of the blocks, which Muon treats as such.
    """

    def __init__(self, module: nn.Module) -> None:
        parameters = list(module.named_parameters())
        blocks = [item for item in parameters if item[1].dim() == 2 and item[0].startswith("blocks.")]
        rest = [item for item in parameters if not (item[1].dim() == 2 and item[0].startswith("blocks."))]
        ordered = blocks + rest  # matrices first, so that what Adam alone walks over is one slice too
        total = sum(parameter.numel() for _, parameter in ordered)
        device = ordered[0][1].device
        self.weights = torch.empty(total, dtype=torch.float32, device=device)
        self.gradient = torch.zeros_like(self.weights)
        self.matrices: list[tuple[int, torch.Size]] = []
        start = 0
        for name, parameter in ordered:
            size = parameter.numel()
            self.weights[start : start + size] = parameter.data.reshape(-1).float()
            parameter.data = self.weights[start : start + size].view(parameter.shape)
            parameter.grad = self.gradient[start : start + size].view(parameter.shape)
            if name.startswith("blocks.") and parameter.dim() == 2:
                self.matrices.append((start, parameter.shape))
            start += size
        self.matrix_elements = sum(shape.numel() for _, shape in self.matrices)


class Optimiser:
    """Steps over flat parameters. Its state is a few flat tensors and a count, so that saving it is saving tensors.

    Adam's moments and Muon's momentum share one buffer: a matrix that Muon moves keeps its momentum where Adam's first moment is.
    """

    def __init__(self, parameters: FlatParameters) -> None:
        self._parameters = parameters
        self.first = torch.zeros_like(parameters.weights)
        self.second = torch.zeros_like(parameters.weights)
        self.steps = 0

    def step(self, optim: Optim) -> None:
        """One update from `parameters.gradient`, which is already divided and clipped."""
        self.steps += 1
        if isinstance(optim, Adam):
            self._adam(optim, 0)
            return
        self._muon(optim)
        self._adam(optim.adam, self._parameters.matrix_elements)

    def _adam(self, adam: Adam, start: int) -> None:
        """AdamW over the buffer from `start` on (Loshchilov & Hutter 2019), in torch's fused kernel."""
        torch._fused_adamw_(
            [self._parameters.weights[start:]],
            [self._parameters.gradient[start:]],
            [self.first[start:]],
            [self.second[start:]],
            [],
            [torch.tensor(float(self.steps), device=self.first.device)],
            lr=adam.learning_rate,
            beta1=adam.beta1,
            beta2=adam.beta2,
            weight_decay=adam.weight_decay,
            eps=adam.eps,
            amsgrad=False,
            maximize=False,
        )

    def _muon(self, muon: Muon) -> None:
        for start, shape in self._parameters.matrices:
            here = slice(start, start + shape.numel())
            gradient = self._parameters.gradient[here].view(shape)
            momentum = self.first[here].view(shape).lerp_(gradient, 1 - muon.momentum)
            direction = _orthogonal(gradient.lerp(momentum, muon.momentum))
            weights = self._parameters.weights[here].view(shape)
            scale = max(1.0, shape[0] / shape[1]) ** 0.5
            weights.mul_(1 - muon.learning_rate * muon.weight_decay).add_(direction, alpha=-muon.learning_rate * scale)


def _orthogonal(matrix: Tensor) -> Tensor:
    """The nearest semi-orthogonal matrix, roughly: five Newton–Schulz iterations with the coefficients of Jordan's Muon (2024)."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.square().sum().sqrt() + 1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x.T if tall else x
