"""What a button says when it is pressed: at most 64 bytes, and anybody can forge them."""

import re
from dataclasses import dataclass

# Organizers' rights are never in a button.
_PAGE = re.compile(r"/(?P<name>[a-z-]*)(?:/(?P<value>[\w-]{1,40}))?", re.ASCII)
_WRITE = re.compile(r"(?P<revision>\d{1,9}):(?P<name>[a-z-]+)(?::(?P<value>[\w-]{1,40}))?", re.ASCII)
_OWN = re.compile(r"=(?P<name>[a-z0-9-]+):(?P<code>[0-9A-Z]{8}):(?P<mac>[\w-]{16})", re.ASCII)
_LASTING = re.compile(r"!(?P<name>[a-z-]+)(?::(?P<value>[\w-]{1,40}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """Read a page; nothing is changed."""

    name: str
    value: str = ""

    @property
    def data(self) -> str:
        """The callback data: a plain address."""
        return f"/{self.name}" + (f"/{self.value}" if self.value else "")


@dataclass(frozen=True, slots=True)
class Write:
    """Change the conversation, in the revision the button was drawn for and in no other."""

    name: str
    value: str = ""
    revision: int = 0

    @property
    def data(self) -> str:
        """The callback data."""
        return f"{self.revision}:{self.name}" + (f":{self.value}" if self.value else "")


@dataclass(frozen=True, slots=True)
class Own:
    """Change the pledge with this code, by the mark of the person the button was drawn for."""

    name: str
    code: str
    mac: str

    @property
    def data(self) -> str:
        """The callback data."""
        return f"={self.name}:{self.code}:{self.mac}"


@dataclass(frozen=True, slots=True)
class Lasting:
    """Say what should be true, in any revision: pressed twice is pressed once."""

    name: str
    value: str = ""

    @property
    def data(self) -> str:
        """The callback data."""
        return f"!{self.name}" + (f":{self.value}" if self.value else "")


Callback = Page | Write | Own | Lasting


def read_callback(data: str) -> Callback | None:
    """The button with this callback data, or None if no button of ours has it."""
    if match := _PAGE.fullmatch(data):
        return Page(**match.groupdict(default=""))
    if match := _WRITE.fullmatch(data):
        return Write(match["name"], match["value"] or "", int(match["revision"]))
    if match := _OWN.fullmatch(data):
        return Own(**match.groupdict())
    if match := _LASTING.fullmatch(data):
        return Lasting(**match.groupdict(default=""))
    return None
