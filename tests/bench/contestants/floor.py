"""The lower bound: a raw asyncio echo with no framework, no library and no database."""

import asyncio
import json
import os
from typing import Any
from urllib.parse import urlsplit

KEYBOARD = {"inline_keyboard": [[{"text": f"Button {n}", "callback_data": f"echo:{n}"}] for n in range(8)]}


class Line:
    """One kept connection to the Bot API."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def call(self, path: str, given: dict[str, Any]) -> bytes:
        body = json.dumps(given).encode()
        self._writer.write(
            f"POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        return await self._reader.readexactly(
            int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
        )


async def main() -> None:
    url = urlsplit(os.environ["BOT_API_URL"])
    root = f"/bot{os.environ['BOT_TOKEN']}/"
    free: list[Line] = []

    async def line() -> Line:
        return Line(*await asyncio.open_connection(url.hostname, url.port, ssl=url.scheme == "https" or None))

    async def call(method: str, given: dict[str, Any]) -> None:
        one = free.pop() if free else await line()
        await one.call(root + method, given)
        free.append(one)

    async def echo(update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            message = query["message"]
            screen = {
                "chat_id": message["chat"]["id"],
                "message_id": message["message_id"],
                "text": f"You pressed {query['data']}",
                "reply_markup": KEYBOARD,
            }
            await asyncio.gather(
                call("answerCallbackQuery", {"callback_query_id": query["id"]}),
                call("editMessageText", screen),
            )
        else:
            chat = update["message"]["chat"]["id"]
            await call("sendMessage", {"chat_id": chat, "text": "Press a button", "reply_markup": KEYBOARD})

    polling, offset = await line(), 0
    running: set[asyncio.Task[None]] = set()
    while True:
        answer = await polling.call(root + "getUpdates", {"offset": offset, "timeout": 10})
        for update in json.loads(answer)["result"]:
            offset = update["update_id"] + 1
            task = asyncio.create_task(echo(update))
            running.add(task)
            task.add_done_callback(running.discard)


if __name__ == "__main__":
    asyncio.run(main())
