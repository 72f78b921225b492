"""Carries out what somebody does on the chat page, one order at a time."""

import base64
import io
from collections.abc import Iterable
from datetime import tzinfo
from typing import Protocol

from PIL import Image

from bot.playground.api_types import Json
from bot.playground.chats import Chat, Telegram
from bot.playground.user_actions import Person

ALBUM = 3
WIDTH, HEIGHT = 240, 150  # of the picture people send


class Controls(Protocol):
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


def act(playground: Controls, order: Json) -> None:
    """Carry it out. ImpossibleError for what no client lets one do; LookupError, ValueError for nonsense."""
    match order["do"]:
        case "reset":
            playground.reset()
        case "night":
            playground.night_passes()
        case "week":
            playground.passes(days=7)
        case "add":
            name, number = _name(order, "Olena"), str(order.get("id") or "")
            playground.person(name, str(order.get("language", "")), int(number) if number else None)
        case "group":
            topics = ("Letters", "News") if order.get("forum") else ()
            group = playground.group(_name(order, "Friends"), *playground.people, topics=topics)
            playground.people[0].adds_bot(group)
        case _:
            _act_as(playground, order, {person.id: person for person in playground.people}[order["person"]])


def _act_as(playground: Controls, order: Json, person: Person) -> None:
    group = playground.telegram.chats[order["chat"]] if "chat" in order else None
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
            playground.telegram.changed(0)
        case "block":
            person.removes_bot(group) if group else person.blocks()
        case "unblock":
            person.adds_bot(group) if group else person.unblocks()
        case "clear":
            person.deletes_chat()
        case "leave" if group:
            del playground.telegram.chats[group.id]
            playground.telegram.changed(0)
        case "leave":
            playground.leaves(person)
        case _:
            raise ValueError(order["do"])


def _name(order: Json, otherwise: str) -> str:
    return str(order["name"]).strip()[:64] or otherwise


def snow() -> bytes:
    """Draw snow under an evening sky, as a PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            ground = HEIGHT * 0.62 + 9 * ((x / WIDTH * 2 - 1) ** 2)
            flake = (x * 7919 + y * 104729 + x * y * 31) % 499 < 4
            sky = (92 + y, 118 + y * 2 // 3, 158 + y // 4)
            picture.putpixel((x, y), (244, 242, 236) if y > ground or flake else sky)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
