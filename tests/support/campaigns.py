"""Fictitious campaigns, made by code: what is written by hand after `mektup campaign new`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polib

from bot.campaign.new_campaign import begin
from bot.i18n.translate import BUILT_IN, LOCALES

PLURALS = {
    "de": "nplurals=2; plural=(n != 1);",
    "fa": "nplurals=2; plural=(n > 1);",
    "be-tarask": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}
DATA = ("alphabet", "casing", "script", "date", "language.name")
HEAD = {
    'home_country = "ZZ"': 'home_country = "LV"',
    'latin = ["…", "…", "…", "COUNTRY"]': 'latin = ["Letter House", "1 Long Street", "Riga", "LATVIA"]',
    'local = ["…", "…", "…"]': 'local = ["Vēstuļu nams", "Garā iela 1", "Rīga"]',
}
# What somebody's first and last name are like in a language.
NAMES = {
    "de": ("Vorname", "Nachname"),
    "pl": ("Imię", "Nazwisko"),
    "en": ("First", "Last"),
    "be-tarask": ("Імя", "Прозьвішча"),
    "fa": ("نام", "خانوادگی"),
}

Block = Callable[[int, Sequence[str]], str]


def a_person(number: int, languages: Sequence[str]) -> str:
    """One block of the file."""
    names = ", ".join(f'{one} = "{" ".join(NAMES[one])}{number}"' for one in languages)
    firsts = ", ".join(f'{one} = "{NAMES[one][0]}"' for one in languages)
    return f"""
[[prisoners]]
id = "person-{number}"
born = {1950 + number % 50}
case = "first-case"
envelope = {{ latin = "SURNAME{number} First", local = "Uzvārds{number} Vārds" }}
name = {{ {names} }}
address = {{ {firsts} }}
"""


def make(
    folder: Path, languages: Sequence[str], people: int, block: Block = a_person, head: str = ""
) -> Path:
    """The finished folder of a campaign; `head` is one more part of its file."""
    begin(folder, languages)
    template = (folder / "campaign.toml").read_text("utf-8")
    content = template[: template.index("[[prisoners]]")]
    for dots, written in HEAD.items():
        content = content.replace(dots, written)
    blocks = "".join(block(number, languages) for number in range(1, people + 1))
    content = content.replace('"…"', '"held for a poem"') + head + blocks
    if block is in_prison:
        content = content.replace("[organizers]", 'route = "direct"\n\n[organizers]', 1)
    (folder / "campaign.toml").write_text(content, "utf-8")
    for language in languages:
        _translate(folder / "locales" / language / "bot.po", language)
        for path in (folder / "locales" / language / "letters").glob("*.txt"):
            text = f"{language} {path.stem}\n\n{language} {{name}}\n{{own}}\n{{sender}}\n"
            path.write_text(text, "utf-8")
    return folder


def _translate(path: Path, language: str) -> None:
    """Stand-in translations: the English text with the language's mark, so that a leak of another shows."""
    catalogue, english = polib.pofile(str(path)), polib.pofile(str(LOCALES / "en" / "bot.po"))
    if language in BUILT_IN:
        english = polib.pofile(str(LOCALES / language / "bot.po"))
    else:
        catalogue.metadata["Plural-Forms"] = PLURALS[language]
    forms = int(catalogue.metadata["Plural-Forms"].removeprefix("nplurals=").partition(";")[0])
    for entry in catalogue:
        source = english.find(entry.msgid)
        if entry.msgid in DATA or entry.msgid.startswith("month.") or language in BUILT_IN:
            entry.msgstr, entry.msgstr_plural = source.msgstr, source.msgstr_plural
        elif entry.msgid_plural:
            entry.msgstr_plural = {
                form: f"{language}{form} {source.msgstr_plural[1]}" for form in range(forms)
            }
        else:
            entry.msgstr = f"{language} {source.msgstr}"
    catalogue.save()


def a_prison(number: int) -> str:
    return f"""
[[places]]
id = "prison-{number}"
latin = ["Prison No. {number}", "{number} Long St.", "Town {number:05}", "LAND"]
local = ["زندان {number}", "خیابان {number}", "شهر"]
"""


def a_woman_or_a_man(number: int, languages: Sequence[str]) -> str:
    """Every other one a woman."""
    return a_person(number, languages).replace(
        "born =", f'gender = "{"woman" if number % 2 else "man"}"\nborn ='
    )


def in_prison(number: int, languages: Sequence[str]) -> str:
    """Somebody in one of sixty prisons, whose surname begins with one letter of many."""
    written = a_person(number, languages).replace("born =", f'place = "prison-{number % 60 + 1}"\nborn =')
    first = chr(ord("A") + number % 26)
    return written.replace("Nachname", f"{first}achname").replace("خانوادگی", f"خانوادگی{first}")


def here_or_there(number: int, languages: Sequence[str]) -> str:
    """Every third one is written to straight, the others through the office."""
    written = in_prison(number, languages)
    return written if number % 3 else written.replace("born =", 'route = "direct"\nborn =')


PRISONS = "".join(map(a_prison, range(1, 61)))
# Languages, people, the block of each, and what else the file says.
FICTITIOUS: dict[str, tuple[Sequence[str], int, Block, str]] = {
    "25, half of them women, three languages": (("be-tarask", "pl", "en"), 25, a_woman_or_a_man, ""),
    "300": (("de", "pl"), 300, a_person, ""),
    "1,500 in 60 prisons, direct, right to left": (("de", "fa"), 1500, in_prison, PRISONS),
    "office and direct": (("pl", "en"), 30, here_or_there, PRISONS),
}
