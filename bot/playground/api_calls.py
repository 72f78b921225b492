"""Reads a Bot API call: its arguments as text and files, from query, form, JSON or multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message as Headers
from typing import Any
from urllib.parse import parse_qsl

from bot.playground.api_types import Json, bad_request
from bot.playground.entities import Entity, in_order, tidied, utf16_length, with_found
from bot.playground.html_parser import ParseError, parse_html

FLAGS = ("true", "yes", "1")
TEXT = 4096  # characters, and UTF-16 code units too: the strictest reading
CAPTION = 1024
ENTITIES = 100  # Telegram drops further ones without a word


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    arguments: Mapping[str, str]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.arguments.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in FLAGS

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def json(self, name: str, what: str) -> Any:
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None


def read_call(method: str, query: str, content_type: str, body: bytes) -> Call:
    """Read the call; ApiError where its body cannot be read."""
    headers = Headers()
    headers["Content-Type"] = content_type or "application/octet-stream"
    arguments = _form(query)
    uploads: dict[str, Upload] = {}
    match headers.get_content_type():
        case "application/json" if body:
            arguments |= _json(body)
        case "application/x-www-form-urlencoded":
            arguments |= _form(_utf8(body))
        case "multipart/form-data":
            for name, filename, mime, data in _parts(body, str(headers.get_param("boundary", ""))):
                if filename is None:
                    arguments[name] = _utf8(data)
                else:
                    uploads[name] = Upload(filename, mime, data)
    return Call(method, arguments, uploads)


def formatted(call: Call, field: str, entities_field: str, limit: int) -> tuple[str, tuple[Entity, ...]]:
    """Read a text with its entities, given or as HTML."""
    text, entities = call.text(field), _given_entities(call, entities_field)
    match call.text("parse_mode").lower():
        case "":
            pass
        case "html":
            try:
                text, entities = parse_html(text)
            except ParseError as problem:
                raise bad_request(f"can't parse entities: {problem}") from None
        case _:
            # Telegram knows Markdown too; the playground says so rather than pretend
            raise bad_request("the playground parses HTML only")
    text, entities = tidied(text, entities[:ENTITIES])
    edits = call.method.lower() == "editmessagetext"
    if (len(text) if edits else utf16_length(text)) > limit:
        raise bad_request("message is too long" if limit == TEXT else "message caption is too long")
    return text, with_found(text, entities)


def caption(call: Call) -> tuple[str, tuple[Entity, ...]]:
    return formatted(call, "caption", "caption_entities", CAPTION)


def _form(pairs: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(pairs, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _json(body: bytes) -> dict[str, str]:
    try:
        values = json.loads(_utf8(body))
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("object expected as JSON request body")
    # a string stays that string; whatever else is read as the JSON it was written in
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in values.items()
        if value is not None
    }
    for value in texts.values():
        _utf8_or_refuse(value)
    return texts


def _parts(body: bytes, boundary: str) -> list[tuple[str, str | None, str, bytes]]:
    parts = []
    delimiter = b"\r\n--" + boundary.encode()
    for piece in (b"\r\n" + body).split(delimiter)[1:-1]:
        head, _, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = Headers()
        for line in _utf8(head).split("\r\n"):
            name, _, value = line.partition(":")
            headers[name] = value.strip()
        field, filename = _parameter(headers, "name"), _parameter(headers, "filename")
        parts.append((field or "", filename, headers.get_content_type(), data))
    return parts


def _parameter(headers: Headers, name: str) -> str | None:
    value = headers.get_param(name, header="Content-Disposition")
    return value[2] if isinstance(value, tuple) else value  # filename*=utf-8''… comes with its charset


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _utf8_or_refuse(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _given_entities(call: Call, field: str) -> tuple[Entity, ...]:
    given = call.json(field, "message entities") or []
    try:
        return in_order(_entity(entity) for entity in given)
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse MessageEntity") from None


def _entity(source: Json) -> Entity:
    argument = source.get("url") or source.get("language") or source.get("custom_emoji_id") or ""
    if user := source.get("user"):
        argument = str(user["id"])
    return Entity(source["type"], int(source["offset"]), int(source["length"]), argument)
