"""The forecast says how many letters to expect, and its range holds what then happens."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from bot.statistics.forecast import WEEKS, Forecast, forecast
from db.awaited_letters import RIPE_DAYS, Awaited, Pending

MONDAY = date(2016, 2, 1)
NOTHING = Awaited({}, {}, 0, 0)


def alone(travelling: Awaited) -> Pending:
    return Pending(NOTHING, travelling, {}, 0)


def test_letters_that_always_take_nine_days_come_in_nine_days() -> None:
    posted = MONDAY - timedelta(days=1)
    found = forecast(alone(Awaited({("UA", posted): 10}, {("UA", 9): 100}, 100, 100)), "UA", MONDAY)

    assert [round(week.expected, 1) for week in found.weeks] == [0, 10, 0, 0, 0, 0]
    assert found.weeks[1].monday == MONDAY + timedelta(days=7)
    assert found.weeks[1].low <= 10 <= found.weeks[1].high
    assert not found.assumed


def test_a_letter_later_than_any_before_is_not_expected_any_more() -> None:
    posted = MONDAY - timedelta(days=60)
    found = forecast(alone(Awaited({("UA", posted): 10}, {("UA", 9): 100}, 90, 100)), "UA", MONDAY)

    assert all(week.expected == 0 for week in found.weeks)


def test_letters_from_abroad_are_compared_with_letters_from_abroad() -> None:
    took = {("UA", 4): 500, ("PL", 24): 40}
    posted = MONDAY - timedelta(days=1)
    found = forecast(alone(Awaited({("AU", posted): 8}, took, 500, 500)), "UA", MONDAY)

    assert [round(week.expected) for week in found.weeks] == [0, 0, 0, 8, 0, 0]


def test_where_hardly_any_letter_has_come_it_says_so_and_is_wide() -> None:
    found = forecast(alone(Awaited({("PL", MONDAY): 100}, {("PL", 12): 3}, 3, 3)), "UA", MONDAY)

    assert found.assumed
    busiest = max(found.weeks, key=lambda week: week.expected)
    assert busiest.high - busiest.low > busiest.expected / 2


def test_without_letters_nothing_is_expected() -> None:
    found = forecast(Pending(NOTHING, NOTHING, {}, 0), "UA", MONDAY)

    assert [(week.expected, week.low, week.high) for week in found.weeks] == [(0, 0, 0)] * WEEKS


@pytest.mark.parametrize("behaviour", ["steady", "slow abroad"])
def test_the_range_holds_eight_weeks_of_ten(behaviour: str) -> None:
    """Fifty campaigns are made up and stopped in the middle; what then comes is compared."""
    inside = weeks = 0
    for number in range(50):
        chance = random.Random(f"{behaviour} {number}")
        found, came = _campaign(chance, slow=behaviour == "slow abroad")
        for week in found.weeks[:4]:
            weeks += 1
            inside += week.low <= came[week.monday] <= week.high

    assert 0.70 <= inside / weeks <= 0.97, inside / weeks


def _campaign(chance: random.Random, *, slow: bool) -> tuple[Forecast, Counter[date]]:
    """A forecast of one day, and how many letters came in each week after it."""
    today = MONDAY + timedelta(days=chance.randint(0, 6))
    waiting, travelling = _Sort(), _Sort()
    came: Counter[date] = Counter()
    for _ in range(chance.randint(200, 900)):
        country = chance.choice(("UA", "UA", "PL"))
        pledged = today - timedelta(days=chance.randint(0, 150))
        mail_by = pledged + timedelta(days=chance.choice((7, 14, 30)))
        mailed = pledged + timedelta(days=chance.randint(1, 25))
        days = chance.randint(3, 14) if country == "UA" else chance.randint(10, 40 if slow else 20)
        comes = chance.random() < 0.7
        received = mailed + timedelta(days=days)
        says = chance.random() < 0.6
        is_here = comes and received <= today
        if comes and received > today:
            came[received - timedelta(days=received.weekday())] += 1
        for sort, day, known in ((waiting, mail_by, True), (travelling, mailed, says and mailed <= today)):
            if known:
                open_now = not is_here and (sort is travelling) == (says and mailed <= today)
                sort.add(country, day, received if is_here else None, today, is_open=open_now)
    pending = Pending(waiting.awaited, travelling.awaited, {}, 0)
    return forecast(pending, "UA", today), came


class _Sort:
    def __init__(self) -> None:
        self.open: Counter[tuple[str, date]] = Counter()
        self.took: Counter[tuple[str, int]] = Counter()
        self.came = self.ripe = 0

    def add(self, country: str, day: date, received: date | None, today: date, *, is_open: bool) -> None:
        self.open[country, day] += is_open
        if received:
            self.took[country, (received - day).days] += 1
        if day <= today - timedelta(days=RIPE_DAYS):
            self.ripe += 1
            self.came += received is not None

    @property
    def awaited(self) -> Awaited:
        return Awaited({key: n for key, n in self.open.items() if n}, self.took, self.came, self.ripe)
