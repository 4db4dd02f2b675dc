"""The critical learning rate of the data: its mark on the slider, and finer rates around it."""

from __future__ import annotations

import math
from dataclasses import replace

import streamlit as st

from components.views.sentences.spelling import cut
from models.datasets.dataset import Dataset
from models.datasets.preprocessing import prepare
from models.experiment import DEFAULTS, NUMBERS, Experiment
from models.losses import LOSSES
from models.setting import bound

WITHIN = 0.4  # so much below and above it, as a share of it, the slider is finer
FINENESS = 0.05  # the most that two rates there are apart, as a share of it

# What it does not depend on: an experiment at another of these has the same one.
_OF_START = ("start", "start_weight", "start_weights", "start_bias", "start_seed")
_FREE = ("learning_rate", "epochs", "learner", "precision", *_OF_START)
_AS_AT_FIRST = {name: DEFAULTS[name] for name in _FREE}


def rate(experiment: Experiment, dataset: Dataset | None, fingerprint: str = "") -> float | None:
    """The critical rate of the experiment's data, worked out once; None where there is none.

    dataset: the experiment's, or None where there is none; fingerprint: of a visitor's file.
    """
    if dataset is None:
        return None
    return _rate(replace(experiment, **_AS_AT_FIRST), dataset, fingerprint)


@st.cache_data(max_entries=500, show_spinner=False)
def _rate(experiment: Experiment, _dataset: Dataset, fingerprint: str) -> float | None:
    loss = bound(LOSSES[experiment.loss], experiment, "value")
    try:
        found = loss.on(prepare(_dataset, experiment).training).critical_learning_rate()
    except ValueError:  # too few rows, or a loss without a lowest point
        return None
    return found if math.isfinite(found) else None


def rates_around(critical: float | None) -> tuple[float, ...]:
    """Round rates around it, each 1, 2 or 5 of a digit from the next: as one says them aloud.

    Around 0.028: 0.017, 0.018, … 0.039.
    """
    if critical is None:
        return ()
    most = FINENESS * critical * 1.001  # else rounding would make twice as many around 1
    power = 10.0 ** math.floor(math.log10(most))
    step = max(digit * power for digit in (1, 2, 5) if digit * power <= most)
    first, last = math.ceil((1 - WITHIN) * critical / step), (1 + WITHIN) * critical / step
    bounds = NUMBERS["learning_rate"]
    rates = [float(f"{k * step:.3g}") for k in range(first, math.floor(last) + 1)]
    return tuple(each for each in rates if bounds.low <= each <= bounds.high)


def mark(critical: float | None, rates: list[float], rate: float) -> None:
    """Mark it on the slider that offers these rates, in their order, with even distances; spelled
    as beside the present rate in the sentences above the pictures.
    """
    if critical is None or not rates[0] < critical < rates[-1]:
        return
    above = next(i for i, each in enumerate(rates) if each >= critical)
    one, two = (math.log(each) for each in rates[above - 1 : above + 1])
    share = (above - 1 + (math.log(critical) - one) / (two - one)) / (len(rates) - 1)
    # Numbers of ours alone; page.css draws with them.
    text = f"critical {cut(critical, rate)}"
    st.html(f'<style>:root {{ --critical: {share:.5f}; --critical-text: "{text}"; }}</style>')
