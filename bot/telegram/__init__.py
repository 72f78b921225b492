"""The way out to the Bot API."""
