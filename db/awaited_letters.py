"""The outlook: letters still to come, and how long and how often comparable ones took; only reads."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from db.figure_sums import Moment

RIPE_DAYS = 45  # after so many days it is clear whether a letter has come
_ARRIVED = ("received", "handed-over")


@dataclass(frozen=True, slots=True)
class Awaited:
    """Letters of one sort that may still come, counted from the day in their key.

    `open` by (country, day); `took` of those that have come, by (country, days); of those whose day is
    long past, `came` of `ripe` have come.
    """

    open: Mapping[tuple[str, date], int]
    took: Mapping[tuple[str, int], int]
    came: int
    ripe: int


@dataclass(frozen=True, slots=True)
class Pending:
    """`waiting` are promised and not yet posted, from their mail-by date; `travelling` are posted.

    `promised_on` counts the waiting ones by the day of the promise, `overdue` those past their date.
    """

    waiting: Awaited
    travelling: Awaited
    promised_on: Mapping[date, int]
    overdue: int


async def pending(moment: Moment, today: date) -> Pending:
    """What is still to come."""
    waiting = await _awaited(moment, "due", "pledged", "after-mail-by", today)
    travelling = await _awaited(moment, "mailed", "mailed", "journey", today)
    promised: Counter[date] = Counter()
    for one in await moment.counted("language"):
        if one.state == "pledged":
            promised[one.day] += one.letters
    overdue = sum(number for (_, day), number in waiting.open.items() if day < today)
    return Pending(waiting, travelling, promised, overdue)


async def _awaited(moment: Moment, kind: str, state: str, times: str, today: date) -> Awaited:
    still_open: Counter[tuple[str, date]] = Counter()
    fates: Counter[str] = Counter()
    for one in await moment.counted(kind):
        if one.state == state:
            still_open[one.value, one.day] += one.letters
        if one.day <= today - timedelta(days=RIPE_DAYS):
            fates[one.state] += one.letters
    took: Counter[tuple[str, int]] = Counter()
    for one in await moment.counted(times):
        if one.state in _ARRIVED:
            country, _, days = one.value.rpartition(" ")
            took[country, int(days)] += one.letters
    came = sum(fates[state] for state in _ARRIVED)
    return Awaited(still_open, took, came, fates.total())
