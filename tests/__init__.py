"""What the project claims, proved; the folders mirror those of the tree."""
