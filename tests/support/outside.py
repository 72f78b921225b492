"""A thief without a key: physical copies of a database, and what is guessed from where things lie in them.

A guess is made by nearness: in each file, the row of a conversation that lies nearest to a promise, the
promises that lie side by side, the order in which they lie. What chance would guess is found by trying: the
same guesses about people to whom the promises were dealt anew.
"""

import random
import re
import struct
from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev

import numpy as np
from sqlalchemy import text

from bot.run import Running
from tests.support.records import connected

CODE = re.compile(rb"(?=([0-9A-HJKMNP-TV-Z]{8}))")
SHUFFLES = 100

Places = Mapping[str, int]  # where each promise lies first


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Who promised what, in which order, and under which name each person's row is stored."""

    order: Sequence[str]
    person_of: Mapping[str, int]
    key_of: Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class File:
    """Where promises and rows of conversations lie in one file (or along one column)."""

    name: str
    codes: Places
    keys: Sequence[tuple[int, int]]  # place and key, by place


@dataclass
class Scores:
    """Guesses of one kind, over many copies: how often they were right, and how often chance would be."""

    right: list[float] = field(default_factory=list)
    chance: list[float] = field(default_factory=list)
    beyond: dict[str, list[float]] = field(
        default_factory=dict
    )  # deviations from chance, by the first promise

    def add(self, score: Callable[[Truth], float], truth: Truth, dice: random.Random) -> None:
        """One copy's score, and what the same guesses score when the promises are dealt anew."""
        found = score(truth)
        dealt = [score(_dealt_anew(truth, dice)) for _ in range(SHUFFLES)]
        self.right.append(found)
        self.chance.append(fmean(dealt))
        of_day = self.beyond.setdefault(truth.order[0], [])
        of_day.append((found - fmean(dealt)) / (pstdev(dealt) or 1.0))

    @property
    def deviation(self) -> float:
        """How far all days together are above chance, in standard deviations; copies of one day are alike."""
        return sum(map(fmean, self.beyond.values())) / len(self.beyond) ** 0.5 if self.beyond else 0.0

    def __str__(self) -> str:
        half = 1.96 * pstdev(self.right) / len(self.right) ** 0.5
        return (
            f"right {fmean(self.right):.2%} ± {half:.2%}, chance {fmean(self.chance):.2%} "
            f"({len(self.right)} copies, {self.deviation:+.1f} deviations)"
        )


def linking(file: File) -> Callable[[Truth], float]:
    """Each promise is of the conversation whose row lies nearest."""
    places = [place for place, _ in file.keys]
    nearest = {}
    for code, place in file.codes.items():
        at = bisect(places, place)
        near = file.keys[max(at - 1, 0) : at + 1]
        nearest[code] = min(near, key=lambda one: abs(one[0] - place))[1]
    return lambda truth: fmean(nearest[code] == truth.key_of[truth.person_of[code]] for code in nearest)


def pairing(file: File) -> Callable[[Truth], float]:
    """Two that lie side by side are of one person."""
    ordered = sorted(file.codes, key=lambda code: file.codes[code])
    pairs = list(pairwise(ordered))
    return lambda truth: fmean(truth.person_of[one] == truth.person_of[other] for one, other in pairs)


def ordering(file: File) -> Callable[[Truth], float]:
    """What lies first was promised first."""
    ordered = sorted(file.codes, key=lambda code: file.codes[code])

    def score(truth: Truth) -> float:
        place = {code: number for number, code in enumerate(truth.order)}
        ranks = np.array([place[code] for code in ordered])
        later = np.triu(ranks[None, :] > ranks[:, None], 1).sum()
        return float(later) / (len(ranks) * (len(ranks) - 1) / 2)

    return score


ATTACKS = {"linking": linking, "pairing": pairing, "ordering": ordering}


async def stolen(bot: Running, truth: Truth, since: float) -> list[File]:
    """The database's files as they are on the disk at this moment, with their logs."""
    if bot.database.is_sqlite:
        path = Path(bot.database.url.partition("///")[2])
        found = [file for end in ("", "-wal") if (file := Path(f"{path}{end}")).exists()]
        return [_read(file.name, file.read_bytes(), truth, varint) for file in found]
    async with connected(bot.database.url) as connection:
        root = Path(str(await connection.scalar(text("SHOW data_directory"))))
        number = await connection.scalar(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
        rows = await connection.execute(text("SELECT key, age(xmin), ctid::text FROM conversations"))
        keys = [(_row_place(row[1], row[2]), row.key) for row in rows]
        rows = await connection.execute(text("SELECT code, age(xmin), ctid::text FROM pledges"))
        codes = {row.code: _row_place(row[1], row[2]) for row in rows if row.code in truth.person_of}
    log = b"".join(
        file.read_bytes() for file in sorted((root / "pg_wal").glob("0*")) if file.stat().st_mtime >= since
    )
    heap = [file for file in (root / "base" / str(number)).iterdir() if file.stat().st_mtime >= since]
    files = [_read(file.name, file.read_bytes(), truth, struct.Struct("<q").pack) for file in heap]
    files.append(_read("pg_wal", log, truth, struct.Struct("<q").pack))
    return [*files, File(name="xmin", codes=codes, keys=sorted(keys))]


def _row_place(age: int, place: str) -> int:
    page, line = map(int, place.strip("()").split(","))
    return -age * 10**9 + page * 1000 + line


def _read(name: str, content: bytes, truth: Truth, packed: Callable[[int], bytes]) -> File:
    codes: dict[str, int] = {}
    for match in CODE.finditer(content):
        code = match[1].decode()
        if code in truth.person_of:
            codes.setdefault(code, match.start())
    keys = []
    for key in truth.key_of.values() if codes else ():
        needle, at = packed(key), -1
        while (at := content.find(needle, at + 1)) >= 0:
            keys.append((at, key))
    return File(name=name, codes=codes, keys=sorted(keys))


def varint(number: int) -> bytes:
    """As SQLite stores a rowid."""
    if number < 1 << 56:
        groups = [number >> shift & 0x7F for shift in range(49, -1, -7)]
        first = next((at for at, one in enumerate(groups) if one), 7)
        return bytes([*(one | 0x80 for one in groups[first:-1]), groups[-1]])
    return bytes([*((number >> shift & 0x7F) | 0x80 for shift in range(57, 7, -7)), number & 0xFF])


def _dealt_anew(truth: Truth, dice: random.Random) -> Truth:
    order = list(truth.order)
    dice.shuffle(order)
    people = [truth.person_of[code] for code in truth.order]
    return Truth(order=order, person_of=dict(zip(order, people, strict=True)), key_of=truth.key_of)
