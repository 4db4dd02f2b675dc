"""How the server answers: what a browser is told to refuse, what is kept off the disk and the net.

Knows Starlette and Streamlit's server; nothing of what the pages show.
"""
