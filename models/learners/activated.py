"""The module by hand with an activation after its linear part: any of ACTIVATIONS."""

from torch import Tensor

from models.activations import ACTIVATIONS
from models.learners.by_hand import ByHand


class ActivatedByHand(ByHand):
    """ŷ = a(x·w + b): with the identity it is ByHand, step by step."""

    def __init__(
        self, weight: Tensor, bias: Tensor, learning_rate: float, activation: str = "identity"
    ) -> None:
        super().__init__(weight, bias, learning_rate)
        self.activation = ACTIVATIONS[activation]

    def forward(self, x: Tensor) -> Tensor:
        """z = x·w + b, ŷ = a(z)"""
        self.saved.z = super().forward(x)
        return self.activation.function(self.saved.z)

    def backward(self, loss: Tensor) -> None:
        """∂L/∂z = 2/n · (ŷ − y) · a′(z), and so ∂L/∂w = Σ ∂L/∂z · x and ∂L/∂b = Σ ∂L/∂z"""
        x, z, residual = self.saved.x, self.saved.z, self.saved.residual
        n = len(residual)
        error = 2 / n * residual * self.activation.derivative(z)
        self.weight.grad = x.T @ error
        self.bias.grad = error.sum(0)
