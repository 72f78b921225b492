"""Strike promises out of the figures: by code, or a whole group; what a night holds apart is decided here."""

from collections.abc import Sequence

from bot.chat.callback import Lasting
from bot.chat.context import AppContext
from bot.chat.prisoner_lists import name_of
from bot.chat.screen import Button, Message, Screen
from bot.chat.turn import Turn
from bot.chat.view import View
from bot.desk.journal import done, note
from bot.desk.question import Whom, ask
from db import arrivals as office
from db import pledges_apart as groups
from db.journal import Action
from db.pledges import shown
from db.pledges_apart import Doubt, Group

GROUPS = 12  # on one screen


async def page(turn: Turn, value: str) -> Screen:
    """/strike, or one group of its list: it is asked about."""
    ask(turn, Whom("strike"))
    found = await groups.find(turn.connection, value, turn.today)
    return confirm(turn.view, found) if found else await present(turn)


async def present(turn: Turn) -> Screen:
    """List what can be struck out, what a night holds first; a code can be typed."""
    view, found = turn.view, await groups.groups(turn.connection, turn.today)
    rows = [[Button(_label(view, one), Lasting("strike", one.id))] for one in found[:GROUPS]]
    return Screen(view.t("strike.ask"), [*rows, [view.lasts("desk.button.done", "leave")]])


def confirm(view: View, found: Group) -> Screen:
    """Ask before it is struck out; of a held group, whether it counts."""
    yes = view.writes("strike.button.yes", "strike-out", found.id, style="danger")
    rows = [[yes], [view.lasts("button.back", "strike")]]
    if found.held:
        rows.insert(0, [Button(view.t.plain("strike.button.count"), Lasting("count-in", found.id))])
    return Screen(view.t.count("strike.confirm", found.letters, group=_label(view, found)), rows)


async def hear(turn: Turn) -> Screen:
    """Take a typed code."""
    if found := await groups.find(turn.connection, turn.event.text, turn.today):
        return confirm(turn.view, found)
    return (await present(turn)).under(turn.t("strike.unknown", text=turn.event.text[:60]))


async def strike_out(turn: Turn, value: str) -> Screen:
    """[Strike out]: they count nowhere from now on."""
    await office.lock(turn.connection)
    found = await groups.find(turn.connection, value, turn.today)
    if found is None:
        return await page(turn, "")
    entry = await _noted(turn, "struck", found)
    await groups.strike(turn.connection, found, entry)
    text = turn.t.count("strike.done", found.letters)
    return done(turn.view, text, 0, entry, turn.view.lasts("strike.button.list", "strike"))


async def count_in(turn: Turn, value: str) -> Screen:
    """[Count them]: what a night has held apart counts; pressed twice, once."""
    await office.lock(turn.connection)
    found = await groups.find(turn.connection, value, turn.today)
    if found is None or not found.held:
        return await page(turn, "")
    entry = await _noted(turn, "counted-in", found)
    await groups.count_in(turn.connection, found, entry)
    text = turn.t.count("strike.counted", found.letters)
    return done(turn.view, text, 0, entry, turn.view.lasts("strike.button.list", "strike"))


def out_of_line(context: AppContext, doubts: Sequence[Doubt]) -> list[Message]:
    """What organizers are told after a night with a day out of line, each with its two answers."""
    t = context.languages[context.campaign.default_language]
    return [
        Message(
            t.count(
                "strike.out-of-line",
                one.group.letters,
                name=t.pick(context.campaign.by_id[one.group.prisoner].name),
                day=t.date(one.group.day),
                fresh=one.fresh,
            ),
            [
                [Button(t.plain("strike.button.count"), Lasting("count-in", one.group.id), style="primary")],
                [Button(t.plain("strike.button.look"), Lasting("strike", one.group.id))],
            ],
        )
        for one in doubts
        if one.group.prisoner in context.campaign.by_id
    ]


async def _noted(turn: Turn, action: Action, group: Group) -> int:
    return await note(
        turn, action, prisoner=group.prisoner, subject=group.code, count=group.letters, happened_on=group.day
    )


def _label(view: View, group: Group) -> str:
    name, languages = name_of(view, group.prisoner), view.context.languages
    if group.code:
        return f"{shown(group.code)} · {name}"
    t = languages.get(group.language or "")
    about = (t.plain("language.name") if t else view.t.plain("figures.unknown"), group.source)
    return view.t.plain(
        "strike.held-group" if group.held else "strike.of-group",
        day=view.t.date(group.day),
        name=name,
        about=" · ".join(filter(None, about)),
        number=group.letters,
    )
