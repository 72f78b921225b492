"""The forecast: how many letters to expect in Kyiv each week, with an honest range; pure arithmetic."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.awaited_letters import Awaited, Pending

WEEKS = 6
COMPARABLE = 30  # fewer letters say too little about how long they take
FEWEST_RIPE = 20  # … and about how many come at all
SPREAD = 1.28  # standard deviations: eight weeks of ten fall inside

# Until enough letters have come: days from posting, and the share that comes. Assumptions, and shown as such.
ASSUMED_DAYS = {True: range(3, 15), False: range(10, 36)}  # from the campaign's own country, from abroad
ASSUMED_SHARE = (0.4, 0.95)


@dataclass(frozen=True, slots=True)
class Week:
    """Letters expected from this Monday on; in eight weeks of ten the number is from `low` to `high`."""

    monday: date
    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """`comparable` is how many letters of the past it rests on; `assumed` when they were too few."""

    weeks: tuple[Week, ...]
    comparable: int
    assumed: bool


def forecast(pending: Pending, home_country: str, today: date) -> Forecast:
    """Expect letters for this week from tomorrow on, and for the weeks after it."""
    monday = today - timedelta(days=today.weekday())
    mean, variance, assumed = [0.0] * WEEKS, [0.0] * WEEKS, False
    for awaited in (pending.waiting, pending.travelling):
        share = _share(awaited)
        unsure = [0.0] * WEEKS  # about the share; the same for letters of all countries, so it adds up first
        for country, letters in _by_country(awaited).items():
            pace = _pace(awaited, country, home_country)
            assumed |= not pace.letters or awaited.ripe < FEWEST_RIPE
            low, middle, high = (_weeks(letters, pace, one, monday, today) for one in share)
            number = sum(letters.values())
            for week, expected in enumerate(middle):
                mean[week] += expected
                variance[week] += expected  # of single letters
                if pace.letters:  # how long they take is known from so many only
                    variance[week] += expected * max(0.0, number - expected) / pace.letters
                unsure[week] += (high[week] - low[week]) / (2 * SPREAD)
        variance = [one + other**2 for one, other in zip(variance, unsure, strict=True)]
    weeks = tuple(
        _week(monday + timedelta(weeks=number), mean[number], variance[number]) for number in range(WEEKS)
    )
    return Forecast(weeks, sum(pending.waiting.took.values()), assumed)


@dataclass(frozen=True, slots=True)
class _Pace:
    """How long letters take: the share of each number of days, known from so many letters."""

    shares: Mapping[int, float]
    letters: int


def _pace(awaited: Awaited, country: str, home_country: str) -> _Pace:
    """Choose the nearest kind of letters of which enough have come: of the country, home or abroad, all."""
    at_home = country == home_country
    kinds: tuple[Callable[[str], bool], ...] = (
        lambda other: other == country != "",
        lambda other: (other == home_country) == at_home,
        lambda other: True,
    )
    for is_like in kinds:
        took: defaultdict[int, int] = defaultdict(int)
        for (other, days), number in awaited.took.items():
            if is_like(other):
                took[days] += number
        total = sum(took.values())
        if total >= COMPARABLE:
            return _Pace({days: number / total for days, number in took.items()}, total)
    assumed = ASSUMED_DAYS[at_home]
    return _Pace({days: 1 / len(assumed) for days in assumed}, 0)


def _share(awaited: Awaited) -> tuple[float, float, float]:
    """Estimate what share of letters comes at all: at least, likely, at most (Wilson's interval)."""
    if awaited.ripe < FEWEST_RIPE:
        low, high = ASSUMED_SHARE
        return low, (low + high) / 2, high
    number, share = awaited.ripe, awaited.came / awaited.ripe
    middle = (share + SPREAD**2 / (2 * number)) / (1 + SPREAD**2 / number)
    around = math.sqrt(share * (1 - share) / number + SPREAD**2 / (4 * number**2))
    half = SPREAD * around / (1 + SPREAD**2 / number)
    return max(0.0, middle - half), share, min(1.0, middle + half)


def _by_country(awaited: Awaited) -> Mapping[str, Mapping[date, int]]:
    letters: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for (country, day), number in awaited.open.items():
        letters[country][day] = number
    return letters


def _weeks(
    letters: Mapping[date, int], pace: _Pace, share: float, monday: date, today: date
) -> Sequence[float]:
    """Expect letters each week, of those that have not come by today."""
    weeks = [0.0] * WEEKS
    for day, number in letters.items():
        age = (today - day).days
        later = sum(one for took, one in pace.shares.items() if took > age)
        may_come = share * later + 1 - share
        for took, one in pace.shares.items():
            week = (day + timedelta(days=took) - monday).days // 7
            if took > age and week < WEEKS:
                weeks[week] += number * share * one / may_come
    return weeks


def _week(monday: date, mean: float, variance: float) -> Week:
    reach = SPREAD * math.sqrt(variance)
    return Week(monday, mean, max(0, math.floor(mean - reach)), math.ceil(mean + reach))
