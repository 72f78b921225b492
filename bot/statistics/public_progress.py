"""The figures for everybody: letters promised and received, for whom, from how many countries; and a card."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from bot.campaign.model import Prisoner
from bot.chat.prisoner_lists import fewest_first, published
from bot.chat.screen import Button, File, Screen
from bot.chat.text_cleaning import length
from bot.chat.view import View
from bot.statistics.chart_data import Card
from bot.statistics.sent_files import drawn
from db.public_figures import STEP, TOTAL, Facts

CAPTION = 1024  # characters Telegram takes under a picture
MOST_NAMED = 8
MOST_ROWS = 12  # people, on the card too


def page(view: View, _value: str = "") -> Screen:
    """/progress: the public figures, of the last night."""
    return Screen(_text(view), _keyboard(view))


def card(view: View, _value: str = "") -> Screen:
    """The same, and a picture to share below."""
    return replace(page(view), owes=("progress-card:",))


async def picture(view: View) -> tuple[File]:
    """The card, with the figures in words."""
    words = str(_caption(view))
    return (drawn(view, f"{view.campaign.id}-{_day(view)}.png", _card(view), words),)


def _caption(view: View) -> Markup:
    """The figures below the picture, with as many people as fit there."""
    for most in range(MOST_ROWS, 0, -1):
        said = view.t("progress.caption", text=_text(view, most), link=view.context.link("card"))
        if length(said.striptags()) <= CAPTION:
            break
    return said


def _text(view: View, most: int = MOST_ROWS) -> Markup:
    t, facts, routes = view.t, view.facts, view.campaign.routes
    promised, received = facts.total
    totals = {
        "received": received if "office" in routes else None,
        "answered": facts.answered.get(TOTAL, 0) if "direct" in routes else None,
        "promised": promised,
    }
    counts = [
        t.count(f"progress.{name}", number or STEP, shown=published(t, number))
        for name, number in totals.items()
        if number is not None
    ]
    counts.append(_countries(view))
    lines = [
        t(
            f"progress.{'line' if place else 'first'}{'-direct' if view.campaign.is_direct(one) else ''}",
            name=t.pick(one.name),
            promised=published(t, facts.promised.get(one.id, 0)),
            received=published(t, facts.received.get(one.id, 0)),
            answered=published(t, facts.answered.get(one.id, 0)),
        )
        for place, one in enumerate(_waiting(view)[:most])
    ]
    if (more := len(view.recipients) - most) > 0:
        lines.append(t.count("progress.more", more))
    return t(
        "progress.text",
        counts=Markup("\n").join(one for one in counts if one),
        lines=Markup("\n").join(lines) or t("prisoner.nobody"),
        about=_about(view),
    )


def _day(view: View) -> date:
    """The day up to which is counted."""
    return view.facts.as_of or view.campaign.started_on


def _about(view: View) -> str:
    since, day = view.t.date(view.campaign.started_on), view.t.date(_day(view))
    routes, said = view.campaign.routes, {"since": since, "day": day, "zone": view.campaign.time_zone}
    if "office" not in routes:
        return view.t.plain("progress.about-direct", **said)
    about = view.t.plain("progress.about", **said)
    return f"{about} {view.t.plain('progress.answers')}" if "direct" in routes else about


def _waiting(view: View) -> Sequence[Prisoner]:
    """Those still held, fewest letters first; the campaign's order decides among equals."""
    return fewest_first(view, view.recipients)


def _countries(view: View) -> Markup:
    """Those that may be named; whether there are others, nobody can tell."""
    t, sizes = view.t, view.facts.countries
    large = sorted(sizes, key=lambda one: (-sizes[one], t.sort_key(t.country(one))))
    if not large:
        return Markup()
    names = ", ".join(t.country(one) for one in large[:MOST_NAMED])
    return t.count("progress.countries-named", len(large), names=names)


def _keyboard(view: View) -> list[list[Button]]:
    rows = [[view.lasts("progress.button.card", "card")], [view.leads("button.back", "")]]
    waiting = _waiting(view)
    if not waiting:
        return rows
    first = waiting[0]
    label = view.t.plain("progress.button.write", name=view.t.pick(first.name))
    press = view.writing("prisoner", first.id)
    return [[Button(label, press, style="primary")], *rows]


def _card(view: View) -> Card:
    t, facts = view.t, view.facts
    routes = view.campaign.routes
    came = "progress.card.came"
    if len(routes) == 1:
        came = "figures.column.answered" if "direct" in routes else "figures.column.received"
    awaited = "progress.card.only-promised" if "direct" in routes else "progress.card.awaited"
    rows = tuple((t.pick(one.name), _parts(facts, one)) for one in _waiting(view)[:MOST_ROWS])
    return Card(
        title=t.plain("progress.card.title"),
        figures=(
            (_came(facts, TOTAL), t.plain(came)),
            (facts.promised.get(TOTAL, 0), t.plain("figures.column.pledged")),
            (len(facts.countries), t.plain("figures.countries")),
        ),
        series=(t.plain(came), t.plain(awaited)),
        rows=rows,
        about=_about(view),
        join=t.plain("progress.card.join"),
        link=f"t.me/{view.context.bot_name}",
    )


def _parts(facts: Facts, prisoner: Prisoner) -> tuple[int, int]:
    """Received or answered, and promised but not yet so far."""
    came = _came(facts, prisoner.id)
    return came, max(0, facts.promised.get(prisoner.id, 0) - came)


def _came(facts: Facts, whose: str) -> int:
    return facts.received.get(whose, 0) + facts.answered.get(whose, 0)
