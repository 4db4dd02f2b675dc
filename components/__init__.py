"""What is seen: knows Streamlit and Plotly."""
