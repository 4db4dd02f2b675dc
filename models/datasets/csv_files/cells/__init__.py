"""What a single cell of a table says: a number, a quantity, a date or a time."""
