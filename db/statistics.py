"""Statistics: what organizers steer by. Functions take a reading and change nothing.

Every figure counts letters promised in a period (both days included, in the campaign's time zone) by how
far each has come today; letters that came without the bot count by the day the office counted them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import add, attrgetter
from typing import Any, Literal, Self

from sqlalchemy import func, select

from db import evenings
from db.figure_sums import ALL, Moment, Period
from db.tables import arrivals, nights, prisoners

By = Literal["prisoner", "country", "language", "greeting", "source", "evening", "day", "week", "state"]
TABLES: tuple[By, ...] = (
    "prisoner",
    "country",
    "language",
    "greeting",
    "source",
    "evening",
    "day",
    "week",
    "state",
)

SHARED_BY = 5  # letters; what fewer have in common could point at a person

# Any kind by the day of the promise adds up to all letters; this one has the fewest rows.
_EVERYTHING = "language"
_KIND_OF = {"evening": "source"} | {
    one: one for one in ("prisoner", "country", "language", "greeting", "source")
}


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters by the state each is in now; and how many came without the bot."""

    pledged: int = 0
    mailed: int = 0
    received: int = 0
    handed_over: int = 0
    withdrawn: int = 0
    expired: int = 0
    without_bot: int = 0
    answered: int = 0

    @property
    def promised(self) -> int:
        """Promises that stand: neither withdrawn nor expired."""
        return self.pledged + self.posted

    @property
    def posted(self) -> int:
        """Said to be posted, or here already, or answered."""
        return self.mailed + self.arrived + self.answered

    @property
    def arrived(self) -> int:
        """Received in Kyiv, whether handed over since or not."""
        return self.received + self.handed_over

    def __add__(self, other: Self) -> Self:
        return type(self)(*map(add, _NUMBERS(self), _NUMBERS(other)))


_NUMBERS: Callable[[Letters], tuple[int, ...]] = attrgetter(*Letters.__slots__)

NONE = Letters()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. `key` is an id, a code, an ISO date (a week's Monday); "" is not known."""

    key: str
    letters: Letters


@dataclass(frozen=True, slots=True)
class Table:
    """One table, most letters first, days in their order; only lines that have letters."""

    by: By
    lines: tuple[Line, ...]

    @property
    def total(self) -> Letters:
        """All lines together."""
        return _total(line.letters for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`from_abroad` are prisoners for whom a letter from another country has ever been received.

    `fresh` letters were promised since the night of the day `since`; only organizers' figures count them.
    """

    prisoners: Table
    countries: int
    from_abroad: frozenset[str]
    released: frozenset[str]
    fresh: int = 0
    since: date | None = None

    @property
    def total(self) -> Letters:
        """All letters of the period."""
        return self.prisoners.total


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day, to letters whose promise stands today."""

    day: date
    promised: int = 0
    posted: int = 0
    received: int = 0
    handed_over: int = 0
    answered: int = 0


async def overview(moment: Moment, home_country: str, period: Period = ALL) -> Overview:
    """The figures of the first screen."""
    countries = await table(moment, "country", period)
    released = await moment.connection.execute(
        select(prisoners.c.id).where(prisoners.c.released_on.is_not(None))
    )
    return Overview(
        prisoners=await table(moment, "prisoner", period),
        countries=sum(1 for line in countries.lines if line.key and _is_there(line.letters)),
        from_abroad=await _from_abroad(moment, home_country),
        released=frozenset(released.scalars()),
        fresh=moment.fresh,
        since=await moment.connection.scalar(select(nights.c.day)),
    )


async def table(moment: Moment, by: By, period: Period = ALL) -> Table:
    """One table."""
    wanted = await evenings.words(moment.connection) if by == "evening" else None
    kind = (
        "source"
        if wanted is not None
        else by
        if by in ("prisoner", "country", "language", "greeting", "source")
        else _EVERYTHING
    )
    letters: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in await moment.counted(kind, period):
        if wanted is not None and one.value not in wanted:
            continue
        value = {"day": one.day, "week": one.day, "state": one.state}.get(by, one.value)
        letters[_key(by, value)][one.state.replace("-", "_")] += one.letters
    for value, number in await _without_bot(moment, by, period):
        letters[_key(by, value)]["without_bot"] += number
    if by == "source":
        letters = _shared(letters)
    lines = (Line(key, Letters(**one)) for key, one in letters.items() if any(one.values()))
    if by in ("day", "week"):
        return Table(by, tuple(sorted(lines, key=lambda line: line.key)))
    return Table(by, tuple(sorted(lines, key=_most_first)))


async def timeline(moment: Moment, period: Period = ALL) -> tuple[Day, ...]:
    """Every day on which something happened, in order."""
    days: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for name, kind, states in _HAPPENINGS:
        for one in await moment.counted(kind, period):
            if one.state in states:
                days[one.day][name] += one.letters
    return tuple(Day(day, **happened) for day, happened in sorted(days.items()))


async def origins(moment: Moment) -> Mapping[tuple[str, str], Letters]:
    """All letters ever by (prisoner, country); "" is a country not known."""
    letters: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in await moment.counted("origin"):
        prisoner, _, country = one.value.partition(" ")
        letters[prisoner, country][one.state.replace("-", "_")] += one.letters
    arrived = await moment.connection.execute(
        select(arrivals.c.prisoner, arrivals.c.country, func.sum(arrivals.c.count)).group_by(
            arrivals.c.prisoner, arrivals.c.country
        )
    )
    for prisoner, country, number in arrived:
        letters[prisoner, country or ""]["without_bot"] += number
    return {place: Letters(**one) for place, one in letters.items()}


async def _from_abroad(moment: Moment, home_country: str) -> frozenset[str]:
    found = await origins(moment)
    return frozenset(
        prisoner
        for (prisoner, country), letters in found.items()
        if country not in ("", home_country) and letters.arrived + letters.without_bot
    )


async def _without_bot(moment: Moment, by: By, period: Period) -> Iterable[Any]:
    columns = arrivals.c
    key: Any = {
        "prisoner": columns.prisoner,
        "country": func.coalesce(columns.country, ""),
        "day": columns.arrived_on,
        "week": columns.arrived_on,
    }.get(by)
    if key is None:
        return ()
    rows = select(key, func.sum(columns.count)).where(*period.within(columns.arrived_on)).group_by(key)
    return (await moment.connection.execute(rows)).all()


_STANDING = ("pledged", "mailed", "answered", "received", "handed-over")
_HAPPENINGS = (
    ("promised", _EVERYTHING, _STANDING),
    ("posted", "mailed", _STANDING[1:]),
    ("received", "received", _STANDING[3:]),
    ("handed_over", "handed-over", _STANDING[4:]),
    ("answered", "answered", ("answered",)),
)


def _shared(letters: Mapping[str, Counter[str]]) -> defaultdict[str, Counter[str]]:
    """Sources that fewer than five letters have are not known: a link may have been one person's."""
    kept: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for source, states in letters.items():
        kept[source if states.total() >= SHARED_BY else ""].update(states)
    return kept


def _key(by: By, value: Any) -> str:
    if by == "week":
        return str(value - timedelta(days=value.weekday()))
    return str(value)


def _most_first(line: Line) -> tuple[int, int, str]:
    return (-line.letters.promised, -line.letters.without_bot, line.key)


def _is_there(letters: Letters) -> bool:
    return bool(letters.promised or letters.without_bot)


def _total(letters: Iterable[Letters]) -> Letters:
    total = NONE
    for one in letters:
        total += one
    return total
