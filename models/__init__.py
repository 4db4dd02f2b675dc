"""What is true: experiments, data, training and theory. Knows torch and numpy, never the page."""
