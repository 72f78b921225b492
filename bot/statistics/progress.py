"""The figures for everybody: letters promised and received, for whom, from how many countries; and a card."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.campaign.model import Prisoner
from bot.chat.screen import Button, File, Reading, Screen
from bot.chat.view import View
from bot.statistics.chart_data import Card
from bot.statistics.files import drawn
from db.statistics import Letters, origins

NAMED_FROM = 5  # a country with fewer letters could point at a person
MOST_NAMED = 8
MOST_ROWS = 12  # on the card


def page(view: View, _value: str = "") -> Reading:
    """/progress: the public figures."""

    async def read(connection: AsyncConnection) -> Screen:
        figures = _read(view, await origins(connection))
        return Screen(_text(view, figures), _keyboard(view, figures))

    return Reading(read)


def card(view: View, _value: str = "") -> Reading:
    """The same, and a picture to share below."""

    return replace(page(view), owes=("progress-card:",))


async def picture(view: View, connection: AsyncConnection) -> tuple[File]:
    """The card, with the figures in words."""
    figures = _read(view, await origins(connection))
    text = _text(view, figures)
    words = str(view.t("progress.caption", text=text, link=view.context.link("card")))
    return (drawn(view, f"{view.campaign.id}-{view.today}.png", _card(view, figures), words),)


@dataclass(frozen=True, slots=True)
class _Progress:
    """Letters in all, for each of those still held, fewest first, and by country; no country is ""."""

    total: Letters
    people: tuple[tuple[Prisoner, Letters], ...]
    countries: Mapping[str, Letters]


def _read(view: View, found: Mapping[tuple[str, str], Letters]) -> _Progress:
    people: defaultdict[str, Letters] = defaultdict(Letters)
    countries: defaultdict[str, Letters] = defaultdict(Letters)
    for (prisoner, country), letters in found.items():
        people[prisoner] += letters
        countries[country] += letters
    # the campaign's order decides among equals
    held = sorted(((one, people[one.id]) for one in view.recipients), key=lambda one: _size(one[1]))
    return _Progress(sum(people.values(), Letters()), tuple(held), countries)


def _text(view: View, figures: _Progress) -> Markup:
    t = view.t
    counts = [
        t.count("progress.promised", figures.total.promised),
        t.count("progress.received", _received(figures.total)),
        _countries(view, figures),
    ]
    lines = [
        t(
            "progress.line" if place else "progress.first",
            name=t.pick(prisoner.name),
            promised=letters.promised,
            received=_received(letters),
        )
        for place, (prisoner, letters) in enumerate(figures.people)
    ]
    return t(
        "progress.text",
        counts=Markup("\n").join(one for one in counts if one),
        lines=Markup("\n").join(lines) or t("prisoner.nobody"),
        about=_about(view),
    )


def _about(view: View) -> str:
    since, day = view.t.date(view.campaign.started_on), view.t.date(view.today)
    return view.t.plain("progress.about", since=since, day=day, zone=view.campaign.time_zone)


def _countries(view: View, figures: _Progress) -> Markup:
    t = view.t
    known = {country: _size(letters) for country, letters in figures.countries.items() if country}
    sizes = {country: size for country, size in known.items() if size}
    large = [one for one, size in sizes.items() if size >= NAMED_FROM]
    large.sort(key=lambda one: (-sizes[one], t.sort_key(t.country(one))))
    names = [t.country(one) for one in large[:MOST_NAMED]]
    if not names:
        return t.count("progress.countries", len(sizes)) if sizes else Markup()
    if len(names) < len(sizes):
        names.append(t.plain("progress.others"))
    return t.count("progress.countries-named", len(sizes), names=", ".join(names))


def _keyboard(view: View, figures: _Progress) -> list[list[Button]]:
    rows = [[view.lasts("progress.button.card", "card")], [view.leads("button.back", "")]]
    for first, _ in figures.people[:1]:
        label = view.t.plain("progress.button.write", name=view.t.pick(first.name))
        rows.insert(0, [Button(label, view.writing("prisoner", first.id), style="primary")])
    return rows


def _card(view: View, figures: _Progress) -> Card:
    t = view.t
    rows = tuple((t.pick(one.name), _parts(letters)) for one, letters in figures.people[:MOST_ROWS])
    known = sum(1 for country, one in figures.countries.items() if country and _parts(one) != (0, 0))
    return Card(
        title=t.plain("progress.card.title"),
        figures=(
            (figures.total.promised, t.plain("figures.column.pledged")),
            (_received(figures.total), t.plain("figures.column.received")),
            (known, t.plain("figures.countries")),
        ),
        series=(t.plain("figures.column.received"), t.plain("progress.card.awaited")),
        rows=rows,
        about=_about(view),
        join=t.plain("progress.card.join"),
        link=f"t.me/{view.context.bot_name}",
    )


def _parts(letters: Letters) -> tuple[int, int]:
    """Received, and promised but not yet received."""
    return _received(letters), letters.promised - letters.arrived


def _size(letters: Letters) -> int:
    return letters.promised + letters.without_bot


def _received(letters: Letters) -> int:
    return letters.arrived + letters.without_bot
