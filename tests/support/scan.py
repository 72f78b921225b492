"""Looks for traces in bytes: many needles at once, in every encoding somebody might have stored them in."""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from urllib.parse import quote

import numpy as np

PREFIX = 8  # bytes by which a needle is looked up; what matches is compared whole
SHORT = 5  # an id in the fewest bytes, as SQLite stores a number
CHUNK = 4 << 20
HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")


def of_text(text: str) -> Mapping[str, bytes]:
    """The text in each encoding."""
    plain = text.encode()
    found = {
        "UTF-8": plain,
        "UTF-16 LE": text.encode("utf-16-le"),
        "UTF-16 BE": text.encode("utf-16-be"),
        "UTF-32 LE": text.encode("utf-32-le"),
        "UTF-32 BE": text.encode("utf-32-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "base32": base64.b32encode(plain).rstrip(b"=")[:-1],
        "base85": base64.b85encode(plain[: len(plain) // 4 * 4]),
        "percent": quote(text, safe="").encode(),
        "JSON": json.dumps(text)[1:-1].encode(),
        "HTML": escape(text).encode(),
        "reversed": plain[::-1],
        "lower": text.lower().encode(),
        "upper": text.upper().encode(),
        "compressed": zlib.compress(plain)[2:-4],
    }
    for skipped in range(3):  # base64 of a longer text: the needle may begin at any of three places
        middle = base64.b64encode(b"\0" * skipped + plain)[4:-4]
        found[f"base64 +{skipped}"] = middle
        found[f"base64url +{skipped}"] = middle.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def of_id(number: int) -> Mapping[str, bytes]:
    """The id as text in each encoding, as a number in each width, and hashed without a key."""
    decimal = str(number)
    found = dict(of_text(decimal))
    found |= {
        "8 bytes LE": number.to_bytes(8, "little"),
        "8 bytes BE": number.to_bytes(8, "big"),
        "fewest bytes LE": number.to_bytes(SHORT, "little"),
        "fewest bytes BE": number.to_bytes(SHORT, "big"),
        "number in hex": f"{number:x}".encode(),
        "negative": f"-{decimal}".encode(),
    }
    forms = {
        "decimal": decimal.encode(),
        "LE": number.to_bytes(8, "little"),
        "BE": number.to_bytes(8, "big"),
        "label and BE": b"conversation" + number.to_bytes(8, "big", signed=True),
        "label and decimal": b"conversation" + decimal.encode(),
    }
    for form, message in forms.items():
        for name in HASHES:
            digest = hashlib.new(name, message).digest()
            key = int.from_bytes(digest[:8], "big") >> 1  # 63 bits, as both databases keep a number
            found |= {
                f"{name} of {form}": digest[:16],
                f"{name} of {form} in hex": digest.hex()[:32].encode(),
                f"{name} of {form} in base64": base64.b64encode(digest)[:20],
                f"{name} of {form} as a row's key": key.to_bytes(8, "big"),
                f"{name} of {form} as a row's key LE": key.to_bytes(8, "little"),
            }
    return found


class Needles:
    """What to look for; built once, then looked for in any bytes."""

    def __init__(self, needles: Iterable[tuple[str, bytes]]) -> None:
        self._by_prefix: dict[int, dict[int, list[tuple[str, bytes]]]] = {PREFIX: {}, SHORT: {}}
        self.count = 0
        for name, needle in needles:
            if len(needle) < SHORT:
                continue
            width = PREFIX if len(needle) >= PREFIX else SHORT
            prefix = int.from_bytes(needle[:width], "little")
            self._by_prefix[width].setdefault(prefix, []).append((name, needle))
            self.count += 1

    def in_bytes(self, data: bytes) -> set[str]:
        """The names of what is there."""
        found = set()
        for width, needles in self._by_prefix.items():
            known = np.array(sorted(needles), dtype=np.uint64)
            for start in range(0, len(data), CHUNK):
                windows = _windows(data[start : start + CHUNK + 1024], width)
                for prefix in known[np.isin(known, windows)]:
                    found |= {name for name, needle in needles[int(prefix)] if needle in data}
        return found

    def in_files(self, paths: Iterable[Path]) -> dict[str, set[str]]:
        """What is there, file by file."""
        found = {str(path): self.in_bytes(content(path)) for path in paths}
        return {path: names for path, names in found.items() if names}


def files_under(*roots: Path) -> Iterator[Path]:
    """Every file of these folders, and of what is in them."""
    for root in roots:
        if root.is_dir():
            yield from files_under(*root.iterdir())
        elif root.is_file():
            yield root


def content(path: Path) -> bytes:
    """What is in the file; nothing if a database has removed it since it was listed."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def pieces(name: str, sealed: bytes) -> Iterator[tuple[str, bytes]]:
    """Sealed bytes in short pieces, since a database may cut them at its pages."""
    for start in range(0, len(sealed) - 32, 64):
        yield f"{name} at {start}", sealed[start : start + 32]


def _windows(data: bytes, width: int) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    if len(data) < width:
        return np.zeros(0, np.uint64)
    octets = np.frombuffer(data, np.uint8)
    count = len(data) - width + 1
    windows = np.zeros(count, np.uint64)
    for at in range(width):
        windows |= octets[at : at + count].astype(np.uint64) << np.uint64(8 * at)
    return np.unique(windows)
