"""The mark of a copy, its last line: whoever has the secret wrote the copy, and nobody changed it since."""

import hmac
import zlib
from collections.abc import Iterator, Sequence
from io import BufferedIOBase

from db.copying import CopyError
from db.vault import Vault

LONGEST_LINE = 4096  # no row of a copy comes near it: whatever is longer is not read into memory


class Marking:
    """Writes the lines of a copy, and its mark below them."""

    def __init__(self, file: BufferedIOBase, vault: Vault) -> None:
        self._file = file
        self._mark = vault.copy_marks()[0]

    def write(self, line: str) -> None:
        """Write one line."""
        content = f"{line}\n".encode()
        self._mark.update(content)
        self._file.write(content)

    def end(self) -> None:
        """Write the mark."""
        self._file.write(f"{self._mark.hexdigest()}\n".encode())


def lines_of(file: BufferedIOBase, vault: Vault | None) -> Iterator[str]:
    """The lines of a copy without its mark, which is looked at after the last one; None looks at none.

    Raises:
        CopyError: the mark is not of this vault, or this is no copy.
    """
    marks, before = vault.copy_marks() if vault else [], b""
    for line in _bounded(file):
        if before:
            for mark in marks:
                mark.update(before)
            yield before.decode()
        before = line
    if vault and not _is_one(marks, before.strip()):
        raise CopyError(
            "no secret of ours has marked this copy: it is damaged, cut short or forged; "
            "if it was made under a former SECRET_KEY, put that one into OLD_SECRET_KEYS"
        )


def _bounded(file: BufferedIOBase) -> Iterator[bytes]:
    while True:
        try:
            line = file.readline(LONGEST_LINE + 1)
        except (OSError, EOFError, zlib.error):
            raise CopyError("this file is not a copy made by `mektup backup`, or it is cut short") from None
        if len(line) > LONGEST_LINE:
            raise CopyError("this file is not a copy made by `mektup backup`: a line is too long")
        if not line:
            return
        yield line


def _is_one(marks: "Sequence[hmac.HMAC]", given: bytes) -> bool:
    return any(hmac.compare_digest(mark.hexdigest().encode(), given) for mark in marks)
