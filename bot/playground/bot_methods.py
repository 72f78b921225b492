"""The Bot API's methods about the bot: its commands, its descriptions, its picture, its files."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from bot.playground.api_calls import Call
from bot.playground.api_types import Json, bad_request
from bot.playground.chats import Telegram
from bot.playground.files import DOWNLOAD, photo

JPEG = b"\xff\xd8\xff"
TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def chat_id(call: Call) -> int:
    """Read the call's chat, always a number here; a name like @nobody is no chat of the playground."""
    if not call.text("chat_id"):
        raise bad_request("chat_id is empty")
    return call.integer("chat_id")


def message_id(call: Call) -> int:
    """Read the call's message; 0 where none is given."""
    return max(call.integer("message_id"), 0)


def get_me(telegram: Telegram, call: Call) -> Json:
    flags = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "has_main_web_app")
    return (
        telegram.bot.as_json()
        | {flag: flag == "can_join_groups" for flag in flags}
        | {"can_connect_to_business": False}
    )


def set_my_commands(telegram: Telegram, call: Call) -> bool:
    commands = call.json("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    telegram.commands[_scope(telegram, call)] = [_command(command) for command in commands]
    telegram.changed(0)
    return True


def get_my_commands(telegram: Telegram, call: Call) -> list[Json]:
    return telegram.commands.get(_scope(telegram, call), [])


def delete_my_commands(telegram: Telegram, call: Call) -> bool:
    telegram.commands.pop(_scope(telegram, call), None)
    telegram.changed(0)
    return True


def get_file(telegram: Telegram, call: Call) -> Json:
    file = telegram.files.get(call.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > DOWNLOAD:
        raise bad_request("file is too big")
    return file.as_json() | {"file_path": file.path}


def set_text(field: str, telegram: Telegram, call: Call) -> bool:
    text = call.text(field)
    if len(text) > TEXT_LIMITS[field]:
        raise bad_request(f"bot {field.replace('_', ' ')} is too long")
    telegram.texts[field, _language(call)] = text
    telegram.changed(0)
    return True


def get_text(field: str, telegram: Telegram, call: Call) -> Json:
    own = telegram.texts.get((field, _language(call)), "")
    usual = telegram.texts.get((field, ""), telegram.bot.first_name if field == "name" else "")
    return {field: own or usual}


def set_my_profile_photo(telegram: Telegram, call: Call) -> bool:
    given = call.json("photo", "InputProfilePhoto") or {}
    if given.get("type") != "static":
        raise bad_request("the playground takes static profile photos only")
    name = str(given.get("photo", ""))
    upload = call.uploads.get(name.removeprefix("attach://"))
    if not name.startswith("attach://") or upload is None:
        raise bad_request("photo must be uploaded")  # a file sent before is not taken here
    if not upload.data.startswith(JPEG):
        raise bad_request("IMAGE_PROCESS_FAILED")
    telegram.picture = telegram.keep(upload.name, "image/jpeg", upload.data)
    telegram.changed(0)
    return True


def get_user_profile_photos(telegram: Telegram, call: Call) -> Json:
    """Only the bot has one here."""
    picture = telegram.picture if call.integer("user_id") == telegram.bot.id else None
    photos = [photo(picture).body] if picture else []
    return {"total_count": len(photos), "photos": photos}


METHODS: dict[str, Callable[[Telegram, Call], Any]] = {
    "getme": get_me,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "getfile": get_file,
    "setmyprofilephoto": set_my_profile_photo,
    "getuserprofilephotos": get_user_profile_photos,
    **{f"setmy{field.replace('_', '')}": partial(set_text, field) for field in TEXT_LIMITS},
    **{f"getmy{field.replace('_', '')}": partial(get_text, field) for field in TEXT_LIMITS},
}


def _language(call: Call) -> str:
    code = call.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(telegram: Telegram, call: Call) -> tuple[str, int, str]:
    scope = call.json("scope", "BotCommandScope") or {"type": "default"}
    match scope:
        case {
            "type": "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" as kind
        }:
            return kind, 0, _language(call)
        case {"type": "chat", "chat_id": chat}:
            return "chat", telegram.chat(int(chat)).id, _language(call)
    raise bad_request("can't parse BotCommandScope: unsupported type specified")


def _command(source: Any) -> Json:
    match source:
        case {"command": str(command), "description": str(description)}:
            command = command.strip().removeprefix("/")
            if not re.fullmatch("[a-z0-9_]{1,32}", command):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
            return {"command": command, "description": description}
    raise bad_request("can't parse BotCommand")
