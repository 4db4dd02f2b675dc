"""One step of training: the lines of code that make it, and a step function run for real."""
