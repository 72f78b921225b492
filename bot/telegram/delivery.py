"""Sends what a person sees: the only caller of the Bot API for that."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from markupsafe import Markup

from bot.chat.event import Event
from bot.chat.screen import Commands, Erase, File, Keyboard, Message, Outgoing, Pin, Screen, fitting, place_of
from bot.error_logs import report
from bot.letter.print_queue import PrintQueue
from bot.letter.printing_errors import CannotPrint, TooBusy
from bot.telegram.outcome import BlockedError, LaterError, NotDeliveredError, RefusedError, UnansweredError
from bot.telegram.transport import Transport

log = logging.getLogger(__name__)

PAUSES = (0.3, 1.0)  # before each further attempt at an answer somebody waits for
LONGEST_WAIT_SECONDS = 3  # of a 429; a longer one is told to the caller
ERASED_AT_ONCE = 100  # deleteMessages takes no more

_UNREADABLE = "can't parse entities"
_COUNTED = ("sendMessage", "editMessageText", "sendDocument", "sendPhoto", "pinChatMessage")  # 30 a second


class Delivery:
    """Speaks to many chats at once; a chat that may not be spoken to for a while delays no other."""

    def __init__(
        self,
        transport: Transport,
        printer: PrintQueue,
        failed: Callable[[NotDeliveredError], None],
        unreadable: Callable[[str], None],
        turn: Callable[[], Awaitable[None]],
    ) -> None:
        """`failed` is told of every call that failed, `unreadable` of every text Telegram cannot parse;
        `turn` is awaited before whatever Telegram counts as a message.
        """
        self._transport = transport
        self._failed = failed
        self._unreadable = unreadable
        self._turn = turn
        self._printer = printer
        self._silent_until: dict[int, float] = {}  # chats under a 429, by the monotonic clock

    async def answer(self, event: Event, screen: Screen) -> tuple[int, ...]:
        """Answer the tap and draw the screen, both at once, then try what follows; ids of new messages.

        Raises:
            NotDeliveredError: the screen did not arrive, or nobody knows.
        """
        tasks: list[Awaitable[int | None]] = []
        if screen.text:
            place = place_of(event, screen)
            tasks.append(self.draw(event.chat_id, place, screen, PAUSES, topic=event.message_thread_id))
        if event.query_id is not None:
            tasks.append(self.answer_query(event.query_id, screen.toast))
        ids = await asyncio.gather(*tasks)
        for one in screen.after:
            try:
                await self.send(event.chat_id, one, pauses=PAUSES)
            except NotDeliveredError as error:
                log.info("something beside a screen did not arrive: %s", error.name)
        return tuple(one for one in ids if one is not None)

    async def draw(
        self,
        chat_id: int,
        edited: int | None,
        screen: Screen,
        pauses: Sequence[float] = (),
        topic: int | None = None,
    ) -> int | None:
        """Draw the screen in place of this message; where it cannot be edited, below everything, with its id.

        Raises:
            NotDeliveredError: it did not arrive, or nobody knows.
        """
        if edited is not None:
            content = {"chat_id": chat_id, "message_id": edited, **_body(screen.text, screen.keyboard)}
            try:
                await self._call("editMessageText", content, repeatable=True, pauses=pauses)
                return None
            except (RefusedError, BlockedError) as error:  # its message or its chat is gone: sending decides
                log.debug("an edit was refused (%s)", error.name)
        return await self._message(chat_id, screen.text, screen.keyboard, pauses, topic)

    async def send(self, chat_id: int, one: Outgoing, pauses: Sequence[float] = ()) -> int | None:
        """Send one thing to a chat; return the id of the message it became, or that is pinned now.

        Raises:
            NotDeliveredError: it did not arrive, or nobody knows.
        """
        match one:
            case Message(text, keyboard):
                return await self._message(chat_id, text, keyboard, pauses)
            case File():
                return await self._file(chat_id, one, pauses)
            case Commands(names):
                menu = [{"command": command, "description": description} for command, description in names]
                content: dict[str, Any] = {"scope": {"type": "chat", "chat_id": chat_id}}
                method = "setMyCommands" if menu else "deleteMyCommands"
                content |= {"commands": menu} if menu else {}
                await self._call(method, content, repeatable=True, pauses=pauses)
            case Pin():
                await self._pin(chat_id, one, pauses)
                return one.message or None
            case Erase(message_ids):
                for start in range(0, len(message_ids), ERASED_AT_ONCE):
                    await self._erase(chat_id, message_ids[start : start + ERASED_AT_ONCE], pauses)
        return None

    async def answer_query(self, query_id: str, toast: str = "") -> None:
        """Stop the little clock on the tapped button."""
        content = {"callback_query_id": query_id} | ({"text": toast} if toast else {})
        try:
            await self._call("answerCallbackQuery", content, repeatable=True, pauses=PAUSES)
        except NotDeliveredError as error:  # only the little clock; the screen matters more
            log.info("a tap was not answered: %s", error.name)

    async def _message(
        self, chat_id: int, text: str, keyboard: Keyboard, pauses: Sequence[float], topic: int | None = None
    ) -> int:
        content = {"chat_id": chat_id, **_body(text, keyboard)}
        if topic is not None:  # of a forum; without it Telegram says it in General
            content["message_thread_id"] = topic
        return int((await self._call("sendMessage", content, pauses=pauses))["message_id"])

    async def _file(self, chat_id: int, file: File, pauses: Sequence[float]) -> int:
        """Send a file; or say why not: one that cannot be made must not hold up what else is owed."""
        try:
            return await self._upload(chat_id, file, pauses)
        except TooBusy:
            raise NotDeliveredError("busy") from None
        except NotDeliveredError as error:
            if file.instead is None or not isinstance(error, RefusedError):
                raise
            return await self._message(chat_id, file.instead(error), (), pauses)
        except Exception as error:
            if file.instead is None:
                raise
            if not isinstance(error, CannotPrint):
                report(error)
            return await self._message(chat_id, file.instead(error), (), pauses)

    async def _upload(self, chat_id: int, file: File, pauses: Sequence[float]) -> int:
        kind, method = ("photo", "sendPhoto") if file.picture else ("document", "sendDocument")
        action = {"chat_id": chat_id, "action": f"upload_{kind}"}
        try:
            await self._call("sendChatAction", action, repeatable=True)
        except (UnansweredError, RefusedError):  # a courtesy; the file itself decides
            log.info("a chat was not told that a file comes")
        content = await self._printer.print(chat_id, file.make)
        described = {"chat_id": chat_id, "caption": file.caption, "parse_mode": "HTML"}
        answer = await self._call(method, described, files={kind: (file.name, content)}, pauses=pauses)
        return int(answer["message_id"])

    async def _pin(self, chat_id: int, pin: Pin, pauses: Sequence[float]) -> None:
        for method, message_id in (("pinChatMessage", pin.message), ("unpinChatMessage", pin.instead_of)):
            if message_id and pin.message != pin.instead_of:
                content = {"chat_id": chat_id, "message_id": message_id}
                with contextlib.suppress(RefusedError):  # it is so already, or the message is gone
                    await self._call(method, content, repeatable=True, pauses=pauses)

    async def _erase(self, chat_id: int, message_ids: Sequence[int], pauses: Sequence[float]) -> None:
        content = {"chat_id": chat_id, "message_ids": list(message_ids)}
        try:
            await self._call("deleteMessages", content, repeatable=True, pauses=pauses)
        except RefusedError:  # one that is older than 48 hours keeps all the others
            if len(message_ids) == 1:
                return
            middle = len(message_ids) // 2
            await self._erase(chat_id, message_ids[:middle], pauses)
            await self._erase(chat_id, message_ids[middle:], pauses)

    async def _call(
        self,
        method: str,
        content: dict[str, Any],
        *,
        repeatable: bool = False,
        pauses: Sequence[float] = (),
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> Any:
        """Call, and again after each pause where that can do no harm; a text nobody can parse goes as it is.

        A send whose fate is unknown is not repeated here: after a time-out Telegram often has delivered it.
        """
        for pause in (*pauses, None):
            try:
                return await self._attempt(method, content, files, is_read=not repeatable)
            except LaterError as error:
                if pause is None or error.seconds > LONGEST_WAIT_SECONDS:
                    raise
                pause = error.seconds
            except UnansweredError as error:
                if pause is None or error.name == "timed-out" or not (repeatable or error.surely):
                    raise
            except RefusedError as error:
                if error.is_harmless:
                    return None
                if _UNREADABLE not in error.why.lower() or "parse_mode" not in content:
                    raise
                content = self._bare(content)
                pause = 0
            await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(
        self,
        method: str,
        content: dict[str, Any],
        files: dict[str, tuple[str, bytes]] | None,
        *,
        is_read: bool,
    ) -> Any:
        chat_id = content.get("chat_id", 0)
        if (silent := self._silent_until.get(chat_id, 0) - time.monotonic()) > 0:
            raise LaterError(silent)
        self._silent_until.pop(chat_id, None)
        if method in _COUNTED:
            await self._turn()
        try:
            return await self._transport.call(method, content, files=files, is_read=is_read)
        except NotDeliveredError as error:
            if not error.is_harmless:
                self._failed(error)
            if isinstance(error, LaterError) and chat_id:
                self._silent_until[chat_id] = time.monotonic() + error.seconds
            raise

    def _bare(self, content: dict[str, Any]) -> dict[str, Any]:
        """Strip the markup: a text with a mistake is better read without its tags than not at all."""
        name = "text" if "text" in content else "caption"
        self._unreadable(str(content[name]))
        bare = {key: value for key, value in content.items() if key != "parse_mode"}
        return bare | {name: Markup(content[name]).striptags() or "…"}  # noqa: S704  (nothing is rendered)


def _body(text: str, keyboard: Keyboard) -> dict[str, Any]:
    body: dict[str, Any] = {"text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    if keyboard:
        rows = [[button.as_telegram() for button in row] for row in fitting(keyboard)]
        body["reply_markup"] = {"inline_keyboard": rows}
    return body
