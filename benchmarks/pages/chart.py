"""The least a page with a chart can be: one st.plotly_chart."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Scatter(y=0.9 ** np.arange(101), mode="lines")))
