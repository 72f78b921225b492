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
from bot.monitoring.liveness import Liveness
from db.database import Database

LAST_REQUESTS_SECONDS = 4  # how long requests under way may take when the bot stops


def health(database: Database, liveness: Liveness) -> list[Route]:
    """GET /health: 200 as long as the process answers. GET /ready: 200 when an update could be taken,
    503 with the reasons when not: what a load balancer asks.
    """

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def ready(_request: Request) -> Response:
        reasons = liveness.unready()
        if database.is_damaged:
            reasons.insert(0, "the database is damaged; `mektup restore` puts the newest copy in its place")
        elif not await database.answers():
            reasons.insert(0, "the database does not answer")
        return PlainTextResponse("".join(f"{one}\n" for one in reasons or ["ready"]), 503 if reasons else 200)

    return [Route("/health", alive), Route("/ready", ready)]


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
