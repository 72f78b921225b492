"""What a button says when it is pressed: at most 64 bytes, and anybody can forge them."""

import re
from dataclasses import dataclass

# A read-only button is a plain address; a writing button carries the revision it was drawn for;
# a pledge's button carries the mark of the person it was drawn for; an organizer's lasting button says
# what should be true whenever it is pressed. Organizers' rights are never in a button.
_ADDRESS = re.compile(r"/(?P<name>[a-z-]*)(?:/(?P<value>[\w-]{1,40}))?", re.ASCII)
_WRITING = re.compile(r"(?P<revision>\d{1,9}):(?P<name>[a-z-]+)(?::(?P<value>[\w-]{1,40}))?", re.ASCII)
_LASTING = re.compile(r"!(?P<name>[a-z-]+):(?P<value>[\w-]{1,40})", re.ASCII)
_PLEDGE = re.compile(r"=(?P<name>[a-z0-9-]+):(?P<value>[0-9A-Z]{8}):(?P<mac>[\w-]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Callback:
    """One button. Exactly one of `revision`, `mac` and `lasting` is set on a button that writes."""

    name: str
    value: str = ""
    revision: int | None = None
    mac: str | None = None
    lasting: bool = False

    @property
    def data(self) -> str:
        """The callback data."""
        if self.mac is not None:
            return f"={self.name}:{self.value}:{self.mac}"
        if self.lasting:
            return f"!{self.name}:{self.value}"
        tail = f":{self.value}" if self.value else ""
        if self.revision is not None:
            return f"{self.revision}:{self.name}{tail}"
        return f"/{self.name}" + (f"/{self.value}" if self.value else "")


def read_callback(data: str) -> Callback | None:
    """The button with this callback data, or None if no button of ours has it."""
    for form in (_WRITING, _ADDRESS, _PLEDGE, _LASTING):
        if match := form.fullmatch(data):
            parts = match.groupdict(default="")
            revision = int(parts["revision"]) if "revision" in parts else None
            return Callback(parts["name"], parts["value"], revision, parts.get("mac"), form is _LASTING)
    return None
