"""The chat page's HTTP server, for this computer only: the page, what people do, what changes."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.playground.api_types import ApiError, Json, Message
from bot.playground.chats import Chat, Telegram
from bot.playground.page_orders import Controls, act
from bot.playground.user_actions import ImpossibleError, Person

PAGE = Path(__file__).with_name("page.html")
HERE = ("127.0.0.1", "localhost", "[::1]")
STILL_THERE = 15.0  # seconds between signs of life
IMAGES = ("image/png", "image/jpeg")
LARGEST_BODY = 30 * 2**20

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def routes(playground: Controls) -> list[Route]:
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
        return StreamingResponse(_events(playground), media_type="text/event-stream")

    async def do(request: Request) -> Response:
        try:
            act(playground, await request.json())
        except (ImpossibleError, ApiError) as problem:
            return JSONResponse({"problem": str(problem)}, 409)
        except (LookupError, TypeError, ValueError) as problem:
            return JSONResponse({"problem": f"not understood: {problem}"}, 400)
        return JSONResponse({})

    async def file(request: Request) -> Response:
        found = playground.telegram.files.get(request.path_params["id"])
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
    """Refuse other web pages: they can neither ask in this page's name nor reach it under their own."""

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


async def _events(playground: Controls) -> AsyncIterator[str]:
    """Send events: everything first, then each chat that changed, and what is said in passing."""
    news = asyncio.Event()
    changed: set[int] = {0}
    notices: list[Json] = []

    def watch(chat_id: int, notice: Json | None) -> None:
        changed.add(chat_id)
        if notice:
            notices.append(notice)
        news.set()

    playground.telegram.watchers.add(watch)
    try:
        while True:
            if 0 in changed:
                yield _event("everything", _everything(playground))
            for person in playground.people:
                if person.id in changed and 0 not in changed:
                    yield _event("chat", _person(playground.telegram, person))
            for group in playground.groups:
                if group.id in changed and 0 not in changed:
                    yield _event("chat", _group(playground, group))
            for notice in notices:
                yield _event("notice", notice)
            changed.clear()
            notices.clear()
            try:
                async with asyncio.timeout(STILL_THERE):
                    await news.wait()
            except TimeoutError:
                yield ": still there\n\n"
            news.clear()
    finally:
        playground.telegram.watchers.discard(watch)


def _event(kind: str, data: Json) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _everything(playground: Controls) -> Json:
    bot = playground.telegram.bot
    chats = [_person(playground.telegram, person) for person in playground.people]
    chats += [_group(playground, group) for group in playground.groups]
    return {
        "bot": {"id": bot.id, "name": bot.first_name, "username": bot.username},
        "chats": chats,
        "clock": {"ahead": playground.telegram.ahead, "zone": str(playground.zone)},
    }


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
        "picture": telegram.picture and f"/files/{telegram.picture.id}",
        "blocked": chat.blocked,
        "action": telegram.action_in(chat),
        "commands": telegram.commands_for(chat, language),
        "pinned": [chat.history[one].text.partition("\n")[0] for one in sorted(chat.pinned)],
        "messages": [_message(telegram, chat, message) for message in chat.messages],
    }


def _group(playground: Controls, chat: Chat) -> Json:
    """Show a group as everybody on the page sees it; who speaks is chosen there."""
    return {
        "id": chat.id,
        "name": chat.title,
        "speakers": [{"id": person.id, "name": person.name} for person in playground.people],
        "topics": [{"id": number, "name": name} for number, name in chat.topics.items()],
        "bot": playground.telegram.bot.first_name,
        "about": "",
        "picture": None,
        "blocked": not chat.open,
        "action": playground.telegram.action_in(chat),
        "commands": playground.telegram.commands_for(chat, ""),
        "messages": [_message(playground.telegram, chat, message) for message in chat.messages],
    }


def _message(telegram: Telegram, chat: Chat, message: Message) -> Json:
    """Show a message as the Bot API does, with who said it and where its file is."""
    mine = message.sender is not None and message.sender != telegram.bot
    shown = message.as_json(chat.as_json()) | {"mine": mine, "revision": message.revision}
    if message.attachment and message.attachment.file:
        file = message.attachment.file
        shown["file"] = {"url": f"/files/{file.id}", "name": file.name, "size": len(file.data)}
    return shown
