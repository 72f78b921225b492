"""Inline keyboards as the bot sends them, read and refused as Telegram does."""

from typing import Any

from bot.playground.api_calls import Call
from bot.playground.api_types import Button, Keyboard, bad_request
from bot.playground.html_parser import checked_link

BUTTONS = 100
ROW = 8
STYLES = ("primary", "success", "danger")
ACTIONS = ("callback_data", "url", "copy_text")
TEXT_BUTTON = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"


def read_keyboard(call: Call) -> Keyboard:
    """Read the call's reply_markup; no markup, and a markup without rows, are an empty keyboard."""
    markup = call.json("reply_markup", "reply keyboard markup")
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        # Telegram has more kinds; the playground says so rather than pretend
        raise bad_request("the playground knows inline keyboards only")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = tuple(tuple(_button(button) for button in row) for row in rows if row)
    if sum(map(len, keyboard)) > BUTTONS or any(len(row) > ROW for row in keyboard):
        raise bad_request("reply markup is too long")
    return keyboard


def _button(source: Any) -> Button:
    if not isinstance(source, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = source.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    actions = [action for action in ACTIONS if source.get(action) is not None]
    if len(actions) != 1:
        raise bad_request(TEXT_BUTTON)
    style = source.get("style")
    if style is not None and style not in STYLES:
        raise bad_request("can't parse inline keyboard button: Invalid button style specified")
    match actions[0], source[actions[0]]:
        case "callback_data", str(data):
            if not 1 <= len(data.encode()) <= 64:
                raise bad_request("BUTTON_DATA_INVALID")
            return Button(text, callback_data=data, style=style)
        case "url", str(url):
            checked = checked_link(url)
            if not checked:
                raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
            return Button(text, url=checked, style=style)
        case "copy_text", {"text": str(words)}:
            if not 1 <= len(words) <= 256:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
            return Button(text, copy_text=words, style=style)
    raise bad_request(f'can\'t parse inline keyboard button: Field "{actions[0]}" must be of type String')
