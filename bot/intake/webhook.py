"""The webhook takes updates from Telegram, and answers when their turn has committed."""

import asyncio
import hmac
import json
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot

from bot.engine.ordering import Ordering
from bot.error_logs import report
from bot.intake.reading import Reading
from bot.intake.updates import ALLOWED_UPDATES
from bot.monitoring.metrics import Metrics

CONNECTIONS = 100  # the most Telegram opens; it brings one chat's updates one after the other
LARGEST_BODY = 1 << 20
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (a name, not a secret)

AGAIN_SECONDS = 2  # else Telegram waits twice as long after each refusal, up to two minutes

ACCEPTED, FORBIDDEN, TOO_LARGE, LATER = 200, 403, 413, 503


class Webhook:
    """Takes updates one by one, knowing of no others: many replicas may stand behind one address."""

    def __init__(
        self, ordering: Ordering, bot_name: str, url: str, secret: str, metrics: Metrics | None = None
    ) -> None:
        self._ordering = ordering
        self._url = url
        self._secret = secret
        self._metrics = metrics or Metrics()
        self._metrics.takes_by("webhook")
        self._reading = Reading(ordering, bot_name)

    @property
    def route(self) -> Route:
        """The path of the public address, where updates are taken."""
        return Route(urlsplit(self._url).path or "/", self._receive, methods=["POST"])

    async def announce(self, bot: Bot) -> None:
        """Tell Telegram the address; updates that wait there are kept.

        Raises:
            RefusedError: Telegram does not like the address.
        """
        await bot.set_webhook(
            self._url,
            secret_token=self._secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(given, self._secret.encode()):
            return Response(status_code=FORBIDDEN)
        self._metrics.liveness.heard("webhook")
        body = await _body(request)
        if body is None:
            return Response(status_code=TOO_LARGE)
        try:
            event = self._reading.event(json.loads(body))
        except ValueError as error:
            report(error)
            event = None
        if event is None:
            return Response(status_code=ACCEPTED)
        finished: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def done(successfully: bool) -> None:
            if not finished.done():
                finished.set_result(successfully)

        self._ordering.put(event, done)
        if await finished:
            return Response(status_code=ACCEPTED)
        return Response(status_code=LATER, headers={"Retry-After": str(AGAIN_SECONDS)})


async def _body(request: Request) -> bytes | None:
    """Read the whole body; None if it is too large or its sender went away."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
