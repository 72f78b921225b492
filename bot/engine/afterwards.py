"""What is noted of an answer, or of an owed part, after it has arrived, or has not."""

from collections.abc import Mapping

from bot.chat import cards
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


def spoken(message_ids: tuple[int, ...], *, apart: bool = False) -> Handler:
    """Notes the messages an answer has become, for /forget, and that the present question is in the first."""

    async def note(turn: Turn) -> Screen:
        if not turn.conversation.is_empty:  # else forgotten meanwhile
            screen = turn.conversation.marks.screen if apart else message_ids[0]
            turn.conversation = turn.conversation.spoke(message_ids, turn.today).changed(screen=screen)
        return NOTHING

    return note


def arrived(parts: Mapping[str, tuple[int, ...]], revision: int = 0) -> Handler:
    """Notes that these parts are no longer owed, and the messages they have become.

    A present screen of another `revision` than the conversation's now is drawn again where it stands:
    another replica may have answered meanwhile.
    """

    async def note(turn: Turn) -> Screen:
        before = turn.conversation
        owed = tuple(part for part in before.owed if part not in parts)
        if before.revision != revision:
            drawn = {part: ids for part, ids in parts.items() if is_present(part)}
            owed += tuple(f"present:{ids[0]}" if ids else part for part, ids in drawn.items())
        after = before.changed(owed=owed, owner=before.owner if owed else 0)
        if not after.changed(client_language="").is_empty:
            turn.conversation = cards.noted(after, parts, turn.today)
        elif not before.is_empty:
            turn.conversation = Conversation(user_id=turn.event.user_id)
        return NOTHING

    return note


def is_present(part: str) -> bool:
    """Whether an owed part is the present screen, which stands below all others."""
    return part.startswith("present:")
