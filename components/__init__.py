"""What is seen: knows Streamlit and Plotly, computes no mathematics."""
