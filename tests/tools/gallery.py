"""Every screen in every language side by side, for proof-readers: `python -m tests.tools.gallery`."""

import argparse
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

import polib

from bot.chat.screen import File, Keyboard, Message, Screen
from bot.commands.every_screen import Found
from bot.i18n.translate import LOCALES, load_languages
from tests.support.walk import LANGUAGES, walk
from tests.support.walk_beginnings import EVERYDAY
from tests.tools.speech import spoken

STYLE = """
:root { --paper: #f3ece0; --ink: #2b2620; --soft: #675d50; --bubble: #fffdf9; --line: #ddd2c0;
  --key: #e6eff1 }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 1500px; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif }
header { position: sticky; top: 0; background: var(--paper); display: grid; gap: 1rem; padding: .4rem 0;
  grid-template-columns: repeat(3, 1fr); font-weight: 600; border-bottom: 1px solid var(--line) }
section { padding: 1rem 0; border-bottom: 1px solid var(--line) }
section h2 { font-size: .85rem; font-weight: 600; margin: 0; overflow-wrap: anywhere }
section p { margin: .1rem 0 .6rem; color: var(--soft); overflow-wrap: anywhere;
  font: 12px/1.4 ui-monospace, monospace }
.languages { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem; align-items: start }
article { background: var(--bubble); border-radius: 12px; padding: .55rem .75rem; margin-bottom: .3rem;
  white-space: pre-wrap; overflow-wrap: anywhere }
article pre { font: 13px/1.4 ui-monospace, monospace; white-space: pre-wrap; margin: 0 }
blockquote { margin: 0; padding-left: .6rem; border-left: 3px solid #8fb3bf }
.file::before { content: attr(data-name); display: block; font-weight: 600; color: #17607d }
.toast { background: #2b2620; color: #fff; border-radius: 8px }
.row { display: flex; gap: .3rem; margin-bottom: .3rem }
.row span { flex: 1; text-align: center; background: var(--key); border-radius: 8px; padding: .35rem .4rem }
.row .primary { background: #17607d; color: #fff } .row .success { background: #2f6b45; color: #fff }
.row .danger { background: #a3392c; color: #fff }
.spoken { margin: .2rem 0 .8rem; padding-left: .6rem; border-left: 3px dotted var(--line); color: var(--soft);
  font: italic 13px/1.4 system-ui, sans-serif; overflow-wrap: anywhere; white-space: pre-line }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem; align-items: start }
.before { color: var(--soft); border: 1px dashed var(--line) }
table { border-collapse: collapse; width: 100% }
td { border: 1px solid var(--line); padding: .4rem; vertical-align: top; width: 27%; white-space: pre-wrap;
  overflow-wrap: anywhere }
td:first-child { width: 19%; font: 12px ui-monospace, monospace }
"""


def page(screens: Sequence[Found], before: str | None = None) -> str:
    """The whole gallery as one file that needs nothing else. Letters of `before`, a revision, stand beside
    those of today.
    """
    names = "".join(f"<span>{escape(_own_name(language))}</span>" for language in LANGUAGES)
    sections = "\n".join(_section(number, one) for number, one in enumerate(screens, 1))
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Every screen</title>\n<style>{STYLE}</style>\n"
        f"<h1>{len(screens)} screens in {len(LANGUAGES)} languages</h1>\n{_index(screens)}\n"
        f"<header>{names}</header>\n{sections}\n{_letters(before)}\n{_unseen(screens)}\n</html>\n"
    )


def _section(number: int, found: Found) -> str:
    columns = "".join(
        f'<div lang="{language}">{"".join(_messages(found.screens[language]))}'
        f'<div class="spoken">{escape(chr(10).join(spoken(found.screens[language], language)))}</div></div>'
        for language in LANGUAGES
    )
    return (
        f'<section id="screen-{number}"><h2>{number}. {escape(found.came_by)}</h2>'
        f'<p>{escape(" · ".join(found.keys))}</p><div class="languages">{columns}</div></section>'
    )


def _messages(screen: Screen) -> Iterator[str]:
    """What is in the chat after it: the screen itself and what follows, in order. Telegram's HTML is HTML."""
    if screen.toast:
        yield f'<article class="toast">{escape(screen.toast)}</article>'
    if screen.text:
        yield f"<article>{screen.text}</article>{_keys(screen.keyboard)}"
    for one in screen.after:
        if isinstance(one, Message):
            yield f"<article>{one.text}</article>{_keys(one.keyboard)}"
        elif isinstance(one, File):
            yield f'<article class="file" data-name="{escape(one.name)}">{one.caption}</article>'


def _keys(keyboard: Keyboard) -> str:
    rows = (
        "".join(f'<span class="{button.style or ""}">{escape(button.label)}</span>' for button in row)
        for row in keyboard
    )
    return "".join(f'<div class="row">{row}</div>' for row in rows)


def _index(screens: Sequence[Found]) -> str:
    """From a text's id to the first screen that uses it."""
    first: dict[str, int] = {}
    for number, one in enumerate(screens, 1):
        for key in one.keys:
            first.setdefault(key, number)
    links = " · ".join(f'<a href="#screen-{first[key]}">{escape(key)}</a>' for key in sorted(first))
    return f"<details><summary>Find a text by its id ({len(first)})</summary><p>{links}</p></details>"


def _letters(before: str | None) -> str:
    """Every text of every greeting in three languages; on the right of it an earlier revision's."""
    languages = load_languages(LANGUAGES)
    rows = []
    for name in sorted(languages["en"].greetings):
        cells = ""
        for one in LANGUAGES:
            greeting = languages[one].greetings[name]
            today = "".join(f"<article>{escape(text)}</article>" for text in greeting.texts)
            if before:
                today = f'<div class="pair"><div>{today}</div><div>{_earlier(before, one, name)}</div></div>'
            cells += f'<div lang="{one}"><h3>{escape(greeting.title)}</h3>{today}</div>'
        rows.append(f'<p>{escape(name)}</p><div class="languages">{cells}</div>')
    return f'<section id="letters"><h2>Letters, each with its texts</h2>{"".join(rows)}</section>'


def _earlier(before: str, language: str, name: str) -> str:
    file = f"{before}:locales/{language}/letters/{name}.txt"
    shown = subprocess.run(["git", "show", file], cwd=LOCALES, capture_output=True, text=True, check=False)
    texts = shown.stdout.partition("\n")[2].strip().split("\n---\n")
    return "".join(f'<article class="before">{escape(text) or "—"}</article>' for text in texts)


def _unseen(screens: Iterable[Found]) -> str:
    """Texts that stand on no screen: in files, in alarms, on lists longer than the ones walked."""
    seen = {key for one in screens for key in one.keys}
    texts = {language: _catalogue(language) for language in LANGUAGES}
    rows = (
        f"<tr><td>{escape(key)}</td>"
        + "".join(f"<td>{escape(texts[one].get(key, ''))}</td>" for one in LANGUAGES)
        for key in texts["en"]
        if key not in seen
    )
    table = f"<table>{'</tr>'.join(rows)}</table>"
    return f'<section id="elsewhere"><h2>Texts that stand elsewhere</h2>{table}</section>'


def _catalogue(language: str) -> dict[str, str]:
    entries = polib.pofile(str(LOCALES / language / "bot.po"))
    return {
        one.msgid: re.sub("</?.*?>", "", one.msgstr or " | ".join(one.msgstr_plural.values()))
        for one in entries
    }


def _own_name(language: str) -> str:
    return _catalogue(language)["language.name"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.gallery", description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=Path("gallery.html"), help="the page (default: gallery.html)"
    )
    parser.add_argument("--before", metavar="REVISION", help="whose letters stand beside those of today")
    options = parser.parse_args()
    screens = walk(EVERYDAY)
    options.out.write_text(page(screens, options.before), "utf-8")
    print(f"{len(screens)} screens in {len(LANGUAGES)} languages: {options.out}")


if __name__ == "__main__":
    main()
