"""What is noted of an answer, or of an owed part, after it has arrived, or has not."""

from collections.abc import Callable, Mapping

from bot.chat import cards
from bot.chat.event import Event
from bot.chat.screen import NOTHING, Screen, place_of
from bot.chat.state import Conversation
from bot.chat.turn import Handler, Turn

PRESENT = "present:"  # the present screen, which stands below all others
CARD = "standing:"  # a card in its message, as it is now


def answered(
    event: Event,
    screen: Screen,
    message_ids: tuple[int, ...] | None,
    drawn: Conversation,
    is_last: Callable[[], bool],
) -> Handler:
    """Notes the messages an answer has become, for /forget, and that the present question is in the first.

    It is owed anew where it did not arrive (None), and where another process has gone on since it was
    `drawn`: it may stand below that one's answer. Where `is_last` is false, a later answer of this process
    comes after it anyway.
    """

    async def note(turn: Turn) -> Screen:
        now = turn.conversation
        place = message_ids[0] if message_ids else place_of(event, screen)
        if message_ids and not now.is_empty:  # else forgotten meanwhile
            stands_in = now.marks.screen if screen.apart else place
            now = now.spoke(message_ids, turn.today).changed(screen=stands_in)
        if message_ids is None:
            now = now.changed(client_language=event.client_language)
        if message_ids is None or (screen.text and now.has_moved_on(drawn) and is_last()):
            kind, which = (CARD, screen.apart) if screen.apart else (PRESENT, str(event.update_id))
            now = now.owing(f"{kind}{place or ''}:{which}")
        turn.conversation = now
        return NOTHING

    return note


def arrived(parts: Mapping[str, tuple[int, ...]], drawn: Conversation | None = None) -> Handler:
    """Notes that these parts are no longer owed, and the messages they have become.

    A screen that was `drawn` from another state than the present is drawn again where it stands: another
    replica may have answered meanwhile.
    """

    async def note(turn: Turn) -> Screen:
        before = turn.conversation
        owed = tuple(part for part in before.owed if part not in parts)
        if drawn is not None and before.has_moved_on(drawn):
            owed += tuple(_there(part, ids) for part, ids in parts.items() if is_redrawn(part))
        after = before.changed(owed=owed, owner=before.owner if owed else 0)
        if not after.changed(client_language="").is_empty:
            turn.conversation = cards.noted(after, parts, turn.today)
        elif not before.is_empty:
            turn.conversation = Conversation(user_id=turn.event.user_id)
        return NOTHING

    return note


def is_present(part: str) -> bool:
    """Whether an owed part is the present screen."""
    return part.startswith(PRESENT)


def is_redrawn(part: str) -> bool:
    """Whether an owed part is a screen that is drawn where it stands."""
    return part.startswith((PRESENT, CARD))


def read_redrawn(part: str) -> tuple[int | None, str]:
    """Read the message such a part is drawn into, None for a new one, and the code of a card."""
    _, _, place_and_rest = part.partition(":")
    place, _, rest = place_and_rest.partition(":")
    return int(place) if place.isdecimal() else None, rest if part.startswith(CARD) else ""


def _there(part: str, message_ids: tuple[int, ...]) -> str:
    """Name the same screen in the message it has become."""
    place, code = read_redrawn(part)
    kind, which = (CARD, code) if code else (PRESENT, "")
    return f"{kind}{(*message_ids, place or '')[0]}:{which}"
