"""Regression with every formula written out, here and in functions of ours: nothing of PyTorch's
finds a gradient or takes a step."""

from types import SimpleNamespace

from torch import Tensor, nn

from models.activations import ACTIVATIONS
from models.losses import Loss
from models.optimizers import Descent, Optimizer


class ByHand(nn.Module):
    """ŷ = a(x·w + b), its gradient and its update, each a line that can be read aloud.

    x has shape (n, d), w (d, 1), b (1,); z, ŷ and y have shape (n, 1).
    """

    def __init__(
        self, weight: Tensor, bias: Tensor, loss: Loss, optimizer: Optimizer, learning_rate: float
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.reshape(-1, 1).clone(), requires_grad=False)
        self.bias = nn.Parameter(bias.reshape(1).clone(), requires_grad=False)
        self.activation = ACTIVATIONS[loss.activation].function
        self.criterion, self.gradient = loss.value, loss.gradient
        self.descent = Descent(optimizer, self.parameters(), learning_rate)
        self.saved = SimpleNamespace()  # what the gradient needs again; autograd saves it too

    def forward(self, x: Tensor) -> Tensor:
        """z = x·w + b, ŷ = a(z)"""
        self.saved.x = x
        self.saved.z = x @ self.weight + self.bias
        return self.activation(self.saved.z)

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        """L, as a function of z and y"""
        self.saved.y = y
        return self.criterion(self.saved.z, y)

    def backward(self, loss: Tensor) -> None:
        """∂L/∂w = Σ ∂L/∂z · x and ∂L/∂b = Σ ∂L/∂z"""
        error = self.gradient(self.saved.z, self.saved.y)
        self.weight.grad = self.saved.x.T @ error
        self.bias.grad = error.sum(0)

    def optimize(self) -> None:
        """θ ← θ + what the optimizer makes of ∂L/∂θ, for w and for b"""
        for parameter in self.parameters():
            parameter += self.descent.change(parameter)
