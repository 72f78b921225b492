"""What is noted of an answer, or of an owed part, after it has arrived, or has not."""

from collections.abc import Mapping

from bot.chat.event import Event
from bot.chat.screen import NOTHING, Screen
from bot.chat.state import Conversation
from bot.chat.turn import Handler, Turn


def owing(event: Event) -> Handler:
    """Owes the present screen, in the place of the message that was tapped."""

    async def owe(turn: Turn) -> Screen:
        edited = event.message_id if event.can_edit else ""
        owed = turn.conversation.owing(f"present:{edited}:{event.update_id}")
        turn.conversation = owed.changed(client_language=event.client_language)
        return NOTHING

    return owe


def arrived(parts: Mapping[str, tuple[int, ...]]) -> Handler:
    """Notes that these parts are no longer owed, and the messages they have become, for /forget."""

    async def note(turn: Turn) -> Screen:
        before = turn.conversation
        owed = tuple(part for part in before.owed if part not in parts)
        after = before.changed(owed=owed, owner=before.owner if owed else 0)
        if not after.changed(client_language="").is_empty:
            turn.conversation = after.spoke(sum(parts.values(), ()), turn.today)
        elif not before.is_empty:
            turn.conversation = Conversation(user_id=turn.event.user_id)
        return NOTHING

    return note
