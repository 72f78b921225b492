"""Mark a prisoner as released since a day; each act can be undone, since not all good news is true."""

from bot.campaign.model import Prisoner
from bot.chat.paging import page_in
from bot.chat.prisoner_lists import name_of, rows_of
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.desk.journal import done, note, tell
from bot.desk.question import Release, Whom, ask, asked
from db import arrivals as office
from db import notices
from db import releases as prisoners


async def page(turn: Turn, value: str) -> Screen:
    """/release: list all prisoners, or ask about one."""
    if value in turn.context.campaign.by_id:
        question = Release(value, turn.today)
        ask(turn, question)
        return await confirm(turn, question)
    ask(turn, Whom("release"))
    return await whom(turn, page_in(value))


async def whom(turn: Turn, page: int = 1) -> Screen:
    """List all prisoners; whoever is free is marked."""
    view, free = turn.view, await prisoners.released(turn.connection)

    def label(one: Prisoner) -> str:
        name = view.t.pick(one.name)
        return view.t.plain("release.button.free", name=name) if one.id in free else name

    rows = rows_of(view, "release", view.campaign.prisoners, page, label)
    return Screen(view.t("release.list"), [*rows, [view.lasts("desk.button.done", "leave")]])


async def confirm(turn: Turn, question: Release) -> Screen:
    """Ask before a release is noted or taken back; another day can be typed."""
    view, name = turn.view, name_of(turn.view, question.prisoner)
    if free := await prisoners.released_on(turn.connection, question.prisoner):
        text = view.t("release.is-free", name=name, day=view.t.date(free))
        yes = view.writes("release.button.hold", "hold")
    else:
        text = view.t("release.confirm", name=name, day=view.t.date(question.day))
        yes = view.writes("release.button.yes", "release", style="success")
    return Screen(text, [[yes], [view.lasts("button.back", "release")]])


async def release(turn: Turn, _value: str) -> Screen:
    """[Yes]: note the release, and tell whoever asked."""
    question = asked(turn)
    if not isinstance(question, Release):
        return await whom(turn)
    prisoner, day = question.prisoner, question.day
    await office.lock(turn.connection)
    if await prisoners.released_on(turn.connection, prisoner):
        return await confirm(turn, question)
    await prisoners.release(turn.connection, prisoner, day)
    turn.facts_changed = True
    entry = await note(turn, "released", prisoner=prisoner, happened_on=day)
    told = await tell(turn, "released", prisoners.open_pledges(prisoner))
    ask(turn, Whom("release"))
    view = turn.view
    text = view.t("release.done", name=name_of(view, prisoner), day=view.t.date(day))
    return done(view, text, told, entry, view.lasts("release.button.list", "release"))


async def hold(turn: Turn, _value: str) -> Screen:
    """[Not released]: take the release back."""
    question = asked(turn)
    await office.lock(turn.connection)
    ask(turn, Whom("release"))
    if not isinstance(question, Release) or not await prisoners.released_on(
        turn.connection, question.prisoner
    ):
        return await whom(turn)
    await still_held(turn, question.prisoner)
    await note(turn, "held", prisoner=question.prisoner)
    held = turn.t("release.held", name=name_of(turn.view, question.prisoner))
    return (await whom(turn)).under(held)


async def still_held(turn: Turn, prisoner: str) -> None:
    """Put somebody back on the list of recipients, and cancel the news of a release that was none."""
    await prisoners.release(turn.connection, prisoner, None)
    turn.facts_changed = True
    await notices.forget(turn.connection, prisoners.open_pledges(prisoner), ("released",))
