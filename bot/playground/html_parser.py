"""Telegram's HTML, parsed into text and entities, and refused with the words of the real parser."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from bot.playground.entities import Entity, in_order

SPACE = " \t\r\n\0\v"
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*))")
TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}


class ParseError(ValueError):
    """The text after "can't parse entities: "."""


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


def parse_html(html: str) -> tuple[str, tuple[Entity, ...]]:
    """Parse into the text without tags and its entities; ParseError with Telegram's words if refused."""
    source = html + "\0"  # scanning stops at a NUL, as it does in C
    result: list[str] = []
    entities: list[Entity] = []
    opened: list[_Open] = []
    offset = i = 0
    while i < len(html):
        character = source[i]
        if character == "&":
            character, i = _reference(source, i)
            result.append(character)
            offset += 1 + (character > "\uffff")
        elif character != "<":
            result.append(character)
            offset += 1 + (character > "\uffff")
            i += 1
        elif source[i + 1] != "/":
            tag, argument, i = _start_tag(source, i)
            opened.append(_Open(tag, argument, offset, len(result)))
        else:
            if not opened:
                raise ParseError(f"Unexpected end tag at byte offset {_bytes(source, i)}")
            i = _end_tag(source, i, opened[-1].tag)
            start = opened.pop()
            if offset > start.offset:
                _close(start, offset, "".join(result[start.start :]), entities)
    if opened:
        raise ParseError(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    text = "".join(result)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ParseError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    # only <pre><code class="language-…"> keeps its language
    plain = [Entity(e.type, e.offset, e.length) if e.type == "code" else e for e in entities]
    return text, in_order(plain)


def checked_link(url: str) -> str:
    """Return the address as Telegram keeps it, or "" where it would drop the link."""
    if found := re.match(r"(?i)tg:(?://)?(?=\w)", url):
        return f"tg://{url[found.end() :]}"
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    userinfo, at, host = parts.netloc.rpartition("@")
    if parts.scheme not in ("http", "https", "tonsite"):
        return ""
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host.removesuffix(f":{port}")):
        return ""
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    rest += f"#{parts.fragment}" if parts.fragment else ""
    rest = re.sub(r"[\x00- ]", lambda found: quote(found[0]), rest)
    return f"{parts.scheme}://{userinfo}{at}{host.lower()}{rest}"


def _reference(source: str, i: int) -> tuple[str, int]:
    """Read the character a reference at i stands for and where the text goes on; else a plain "&"."""
    found = REFERENCE.match(source, i)
    assert found
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        character = NAMED.get(name, "")
    else:
        code = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
        character = chr(code) if 0 < code < 0x10FFFF and len(found[0]) < 10 else ""
    if not character:
        return "&", i + 1
    return character, found.end() + (source[found.end()] == ";")


def _start_tag(source: str, begin: int) -> tuple[str, str, int]:
    at = f"at byte offset {_bytes(source, begin)}"
    i = _until(source, begin + 1, SPACE + ">")
    if source[i] == "\0":
        raise ParseError(f"Unclosed start tag {at}")
    tag = _lower(source[begin + 1 : i])
    if tag not in TYPES:
        raise ParseError(f'Unsupported start tag "{tag}" {at}')
    argument = ""
    while True:
        i = _after_space(source, i)
        if source[i] == ">":
            break
        start = i
        i = _until(source, i, SPACE + "=>/\"'")
        name = source[start:i]
        if not name:
            raise ParseError(f'Empty attribute name in the tag "{tag}" {at}')
        i = _after_space(source, i)
        value, assigned = "", source[i] == "="
        if assigned:
            i = _after_space(source, i + 1)
        if source[i] == "\0":
            raise ParseError(f'Unclosed start tag "{tag}" {at}')
        if assigned:
            value, i = _attribute_value(source, i)
        if source[i] == "\0":
            raise ParseError(f"Unclosed start tag {at}")
        argument = _argument(tag, name, value, argument)
    if tag == "span" and argument != "spoiler":
        raise ParseError(f'Tag "span" must have class "tg-spoiler" {at}')
    return tag, argument, i + 1


def _attribute_value(source: str, i: int) -> tuple[str, int]:
    if source[i] not in "'\"":
        end = i
        while source[end].isascii() and (source[end].isalnum() or source[end] in ".-"):
            end += 1
        if source[end] not in SPACE + ">":
            raise ParseError(f"Unexpected end of name token at byte offset {_bytes(source, i)}")
        return _lower(source[i:end]), end
    quotation, i = source[i], i + 1
    value: list[str] = []
    while source[i] not in (quotation, "\0"):
        if source[i] == "&":
            character, i = _reference(source, i)
        else:
            character, i = source[i], i + 1
        value.append(character)
    return "".join(value), i + (source[i] == quotation)


def _argument(tag: str, name: str, value: str, argument: str) -> str:
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id")):
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if (tag, name) == ("blockquote", "expandable"):
        return "expandable"
    return argument


def _end_tag(source: str, begin: int, tag: str) -> int:
    at = f"at byte offset {_bytes(source, begin)}"
    i = _until(source, begin + 1, SPACE + ">")
    name = _lower(source[begin + 2 : i])
    i = _after_space(source, i)
    if source[i] != ">":
        raise ParseError(f"Unclosed end tag {at}")
    if name and name != tag:
        raise ParseError(f'Unmatched end tag {at}, expected "</{tag}>", found "</{name}>"')
    return i + 1


def _close(start: _Open, end: int, text: str, entities: list[Entity]) -> None:
    """Add the entity of a tag that just ended; a link nobody could follow adds none."""
    kind, argument, length = TYPES[start.tag], start.argument, end - start.offset
    inner = (
        entities[-1]
        if entities and (entities[-1].offset, entities[-1].length) == (start.offset, length)
        else None
    )
    if kind == "custom_emoji" and not (re.fullmatch(r"-?\d+", argument) and int(argument)):
        raise ParseError("Invalid custom emoji identifier specified")
    if kind == "text_link":
        argument = argument or text
        if user := re.match(r"(?i)tg:(?://)?user\?id=(\d+)$", argument):
            kind, argument = "text_mention", user[1]
        elif not (argument := checked_link(argument)):
            return
    elif kind == "pre" and inner and inner.type == "code" and inner.argument:
        argument = entities.pop().argument
    elif kind == "code" and inner and inner.type == "pre" and argument:
        entities.pop()
        kind = "pre"
    elif kind == "blockquote" and argument:
        kind, argument = "expandable_blockquote", ""
    elif kind == "spoiler":
        argument = ""
    entities.append(Entity(kind, start.offset, length, argument))


def _until(source: str, i: int, stops: str) -> int:
    while source[i] not in stops:
        i += 1
    return i


def _after_space(source: str, i: int) -> int:
    while source[i] in SPACE and source[i] != "\0":
        i += 1
    return i


def _lower(name: str) -> str:
    return "".join(character.lower() if character.isascii() else character for character in name)


def _bytes(source: str, i: int) -> int:
    return len(source[:i].encode(errors="surrogatepass"))
