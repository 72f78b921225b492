"""What may become of a message that is sent: it arrives, or one of these is raised."""

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.telegram.transport import NotReachedError, ServerError, seconds_of

# Nobody is there: the chat is gone, or the person never spoke to this bot.
_NOBODY = ("chat not found", "peer_id_invalid", "user is deactivated", "bot was blocked")


class NotDeliveredError(Exception):
    """It did not arrive, or nobody knows; `name` is the class of Telegram's error, for the log."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.name = name


class BlockedError(NotDeliveredError):
    """The person has stopped the bot, or is not there any more: nothing will ever arrive."""


class LaterError(NotDeliveredError):
    """Telegram takes nothing for this chat for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("RetryAfter")
        self.seconds = seconds


class RefusedError(NotDeliveredError):
    """Telegram will not take this; `why` is its own sentence, which quotes nobody."""

    def __init__(self, why: str) -> None:
        super().__init__("BadRequest")
        self.why = why.lower()


class UnansweredError(NotDeliveredError):
    """No answer, a broken one, or an error of the server. `surely` tells that it had no effect."""

    def __init__(self, name: str, *, surely: bool) -> None:
        super().__init__(name)
        self.surely = surely


def outcome(error: TelegramError) -> NotDeliveredError:
    """The outcome behind an error of python-telegram-bot."""
    name = type(error).__name__
    if isinstance(error, RetryAfter):
        return LaterError(seconds_of(error))
    if isinstance(error, Forbidden):
        return BlockedError(name)
    if isinstance(error, BadRequest):  # before NetworkError, from which the library derives it
        nobody = any(one in error.message.lower() for one in _NOBODY)
        return BlockedError(name) if nobody else RefusedError(error.message)
    return UnansweredError(name, surely=isinstance(error, NotReachedError | ServerError))
