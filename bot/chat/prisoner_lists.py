"""Prisoners on screens: their names, lists in pages, short tallies."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from bot.campaign.model import Prisoner
from bot.chat.callback import Lasting
from bot.chat.paging import paging
from bot.chat.screen import Button
from bot.chat.view import View
from bot.i18n.translate import Translate
from db.public_figures import STEP

ROWS = 10  # people on one screen
LINES = 12  # of a tally


def name_of(view: View, prisoner_id: str) -> str:
    """Return the name in this language; the id of somebody who is no longer in the campaign file."""
    prisoner = view.campaign.by_id.get(prisoner_id)
    return view.t.pick(prisoner.name) if prisoner else prisoner_id


def published(t: Translate, number: int) -> str:
    """Say a published number; in words as long as there are fewer than it tells apart."""
    return str(number) if number else t.plain("figures.few", most=STEP - 1)


def by_surname(view: View, people: Sequence[Prisoner]) -> Sequence[Prisoner]:
    """Sort people by surname, in the order of this language's alphabet."""
    everybody = view.campaign.in_order(view.t)
    if len(people) == len(everybody):
        return everybody
    place = view.campaign.place_in_order(view.t)

    def in_order(some: Sequence[Prisoner]) -> Sequence[Prisoner]:
        return sorted(some, key=lambda one: place[one.id])

    return view.facts.once(f"by surname {view.t.language}", people, in_order)


def fewest_first(view: View, people: Sequence[Prisoner]) -> Sequence[Prisoner]:
    """Sort people by the letters they have had, equals as they stand."""
    letters = view.facts.letters
    return view.facts.once("fewest first", people, lambda all_: sorted(all_, key=lambda one: letters(one.id)))


def rows_of(
    view: View, address: str, people: Sequence[Prisoner], wanted: int, label: Callable[[Prisoner], str]
) -> list[list[Button]]:
    """Make one page of people: each button carries an id, each arrow the number of a page."""
    ordered = by_surname(view, people)
    page = paging(len(ordered), ROWS, wanted)
    rows = [[Button(label(one), Lasting(address, one.id))] for one in page.of(ordered)]
    return [*rows, *page.arrows(view, lambda one: Lasting(address, str(one)))]


def tally(view: View, numbers: Mapping[str, int]) -> Markup:
    """List names and numbers, highest first, each on its line."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    lines = [
        view.t("desk.line", name=name_of(view, prisoner), number=number)
        for prisoner, number in ordered[:LINES]
    ]
    if rest := sum(number for _, number in ordered[LINES:]):
        lines.append(view.t("desk.line", name=view.t.plain("desk.others"), number=rest))
    return Markup("\n").join(lines)
