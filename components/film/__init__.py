"""A film: all panels of a run as the bytes that the player plays."""
