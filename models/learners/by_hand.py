"""Linear regression with every formula written out: no autograd, no optimizer."""

from types import SimpleNamespace

from torch import Tensor, nn


class ByHand(nn.Module):
    """ŷ = x·w + b, its gradient and its update, each a line that can be read aloud.

    x has shape (n, d), w (d, 1), b (1,); ŷ and y have shape (n, 1).
    """

    label = "by hand"

    def __init__(self, weight: Tensor, bias: Tensor, learning_rate: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.reshape(-1, 1).clone(), requires_grad=False)
        self.bias = nn.Parameter(bias.reshape(1).clone(), requires_grad=False)
        self.learning_rate = learning_rate
        self.saved = SimpleNamespace()  # what the gradient needs again; autograd saves it too

    def forward(self, x: Tensor) -> Tensor:
        """ŷ = x·w + b"""
        self.saved.x = x
        return x @ self.weight + self.bias

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        """L = 1/n · Σ (ŷ − y)²"""
        residual = prediction - y
        self.saved.residual = residual
        return residual.square().mean()

    def backward(self, loss: Tensor) -> None:
        """∂L/∂ŷ = 2/n · (ŷ − y), and so ∂L/∂w = Σ ∂L/∂ŷ · x and ∂L/∂b = Σ ∂L/∂ŷ"""
        x, residual = self.saved.x, self.saved.residual
        n = len(residual)
        error = 2 / n * residual
        self.weight.grad = x.T @ error
        self.bias.grad = error.sum(0)

    def optimize(self) -> None:
        """w ← w − η · ∂L/∂w and b ← b − η · ∂L/∂b"""
        weight, bias = self.weight, self.bias
        weight -= self.learning_rate * weight.grad
        bias -= self.learning_rate * bias.grad
