"""The server, asked in Streamlit's own protocol: by what no browser would send."""
