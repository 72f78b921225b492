"""The Bot API's methods about updates: getUpdates or a webhook, never both."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.api_calls import Call
from bot.playground.api_types import ApiError, Json
from bot.playground.floods import too_many
from bot.playground.update_queue import Updates
from bot.playground.webhook_courier import Courier, read_webhook

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
LONGEST_POLL = 50


@dataclass(slots=True)
class Inbox:
    updates: Updates
    courier: Courier
    now: Callable[[], float]
    _next_webhook: float = 0.0  # when another may be set

    async def get_updates(self, call: Call) -> list[Json]:
        try:
            if self.courier.webhook:
                raise ApiError(409, WEBHOOK_ACTIVE)
            self._allow(call)
            limit = min(max(call.integer("limit", 100), 1), 100)
            timeout = min(max(call.integer("timeout"), 0), LONGEST_POLL)
            updates = await self.updates.poll(call.integer("offset"), limit, timeout)
        except ApiError:
            await self.updates.conflict()
            raise
        return [update.as_json() for update in updates]

    async def set_webhook(self, call: Call) -> bool:
        webhook = read_webhook(call) if call.method.lower() == "setwebhook" else None
        now = self.now()
        if webhook:
            if now < self._next_webhook:
                raise too_many(1)
            self._next_webhook = now + 1
        self._allow(call)
        drops = call.flag("drop_pending_updates")
        if webhook == self.courier.webhook and not drops:
            return True  # it is set already
        if drops:
            self.updates.clear()
        if webhook:
            self.updates.end_poll("setWebhook request")
        await (self.courier.start(webhook) if webhook else self.courier.stop())
        return True

    def _allow(self, call: Call) -> None:
        allowed = call.json("allowed_updates", "allowed updates")
        if allowed is not None:
            self.updates.allowed = tuple(allowed)
