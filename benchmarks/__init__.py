"""Where the figures of docs come from: `make bench`, or `python -m benchmarks training slider`."""
