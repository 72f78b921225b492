"""A word list of Crimean Tatar, read from LanguageTool's dictionary, which only developers install."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "lingotweaker_data_crh"
FILE = Path("crh", "dictionaries", "crimean_tatar.dict")
SKIPPED = (
    "Crimean Tatar spelling was not checked: LanguageTool's dictionary (lingotweaker-data-crh) is not "
    "installed here. “make test” installs it and checks."
)

# An automaton in the form CFSA2 of the morfologik library: arcs one after the other, each a byte with flags
# and a label (an index, or 0 and the label in the next byte), then the offset where it leads, if not next.
_MAGIC = b"\\fsa\xc6"
_NEXT, _LAST, _LABEL, _MORE = 0x80, 0x40, 0x1F, 0x80
_HEADER = 8
_SEPARATOR = b"+"  # a form, the way to its base, its grammar


class Dictionary:
    """All forms of all words. `word in dictionary` follows one arc for each byte."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(_MAGIC):
            raise ValueError("not a dictionary in the form CFSA2")
        labels = content[_HEADER - 1]
        self._labels = content[_HEADER : _HEADER + labels]
        self._arcs = content[_HEADER + labels :]
        self._root = self._target(0)

    def __contains__(self, word: str) -> bool:
        return self._node(word.encode() + _SEPARATOR) is not None

    def base(self, word: str) -> str | None:
        """The base of a form (its first reading): that many letters are cut off, others put on."""
        node = self._node(word.encode() + _SEPARATOR)
        if node is None:
            return None
        cut, ending = self._label(node) - ord("A"), b""
        arc = self._target(node)
        while (label := self._label(arc)) != _SEPARATOR[0]:
            ending += bytes([label])
            arc = self._target(arc)
        return (word.encode()[: len(word.encode()) - cut] + ending).decode()

    def _node(self, path: bytes) -> int | None:
        node: int | None = self._root
        for byte in path:
            node = self._follow(node, byte) if node else None
        return node

    def _follow(self, arc: int, byte: int) -> int | None:
        while self._label(arc) != byte:
            if self._arcs[arc] & _LAST:
                return None
            arc = self._after(arc)
        return self._target(arc)

    def _label(self, arc: int) -> int:
        index = self._arcs[arc] & _LABEL
        return self._labels[index] if index else self._arcs[arc + 1]

    def _after(self, arc: int) -> int:
        head = self._arcs[arc]
        arc += 1 if head & _LABEL else 2
        return arc if head & _NEXT else self._number(arc)[1]

    def _target(self, arc: int) -> int:
        head = self._arcs[arc]
        if not head & _NEXT:
            return self._number(arc + (1 if head & _LABEL else 2))[0]
        while not self._arcs[arc] & _LAST:
            arc = self._after(arc)
        return self._after(arc)

    def _number(self, at: int) -> tuple[int, int]:
        """Seven bits a byte, the lowest first; and the place after it."""
        value = shift = 0
        while True:
            byte = self._arcs[at]
            value |= (byte & ~_MORE) << shift
            at, shift = at + 1, shift + 7
            if not byte & _MORE:
                return value, at


def read_dictionary() -> Dictionary | None:
    """The dictionary; None where it is not installed."""
    if find_spec(PACKAGE) is None:
        return None
    # By name: this package is not among the dependencies of a running bot.
    return Dictionary((Path(import_module(PACKAGE).data_dir()) / FILE).read_bytes())
