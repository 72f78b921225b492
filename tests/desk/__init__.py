"""The office at work."""
