"""What `mektup doctor` says of one thing it looked at."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and the mend if it is not well."""

    what: str
    state: Literal["well", "ill", "warning"]
    said: str
    mend: str = ""

    def __str__(self) -> str:
        sign = {"well": "ok  ", "ill": "WRONG", "warning": "note"}[self.state]
        return f"{sign:5} {self.what}: {self.said}" + (f"\n      → {self.mend}" if self.mend else "")
