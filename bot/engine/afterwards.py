"""What is noted of an answer after it was spoken, or was not."""

from bot.chat.event import Event
from bot.chat.screen import NOTHING, Screen
from bot.chat.turn import Handler, Turn


def owing(event: Event) -> Handler:
    """Owes the present screen, in the place of the message that was tapped."""

    async def owe(turn: Turn) -> Screen:
        edited = event.message_id if event.can_edit else ""
        owed = turn.conversation.owing(f"present:{edited}:{event.update_id}")
        turn.conversation = owed.changed(client_language=event.client_language)
        return NOTHING

    return owe


def spoken(message_ids: tuple[int, ...], *, apart: bool = False) -> Handler:
    """Notes the messages an answer has become, for /forget, and that the present question is in the first."""

    async def note(turn: Turn) -> Screen:
        if not turn.conversation.is_empty:  # else forgotten meanwhile
            screen = turn.conversation.marks.screen if apart else message_ids[0]
            turn.conversation = turn.conversation.spoke(message_ids, turn.today).changed(screen=screen)
        return NOTHING

    return note
