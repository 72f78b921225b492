"""Drills: the real program under load, killed, starved, lied to."""
