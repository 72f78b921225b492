"""Sends to the Bot API."""
