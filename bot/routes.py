"""The map: every button and every command, each with its handler, on one screen."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

from bot.chat.callback import Lasting, Own, Page, Write, read_callback
from bot.chat.paging import page_in
from bot.chat.screen import Screen
from bot.chat.turn import Turn, once
from bot.chat.view import View
from bot.desk import counting, desk, handing_over, journal, receiving, releasing, reload
from bot.statistics import press_text, progress
from bot.statistics import screens as statistics
from bot.supporter import handlers, questions
from bot.supporter import pledge_card as cards
from bot.supporter.questions import greeting, own, prisoner
from bot.supporter.questions.question import Question
from bot.supporter.screens import groups, pages, person, privacy

COMMAND: Literal["command"] = "command"
Shape = Literal["command"] | type[Page | Write | Lasting]
RouteHandler = Callable[[Turn, str], Awaitable[Screen]]  # the value of the button; "" for a command


@dataclass(frozen=True, slots=True)
class Route:
    """A handler, and what it answers to: the command, or the buttons of these shapes, with this name."""

    name: str
    handler: RouteHandler
    shapes: tuple[Shape, ...]
    for_organizers: bool = False


def _everybody(name: str, handler: RouteHandler, *shapes: Shape) -> Route:
    return Route(name, handler, shapes)


def _organizers(name: str, handler: RouteHandler, *shapes: Shape) -> Route:
    """The sender's id is looked at in every turn, whatever the button or the command says."""
    return Route(name, handler, shapes, for_organizers=True)


def _shows(page: Callable[[View], Screen]) -> RouteHandler:
    return _reads(lambda view, _: page(view))


def _reads(page: Callable[[View, str], Screen | None]) -> RouteHandler:
    """A page that needs nothing but the view; where there is none for this value, the present screen."""

    async def read(turn: Turn, value: str) -> Screen:
        return page(turn.view, value) or questions.current(turn.view)

    return read


def _answers(question: Question) -> RouteHandler:
    async def answer(turn: Turn, value: str) -> Screen:
        return await handlers.answer(turn, question, value)

    return answer


async def _start(turn: Turn, _value: str) -> Screen:
    """/start; the link on a slip, opened by an organizer's telephone, says that its letter is here."""
    if not turn.is_organizer:
        return await handlers.start(turn)
    screen = await (receiving.hear if receiving.is_slip(turn) else handlers.start)(turn)
    return _with_menu(turn, screen)


def _idea(view: View, value: str) -> Screen | None:
    """A prompt asks for a typed answer, so it needs the question it is for."""
    return own.idea(view, page_in(value)) if questions.asked(view) is own.QUESTION else None


# Questions whose answer says more than the question itself.
_BY_THEMSELVES = {
    "prisoner": handlers.to_prisoner,
    "greeting": handlers.to_greeting,
    "mail-by": handlers.promise,
    "country": handlers.country,
}
QUESTIONS = (*questions.ORDER, *questions.AFTERWARDS)

ROUTES: tuple[Route, ...] = (
    _everybody("start", _start, COMMAND),
    _everybody("help", _shows(pages.helping), COMMAND, Page),
    _everybody("privacy", _shows(privacy.privacy), COMMAND, Page),
    _everybody("forget", _shows(privacy.forgetting), COMMAND, Page),
    _everybody("cancel", _shows(pages.cancelling), COMMAND, Page),
    _everybody("progress", _reads(progress.page), COMMAND, Page),
    _everybody("card", _reads(progress.card), Page),
    _everybody("home", _shows(pages.home), Page),
    _everybody("people", _reads(lambda view, value: prisoner.page(view, page_in(value))), Page),
    _everybody("person", _reads(person.card_of), Page),
    _everybody("greeting", _reads(greeting.preview), Page),
    _everybody("idea", _reads(_idea), Page),
    _everybody("how", _shows(pages.how), Page),
    _everybody("example", _reads(lambda view, value: pages.example(view, page_in(value))), Page),
    _everybody("safe", _shows(pages.safe), Page),
    _everybody("language", _shows(pages.choose_language), COMMAND),
    _everybody("language", handlers.choose_language, Lasting),
    _everybody("forget-me", handlers.be_forgotten, Lasting),
    _everybody("write", handlers.write, Write),
    _everybody("letter-language", handlers.letter_language, Write),
    _everybody("back", handlers.back, Write),
    _everybody("change", handlers.change, Write),
    _everybody("drop", handlers.drop, Write),
    *(_everybody(one.name, _BY_THEMSELVES.get(one.name) or _answers(one), Write) for one in QUESTIONS),
    _organizers("desk", desk.page, Page),
    _organizers("leave", desk.leave, Lasting),
    _organizers("undo", desk.undo, Lasting),
    _organizers("receive", receiving.page, COMMAND, Lasting),
    _organizers("count", counting.page, Lasting),
    _organizers("counted", counting.counted, Write),
    _organizers("arrival", counting.arrival, Lasting),
    _organizers("arrival-country", counting.set_country, Lasting),
    _organizers("handover", handing_over.page, COMMAND, Lasting),
    _organizers("hand-over", handing_over.hand_over, Write),
    _organizers("release", releasing.page, COMMAND, Lasting),
    _organizers("release", releasing.release, Write),
    _organizers("hold", releasing.hold, Write),
    _organizers("journal", journal.page, COMMAND, Page),
    _organizers("stats", statistics.page, COMMAND, Page),
    _organizers("chart", statistics.chart, Page),
    _organizers("export", statistics.files, Page),
    _organizers("press", press_text.page, Page),
    _organizers("reload", reload.reread, COMMAND),
)
ROUTE_OF = {(shape, route.name): route for route in ROUTES for shape in route.shapes}


async def answer(turn: Turn) -> Screen:
    """Handle an update, or redraw the present where it was handled before."""
    return await once(handle, handlers.present)(turn)


async def handle(turn: Turn) -> Screen:
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
        case "text" if turn.is_organizer and (figures := statistics.typed(turn)):
            return figures
        case "text" if turn.view.is_at_desk:
            return await desk.hear(turn)
        case "text":
            return await handlers.hear(turn)
        case _:
            return await present(turn)


async def present(turn: Turn) -> Screen:
    """The present screen, at an organizer's desk with its figures."""
    return await (desk.present(turn) if turn.view.is_at_desk else handlers.present(turn))


async def command(turn: Turn) -> Screen:
    """A command; those of organizers are unknown to everybody else, and those of everybody leave the desk."""
    route = ROUTE_OF.get((COMMAND, turn.event.command))
    if route is None:
        return await present(turn)
    if route.for_organizers:
        screen = await (route.handler(turn, "") if turn.is_organizer else present(turn))
        return _with_menu(turn, screen)
    if turn.conversation.desk:
        turn.change(desk="")
    return await route.handler(turn, "")


async def press(turn: Turn) -> Screen:
    """A button; anything unknown, old or forged redraws the present."""
    pressed = read_callback(turn.event.callback)
    if isinstance(pressed, Own):
        return await cards.press(turn, pressed)
    route = pressed and ROUTE_OF.get((type(pressed), pressed.name))
    if not pressed or not route or (route.for_organizers and not turn.is_organizer):
        return await present(turn)
    if isinstance(pressed, Write):
        if pressed.revision != turn.conversation.revision:
            return await present(turn)
        if not route.for_organizers:
            turn.conversation = replace(turn.conversation, desk="")
    return await route.handler(turn, pressed.value)


def _with_menu(turn: Turn, screen: Screen) -> Screen:
    return replace(screen, after=(*screen.after, handlers.menu(turn)))
