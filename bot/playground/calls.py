"""Reads a Bot API call: its arguments as text and files, from query, form, JSON or multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message as Headers
from typing import Any
from urllib.parse import parse_qsl

from bot.playground.values import bad_request

FLAGS = ("true", "yes", "1")


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
