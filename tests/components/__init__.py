"""What is seen, without a browser: figures, films, words, addresses, and the page's script."""
