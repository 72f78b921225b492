"""The folder of the project, where its README is."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
