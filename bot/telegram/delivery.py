"""The bot's voice: the only caller of the Bot API for what a person sees."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.chat.event import Event
from bot.chat.screen import Commands, Erase, File, Keyboard, Message, Outgoing, Screen
from bot.errors import report
from bot.letter.errors import CannotPrint
from bot.letter.queue import PrintQueue
from bot.telegram.transport import NotReachedError, ServerError, Transport, seconds_of

log = logging.getLogger(__name__)

PAUSES = (0.3, 1.0, 3.0)  # before each further attempt
LONGEST_WAIT_SECONDS = 120  # what a 429 may ask of us, once
ERASED_AT_ONCE = 100  # deleteMessages takes no more

# Tapping twice, or on an old message: the work is done, there is nothing new to show.
_HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "there is no text")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What became of an answer: ids of new messages, whether all of it arrived, whether we are blocked."""

    message_ids: tuple[int, ...] = ()
    complete: bool = True
    blocked: bool = False


class Delivery:
    """Speaks to one chat at a time; waiting for one chat never delays another."""

    def __init__(
        self, transport: Transport, printer: PrintQueue, failed: Callable[[TelegramError], None]
    ) -> None:
        self._transport = transport
        self._failed = failed  # told of every call that failed
        self._printer = printer

    async def speak(self, event: Event, screen: Screen, attempted: Callable[[], None]) -> Spoken:
        """Answer the tap and draw the screen, both at once; then send what follows it, in order.

        `attempted` is called as soon as the screen is on its way; with more to follow, not at all:
        then the whole answer counts.
        """
        tasks: list[Awaitable[int | None]] = []
        if screen.text:
            tasks.append(self._draw(event, screen, None if screen.after else attempted))
        if event.query_id is not None:
            tasks.append(self._answer(event.query_id, screen.toast))
        arrived: list[int | None] = []
        error: TelegramError | None = None
        try:
            arrived += await asyncio.gather(*tasks)
            for one in screen.after:
                arrived.append(await self.send(event.chat_id, one))
        except TelegramError as trouble:
            log.info("an answer did not arrive: %s", type(trouble).__name__)
            error = trouble
        message_ids = tuple(one for one in arrived if one is not None)
        return Spoken(message_ids, complete=error is None, blocked=isinstance(error, Forbidden))

    async def send(self, chat_id: int, one: Outgoing) -> int | None:
        """Send one thing to a chat; the id of the message it became.

        Raises:
            telegram.error.TelegramError: it did not arrive, or nobody knows.
        """
        match one:
            case Message(text, keyboard):
                return await self._message(chat_id, text, keyboard)
            case File():
                return await self._file(chat_id, one)
            case Commands(names):
                menu = [{"command": command, "description": description} for command, description in names]
                scope = {"type": "chat", "chat_id": chat_id}
                if menu:
                    await self._call("setMyCommands", {"commands": menu, "scope": scope}, repeatable=True)
                else:
                    await self._call("deleteMyCommands", {"scope": scope}, repeatable=True)
            case Erase(message_ids):
                for start in range(0, len(message_ids), ERASED_AT_ONCE):
                    part = message_ids[start : start + ERASED_AT_ONCE]
                    await self._erase(chat_id, part)
        return None

    async def _draw(self, event: Event, screen: Screen, attempted: Callable[[], None] | None) -> int | None:
        if event.message_id is not None and event.can_edit:
            content = {"chat_id": event.chat_id, "message_id": event.message_id, **_body(screen)}
            try:
                await self._call("editMessageText", content, repeatable=True, attempted=attempted)
                return None
            except BadRequest as error:
                if not _says(error, _GONE):
                    raise
        return await self._message(event.chat_id, screen.text, screen.keyboard, attempted)

    async def _answer(self, query_id: str, toast: str) -> None:
        content: dict[str, Any] = {"callback_query_id": query_id}
        if toast:
            content["text"] = toast
        try:
            await self._call("answerCallbackQuery", content, repeatable=True)
        except TelegramError as error:  # only the little clock on the button; the screen matters more
            log.info("a tap was not answered: %s", type(error).__name__)

    async def _message(
        self, chat_id: int, text: str, keyboard: Keyboard, attempted: Callable[[], None] | None = None
    ) -> int:
        content = {"chat_id": chat_id, **_body(Screen(text, keyboard))}
        return int((await self._call("sendMessage", content, attempted=attempted))["message_id"])

    async def _file(self, chat_id: int, file: File) -> int:
        """Send a file; or say why not, since a file that fails must not hold up what else is to be said."""
        try:
            return await self._upload(chat_id, file)
        except Forbidden:
            raise
        except Exception as error:
            if file.instead is None:
                raise
            if not isinstance(error, CannotPrint | TelegramError):
                report(error)
            return await self._message(chat_id, file.instead(error), ())

    async def _upload(self, chat_id: int, file: File) -> int:
        kind, method = ("photo", "sendPhoto") if file.picture else ("document", "sendDocument")
        action = {"chat_id": chat_id, "action": f"upload_{kind}"}
        await self._call("sendChatAction", action, repeatable=True)
        content = await self._printer.print(chat_id, file.make)
        described = {"chat_id": chat_id, "caption": file.caption, "parse_mode": "HTML"}
        answer = await self._call(method, described, files={kind: (file.name, content)})
        return int(answer["message_id"])

    async def _erase(self, chat_id: int, message_ids: Sequence[int]) -> None:
        try:
            await self._call(
                "deleteMessages", {"chat_id": chat_id, "message_ids": list(message_ids)}, repeatable=True
            )
        except BadRequest:  # older than 48 hours or gone already: Telegram keeps or has erased them
            log.info("some messages could not be erased")

    async def _call(
        self,
        method: str,
        content: dict[str, Any],
        *,
        repeatable: bool = False,
        attempted: Callable[[], None] | None = None,
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> Any:
        """Call, and call again where that is safe.

        A send whose fate is unknown is not repeated: after a time-out Telegram often has delivered it.
        """
        for pause in (*PAUSES, None):
            try:
                return await self._attempt(method, content, attempted, files, is_read=not repeatable)
            except RetryAfter as error:
                seconds = seconds_of(error)
                if pause is None or seconds > LONGEST_WAIT_SECONDS:
                    raise
                await asyncio.sleep(seconds)
                continue
            except BadRequest as error:
                if _says(error, _HARMLESS):
                    return None
                raise
            except (NotReachedError, ServerError):
                if pause is None:
                    raise
            except (TimedOut, NetworkError) as error:
                # python-telegram-bot derives Forbidden's siblings from NetworkError; only real ones get here
                if pause is None or not repeatable:
                    raise error from None
            await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(
        self,
        method: str,
        content: dict[str, Any],
        attempted: Callable[[], None] | None,
        files: dict[str, tuple[str, bytes]] | None,
        *,
        is_read: bool,
    ) -> Any:
        try:
            return await self._transport.call(method, content, sent=attempted, files=files, is_read=is_read)
        except TelegramError as error:
            if not _says(error, _HARMLESS):
                self._failed(error)
            raise


def _body(screen: Screen) -> dict[str, Any]:
    body: dict[str, Any] = {
        "text": screen.text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if screen.keyboard:
        rows = [[button.as_telegram() for button in row] for row in screen.keyboard]
        body["reply_markup"] = {"inline_keyboard": rows}
    return body


def _says(error: TelegramError, parts: Sequence[str]) -> bool:
    message = error.message.lower()
    return any(part in message for part in parts)
