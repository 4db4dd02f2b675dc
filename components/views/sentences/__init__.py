"""What is said of a run in words: what happens in it, why, and what would help."""
