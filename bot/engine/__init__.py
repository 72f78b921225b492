"""One update being decided in a transaction; one person in order, many at once."""
