"""Organizers at their desk."""
