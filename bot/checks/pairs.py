"""Pairs of neighbouring words in Crimean Tatar texts: which of them were seen in native prose."""

import csv
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from bot.checks.crimean_tatar import lower

FILE = "pairs.tsv"

_TAG = re.compile(r"</?[a-z][^<>]*>")
_CODE = re.compile(r"<(code|pre)>.*?</\1>|https?://\S+|(?<!\w)/[a-z]+|\{[^{}]*\}", re.DOTALL)
_BREAK = re.compile(r"[^\w\s'’ʼ-]+|\s[–—-]\s|\d+|\n")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")


def pairs_of(text: str) -> Iterator[str]:
    """Every two words that stand side by side with nothing but a space between them."""
    for part in _BREAK.split(_TAG.sub("", _CODE.sub(".", text))):
        words = [lower(word) for word in _WORD.findall(part)]
        yield from (f"{one} {next_one}" for one, next_one in pairwise(words))


def read_pairs(folder: Path) -> dict[str, str]:
    """locales/crh/pairs.tsv: the pairs that were seen, and where."""
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["pair"]: row["seen"] for row in rows}
