"""What somebody does on the chat page, one order at a time."""

import base64
from collections.abc import Iterable
from datetime import tzinfo
from typing import Protocol

from bot.playground.people import Person
from bot.playground.picture import snow
from bot.playground.telegram import Chat, Telegram
from bot.playground.values import Json

ALBUM = 3


class House(Protocol):
    """What the page needs of the playground."""

    telegram: Telegram
    people: list[Person]
    zone: tzinfo

    @property
    def groups(self) -> list[Chat]: ...
    def person(self, name: str = ..., language: str = ..., id: int | None = ...) -> Person: ...  # noqa: A002 - as Telegram calls it
    def group(self, title: str, *members: Person, kind: str = ..., topics: Iterable[str] = ...) -> Chat: ...
    def leaves(self, person: Person) -> None: ...
    def reset(self) -> None: ...
    def passes(self, *, days: float = ...) -> None: ...
    def night_passes(self) -> None: ...


def act(house: House, order: Json) -> None:
    """Raises ImpossibleError for what no client lets anybody do; LookupError, ValueError for nonsense."""
    match order["do"]:
        case "reset":
            house.reset()
        case "night":
            house.night_passes()
        case "week":
            house.passes(days=7)
        case "add":
            name, number = _name(order, "Olena"), str(order.get("id") or "")
            house.person(name, str(order.get("language", "")), int(number) if number else None)
        case "group":
            topics = ("Letters", "News") if order.get("forum") else ()
            group = house.group(_name(order, "Friends"), *house.people, topics=topics)
            house.people[0].adds_bot(group)
        case _:
            _act_as(house, order, {person.id: person for person in house.people}[order["person"]])


def _act_as(house: House, order: Json, person: Person) -> None:
    group = house.telegram.chats[order["chat"]] if "chat" in order else None
    topic = int(order["topic"]) if order.get("topic") else None
    match order["do"]:
        case "send":
            person.sends(str(order["text"]), group, topic=topic)
        case "start":
            person.starts(str(order.get("parameter", "")))
        case "tap":
            message = (group or person.chat).history[order["message"]]
            person.taps(message, message.keyboard[order["row"]][order["column"]])
        case "sticker":
            person.sends_sticker(group)
        case "voice":
            person.sends_voice(group)
        case "photo":
            person.sends_photo(snow(), chat=group)
        case "album":
            person.sends_album(ALBUM, snow(), chat=group, topic=topic)
        case "file":
            data = base64.b64decode(order["data"], validate=True)
            person.sends_document(str(order["name"]), data, chat=group)
        case "language":
            person.speaks(str(order["language"]))
            house.telegram.changed(0)
        case "block":
            person.removes_bot(group) if group else person.blocks()
        case "unblock":
            person.adds_bot(group) if group else person.unblocks()
        case "clear":
            person.deletes_chat()
        case "leave" if group:
            del house.telegram.chats[group.id]
            house.telegram.changed(0)
        case "leave":
            house.leaves(person)
        case _:
            raise ValueError(order["do"])


def _name(order: Json, otherwise: str) -> str:
    return str(order["name"]).strip()[:64] or otherwise
