"""The webhook: Telegram brings updates here, and has its answer when they are committed and answered."""

import asyncio
import hmac
import json
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.engine.ordering import Ordering
from bot.errors import report
from bot.intake.updates import ALLOWED_UPDATES, read_event
from bot.metrics import Metrics
from bot.telegram.transport import Transport

CONNECTIONS = 100  # the most Telegram opens; it brings one chat's updates one after the other
LARGEST_BODY = 1 << 20
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (a name, not a secret)

ACCEPTED, FORBIDDEN, TOO_LARGE, LATER = 200, 403, 413, 503


class Webhook:
    """Keeps nothing between updates, so any number of replicas may stand behind one address."""

    def __init__(
        self, ordering: Ordering, bot_name: str, url: str, secret: str, metrics: Metrics | None = None
    ) -> None:
        self._ordering = ordering
        self._bot_name = bot_name
        self._url = url
        self._secret = secret
        self._metrics = metrics or Metrics()
        self._metrics.takes_by("webhook")

    @property
    def route(self) -> Route:
        """Where updates are taken: at the path of the public address."""
        return Route(urlsplit(self._url).path or "/", self._receive, methods=["POST"])

    async def announce(self, transport: Transport) -> None:
        """Tell Telegram the address; what waits there is kept.

        Raises:
            telegram.error.TelegramError: BadRequest when Telegram does not like the address.
        """
        content = {
            "url": self._url,
            "secret_token": self._secret,
            "allowed_updates": ALLOWED_UPDATES,
            "max_connections": CONNECTIONS,
            "drop_pending_updates": False,
        }
        await transport.call("setWebhook", content)

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(given, self._secret.encode()):
            return Response(status_code=FORBIDDEN)
        self._metrics.liveness.heard("webhook")
        body = await _body(request)
        if body is None:
            return Response(status_code=TOO_LARGE)
        try:
            event = read_event(json.loads(body), self._bot_name)
        except Exception as error:  # not an update as we know them, and never will be
            report(error)
            return Response(status_code=ACCEPTED)
        if event is None:
            return Response(status_code=ACCEPTED)
        finished: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def done(successfully: bool) -> None:
            if not finished.done():
                finished.set_result(successfully)

        self._ordering.put(event, done)
        return Response(status_code=ACCEPTED if await finished else LATER)


async def _body(request: Request) -> bytes | None:
    """The whole body; None if it is too large or its sender went away."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
