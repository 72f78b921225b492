"""Updates come in here: by polling or by webhook."""
