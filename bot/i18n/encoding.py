"""Reads a text file however its editor has saved it, or says what is wrong with it."""

import codecs
import re
from pathlib import Path

import polib

from db.errors import MistakeError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"charset=([\w-]+)")  # in the head of a catalogue
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_PLACE = re.compile(r"\(line (\d+)\)(?:: (.+))?")  # in what polib says


class UnreadableError(MistakeError):
    """A file that cannot be read; `why` is one sentence without its name."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


def read_text(path: Path) -> str:
    """Read the file, without a byte order mark and with plain line ends.

    Raises:
        UnreadableError: says in which encoding the file seems to be, and where that shows.
    """
    content = _bytes(path)
    text = content.decode(_encoding(path, content)).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoding_of(path: Path) -> str:
    """Name the encoding of the file, for a library that reads it by itself. Raises `UnreadableError`."""
    return _encoding(path, _bytes(path))


def read_catalogue(path: Path) -> polib.POFile:
    """Read a catalogue of texts.

    Raises:
        UnreadableError: with the line that is wrong.
    """
    text = read_text(path)
    try:
        catalogue = polib.pofile(text, encoding="utf-8")
    except (OSError, ValueError, IndexError) as error:
        found = _PLACE.search(str(error))
        line, why = (found[1], found[2] or "cannot be understood") if found else ("?", "cannot be understood")
        raise UnreadableError(path, f"line {line}: {why}; is there a quotation mark too few?") from None
    catalogue.metadata["Content-Type"] = "text/plain; charset=utf-8"  # as it is kept from here on
    return catalogue


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(path, f"cannot be read: {error.strerror}") from None


def _encoding(path: Path, content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not encoding and b"\0" in content:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    if not encoding and path.suffix == ".po" and (found := _DECLARED.search(content)):
        encoding = found[1].decode()
    for one in filter(None, (encoding, "utf-8")):
        try:
            content.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
        return one
    raise UnreadableError(path, _suspicion(content))


def _suspicion(content: bytes) -> str:
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            word = line[max(0, error.start - 12) : error.start + 12]
            seen = word.decode("cp1251", "replace")
            is_cyrillic = len(_CYRILLIC.findall(seen)) > len(re.findall(r"[A-Za-z]", seen))
            name, shown = ("Windows-1251", seen) if is_cyrillic else ("Latin-1", word.decode("latin-1"))
            return f"line {number} is not UTF-8 but, it seems, {name} (“{shown.strip()}”); save it as UTF-8"
    return "is not UTF-8; save it as UTF-8"
