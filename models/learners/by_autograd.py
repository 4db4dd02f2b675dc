"""Linear regression as one writes it in PyTorch: nn.Linear, nn.MSELoss, torch.optim.SGD."""

import torch
from torch import Tensor, nn


class ByAutograd(nn.Module):
    """The layer, the loss and the optimizer that PyTorch brings."""

    label = "by autograd"

    def __init__(self, weight: Tensor, bias: Tensor, learning_rate: float) -> None:
        super().__init__()
        # skip_init: nn.Linear would draw its start from the generator that all sessions share.
        self.linear = nn.utils.skip_init(nn.Linear, weight.numel(), 1, dtype=weight.dtype)
        with torch.no_grad():
            self.linear.weight.copy_(weight.reshape(1, -1))
            self.linear.bias.copy_(bias.reshape(1))
        self.criterion: nn.Module = nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.linear.parameters(), lr=learning_rate)

    @property
    def weight(self) -> Tensor:
        return self.linear.weight

    @property
    def bias(self) -> Tensor:
        return self.linear.bias

    def zero_grad(self, set_to_none: bool = True) -> None:
        """.grad ← None"""
        self.optimizer.zero_grad(set_to_none)

    def forward(self, x: Tensor) -> Tensor:
        """ŷ = x·wᵀ + b"""
        return self.linear(x)

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        """L = 1/n · Σ (ŷ − y)²"""
        return self.criterion(prediction, y)

    def backward(self, loss: Tensor) -> None:
        """autograd: ∂L/∂w and ∂L/∂b into .grad"""
        loss.backward()

    def optimize(self) -> None:
        """θ ← θ − η · ∂L/∂θ"""
        self.optimizer.step()
