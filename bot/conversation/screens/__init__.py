"""Screens that ask nothing."""
