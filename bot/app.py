"""The map: every handler, in the order tried, on one screen."""

from collections.abc import Awaitable, Callable, Mapping

from bot.conversation import cards, handlers, questions
from bot.conversation.press import read_press
from bot.conversation.questions import greeting, own, prisoner
from bot.conversation.questions.question import Question
from bot.conversation.screen import Screen
from bot.conversation.screens import groups, pages, person, privacy
from bot.conversation.view import View
from bot.turn import Handler, Turn

COMMANDS: Mapping[str, Handler] = {
    "start": handlers.start,
    "help": handlers.helping,
    "language": handlers.language,
    "cancel": handlers.cancel,
    "privacy": handlers.private,
    "forget": handlers.forget,
}

# Plain addresses: they read, and change nothing.
PAGES: Mapping[str, Callable[[View, str], Screen]] = {
    "": lambda view, _: questions.current(view),
    "home": lambda view, _: pages.home(view),
    "people": lambda view, value: prisoner.page(view, _number(value)),
    "person": lambda view, value: person.card_of(view, value) or questions.current(view),
    "greeting": lambda view, value: greeting.preview(view, value) or questions.current(view),
    "idea": lambda view, value: _idea(view, _number(value)) or questions.current(view),
    "how": lambda view, _: pages.how(view),
    "example": lambda view, value: pages.example(view, _number(value)),
    "safe": lambda view, _: pages.safe(view),
    "help": lambda view, _: pages.helping(view),
    "privacy": lambda view, _: privacy.privacy(view),
    "forget": lambda view, _: privacy.forgetting(view),
    "cancel": lambda view, _: pages.cancelling(view),
}

# Buttons that write; they work only in the visit they were drawn for.
WRITING: Mapping[str, Callable[[Turn, str], Awaitable[Screen]]] = {
    "write": handlers.write,
    "prisoner": handlers.to_prisoner,
    "greeting": handlers.to_greeting,
    "letter-language": handlers.letter_language,
    "mail-by": handlers.promise,
    "country": handlers.country,
    "back": handlers.back,
    "change": handlers.change,
    "drop": handlers.drop,
}

# Buttons that write in any visit: they say what should be true of the person, and twice is once.
WISHES: Mapping[str, Callable[[Turn, str], Awaitable[Screen]]] = {
    "language": handlers.choose_language,
    "forget-me": handlers.be_forgotten,
}
QUESTIONS: Mapping[str, Question] = {one.name: one for one in (*questions.ORDER, *questions.AFTERWARDS)}


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
        case "command" if event.command in COMMANDS:
            return await COMMANDS[event.command](turn)
        case "text":
            return await handlers.hear(turn)
        case _:
            return await handlers.present(turn)


async def press(turn: Turn) -> Screen:
    """A button: a page, a card, or a change; anything unknown, old or forged redraws the present."""
    pressed = read_press(turn.event.press)
    if pressed is None:
        return await handlers.present(turn)
    if pressed.mac is not None:
        return await cards.press(turn, pressed)
    if pressed.visit is None:
        if pressed.name in WISHES:
            return await WISHES[pressed.name](turn, pressed.value)
        if pressed.name in PAGES:
            return PAGES[pressed.name](turn.view, pressed.value)
        return await handlers.present(turn)
    if pressed.visit != turn.conversation.visit:
        return await handlers.present(turn)
    if pressed.name in WRITING:
        return await WRITING[pressed.name](turn, pressed.value)
    if pressed.name in QUESTIONS:
        return await handlers.answer(turn, QUESTIONS[pressed.name], pressed.value)
    return await handlers.present(turn)


def _idea(view: View, number: int) -> Screen | None:
    """A prompt asks for a typed answer, so it needs the question it is for."""
    return own.idea(view, number) if questions.asked(view) is own.QUESTION else None


def _number(value: str) -> int:
    return int(value) if value.isdecimal() else 1
