"""Decides each update in a transaction, keeps one person's updates in order, sends what is owed."""
