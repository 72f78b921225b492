"""Screens that are no question."""
