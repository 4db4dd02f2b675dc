"""Around every page: the menu, Streamlit's first page, and what is said without a server."""
