"""The least a slider with a chart can be: the lab's rates, one curve of numpy, no torch."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

RATES = [float(f"{10 ** (k / 20):.3g}") for k in range(-120, 21)]

rate = st.select_slider("Learning rate", RATES, 0.001, format_func="{:g}".format)
loss = (1 - rate) ** np.arange(101)
st.plotly_chart(go.Figure(go.Scatter(y=loss, mode="lines"), {"title": {"text": f"{rate:g}"}}))
