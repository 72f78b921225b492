"""Outcomes of a call to Telegram: it is done, or one of these errors is raised."""

import json
from http import HTTPStatus
from typing import Any

from telegram.error import TelegramError

# Tapping twice, or on an old message; pinning what is pinned: the work is done, there is nothing new to show.
_HARMLESS = ("message is not modified", "query is too old", "query id is invalid", "chat_not_modified")
_NOBODY = ("chat not found", "peer_id_invalid", "user is deactivated", "bot was blocked")


class NotDeliveredError(TelegramError):
    """It did not arrive, or nobody knows. `name` is for the log and the figures.

    python-telegram-bot hands it on from its request layer, since it is one of its own errors.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    @property
    def is_harmless(self) -> bool:
        """Whether it says no more than that nothing is left to do."""
        return False


class BlockedError(NotDeliveredError):
    """The person has stopped the bot, or is not there any more: nothing will ever arrive."""


class NobodyError(BlockedError):
    """The chat is gone, or this person never spoke to the bot."""


class LaterError(NotDeliveredError):
    """Telegram takes nothing for this chat for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too-many")
        self.seconds = seconds


class RefusedError(NotDeliveredError):
    """Telegram will not take this; `why` is its own sentence, which may quote what was sent."""

    def __init__(self, why: str, name: str = "refused") -> None:
        super().__init__(name)
        self.why = why.removeprefix("Bad Request: ")

    @property
    def is_harmless(self) -> bool:
        """Whether it says no more than that nothing is left to do."""
        return any(one in self.why.lower() for one in _HARMLESS)


class ContestedError(RefusedError):
    """Somebody else takes this bot's updates: another process that polls, or a webhook."""


class UnknownBotError(NotDeliveredError):
    """Telegram does not know this token."""


class UnansweredError(NotDeliveredError):
    """No answer, a broken one, or an error of the server. `surely` tells that it had no effect."""

    def __init__(self, name: str = "other", *, surely: bool = False) -> None:
        super().__init__(name)
        self.surely = surely


def answered(status: int, body: bytes) -> dict[str, Any]:
    """Read an answer of the Bot API.

    Raises:
        NotDeliveredError: when it does not say that the call is done.
    """
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # refused before doing it
        raise UnansweredError("server", surely=True)
    try:
        answer: dict[str, Any] = json.loads(body)
        why = str(answer.get("description", ""))
        seconds = answer.get("parameters", {}).get("retry_after")
    except (ValueError, AttributeError):
        raise UnansweredError from None
    if status == HTTPStatus.OK:
        return answer
    if seconds:
        raise LaterError(seconds)
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            raise UnknownBotError("unknown-bot")
        case HTTPStatus.CONFLICT:
            raise ContestedError(why, "conflict")
        case HTTPStatus.FORBIDDEN:
            raise BlockedError("blocked")
        case HTTPStatus.BAD_REQUEST if any(one in why.lower() for one in _NOBODY):
            raise NobodyError("refused")
        case HTTPStatus.BAD_REQUEST:
            raise RefusedError(why)
    raise UnansweredError
