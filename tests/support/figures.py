"""What a drill measured, for docs/threat-model.md: printed, and kept if FIGURES names a file."""

import os
import sys
from pathlib import Path


def figure(line: str) -> None:
    """One line of measured figures; `FIGURES=figures.txt make soak` collects them."""
    sys.stderr.write(f"{line}\n")
    if path := os.environ.get("FIGURES"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
