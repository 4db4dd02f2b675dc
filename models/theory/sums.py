"""Products over many rows, added up in one order, whatever number of threads there is."""

from __future__ import annotations

import numpy as np

# So small are the blocks that are multiplied at a time: of larger ones, OpenBLAS makes work for
# several threads, and adds up what each has found.
NUMBERS, PRODUCTS = 8_000, 200_000


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(k, m): aᵀ·b of a (n, k) and b (n, m)."""
    blocks = _blocks(a, b.shape[1])
    whole = _blocks(b, a.shape[1], rows=blocks.shape[1])
    done = blocks.shape[0] * blocks.shape[1]
    rest = a[done:].T @ b[done:]
    return np.asarray((blocks.transpose(0, 2, 1) @ whole).sum(axis=0) + rest)


def times(a: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """(n,): a·v of a (n, k) and v (k,)."""
    blocks = _blocks(a, 1)
    done = blocks.shape[0] * blocks.shape[1]
    return np.append(blocks @ vector, a[done:] @ vector)


def _blocks(a: np.ndarray, others: int, rows: int = 0) -> np.ndarray:
    """(blocks, rows, k): the rows of a (n, k) as far as they fill blocks."""
    n, k = a.shape
    rows = rows or max(1, min(NUMBERS // max(k, others), PRODUCTS // (k * others)))
    return a[: n // rows * rows].reshape(-1, rows, k)
