"""Finds the handler of an update by the table of routes, and runs it once."""

from bot.chat.callback import Own, Write, read_callback
from bot.chat.screen import Screen, Shown
from bot.chat.turn import Turn, once
from bot.desk import campaign_sheet, desk, receiving
from bot.desk.desk_routes import COMMAND
from bot.routes import ROUTE_OF, with_menu
from bot.statistics import figures_screens as statistics
from bot.supporter import handlers, typed_text
from bot.supporter import pledge_buttons as cards
from bot.supporter.screens import groups


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
        return with_menu(turn, screen)
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
