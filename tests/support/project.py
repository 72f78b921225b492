"""Where the project stands: the folder of its README."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
