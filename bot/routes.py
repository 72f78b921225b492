"""The map: every handler, in the order tried, on one screen."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.chat.callback import Callback, read_callback
from bot.chat.screen import Screen
from bot.chat.turn import Handler, Turn, once
from bot.chat.view import View
from bot.desk import counting, desk, handing_over, journal, receiving, releasing, reload
from bot.statistics import press_text, progress
from bot.statistics import screens as statistics
from bot.supporter import handlers, questions
from bot.supporter import pledge_card as cards
from bot.supporter.questions import greeting, own, prisoner
from bot.supporter.questions.question import Question
from bot.supporter.screens import groups, pages, person, privacy

COMMANDS: Mapping[str, Handler] = {
    "start": handlers.start,
    "help": handlers.shows(pages.helping),
    "language": handlers.shows(pages.choose_language),
    "cancel": handlers.shows(pages.cancelling),
    "privacy": handlers.shows(privacy.privacy),
    "forget": handlers.shows(privacy.forgetting),
    "progress": progress.ask,
}

# Plain addresses: they read, and change nothing.
PAGES: Mapping[str, Callable[[View, str], Screen]] = {
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
    "progress": progress.page,
    "card": progress.card,
}

# Buttons that write; they work only in the revision they were drawn for.
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

# Buttons that write in any revision: they say what should be true of the person, and twice is once.
WISHES: Mapping[str, Callable[[Turn, str], Awaitable[Screen]]] = {
    "language": handlers.choose_language,
    "forget-me": handlers.be_forgotten,
}
QUESTIONS: Mapping[str, Question] = {one.name: one for one in (*questions.ORDER, *questions.AFTERWARDS)}


# Organizers only: the sender's id is looked at in every turn, whatever the button or the command says.
ORGANIZER_COMMANDS: Mapping[str, Handler] = {
    "receive": receiving.begin,
    "handover": handing_over.begin,
    "release": releasing.begin,
    "journal": journal.read,
    "stats": statistics.ask,
    "reload": reload.reread,
}
ORGANIZER_PAGES: Mapping[str, Callable[[Turn, str], Awaitable[Screen]]] = {
    "desk": desk.present,
    "leave": desk.leave,
    "receive": receiving.page,
    "count": counting.page,
    "arrival": counting.arrival,
    "handover": handing_over.page,
    "release": releasing.page,
    "journal": journal.page,
    "stats": statistics.page,
    "chart": statistics.chart,
    "export": statistics.files,
    "press": press_text.page,
}
# These work only in the revision they were drawn for …
ORGANIZER_WRITING: Mapping[str, Callable[[Turn, str], Awaitable[Screen]]] = {
    "counted": counting.counted,
    "hand-over": handing_over.hand_over,
    "release": releasing.release,
    "hold": releasing.hold,
}
# … and these in any: they say what should be true, and twice is once.
ORGANIZER_LASTING: Mapping[str, Callable[[Turn, str], Awaitable[Screen]]] = {
    "undo": desk.undo,
    "arrival-country": counting.set_country,
}


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
    name = turn.event.command
    if name in ORGANIZER_COMMANDS:
        screen = await (ORGANIZER_COMMANDS[name] if turn.is_organizer else present)(turn)
        return replace(screen, after=(*screen.after, handlers.menu(turn)))
    if name == "start" and turn.is_organizer:
        screen = await (
            receiving.scanned(turn) if receiving.is_slip(turn) else _away_from_desk(turn, handlers.start)
        )
        return replace(screen, after=(*screen.after, handlers.menu(turn)))
    if name in COMMANDS:
        return await _away_from_desk(turn, COMMANDS[name])
    return await present(turn)


async def press(turn: Turn) -> Screen:
    """A button: a page, a card, or a change; anything unknown, old or forged redraws the present."""
    pressed = read_callback(turn.event.callback)
    if pressed is None:
        return await present(turn)
    if pressed.mac is not None:
        return await cards.press(turn, pressed)
    if turn.is_organizer and (handler := _of_organizers(pressed, turn.conversation.revision)):
        return await handler(turn, pressed.value)
    if pressed.revision is None:
        if pressed.name in WISHES:
            return await WISHES[pressed.name](turn, pressed.value)
        if pressed.name in PAGES:
            return PAGES[pressed.name](turn.view, pressed.value)
        return await present(turn)
    if pressed.revision != turn.conversation.revision:
        return await present(turn)
    turn.conversation = replace(turn.conversation, desk="")
    if pressed.name in WRITING:
        return await WRITING[pressed.name](turn, pressed.value)
    if pressed.name in QUESTIONS:
        return await handlers.answer(turn, QUESTIONS[pressed.name], pressed.value)
    return await handlers.present(turn)


async def _away_from_desk(turn: Turn, handler: Handler) -> Screen:
    if turn.conversation.desk:
        turn.change(desk="")
    return await handler(turn)


def _of_organizers(pressed: Callback, revision: int) -> Callable[[Turn, str], Awaitable[Screen]] | None:
    if pressed.lasting:
        return ORGANIZER_LASTING.get(pressed.name)
    if pressed.revision is None:
        return ORGANIZER_PAGES.get(pressed.name)
    return ORGANIZER_WRITING.get(pressed.name) if pressed.revision == revision else None


def _idea(view: View, number: int) -> Screen | None:
    """A prompt asks for a typed answer, so it needs the question it is for."""
    return own.idea(view, number) if questions.asked(view) is own.QUESTION else None


def _number(value: str) -> int:
    return int(value) if value.isdecimal() else 1
