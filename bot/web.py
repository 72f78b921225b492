"""The HTTP server: answers how the bot is, and takes the webhook's updates."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.config import ConfigError
from db.database import Database

LAST_REQUESTS_SECONDS = 6  # how long requests under way may take when the bot stops


def health(database: Database) -> Route:
    """Serve GET /health: 200 when the database answers and an update could be taken, 503 when not."""

    async def answer(_request: Request) -> Response:
        if await database.answers():
            return PlainTextResponse("ready\n")
        return PlainTextResponse("the database does not answer\n", 503)

    return Route("/health", answer)


@contextlib.asynccontextmanager
async def serving(listen: str, routes: Sequence[BaseRoute]) -> AsyncIterator[None]:
    """Serve these routes on host:port until the block ends, then finish what was asked before.

    Raises:
        ConfigError: nobody can listen there.
    """
    config = uvicorn.Config(
        Starlette(routes=routes),
        lifespan="off",
        ws="none",
        log_config=None,  # set_up_logging has done it
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([_bound(listen)]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave SIGTERM and SIGINT to bot/run.py."""
        yield


def _bound(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    try:
        return socket.create_server((host, int(port)), backlog=1024)
    except (OSError, OverflowError) as error:
        raise ConfigError(f"LISTEN: cannot listen on {listen}: {error}") from None
