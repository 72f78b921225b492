"""What may harm who writes a letter or who reads it, where this campaign is: `danger.toml` of its folder."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Literal

from pydantic import PrivateAttr

from bot.campaign.value_types import Country, Line, Part
from bot.i18n.translate import folded

Word = Literal["country", "region", "town", "lives", "here", "slogan"]
Words = tuple[Line, ...]

LEAST_NAME = 3  # letters before the ending of a surname


class Dangers(Part):
    """Lists of words, written as the file says; an empty list is found nowhere."""

    countries: tuple[Country, ...] = ()
    country: Words = ()
    region: Words = ()
    town: Words = ()
    lives: Words = ()
    here: Words = ()
    slogan: Words = ()
    surname: Words = ()
    _patterns: dict[tuple[tuple[Word, ...], ...], re.Pattern[str]] = PrivateAttr(default_factory=dict)

    def pattern(self, *one_after_the_other: tuple[Word, ...]) -> re.Pattern[str]:
        """A word of each of these, over folded text that begins and ends with a space; made once."""
        if one_after_the_other not in self._patterns:
            words = (
                [word for which in some for word in getattr(self, which)] for some in one_after_the_other
            )
            made = "".join(f" (?:{_by_first_letter(map(_read, some)) or '(?!)'})" for some in words)
            self._patterns[one_after_the_other] = re.compile(made)
        return self._patterns[one_after_the_other]

    def surnames(self, text: str) -> list[str]:
        """Words that are written and end as surnames do there."""
        ends = tuple(self.surname)
        words = re.findall(r"\w+", text)
        return [word for word in words if word[0].isupper() and word[LEAST_NAME:].endswith(ends)]


def _by_first_letter(patterns: Iterable[str]) -> str:
    """One of them; ten times as quick as trying each."""
    groups = groupby(sorted(patterns), key=lambda one: one[0])
    return "|".join(f"{first}(?:{'|'.join(one[1:] for one in some)})" for first, some in groups)


def _read(word: str) -> str:
    return "".join(map(_pattern, re.split("([=*])", word)))


def _pattern(part: str) -> str:
    return {"=": "(?= )", "*": r"\S*"}.get(part) or re.escape(folded(part))
