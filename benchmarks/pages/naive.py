"""What one writes first: at each step the server trains once and draws three charts again."""

import plotly.graph_objects as go
import streamlit as st
import torch
from torch import nn

EVERY = 0.05  # seconds: 20 states a second are asked for

x = torch.arange(11, dtype=torch.float32).reshape(-1, 1)
y = 2 * x + 1


def start() -> None:
    """A model, its optimizer, and the numbers that the charts show."""
    state = st.session_state
    state.model = nn.Linear(1, 1)
    state.optimizer = torch.optim.SGD(state.model.parameters(), lr=0.01)
    state.losses, state.weights = [], []


def train_once() -> None:
    """One turn of the tutorial's loop."""
    state = st.session_state
    state.optimizer.zero_grad()
    loss = nn.functional.mse_loss(state.model(x), y)
    loss.backward()
    state.optimizer.step()
    state.losses.append(loss.item())
    state.weights.append(state.model.weight.item())


def chart(name: str, *traces: go.Scatter) -> None:
    """One of the three; its title says the step."""
    title = f"{name}, step {len(st.session_state.losses)}"
    st.plotly_chart(go.Figure(traces, {"title": {"text": title}}), key=name)


@st.fragment(run_every=EVERY)
def step() -> None:
    """Streamlit calls this again and again."""
    train_once()
    state = st.session_state
    inputs, line = x.flatten().numpy(), state.model(x).detach().flatten().numpy()
    fit, loss, weight = st.columns(3)
    with fit:
        data = go.Scatter(x=inputs, y=y.flatten().numpy(), mode="markers")
        chart("fit", data, go.Scatter(x=inputs, y=line))
    with loss:
        chart("loss", go.Scatter(y=state.losses))
    with weight:
        chart("weight", go.Scatter(y=state.weights))


st.set_page_config(layout="wide")
if "model" not in st.session_state:
    start()
step()
