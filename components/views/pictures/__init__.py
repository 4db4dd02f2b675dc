"""Run → Panel: the pictures of a run."""
