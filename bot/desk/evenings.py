"""/evening: open a letter evening by one typed line, print its kit, note how many letters were written."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from bot.campaign.sharing import an_evening
from bot.chat.callback import Lasting
from bot.chat.paging import page_in, paging
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.chat.typed_days import read_coming_day, read_number
from bot.chat.view import View
from bot.desk.journal import note
from bot.desk.question import Begin, Whom, Wrote, ask, asked
from bot.supporter.deep_links import is_free, is_word
from db import arrivals as office
from db import evenings
from db.evenings import MOST_WRITERS, Evening

ROWS = 8  # evenings on one screen
DAYS_BACK, DAYS_AHEAD = 60, 300  # of an evening that is opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a line says of an evening that is to be opened."""

    word: str
    day: date
    writers: int
    languages: tuple[str, ...]


async def page(turn: Turn, value: str) -> Screen:
    """/evening: list evenings, or show one."""
    if found := await evenings.find(turn.connection, turn.context.vault, value):
        return await _one(turn, found)
    ask(turn, Whom("evening"))
    return await every(turn, page_in(value))


async def every(turn: Turn, page: int = 1) -> Screen:
    """List evenings, the latest first; another one is opened by a typed line."""
    view, found = turn.view, await evenings.every(turn.connection, turn.context.vault)
    back = await evenings.back(turn.connection, found)
    shown = paging(len(found), ROWS, page)
    rows = [
        [Button(_label(view, one, back.get(one.word, 0)), Lasting("evening", one.word))]
        for one in shown.of(found)
    ]
    arrows = shown.arrows(view, lambda one: Lasting("evening", str(one)))
    text = view.t("evening.ask", example=example(view))
    others = [view.lasts("pile.button", "pile"), view.lasts("desk.button.done", "leave")]
    return Screen(text, [*rows, *arrows, others])


async def hear(turn: Turn) -> Screen:
    """Take a typed line: the word, the day, how many write, in which languages."""
    plan = read_plan(turn.view, turn.event.text)
    if plan is None:
        unread = turn.t("evening.unread", text=turn.event.text[:60], example=example(turn.view))
        return (await every(turn)).under(unread)
    if await _is_taken(turn, plan.word):
        return (await every(turn)).under(turn.t("evening.taken", word=plan.word))
    ask(turn, Begin(turn.event.text.replace(":", " ")[:80]))
    return confirm(turn.view, plan)


def confirm(view: View, plan: Plan) -> Screen:
    """Ask before it is opened: its word cannot be changed."""
    t, languages = view.t, view.context.languages
    text = t.count(
        "evening.confirm",
        plan.writers,
        word=plan.word,
        day=t.date(plan.day),
        languages=", ".join(languages[one].plain("language.name") for one in plan.languages),
    )
    yes = view.writes("evening.button.open", "begin-evening", style="success")
    return Screen(text, [[yes], [view.lasts("button.back", "evening")]])


async def present(turn: Turn) -> Screen:
    """The open question of an evening."""
    match asked(turn):
        case Begin(line) if plan := read_plan(turn.view, line):
            return confirm(turn.view, plan)
        case Wrote(word):
            return await page(turn, word)
    return await every(turn)


async def begin(turn: Turn, _value: str) -> Screen:
    """[Open it]: shared out among those with few letters; its kit and its poster come below."""
    question, view = asked(turn), turn.view
    plan = read_plan(view, question.line) if isinstance(question, Begin) else None
    evening = an_evening(view.campaign, view.facts, **asdict(plan)) if plan else None
    if plan is None or evening is None:
        return await every(turn)
    await office.lock(turn.connection)
    if await _is_taken(turn, plan.word):
        return (await every(turn)).under(turn.t("evening.taken", word=plan.word))
    await evenings.begin(turn.connection, turn.context.vault, evening)
    await note(turn, "evening", count=plan.writers, happened_on=plan.day)
    return replace(await _one(turn, evening), owes=(f"kit:{plan.word}", f"poster:{plan.word}"))


async def kit(turn: Turn, value: str) -> Screen:
    """[Print the kit]: it comes below."""
    return replace(await page(turn, value), owes=(f"kit:{value}",))


async def poster(turn: Turn, value: str) -> Screen:
    """[Poster]: it comes below."""
    return replace(await page(turn, value), owes=(f"poster:{value}",))


async def hear_number(turn: Turn, word: str) -> Screen:
    """Take how many letters were written, as the host says; no promise is made of it."""
    number = read_number(turn.event.text, MOST_WRITERS)
    found = await evenings.find(turn.connection, turn.context.vault, word)
    if found is None:
        return await every(turn)
    if not number:
        return (await _one(turn, found)).under(
            turn.t("count.no-number", text=turn.event.text[:60], most=MOST_WRITERS)
        )
    await evenings.say(turn.connection, word, number)
    await note(turn, "wrote", count=number, happened_on=found.day)
    return await page(turn, word)


def read_plan(view: View, text: str) -> Plan | None:
    """Read such a line, whatever the order of what follows the word; None where something is missing."""
    word, *rest = text.strip().lower().split() or [""]
    if not is_word(word):
        return None
    day, writers, languages = None, 0, list[str]()
    first, last = view.today - timedelta(days=DAYS_BACK), view.today + timedelta(days=DAYS_AHEAD)
    for one in rest:
        if one in view.context.languages:
            languages.append(one)
        elif number := read_number(one, MOST_WRITERS):
            writers = number
        elif found := read_coming_day(one, max(first, view.campaign.started_on), last):
            day = found
        else:
            return None
    if day is None or not writers:
        return None
    return Plan(word=word, day=day, writers=writers, languages=tuple(languages or [view.t.language]))


def example(view: View) -> str:
    """Show how such a line looks."""
    day = view.today + timedelta(days=7)
    return f"lviv-library {day.day}.{day.month} 30 {view.t.language}"


async def _is_taken(turn: Turn, word: str) -> bool:
    return not is_free(turn.context.campaign, await evenings.words(turn.connection), word)


async def _one(turn: Turn, evening: Evening) -> Screen:
    """Show an evening: its link, its sheets out and back; how many were written can be typed."""
    ask(turn, Wrote(evening.word))
    view, back = turn.view, (await evenings.back(turn.connection, [evening])).get(evening.word, 0)
    text = view.t(
        "evening.text",
        word=evening.word,
        day=view.t.date(evening.day),
        link=view.context.link(evening.word),
        sheets=len(evening.sheets),
        said=view.t.plain("evening.unsaid") if evening.said is None else evening.said,
        back=back,
        missing=evening.missing(back),
    )
    files = [view.lasts(f"evening.button.{one}", one, evening.word) for one in ("kit", "poster")]
    others = [view.lasts("evening.button.all", "evening"), view.lasts("desk.button.done", "leave")]
    return Screen(text, [files, [view.lasts("receive.button.receive", "receive")], others])


def _label(view: View, evening: Evening, back: int) -> str:
    return view.t.plain(
        "evening.line", word=evening.word, day=f"{evening.day:%d.%m}", back=back, out=evening.out
    )
