"""The figures for everybody: letters promised and received, for whom, from how many countries; and a card."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.campaign.model import Prisoner
from bot.chat.screen import Button, Screen
from bot.chat.view import View
from bot.statistics import files as sending
from bot.statistics.chart_data import Card
from db.statistics import Letters, origins

NAMED_FROM = 5  # a country with fewer letters could point at a person
MOST_NAMED = 8
MOST_ROWS = 12  # on the card


def page(view: View, _value: str = "") -> Screen:
    """/progress: the public figures."""
    return Screen("", read=partial(_screen, view))


def card(view: View, _value: str = "") -> Screen:
    """The same, and a picture to share below."""
    return Screen("", read=partial(_with_card, view))


async def _screen(view: View, connection: AsyncConnection) -> Screen:
    figures = _read(await origins(connection))
    return Screen(_text(view, figures), _keyboard(view, figures))


async def _with_card(view: View, connection: AsyncConnection) -> Screen:
    figures = _read(await origins(connection))
    text = _text(view, figures)
    words = view.t("progress.caption", text=Markup(text), link=view.context.link("card"))  # noqa: S704  (ours)
    file = sending.drawn(view, f"{view.campaign.id}-{view.today}.png", _card(view, figures), str(words))
    return Screen(text, _keyboard(view, figures), after=(file,))


@dataclass(frozen=True, slots=True)
class _Progress:
    """Letters by prisoner, and by country; a country that is not known has the key ""."""

    people: Mapping[str, Letters]
    countries: Mapping[str, Letters]

    @property
    def total(self) -> Letters:
        return sum(self.people.values(), Letters())


def _read(found: Mapping[tuple[str, str], Letters]) -> _Progress:
    people: defaultdict[str, Letters] = defaultdict(Letters)
    countries: defaultdict[str, Letters] = defaultdict(Letters)
    for (prisoner, country), letters in found.items():
        people[prisoner] += letters
        countries[country] += letters
    return _Progress(people, countries)


def _text(view: View, figures: _Progress) -> str:
    t = view.t
    counts = [
        t.count("progress.promised", figures.total.promised),
        t.count("progress.received", _received(figures.total)),
        _countries(view, figures),
    ]
    return str(
        t(
            "progress.text",
            counts=Markup("\n").join(one for one in counts if one),
            lines=Markup("\n").join(_lines(view, figures)) or t("prisoner.nobody"),
            about=_about(view),
        )
    )


def _about(view: View) -> str:
    since, day = view.t.date(view.campaign.started_on), view.t.date(view.today)
    return view.t.plain("progress.about", since=since, day=day, zone=view.campaign.time_zone)


def _lines(view: View, figures: _Progress) -> Iterator[Markup]:
    """Who waits most stands first."""
    for place, prisoner in enumerate(_waiting(view, figures)):
        letters = figures.people.get(prisoner.id, Letters())
        yield view.t(
            "progress.line" if place else "progress.first",
            name=view.t.pick(prisoner.name),
            promised=letters.promised,
            received=_received(letters),
        )


def _waiting(view: View, figures: _Progress) -> list[Prisoner]:
    """Those still held, fewest letters first; the campaign's order decides among equals."""

    def number(prisoner: Prisoner) -> int:
        letters = figures.people.get(prisoner.id, Letters())
        return letters.promised + letters.without_bot

    return sorted(view.recipients, key=number)


def _countries(view: View, figures: _Progress) -> Markup:
    t = view.t
    sizes = {
        country: letters.promised + letters.without_bot
        for country, letters in figures.countries.items()
        if country and letters.promised + letters.without_bot
    }
    large = [one for one, size in sizes.items() if size >= NAMED_FROM]
    large.sort(key=lambda one: (-sizes[one], t.sort_key(t.country(one))))
    names = [t.country(one) for one in large[:MOST_NAMED]]
    if not names:
        return t.count("progress.countries", len(sizes)) if sizes else Markup()
    if len(names) < len(sizes):
        names.append(t.plain("progress.others"))
    return t.count("progress.countries-named", len(sizes), names=", ".join(names))


def _keyboard(view: View, figures: _Progress) -> list[list[Button]]:
    rows = [[view.leads("progress.button.card", "card")], [view.leads("button.back", "")]]
    waiting = _waiting(view, figures)
    if not waiting:
        return rows
    first = waiting[0]
    label = view.t.plain("progress.button.write", name=view.t.pick(first.name))
    press = view.writing("prisoner", first.id)
    return [[Button(label, press, style="primary")], *rows]


def _card(view: View, figures: _Progress) -> Card:
    t = view.t
    names = [(one, figures.people.get(one.id, Letters())) for one in _waiting(view, figures)]
    rows = tuple((t.pick(one.name), _parts(letters)) for one, letters in names)
    known = sum(1 for country, one in figures.countries.items() if country and _parts(one) != (0, 0))
    return Card(
        title=t.plain("progress.card.title"),
        figures=(
            (figures.total.promised, t.plain("figures.column.pledged")),
            (_received(figures.total), t.plain("figures.column.received")),
            (known, t.plain("figures.countries")),
        ),
        series=(t.plain("figures.column.received"), t.plain("progress.card.awaited")),
        rows=rows[:MOST_ROWS],
        about=_about(view),
        join=t.plain("progress.card.join"),
        link=f"t.me/{view.context.bot_name}",
    )


def _parts(letters: Letters) -> tuple[int, int]:
    """Received, and promised but not yet received."""
    return _received(letters), letters.promised - letters.arrived


def _received(letters: Letters) -> int:
    return letters.arrived + letters.without_bot
