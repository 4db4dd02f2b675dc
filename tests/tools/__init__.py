"""What is promised of the tools that the tests and the Makefile start."""
