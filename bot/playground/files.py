"""Files the bot sends: a document or a photo from a call's upload, or one sent before."""

import unicodedata
from struct import unpack

from bot.playground.api_calls import Call
from bot.playground.api_types import ApiError, Attachment, File, Json, bad_request
from bot.playground.chats import Telegram

FILE = 50 * 2**20
PHOTO = 10 * 2**20
DOWNLOAD = 20 * 2**20
STEM, ENDING = 64, 16
FORBIDDEN = "<>:\"/\\|?*&`'"


def read_file(telegram: Telegram, call: Call, kind: str) -> Attachment:
    file = _file(telegram, call, kind)
    return Attachment(kind, file.as_json() | {"file_name": file.name, "mime_type": file.mime}, file)


def read_photo(telegram: Telegram, call: Call) -> Attachment:
    file = _file(telegram, call, "photo")
    if len(file.data) > PHOTO:
        raise bad_request("file is too big")
    return photo(file)


def photo(file: File) -> Attachment:
    width, height = _size(file.data)
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    size: Json = file.as_json() | {"width": width, "height": height}
    return Attachment("photo", [size], file)


def _file(telegram: Telegram, call: Call, kind: str) -> File:
    source = call.text(kind)
    upload = call.uploads.get(source.removeprefix("attach://") if source.startswith("attach://") else kind)
    if upload:
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > FILE:
            raise ApiError(413, "Request Entity Too Large")
        return telegram.keep(shown_name(upload.name), upload.mime, upload.data)
    if not source:
        raise bad_request(f"there is no {kind} in the request")
    if source not in telegram.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return telegram.files[source]


def shown_name(name: str) -> str:
    """Shorten the name as Telegram does: 64 characters and an ending of 16, letters, digits, plain signs."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        return _tame(name, STEM)
    parts = (_tame(stem, STEM), _tame(ending, ENDING))
    return ".".join(part for part in parts if part)


def _tame(part: str, longest: int) -> str:
    kept = ""
    for character in part:
        if " " <= character < "\x7f":
            character = " " if character in FORBIDDEN else character
        elif unicodedata.category(character)[0] not in "LN":
            if unicodedata.category(character)[0] in "MC":
                continue
            character = " "
        if kept or character not in " .":
            kept += character
        if len(kept) == longest:
            break
    return kept.rstrip(" .")


def _size(data: bytes) -> tuple[int, int]:
    """Read width and height of a PNG or a JPEG."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) > 24:
        width, height = unpack(">II", data[16:24])
        return width, height
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 < len(data):
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise bad_request("IMAGE_PROCESS_FAILED")
