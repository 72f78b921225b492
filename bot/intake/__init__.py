"""How updates come in: by polling or by webhook, one person in order, many at once."""
