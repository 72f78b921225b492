"""The playground's HTTP server on loopback: the Bot API and its files, answered as Telegram does."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from email.utils import formatdate
from typing import Any, Protocol

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from bot.playground.api_calls import Call, read_call
from bot.playground.api_types import ApiError, File, Json
from bot.playground.faults import Trouble

TOKEN = re.compile(r"\d+:[\w-]{30,}", re.ASCII)


class BotApi(Protocol):
    """What the server needs of the playground."""

    token: str

    def in_flight(self, call: Call) -> AbstractContextManager[None]: ...
    def trouble(self, call: Call) -> Trouble: ...
    async def perform(self, call: Call) -> Any: ...
    def file(self, path: str) -> File | None: ...


class Listener:
    """A web server inside the running event loop, without uvicorn's signals and its 0.1 s ticks."""

    def __init__(self) -> None:
        self.port = 0
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def open(self, app: ASGIApp, host: str, port: int) -> None:
        async def quietly(scope: Scope, receive: Receive, send: Send) -> None:
            async def dated(message: Message) -> None:
                if message["type"] == "http.response.start":  # as Telegram's servers do
                    message["headers"] = [*message["headers"], (b"date", formatdate(usegmt=True).encode())]
                await send(message)

            # close() cancels what still runs; uvicorn would log that as a failure
            with suppress(asyncio.CancelledError):
                await app(scope, receive, dated)

        config = uvicorn.Config(
            quietly,
            lifespan="off",
            ws="none",
            http="h11",
            log_config=None,
            access_log=False,
            proxy_headers=False,
        )
        config.timeout_keep_alive = 75  # longer than the clients': only they close a connection
        config.load()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: H11Protocol(config=config, server_state=self._state, app_state={}), host, port
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop at once: whoever is still connected is cut off."""
        if self._server:
            self._server.close()
        for connection in list(self._state.connections):
            connection.transport.abort()
        tasks = list(self._state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._server:
            await self._server.wait_closed()

    def drop(self, request: Request) -> None:
        """Cut the connection of this request before a byte of an answer is sent."""
        for connection in list(self._state.connections):
            if isinstance(connection, H11Protocol) and connection.client == request.client:
                connection.transport.abort()


def routes(api: BotApi, listener: Listener) -> list[Route]:
    async def method(request: Request) -> Response:
        token, name = request.path_params["token"], request.path_params["method"]
        if token != api.token:
            return _wrong_token(token)
        body = await request.body()
        try:
            call = read_call(name, request.url.query, request.headers.get("content-type", ""), body)
        except ApiError as refusal:
            return _refusal(refusal)
        with api.in_flight(call):
            return await _answer(api, call, lambda: listener.drop(request))

    async def download(request: Request) -> Response:
        token, path = request.path_params["token"], request.path_params["path"]
        if token != api.token:
            return _wrong_token(token)
        file = api.file(path)
        return Response(file.data, media_type=file.mime) if file else _refusal(ApiError(404, "Not Found"))

    return [
        Route("/bot{token}/{method}", method, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download),
    ]


async def not_found(scope: Scope, receive: Receive, send: Send) -> None:
    await _refusal(ApiError(404, "Not Found"))(scope, receive, send)


async def _answer(api: BotApi, call: Call, drop: Callable[[], None]) -> Response:
    trouble = api.trouble(call)
    if trouble.drop != "after":
        await asyncio.sleep(trouble.seconds)
    if trouble.drop == "before":
        drop()
    elif trouble.body is not None:
        return Response(trouble.body, trouble.code or 502, media_type="text/html")
    elif trouble.code:
        return _refusal(ApiError(trouble.code, trouble.description, trouble.retry_after))
    else:
        try:
            answer: Response = JSONResponse({"ok": True, "result": await api.perform(call)})
        except ApiError as refusal:
            answer = _refusal(refusal)
        if trouble.drop != "after":
            return answer
        await asyncio.sleep(trouble.seconds)
        drop()
    return Response()  # nobody is there to read it


def _refusal(refusal: ApiError) -> Response:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return JSONResponse(body, refusal.code)


def _wrong_token(token: str) -> Response:
    if TOKEN.fullmatch(token):
        return _refusal(ApiError(401, "Unauthorized"))
    return _refusal(ApiError(404, "Not Found"))
