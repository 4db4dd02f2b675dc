"""What torch says of the binary cross-entropy: its value, and where LBFGS finds it lowest."""

from dataclasses import replace

import numpy as np
import torch

from models.datasets.dataset import Dataset


def torch_loss(theta: torch.Tensor, data: Dataset) -> torch.Tensor:
    """The loss at these weights and this bias."""
    z = torch.tensor(data.x) @ theta[:-1] + theta[-1]
    return torch.nn.functional.binary_cross_entropy_with_logits(z, torch.tensor(data.y))


def by_lbfgs(data: Dataset) -> tuple[np.ndarray, float]:
    """The weights and the bias at which torch's LBFGS ends, and the loss there.

    It goes by standardised features, with which it gets on best.
    """
    mean, deviation = data.x.mean(0), data.x.std(0)
    even = replace(data, x=(data.x - mean) / deviation)
    theta = torch.zeros(data.x.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    lbfgs = torch.optim.LBFGS([theta], max_iter=3000, tolerance_grad=1e-13, tolerance_change=0,
                              line_search_fn="strong_wolfe")  # fmt: skip

    def closure() -> torch.Tensor:
        lbfgs.zero_grad()
        loss = torch_loss(theta, even)
        loss.backward()
        return loss

    lbfgs.step(closure)
    *weights, bias = theta.detach().numpy()
    own = np.array(weights) / deviation
    return np.append(own, bias - mean @ own), torch_loss(theta.detach(), even).item()
