"""The learners: ways to write the same training, from formulas by hand to PyTorch's own."""
