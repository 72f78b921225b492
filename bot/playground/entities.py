"""Entities of a text (bold, link, command …): found in plain text, tidied as Telegram does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

# Entities over the same words stand in this order.
ORDER = [
    *("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "mention"),
    *("bot_command", "url", "email"),
    *("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"),
]
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"']+[^\s<>\"'.,;:!?)])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31}\b)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z]\w{3,31})?(?![\w/]))"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """Offset and length count UTF-16 code units; argument is the url, language, user id or emoji id."""

    type: str
    offset: int
    length: int
    argument: str = ""

    def as_json(self) -> dict[str, Any]:
        entity: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.type == "text_link":
            entity["url"] = self.argument
        elif self.type == "pre" and self.argument:
            entity["language"] = self.argument
        elif self.type == "text_mention":
            entity["user"] = {"id": int(self.argument), "is_bot": False, "first_name": self.argument}
        elif self.type == "custom_emoji":
            entity["custom_emoji_id"] = self.argument
        return entity


def utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda e: (e.offset, -e.length, ORDER.index(e.type))))


def with_found(text: str, entities: tuple[Entity, ...] = ()) -> tuple[Entity, ...]:
    """Add what Telegram finds by itself: commands, addresses, mentions; never inside code or a link."""
    if not any(sign in text for sign in "/@"):
        return entities
    taken = [e for e in entities if e.type in ("code", "pre", "text_link", "text_mention")]
    found = list(entities)
    for match in FOUND.finditer(text):
        start = utf16_length(text[: match.start()])
        end = start + utf16_length(match[0])
        if not any(e.offset < end and start < e.offset + e.length for e in taken):
            found.append(Entity(str(match.lastgroup), start, end - start))
    return in_order(found)


def tidied(text: str, entities: tuple[Entity, ...] = ()) -> tuple[str, tuple[Entity, ...]]:
    """Tidy the text as Telegram shows it: no control characters, no blank ends; entities follow."""
    if not entities:
        return _printable(text).strip(), ()
    text = _printable(text)
    leading = len(text) - len(text.lstrip())
    text = text.strip()
    length = utf16_length(text)
    kept = []
    for entity in entities:
        start = max(entity.offset - leading, 0)
        end = min(entity.offset - leading + entity.length, length)
        if start < end:
            kept.append(replace(entity, offset=start, length=end - start))
    return text, in_order(kept)


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text.replace("\r", ""))
