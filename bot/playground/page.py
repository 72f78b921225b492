"""The chat page's own door, for this computer only: the page, what people do, what changes."""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.playground.people import ImpossibleError, Person
from bot.playground.picture import snow
from bot.playground.telegram import Chat, Telegram
from bot.playground.values import ApiError, Json, Message

PAGE = Path(__file__).with_name("page.html")
HERE = ("127.0.0.1", "localhost", "[::1]")
STILL_THERE = 15.0  # seconds between signs of life
IMAGES = ("image/png", "image/jpeg")
LARGEST_BODY = 30 * 2**20

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class House(Protocol):
    """What the page needs of the playground."""

    telegram: Telegram
    people: list[Person]

    def person(self, name: str = ..., language: str = ..., id: int | None = ...) -> Person: ...  # noqa: A002 - as Telegram calls it
    def leaves(self, person: Person) -> None: ...
    def reset(self) -> None: ...


def routes(house: House) -> list[Route]:
    async def page(request: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
            "img-src 'self' data:; connect-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        html = PAGE.read_text(encoding="utf-8").replace("{nonce}", nonce)
        return HTMLResponse(html, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})

    async def events(request: Request) -> Response:
        return StreamingResponse(_events(house), media_type="text/event-stream")

    async def do(request: Request) -> Response:
        try:
            _act(house, await request.json())
        except (ImpossibleError, ApiError) as problem:
            return JSONResponse({"problem": str(problem)}, 409)
        except (LookupError, TypeError, ValueError) as problem:
            return JSONResponse({"problem": f"not understood: {problem}"}, 400)
        return JSONResponse({})

    async def file(request: Request) -> Response:
        found = house.telegram.files.get(request.path_params["id"])
        if found is None:
            return Response(status_code=404)
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        if found.mime not in IMAGES:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
        return Response(found.data, media_type=found.mime, headers=headers)

    return [
        Route("/", _for_this_computer(page)),
        Route("/events", _for_this_computer(events)),
        Route("/do", _for_this_computer(do), methods=["POST"]),
        Route("/files/{id}", _for_this_computer(file)),
    ]


def _for_this_computer(handler: Handler) -> Handler:
    """Other web pages can neither ask in this page's name nor reach it under a name of their own."""

    async def guarded(request: Request) -> Response:
        host = request.headers.get("host", "")
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site", "none")
        if host.rpartition(":")[0] not in HERE and host not in HERE:
            return Response("only for this computer", 403)
        if origin not in (None, f"http://{host}") or site not in ("same-origin", "none"):
            return Response("only for the chat page", 403)
        if request.method == "POST":
            if not request.headers.get("content-type", "").startswith("application/json"):
                return Response("JSON only", 415)
            if int(request.headers.get("content-length", "0")) > LARGEST_BODY:
                return Response("too large", 413)
        return await handler(request)

    return guarded


def _act(house: House, order: Json) -> None:
    """One thing somebody does on the page."""
    what = order["do"]
    if what == "reset":
        return house.reset()
    if what == "add":
        name, number = str(order["name"]).strip()[:64] or "Olena", str(order.get("id") or "")
        house.person(name, str(order.get("language", "")), int(number) if number else None)
        return None
    person = {person.id: person for person in house.people}[order["person"]]
    match what:
        case "send":
            person.sends(str(order["text"]))
        case "start":
            person.starts(str(order.get("parameter", "")))
        case "tap":
            message = person.chat.history[order["message"]]
            person.taps(message, message.keyboard[order["row"]][order["column"]])
        case "sticker":
            person.sends_sticker()
        case "voice":
            person.sends_voice()
        case "photo":
            person.sends_photo(snow())
        case "file":
            person.sends_document(str(order["name"]), base64.b64decode(order["data"], validate=True))
        case "language":
            person.speaks(str(order["language"]))
            house.telegram.changed(0)
        case "block":
            person.blocks()
        case "unblock":
            person.unblocks()
        case "clear":
            person.deletes_chat()
        case "leave":
            house.leaves(person)
        case _:
            raise ValueError(what)
    return None


async def _events(house: House) -> AsyncIterator[str]:
    """Server-sent events: everything first, then each chat that changed, and what is said in passing."""
    news = asyncio.Event()
    changed: set[int] = {0}
    notices: list[Json] = []

    def watch(chat_id: int, notice: Json | None) -> None:
        changed.add(chat_id)
        if notice:
            notices.append(notice)
        news.set()

    house.telegram.watchers.add(watch)
    try:
        while True:
            if 0 in changed:
                yield _event("everything", _everything(house))
            for person in house.people:
                if person.id in changed and 0 not in changed:
                    yield _event("person", _person(house.telegram, person))
            for notice in notices:
                yield _event("notice", notice)
            changed.clear()
            notices.clear()
            try:
                await asyncio.wait_for(news.wait(), STILL_THERE)
            except TimeoutError:
                yield ": still there\n\n"
            news.clear()
    finally:
        house.telegram.watchers.discard(watch)


def _event(kind: str, data: Json) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _everything(house: House) -> Json:
    bot = house.telegram.bot
    people = [_person(house.telegram, person) for person in house.people]
    return {"bot": {"id": bot.id, "name": bot.first_name, "username": bot.username}, "people": people}


def _person(telegram: Telegram, person: Person) -> Json:
    chat = person.chat
    language = person.language

    def text(field: str) -> str:
        return telegram.texts.get((field, language)) or telegram.texts.get((field, ""), "")

    return {
        "id": person.id,
        "name": person.name,
        "language": language,
        "bot": text("name") or telegram.bot.first_name,
        "about": text("description"),
        "blocked": chat.blocked,
        "action": telegram.action_in(chat),
        "commands": telegram.commands_for(chat, language),
        "messages": [_message(chat, message, person) for message in chat.messages],
    }


def _message(chat: Chat, message: Message, person: Person) -> Json:
    """As the Bot API shows it, with who said it and where its file is."""
    mine = message.sender is not None and message.sender.id == person.id
    shown = message.as_json(chat.as_json()) | {"mine": mine, "revision": message.revision}
    if message.attachment and message.attachment.file:
        file = message.attachment.file
        shown["file"] = {"url": f"/files/{file.id}", "name": file.name, "size": len(file.data)}
    return shown
