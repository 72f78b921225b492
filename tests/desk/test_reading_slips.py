"""Codes and days as organizers type them."""

from datetime import date

import pytest

from bot.chat.typed_days import read_day
from bot.desk.receiving import read_codes


@pytest.mark.parametrize(
    ("text", "codes", "others"),
    [
        ("K7QF-2M9X", ["K7QF2M9X"], []),
        ("k7qf 2m9x", ["K7QF2M9X"], []),
        ("K7 QF 2M 9X", ["K7QF2M9X"], []),
        ("K7QF–2M9X.", ["K7QF2M9X"], []),
        ("К7QF2М9Х", ["K7QF2M9X"], []),  # Cyrillic К, М, Х
        ("K7QF2M9X K7QF2M9X", ["K7QF2M9X"], []),
        ("K7QF2M9X;ABCDEFGH,ABCDEFGJ", ["K7QF2M9X", "ABCDEFGH", "ABCDEFGJ"], []),
        ("https://t.me/mektup_bot?start=K7QF2M9X", ["K7QF2M9X"], []),
        ("code: K7QF-2M9X", ["K7QF2M9X"], ["code:"]),
        ("good day", [], ["good", "day"]),
        ("K7QF-2M9", [], ["K7QF-2M9"]),
    ],
)
def test_codes_are_found_in_whatever_is_typed(text: str, codes: list[str], others: list[str]) -> None:
    assert read_codes(text) == (codes, others)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.11.2016", "2016-11-24"),
        ("2016-11-24", "2016-11-24"),
        ("24.11.", "2016-11-24"),
        ("31/12", "2015-12-31"),  # this year's is still to come
        ("31/12/15", "2015-12-31"),
        ("24.11.16", "2016-11-24"),
        ("2016-3-1", "2016-03-01"),
        ("29.2", "2016-02-29"),
        ("25.11.2016", None),
        ("25.12.2015", None),
        ("31.02.2016", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_typed(text: str, day: str | None) -> None:
    found = read_day(text, first=date(2015, 12, 26), today=date(2016, 11, 24))
    assert found == (date.fromisoformat(day) if day else None)
