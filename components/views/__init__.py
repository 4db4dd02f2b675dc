"""What a run looks like: pictures, tables and sentences. Knows no Streamlit."""
