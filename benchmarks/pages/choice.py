"""A choice among as many names as the lab has data sets, and nothing else."""

import streamlit as st

from models.datasets import DATASETS

st.selectbox("Data", [dataset.label for dataset in DATASETS.values()])
