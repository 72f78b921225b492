"""The state of the playground: the chats, what was said in them, what waits for the bot; no HTTP."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.playground.api_types import (
    ApiError,
    Attachment,
    File,
    Json,
    Keyboard,
    Message,
    Update,
    User,
    bad_request,
)
from bot.playground.entities import Entity
from bot.playground.floods import Flood
from bot.playground.update_queue import Updates

ANONYMOUS_ADMIN = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
QUERY_LIVES = 15.0  # seconds in which a tap can be answered
ACTION_LIVES = 5.0
SCOPES = ("chat", "all_private_chats", "default")


@dataclass(slots=True)
class Chat:
    id: int
    kind: str  # private, group, supergroup, channel
    title: str = ""
    person: User | None = None
    open: bool = False  # somebody has started the bot here, or added it
    blocked: bool = False
    cleared: int = 0  # the person deleted the chat: of messages up to this one they see nothing
    action: tuple[str, float] = ("", 0.0)
    history: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    members: dict[int, str] = field(default_factory=dict)  # user id → status
    topics: dict[int, str] = field(default_factory=dict)  # of a forum: thread id → name
    flood: Flood = field(default_factory=Flood)

    @property
    def messages(self) -> list[Message]:
        """What its people see, oldest first."""
        return [message for message in self.history.values() if message.id > self.cleared]

    def as_json(self) -> Json:
        chat: Json = {"id": self.id, "type": self.kind}
        if self.person:
            chat["first_name"] = self.person.first_name
            if self.person.username:
                chat["username"] = self.person.username
        else:
            chat["title"] = self.title
        if self.topics:
            chat["is_forum"] = True
        return chat


@dataclass(slots=True)
class Query:
    """One tap, and what the bot answered."""

    id: str
    chat_id: int
    user: User
    date: float
    answer: Json | None = None


class Telegram:
    def __init__(self, bot: User, first_update_id: int | None = None, scale: float = 1.0) -> None:
        self.bot = bot
        self.limits_floods = True
        self.ahead = 0.0  # seconds this Telegram's clock is ahead of the world's
        self.updates = Updates(self.now, first_update_id, scale)
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, Query] = {}
        self.commands: dict[tuple[str, int, str], list[Json]] = {}  # scope, chat or 0, language
        self.texts: dict[tuple[str, str], str] = {}  # name, description …, language → text
        self.picture: File | None = None  # the bot's own
        self.watchers: set[Callable[[int, Json | None], None]] = set()  # chat id, a passing notice or None
        self._message_ids: dict[int, int] = {}
        self._revision = 0

    def now(self) -> float:
        return time.time() + self.ahead

    # chats

    def private_chat(self, user: User) -> Chat:
        chat = self.chats.setdefault(user.id, Chat(user.id, "private"))
        chat.person = user
        return chat

    def group_chat(self, title: str, kind: str = "supergroup") -> Chat:
        number = secrets.randbelow(10**9) + 10**9
        chat = Chat(-number if kind == "group" else -(10**12) - number, kind, title)
        self.chats[chat.id] = chat
        return chat

    def chat(self, chat_id: int) -> Chat:
        if chat_id not in self.chats:
            raise bad_request("chat not found")
        return self.chats[chat_id]

    def chat_to_write(self, chat_id: int) -> Chat:
        """Find the chat, if the bot may write there."""
        chat = self.chat(chat_id)
        if chat.kind != "private":
            if not chat.open:
                kicked = chat.members.get(self.bot.id) == "kicked"
                how = "was kicked from" if kicked else "is not a member of"
                raise ApiError(403, f"Forbidden: bot {how} the {chat.kind} chat")
        elif chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        elif not chat.open:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    # messages

    def post(
        self,
        chat: Chat,
        sender: User | None,
        text: str = "",
        entities: tuple[Entity, ...] = (),
        *,
        keyboard: Keyboard = (),
        attachment: Attachment | None = None,
        extra: Json | None = None,
    ) -> Message:
        message = Message(
            self._next_message_id(chat),
            chat.id,
            int(self.now()),
            sender,
            text,
            entities,
            keyboard,
            attachment,
            extra=extra or {},
            revision=self._next_revision(),
        )
        chat.history[message.id] = message
        if sender == self.bot:
            chat.action = ("", 0.0)
        self.changed(chat.id)
        return message

    def edit(self, message: Message, **changes: Any) -> Message:
        edited = replace(message, edit_date=int(self.now()), revision=self._next_revision(), **changes)
        self.chats[message.chat_id].history[message.id] = edited
        self.changed(message.chat_id)
        return edited

    def delete(self, message: Message) -> None:
        chat = self.chats[message.chat_id]
        del chat.history[message.id]
        chat.pinned = [one for one in chat.pinned if one != message.id]
        self.changed(message.chat_id)

    def keep(self, name: str, mime: str, data: bytes) -> File:
        file = File(f"BQACAgIAAx{secrets.token_urlsafe(30)}", name, mime, data)
        self.files[file.id] = file
        return file

    # taps

    def tap(self, message: Message, user: User, data: str) -> tuple[Query, Update]:
        chat = self.chats[message.chat_id]
        query = Query(str(secrets.randbits(62)), chat.id, user, self.now())
        self.queries[query.id] = query
        body: Json = {"id": query.id, "from": user.as_json(), "chat_instance": str(chat.id), "data": data}
        if message.id in chat.history:
            body["message"] = chat.history[message.id].as_json(chat.as_json())
        else:
            body["message"] = {"chat": chat.as_json(), "message_id": message.id, "date": 0}
        return query, self.updates.add("callback_query", body, chat.id, None, user.id)

    def answer(self, query_id: str, answer: Json) -> None:
        query = self.queries.get(query_id)
        if query is None or query.answer is not None or self.now() - query.date > QUERY_LIVES:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answer = answer
        self.changed(query.chat_id, {"user": query.user.id, "chat": query.chat_id, **answer})

    # the clock, the watchers, the end

    def action_in(self, chat: Chat) -> str:
        action, since = chat.action
        return action if self.now() - since < ACTION_LIVES else ""

    def commands_for(self, chat: Chat, language: str) -> list[Json]:
        """Find the menu this chat shows: the narrowest scope that has one, its own language first."""
        for scope in SCOPES:
            if scope == "all_private_chats" and chat.kind != "private":
                continue
            for code in (language, ""):
                if commands := self.commands.get((scope, chat.id if scope == "chat" else 0, code)):
                    return commands
        return []

    def changed(self, chat_id: int, notice: Json | None = None) -> None:
        for watcher in tuple(self.watchers):
            watcher(chat_id, notice)

    def _next_message_id(self, chat: Chat) -> int:
        # private chats and small groups share one count, larger chats have their own
        counter = chat.id if chat.kind in ("supergroup", "channel") else 0
        self._message_ids[counter] = self._message_ids.get(counter, 0) + 1
        return self._message_ids[counter]

    def _next_revision(self) -> int:
        self._revision += 1
        return self._revision
