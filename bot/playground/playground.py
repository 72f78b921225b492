"""The playground as one value: open it, let people in, point a bot at it, wait until all is settled."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Self, TypeVar

from starlette.routing import Router

from bot.playground import api_server, message_methods, page_server
from bot.playground.api_calls import Call
from bot.playground.api_types import ApiError, File, Json, Update, User
from bot.playground.chats import Chat, Telegram
from bot.playground.faults import Faults, Trouble
from bot.playground.update_methods import Inbox
from bot.playground.user_actions import Person
from bot.playground.webhook_courier import Courier

SETTLING_SECONDS = 0.002  # between two looks at a busy bot
MORNING = 11
T = TypeVar("T")


class UnsettledError(TimeoutError):
    """The bot has left something undone; says what."""


class Playground:
    """`async with Playground() as playground:` listens on 127.0.0.1 until the block ends; memory only.

    Point the bot's Bot API root at `api_url` (python-telegram-bot: base_url=f"{api_url}/bot") with `token`.
    Everything else is used from the same event loop.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str | None = None,
        name: str = "Mektüp",
        username: str = "mektup_bot",
        first_update_id: int | None = None,
        time_scale: float = 1.0,
        zone: tzinfo = UTC,
        floods: bool = True,  # whether a chat takes only so many messages: no hand is as fast as a test
    ) -> None:
        if host not in ("127.0.0.1", "localhost"):
            raise ValueError("the playground listens on this computer only")
        bot_id = int(token.partition(":")[0]) if token else 7_000_000_000 + secrets.randbelow(10**9)
        self.token = token or f"{bot_id}:{secrets.token_urlsafe(27)[:35]}"
        self.telegram = Telegram(
            User(bot_id, name, username=username, is_bot=True), first_update_id, time_scale
        )
        self.telegram.limits_floods = floods
        self.faults = Faults()
        self.people: list[Person] = []
        # Each with "ok" or the refusal's description.
        self.calls: deque[tuple[Call, str]] = deque(maxlen=10_000)
        self.courier = Courier(self.telegram.updates, self.telegram.now, time_scale, self._perform)
        self.zone = zone  # whose nights pass
        self._host, self._port = host, port
        self._inbox = Inbox(self.telegram.updates, self.courier, self.telegram.now)
        self._listener = api_server.Listener()
        self._calls_in_flight = 0
        self.busy: list[Callable[[], bool]] = []  # asked of a bot in the same process
        self._settled = asyncio.Event()
        self.telegram.updates.forgotten = self._look_whether_settled

    async def __aenter__(self) -> Self:
        routes = [*page_server.routes(self), *api_server.routes(self, self._listener)]
        await self._listener.open(Router(routes, default=api_server.not_found), self._host, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.courier.stop()
        await self._listener.close()

    @property
    def api_url(self) -> str:
        return f"http://{self._host}:{self._listener.port}"

    @property
    def bot(self) -> User:
        return self.telegram.bot

    # people and chats

    def person(self, name: str = "Olena", language: str = "", id: int | None = None) -> Person:  # noqa: A002 - as Telegram calls it
        """Add a person, or rename the one who has this id already."""
        user = User(id or self._free_id(), name, language)
        for person in self.people:
            if person.id == user.id:
                person.user = user
                return person
        person = Person(self.telegram, user, fixed=id is not None)
        self.people.append(person)
        self.telegram.private_chat(user)
        self.telegram.changed(0)
        return person

    def group(
        self, title: str, *members: Person, kind: str = "supergroup", topics: Iterable[str] = ()
    ) -> Chat:
        """Add a group (kind "group", "supergroup") or a "channel"; let somebody `adds_bot` to it."""
        chat = self.telegram.group_chat(title, kind)
        chat.topics = dict(enumerate(topics, start=2))  # 1 is General, which is never named
        chat.members = {member.id: "member" for member in members}
        self.telegram.changed(0)
        return chat

    @property
    def groups(self) -> list[Chat]:
        """In the order they came."""
        return [chat for chat in self.telegram.chats.values() if chat.kind != "private"]

    def leaves(self, person: Person) -> None:
        """Remove the person with their chat."""
        self.people.remove(person)
        del self.telegram.chats[person.id]
        self.telegram.changed(0)

    def reset(self) -> None:
        """Empty every chat; whoever was given no id of their own comes back as a stranger to the bot."""
        telegram = self.telegram
        telegram.updates.clear()
        for found in (telegram.chats, telegram.queries, telegram.files):
            found.clear()
        for person in self.people:
            if not person.fixed:
                person.user = replace(person.user, id=self._free_id())
            telegram.private_chat(person.user)
        telegram.changed(0)

    # the clock

    def now(self) -> datetime:
        """Read this Telegram's clock."""
        return datetime.fromtimestamp(self.telegram.now(), UTC)

    def passes(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass: messages and taps grow older."""
        self.telegram.ahead += seconds + 60 * (minutes + 60 * (hours + 24 * days))
        self.telegram.changed(0)

    def night_passes(self) -> None:
        """Let time pass until the next morning at eleven."""
        now = self.now().astimezone(self.zone)
        morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        if morning <= now:
            morning += timedelta(days=1)
        self.passes(seconds=(morning.astimezone(UTC) - self.now()).total_seconds())

    # what tests ask for

    def redeliver(self, update: Update) -> None:
        """Deliver the same update again."""
        self.telegram.updates.redeliver(update)
        self._look_whether_settled()

    async def settled(self, within: float = 10.0) -> None:
        """Wait until every update is confirmed, no call in flight, no bot `busy`; else UnsettledError."""
        self._look_whether_settled()
        try:
            async with asyncio.timeout(within):
                while not self._settled.is_set() or any(one() for one in self.busy):
                    await self._settled.wait()
                    if self.busy:
                        await asyncio.sleep(SETTLING_SECONDS)
        except TimeoutError:
            raise UnsettledError(self._what_is_left(within)) from None

    async def until(self, found: Callable[[], T | None], within: float = 10.0, what: str = "it") -> T:
        """Wait until found() gives something, looked at after every change in a chat."""
        change = asyncio.Event()

        def watch(chat_id: int, notice: Json | None) -> None:
            change.set()

        self.telegram.watchers.add(watch)
        try:
            async with asyncio.timeout(within):
                while (thing := found()) is None:
                    await change.wait()
                    change.clear()
                return thing
        except TimeoutError:
            raise UnsettledError(f"waited {within:g} s for {what}; {self._what_is_left(within)}") from None
        finally:
            self.telegram.watchers.remove(watch)

    # what the HTTP server asks for

    def trouble(self, call: Call) -> Trouble:
        return self.faults.strike(call)

    @contextmanager
    def in_flight(self, call: Call) -> Iterator[None]:
        """A long poll is no work: nobody waits for it."""
        work = call.method.lower() != "getupdates"
        self._calls_in_flight += work
        self._look_whether_settled()
        try:
            yield
        finally:
            self._calls_in_flight -= work
            self._look_whether_settled()

    async def perform(self, call: Call) -> Any:
        match call.method.lower():
            case "getupdates":
                return await self._inbox.get_updates(call)
            case "setwebhook" | "deletewebhook":
                return await self._inbox.set_webhook(call)
            case "getwebhookinfo":
                return self.courier.info()
        return self._perform(call)

    def file(self, path: str) -> File | None:
        return next((file for file in self.telegram.files.values() if file.path == path), None)

    def _perform(self, call: Call) -> Any:
        try:
            result = message_methods.perform(self.telegram, call)
        except ApiError as refusal:
            self.calls.append((call, refusal.description))
            raise
        self.calls.append((call, "ok"))
        return result

    def _free_id(self) -> int:
        return 500_000_000 + secrets.randbelow(10**9)

    def _look_whether_settled(self) -> None:
        if self.telegram.updates.waiting or self._calls_in_flight:
            self._settled.clear()
        else:
            self._settled.set()

    def _what_is_left(self, seconds: float) -> str:
        updates = [update.kind for update in self.telegram.updates.waiting.values()]
        last = [f"{call.method}: {outcome}" for call, outcome in list(self.calls)[-5:]]
        return (
            f"after {seconds:g} s the bot has not confirmed {updates or 'nothing, but'} "
            f"{self._calls_in_flight} call(s) are in flight; its last calls: {last or 'none'}"
        )
