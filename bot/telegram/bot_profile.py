"""Sets what Telegram shows of the bot before START, and tells what it shows otherwise."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.campaign.profile import Profile
from bot.telegram.outcome import NotDeliveredError
from bot.telegram.transport import Transport

log = logging.getLogger(__name__)

# The methods of each of the Bot API's fields.
_METHODS = {
    "name": ("getMyName", "setMyName"),
    "description": ("getMyDescription", "setMyDescription"),
    "short_description": ("getMyShortDescription", "setMyShortDescription"),
    "commands": ("getMyCommands", "setMyCommands"),
}
_SCOPE = {"type": "all_private_chats"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing Telegram shows: for whom, and what it should be."""

    field: str
    code: str
    wanted: Any

    @property
    def name(self) -> str:
        """What to call it, with the language where there is one."""
        return f"{self.field.replace('_', ' ')} {self.code}".strip()

    async def is_right(self, transport: Transport) -> bool:
        """Ask Telegram."""
        answer = await transport.call(_METHODS[self.field][0], self._about())
        return bool((answer if self.field == "commands" else answer[self.field]) == self.wanted)

    async def set(self, transport: Transport) -> None:
        """Set it where it differs: Telegram takes a new name only a few times a day."""
        if not await self.is_right(transport):
            content = {**self._about(), self.field: self.wanted}
            await transport.call(_METHODS[self.field][1], content, is_read=False)

    def _about(self) -> dict[str, Any]:
        scope = {"scope": _SCOPE} if self.field == "commands" else {}
        return {**scope, "language_code": self.code} if self.code else scope


async def introduce(
    transport: Transport, bot_id: int, profiles: Sequence[Profile], picture: bytes | None
) -> None:
    """Set what differs. What Telegram does not take stays as it was, which is no reason not to run."""
    acts = {one.name: one.set(transport) for one in _shown(profiles)}
    if picture:
        acts["picture"] = _set_picture(transport, bot_id, picture)
    outcomes = await asyncio.gather(*acts.values(), return_exceptions=True)
    for name, outcome in zip(acts, outcomes, strict=True):
        if isinstance(outcome, NotDeliveredError):
            log.warning("the bot's %s was not set (%s)", name, outcome.name)
        elif outcome:
            raise outcome


async def differences(transport: Transport, profiles: Sequence[Profile]) -> list[str]:
    """Name what Telegram shows otherwise.

    Raises:
        NotDeliveredError: Telegram does not answer.
    """
    return [one.name for one in _shown(profiles) if not await one.is_right(transport)]


def _shown(profiles: Sequence[Profile]) -> Iterator[Shown]:
    for profile in profiles:
        yield from (Shown(field, profile.code, text) for field, text in profile.texts.items())
        menu = [{"command": name, "description": text} for name, text in profile.commands]
        yield Shown("commands", profile.code, menu)


async def _set_picture(transport: Transport, bot_id: int, picture: bytes) -> None:
    """Give a picture to a bot that has none: one that somebody has chosen stays."""
    if (await transport.call("getUserProfilePhotos", {"user_id": bot_id, "limit": 1}))["total_count"]:
        return
    photo = {"type": "static", "photo": "attach://picture"}
    files = {"picture": ("picture.jpg", picture)}
    await transport.call("setMyProfilePhoto", {"photo": photo}, files=files, is_read=False)
