"""Entities of a text (bold, link, command …): found in plain text, tidied as Telegram does, shown as HTML."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

# Entities over the same words stand in this order.
ORDER = [
    "blockquote",
    "expandable_blockquote",
    "pre",
    "code",
    "text_link",
    "text_mention",
    "mention",
    "bot_command",
    "url",
    "email",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "custom_emoji",
]
TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "spoiler": "tg-spoiler",
    "blockquote": "blockquote",
}
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


def to_html(text: str, entities: Iterable[Entity]) -> str:
    """Write the text as HTML that parse_html reads back; entities that cross are cut at the crossing."""
    units = _by_utf16(text)
    pieces: list[str] = []
    stack: list[Entity] = []
    pending = list(in_order(entities))
    edges = sorted({0, len(units)} | {p for e in pending for p in (e.offset, e.offset + e.length)})
    for edge, following in zip(edges, [*edges[1:], len(units)], strict=True):
        reopen: list[Entity] = []
        while any(e.offset + e.length <= edge for e in stack):
            entity = stack.pop()
            pieces.append(_tags(entity)[1])
            if entity.offset + entity.length > edge:
                reopen.insert(0, entity)
        while pending and pending[0].offset <= edge:
            reopen.append(pending.pop(0))
        for entity in reopen:
            pieces.append(_tags(entity)[0])
            stack.append(entity)
        pieces.append(escape("".join(units[edge:following]), quote=False))
    return "".join(pieces)


def _tags(entity: Entity) -> tuple[str, str]:
    argument = escape(entity.argument)
    match entity.type:
        case "text_link":
            return f'<a href="{argument}">', "</a>"
        case "text_mention":
            return f'<a href="tg://user?id={argument}">', "</a>"
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{argument}">', "</tg-emoji>"
        case "expandable_blockquote":
            return "<blockquote expandable>", "</blockquote>"
        case "pre" if argument:
            return f'<pre><code class="language-{argument}">', "</code></pre>"
        case "pre":
            return "<pre>", "</pre>"
    tag = TAGS.get(entity.type, "")
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


def _by_utf16(text: str) -> list[str]:
    """Split into one item a code unit: a character of two units is followed by an empty item."""

    def units() -> Iterator[str]:
        for character in text:
            yield character
            if character > "\uffff":
                yield ""

    return list(units())


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text.replace("\r", ""))
