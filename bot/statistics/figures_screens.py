"""The organizers' figures in the chat: one message shows the overview, then any table, of any days."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from markupsafe import Markup

from bot.chat.callback import Page
from bot.chat.paging import Paging, paging
from bot.chat.screen import Button, Reading, Screen, in_pairs
from bot.chat.turn import Turn
from bot.chat.typed_days import looks_like_days
from bot.chat.view import View
from bot.statistics.choice import DAYS, Choice, is_one_day, read_choice, read_typed
from bot.statistics.forecast import forecast
from bot.statistics.labels import Labels, columns
from bot.statistics.report import AGES, ages, fewest
from bot.statistics.text_tables import grid
from db.awaited_letters import pending
from db.figure_sums import Moment
from db.statistics import TABLES, By, overview, table

LINES = 12  # of a table on one screen
MOST_NAMED = 25  # in one sentence
# What a phone has room for; withdrawn and expired ones are in the overview and in the files.
IN_CHAT = ("pledged", "mailed", "received", "handed_over", "answered", "without_bot", "letters")
EXAMPLE = "26.12.2015 – 15.01.2016"
YEAR = timedelta(days=360)


async def page(turn: Turn, value: str) -> Reading:
    """/stats: show the figures a button asks for."""
    return _reading(turn.view, read_choice(value))


async def chart(turn: Turn, value: str) -> Reading:
    """Show the same figures, and owe a picture of them below."""
    return _reading(turn.view, read_choice(value), "chart")


async def files(turn: Turn, value: str) -> Reading:
    """Show the same figures, and owe all tables of these days as files below."""
    return _reading(turn.view, read_choice(value), "files")


def typed(turn: Turn) -> Reading | None:
    """Show the overview of the days that were typed; None where the text is something else.

    A single day, or what was meant for days, may also be an answer to what is asked.
    """
    view, text = turn.view, turn.event.text
    choice, is_asked = read_typed(text, turn.today), view.is_at_desk or view.conversation.writing.draft
    if choice and (not is_asked or not is_one_day(choice)):
        return _reading(view, choice)
    if looks_like_days(text) and not is_asked:
        return _reading(view, Choice(), above=turn.t("stats.no-days", text=text[:60]))
    return None


@dataclass(frozen=True, slots=True)
class _Content:
    """`rows` are a name and its numbers; `legend` explains the headings; `more` stands below."""

    title: str
    about: str
    headings: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int]]]
    legend: Iterable[tuple[str, str]] = ()
    more: Sequence[str] = ()


def _reading(view: View, choice: Choice, owed: str = "", above: str = "") -> Reading:
    owes = (f"{owed}:{choice.value}",) if owed else ()
    return Reading(partial(_screen, view, choice, above), owes)


async def _screen(view: View, choice: Choice, above: str, moment: Moment) -> Screen:
    t = view.t
    if choice.shown == "overview":
        content = await _overview(view, choice, moment)
    elif choice.shown == "age":
        content = await _ages(view, moment)
    elif choice.shown == "forecast":
        content = await _forecast(view, moment)
    else:
        content = await _table(view, choice, moment)
    page = paging(len(content.rows), LINES, choice.page)
    rows = page.of(content.rows)
    lines = [t("stats.legend", short=short, definition=meaning) for short, meaning in content.legend]
    text = t(
        "stats.text",
        title=content.title,
        about=content.about,
        table=grid(content.headings, rows) if rows else t.plain("stats.nothing"),
        legend=Markup("\n").join((*lines, *content.more)),
    )
    screen = Screen(str(text).strip(), _keyboard(view, replace(choice, page=page.number), page))
    return screen.under(above)


async def _overview(view: View, choice: Choice, moment: Moment) -> _Content:
    t, labels = view.t, Labels.of(view)
    period = choice.period(view.today)
    figures = await overview(moment, view.campaign.home_country, period)
    rows = [(labels.column(name), [column(figures.total)]) for name, column in labels.columns.items()]
    people = [one.id for one in view.campaign.prisoners if not view.campaign.is_direct(one)]
    missing = [labels.name("prisoner", one) for one in people if one not in figures.from_abroad]
    more = [t("stats.covered", number=len(people) - len(missing), people=len(people))] if people else []
    if missing:
        more.append(t("stats.uncovered", names=", ".join(missing[:MOST_NAMED])))
        if len(missing) > MOST_NAMED:
            more.append(t.count("progress.more", len(missing) - MOST_NAMED))
    if least := fewest(view.campaign, figures):
        more.append(t("stats.fewest", name=labels.name("prisoner", least)))
    if figures.fresh:
        more.append(t("stats.fresh", **labels.fresh(figures)))
    more.append(t("stats.range", example=EXAMPLE))
    return _Content(
        t.plain("stats.title"),
        labels.period(period, view.today),
        [""],
        [*rows, (t.plain("figures.countries"), [figures.countries])],
        [(labels.column(name), labels.definition(name)) for name in labels.columns],
        ["", *more],
    )


async def _table(view: View, choice: Choice, moment: Moment) -> _Content:
    labels = Labels.of(view)
    period = choice.period(view.today)
    by: By = next(one for one in TABLES if one == choice.shown)
    wanted = {name: column for name, column in columns(by, view.campaign).items() if name in IN_CHAT}
    lines = labels.lines(await table(moment, by, period))
    if by in ("day", "week"):
        lines = lines[::-1]  # the newest is what one looks for
    name_of: Callable[[str], str] = partial(labels.name, by)
    if by in ("day", "week") and lines and lines[-1].key > f"{view.today - YEAR}":
        name_of = labels.day_of_year  # shorter, and clear enough within a year
    rows = [(name_of(line.key), [column(line.letters) for column in wanted.values()]) for line in lines]
    headings = {name: view.t.plain(f"figures.short.{name}") for name in wanted}
    legend = [(short, labels.definition(name)) for name, short in headings.items()]
    title = view.t.plain(f"figures.by.{by}")
    return _Content(title, labels.period(period, view.today), list(headings.values()), rows, legend)


async def _ages(view: View, moment: Moment) -> _Content:
    t, labels = view.t, Labels.of(view)
    found = await pending(moment, view.today)
    waiting = ages(found, view.today)
    rows = [(labels.age(days), [number]) for days, number in zip(AGES, waiting, strict=True)]
    more = [t.count("stats.overdue", found.overdue)]
    about = f"{t.plain('figures.age')}. {labels.now(view.today)}"
    return _Content(t.plain("stats.button.age"), about, [""], rows, more=more)


async def _forecast(view: View, moment: Moment) -> _Content:
    t, labels = view.t, Labels.of(view)
    expected = forecast(await pending(moment, view.today), view.campaign.home_country, view.today)
    rows = [
        (labels.name("week", week.monday.isoformat()), [round(week.expected), week.low, week.high])
        for week in expected.weeks
    ]
    headings = [t.plain(f"figures.forecast.{one}") for one in ("expected", "low", "high")]
    about = f"{t.plain('figures.forecast')}. {labels.now(view.today)}"
    return _Content(t.plain("stats.button.forecast"), about, headings, rows, more=[labels.basis(expected)])


def _keyboard(view: View, choice: Choice, page: Paging) -> list[list[Button]]:
    def leads(key: str, name: str, **change: object) -> Button:
        return view.leads(key, name, replace(choice, page=1, **change).value)  # type: ignore[arg-type]

    rows = page.arrows(view, lambda one: Page("stats", replace(choice, page=one).value))
    if choice.shown == "overview":
        others = ("age", "forecast") if "office" in view.campaign.routes else ("age",)
        shown = [leads(f"stats.button.{one}", "stats", shown=one) for one in (*TABLES, *others)]
        rows += in_pairs(shown)
    else:
        rows.append([leads("stats.button.overview", "stats", shown="overview")])
    if choice.shown not in ("age", "forecast"):
        rows.append([_period_button(view, choice, days) for days in DAYS])
        wanted = replace(choice, page=1).value
        rows.append([view.lasts(f"stats.button.{one}", one, wanted) for one in ("chart", "export")])
    rows.append([view.leads("stats.button.press", "press"), view.leads("button.home", "home")])
    return rows


def _period_button(view: View, choice: Choice, days: str) -> Button:
    label = view.t.plain(f"stats.button.{days}")
    if days == choice.days:
        label = view.t.plain("stats.chosen", name=label)
    return Button(label, Page("stats", replace(choice, days=days, page=1).value))
