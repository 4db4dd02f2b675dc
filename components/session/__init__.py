"""What a visitor's session holds: the address, the view, an own file, what was not taken."""
