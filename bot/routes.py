"""The table of routes: every button and every command with its handler, every owed part with its maker."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.chat.callback import Lasting, Own, Page, Write, read_callback
from bot.chat.paging import page_in
from bot.chat.screen import Outgoing, Reading, Screen, Shown
from bot.chat.turn import Turn, once
from bot.chat.view import View
from bot.desk import campaign_sheet, desk, evening_files, pile_list, receiving
from bot.desk.desk_routes import COMMAND, DESK_ROUTES, Route, RouteHandler
from bot.statistics import figures_screens as statistics
from bot.statistics import public_progress, sent_files
from bot.statistics.choice import read_choice
from bot.supporter import handlers, next_letter, promising, questions, typed_text, warned
from bot.supporter import pledge_buttons as cards
from bot.supporter.questions import greeting, own, prisoner
from bot.supporter.questions.question import Question
from bot.supporter.screens import finished_letter, groups, pages, prisoner_card, prisoner_index, privacy
from db.figure_sums import Moment

Figures = Callable[[View, str, Moment], Awaitable[Sequence[Outgoing]]]


def _shows(page: Callable[[View], Screen]) -> RouteHandler:
    return _reads(lambda view, _: page(view))


def _reads(page: Callable[[View, str], Shown | None]) -> RouteHandler:
    """Show a page that needs nothing but the view; the present screen where there is none for this value."""

    async def read(turn: Turn, value: str) -> Shown:
        return page(turn.view, value) or questions.current(turn.view)

    return read


def _answers(question: Question) -> RouteHandler:
    async def answer(turn: Turn, value: str) -> Screen:
        return await handlers.answer(turn, question, value)

    return answer


async def _start(turn: Turn, _value: str) -> Shown:
    """/start; a slip's link opened by an organizer's telephone says that its letter is here."""
    if not turn.is_organizer:
        return await handlers.start(turn)
    screen = await (receiving.hear if receiving.is_slip(turn) else handlers.start)(turn)
    return _with_menu(turn, screen)


def _idea(view: View, value: str) -> Screen | None:
    """Show a prompt only while its question is asked: it wants a typed answer."""
    return own.idea(view, page_in(value)) if questions.asked(view) is own.QUESTION else None


# Questions whose answer says more than the question itself.
_BY_THEMSELVES = {
    "prisoner": handlers.to_prisoner,
    "greeting": handlers.to_greeting,
    "review": promising.promise,
}

ROUTES: tuple[Route, ...] = (
    Route("start", _start, (COMMAND,)),
    Route("help", _shows(pages.helping), (COMMAND, Page)),
    Route("privacy", _shows(privacy.privacy), (COMMAND, Page)),
    Route("forget", _shows(privacy.forgetting), (COMMAND, Page)),
    Route("cancel", _shows(pages.cancelling), (COMMAND, Page)),
    Route("progress", _reads(public_progress.page), (COMMAND, Page)),
    Route("card", _reads(public_progress.card), (Lasting,)),
    Route("home", _shows(pages.home), (Page,)),
    Route("people", _reads(lambda view, value: prisoner_card.everybody(view, page_in(value))), (Page,)),
    Route(
        prisoner_index.NAME,
        _reads(lambda view, value: prisoner_index.screen(view, value, prisoner.choosing)),
        (Page,),
    ),
    Route("choose", _reads(lambda view, value: prisoner.page(view, page_in(value))), (Page,)),
    Route("person", _reads(prisoner_card.card_of), (Page,)),
    Route("awaited", _reads(lambda view, _: prisoner.longest_waiting(view)), (Page,)),
    Route("greeting", _reads(greeting.preview), (Page,)),
    Route("more", _reads(lambda view, _: greeting.more(view)), (Page,)),
    Route("idea", _reads(_idea), (Page,)),
    Route("how", _shows(pages.how), (Page,)),
    Route("example", _reads(lambda view, value: pages.example(view, page_in(value))), (Page,)),
    Route("safe", _shows(pages.safe), (Page,)),
    Route("language", _shows(pages.choose_language), (COMMAND,)),
    Route("language", handlers.choose_language, (Lasting,)),
    Route("large-print", handlers.print_large, (Lasting,)),
    Route("forget-me", handlers.be_forgotten, (Lasting,)),
    Route("write", handlers.write, (Write,)),
    Route("another", handlers.another, (Lasting,)),
    Route("same-words", next_letter.same, (Write,)),
    Route("another-writer", next_letter.another_writer, (Write,)),
    Route("everybody", next_letter.everybody, (Write,)),
    Route("following", next_letter.following, (Write,)),
    Route("leave-queue", next_letter.leave, (Write,)),
    Route("letter-language", handlers.letter_language, (Write,)),
    Route("back", handlers.back, (Write,)),
    Route("changes", _reads(lambda view, _: questions.changes(view)), (Page,)),
    Route("change", handlers.change, (Write,)),
    Route("drop", handlers.drop, (Write,)),
    Route("warning", warned.decided, (Write,)),
    *(Route(one.name, _BY_THEMSELVES.get(one.name) or _answers(one), (Write,)) for one in questions.ORDER),
    *DESK_ROUTES,
)
ROUTE_OF = {(shape, route.name): route for route in ROUTES for shape in route.shapes}

# What is owed below an answer, by the name of the part; other parts belong to a finished letter.
OWED_FIGURES: Mapping[str, Figures] = {
    "chart": lambda view, value, moment: sent_files.chart(view, read_choice(value), moment),
    "files": lambda view, value, moment: sent_files.files(view, read_choice(value), moment),
    **evening_files.FILES,
    "pile": pile_list.file,
    "progress-card": lambda view, _value, _moment: public_progress.picture(view),
}


async def answer(turn: Turn) -> Shown:
    """Handle an update, or redraw what stands there where it was handled before."""
    return await once(handle, redraw)(turn)


async def redraw(turn: Turn, code: str = "") -> Screen:
    """Show the card of this letter, or the one that was tapped, as it is now; else the present screen."""
    return await cards.standing(turn, code) or await present(turn)


async def handle(turn: Turn) -> Shown:
    """Find the handler of an update and run it."""
    event = turn.event
    match event.kind:
        case "group":
            return groups.private_please(turn.view)
        case "blocked":
            return await handlers.blocked(turn)
        case "press":
            return await press(turn)
        case "command":
            return await command(turn)
        case "scan":
            return await receiving.scanned(turn)
        case "sheet":
            return await campaign_sheet.offered(turn)
        case "text" if turn.is_organizer and (figures := statistics.typed(turn)):
            return figures
        case "text" if turn.view.is_at_desk:
            return await desk.hear(turn)
        case "text":
            return await typed_text.hear(turn)
        case "other" if not turn.view.is_at_desk:
            return await typed_text.unreadable(turn)
        case _:
            return await present(turn)


async def owed(view: View, part: str, moment: Moment) -> Sequence[Outgoing]:
    """Make what is sent for an owed part; nothing where it has lost its sense. `moment` has the figures."""
    name, _, value = part.partition(":")
    if name in OWED_FIGURES:
        return await OWED_FIGURES[name](view, value, moment)
    return finished_letter.part(view, name, value)


async def present(turn: Turn) -> Screen:
    """Show the present screen, at an organizer's desk with its figures."""
    return await (desk.present(turn) if turn.view.is_at_desk else handlers.present(turn))


async def command(turn: Turn) -> Shown:
    """Run a command; those of organizers are unknown to everybody else, those of everybody leave the desk."""
    route = ROUTE_OF.get((COMMAND, turn.event.command))
    if route is None:
        return await typed_text.unknown(turn)
    if route.for_organizers:
        screen = await (route.handler(turn, "") if turn.is_organizer else typed_text.unknown(turn))
        return _with_menu(turn, screen)
    if turn.conversation.desk:
        turn.change(desk="")
    return await route.handler(turn, "")


async def press(turn: Turn) -> Shown:
    """Handle a button; anything unknown, old or forged redraws the present."""
    pressed = read_callback(turn.event.callback)
    if isinstance(pressed, Own):
        return await cards.press(turn, pressed)
    route = pressed and ROUTE_OF.get((type(pressed), pressed.name))
    if not pressed or not route or (route.for_organizers and not turn.is_organizer):
        return await present(turn)
    if isinstance(pressed, Write):
        if pressed.revision != turn.conversation.revision:
            return await typed_text.older(turn) if _is_elsewhere(turn) else await present(turn)
        if not route.for_organizers:
            turn.conversation = turn.conversation.changed(desk="")
    return await route.handler(turn, pressed.value)


def _is_elsewhere(turn: Turn) -> bool:
    """Tell whether the present question stands in another message than the one that was tapped."""
    return turn.conversation.marks.screen not in (0, turn.event.message_id) and turn.event.can_edit


def _with_menu(turn: Turn, screen: Shown) -> Shown:
    if isinstance(screen, Reading):
        return screen
    return replace(screen, after=(*screen.after, handlers.menu(turn)))
